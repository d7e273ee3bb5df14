"""The annotations in the project are offsets and names, no texts; joined to the texts they are what was annotated."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.knowledge import ontology, tables

FOLDER = Path(__file__).parents[1] / "training" / "annotations"
DATA = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).parents[2] / "shared" / "data"))
sys.path.insert(0, str(FOLDER))

import check  # noqa: E402
import join  # noqa: E402
import standoff  # noqa: E402

MODES = {name: set(kind.modes) for name, kind in ontology.load(tables.DATA / "ontology").items()}
LINES = {path.name: list(standoff.lines(path)) for path in (standoff.FIRST, standoff.SECOND)}
WORDS = standoff.NAME_WORDS

needs_data = pytest.mark.skipif(
    not all((DATA / name).exists() for name in standoff.BULK),
    reason=f"no articles at {DATA}; set DRAGOMAN_DATA to the folder that has them",
)

TEXT = "Gondor accuses Rohan\n\nGondor's steward accused Rohan of arming raiders, he said on Monday. She said he had met them."
STORY = {
    "id": "t1",
    "title": "Gondor accuses Rohan",
    "published": "2024-03-12",
    "source": "The Shire",
    "text": TEXT,
    "sentences": [[0, 20], [22, 91], [92, 117]],
}
DRAFT = {
    "story": "t1",
    "events": [
        {
            "type": "ACCUSE",
            "modes": ["allege"],
            "actors": ["steward|-|GOV"],
            "recipients": ["Rohan|-|GOV"],
            "sources": ["steward|-"],
            "mentions": [
                {"s": 0, "trigger": "accuses", "actor": ["Gondor"], "recipient": ["Rohan"]},
                {"s": 1, "trigger": "accused", "actor": "Gondor's steward", "recipient": ["Rohan"], "source": ["he"], "cue": "said"},
            ],
        }
    ],
}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def checked(draft: dict[str, Any], tmp_path: Path) -> tuple[Any, list[str], list[str]]:
    path = tmp_path / "t1.json"
    path.write_text(json.dumps(draft), encoding="utf-8")
    return check.check(path, {"t1": STORY}, MODES, check.countries())


@pytest.mark.parametrize("name", LINES)
def test_no_string_is_longer_than_a_name(name: str) -> None:
    long = [(line["id"], s) for line in LINES[name] for s in strings(line) if len(s.split()) > WORDS or len(s) > 64]
    assert not long


@pytest.mark.parametrize("name", LINES)
def test_lines_are_sorted_and_whole(name: str) -> None:
    ids = [line["id"] for line in LINES[name]]
    assert ids == sorted(set(ids))
    for line in LINES[name]:
        assert line["file"] in standoff.BULK
        assert re.fullmatch("[0-9a-f]{64}", line["sha256"])
        assert all(start < end for start, end in line["sentences"])


@pytest.mark.parametrize("name", LINES)
def test_events_use_the_ontology_and_stay_in_their_sentences(name: str) -> None:
    states = check.countries() | {"-"}
    for line in LINES[name]:
        for event in line["events"]:
            where = f"{line['id']} {event['type']}"
            assert set(event.get("modes", [])) <= MODES[event["type"]], where
            assert event.get("status", "happened") in check.STATUSES, where
            for party in (p for role in standoff.PARTIES for p in event.get(role, [])):
                _, country, last = party.split("|")
                assert country in states, f"{where} {party}"
                assert last in check.SECTORS | check.STANCES, f"{where} {party}"
            for mention in event["mentions"]:
                start, end = line["sentences"][mention["s"]]
                whole = {**{key: [] for key in standoff.MANY}, **dict.fromkeys(standoff.ONE), **mention}
                assert all(start <= s < e <= end for s, e in check.spans(whole)), where


def test_second_readings_are_of_the_same_stories() -> None:
    first = {line["id"]: line for line in LINES["annotations.jsonl"]}
    for line in LINES["second.jsonl"]:
        assert line["sha256"] == first[line["id"]]["sha256"]


def test_a_draft_gets_its_offsets(tmp_path: Path) -> None:
    made, faults, doubts = checked(DRAFT, tmp_path)
    assert (faults, doubts) == ([], [])
    told = made["events"][0]["mentions"][1]
    assert [TEXT[slice(*span)] for span in (told["trigger"], *told["actor"], *told["source"])] == ["accused", "Gondor's steward", "he"]
    assert made["events"][0]["sources"] == [{"name": "steward", "country": None, "stance": "asserts"}]


def test_faults_are_named(tmp_path: Path) -> None:
    event = {"type": "ACCUSE", "modes": ["drone"], "actors": ["United Nations|USA|GOV"], "status": "soon", "date": "Monday"}
    wrong = {"story": "t1", "events": [{**event, "mentions": [{"s": 1, "trigger": "blamed"}, {"s": 9, "trigger": "x"}]}]}
    made, faults, _ = checked(wrong, tmp_path)
    assert made is None
    for words in (
        "mode drone",
        "United Nations has no country",
        "status soon",
        "date Monday",
        '"blamed" is not in the sentence',
        "no such sentence",
    ):
        assert any(words in fault for fault in faults), words


def test_a_source_in_the_words_and_none_in_the_record_is_a_doubt(tmp_path: Path) -> None:
    event = {**DRAFT["events"][0], "sources": []}  # type: ignore[index,dict-item]
    made, _, doubts = checked({"story": "t1", "events": [event]}, tmp_path)
    assert made is not None
    assert doubts == ["event 1 ACCUSE: source in the words of a mention, no sources"]


def test_the_nth_place_of_words() -> None:
    said = "The other met him; he left."
    assert check.place("he", said) == (19, 21)  # whole words first
    assert check.place("he #3", said) == (19, 21)  # the third, counting those inside words
    assert check.place("she", said) is None


def test_packing_loses_nothing_and_copies_no_phrase(tmp_path: Path) -> None:
    made, _, _ = checked(DRAFT, tmp_path)
    event = {**made["events"][0], "place": {"name": "Rohan", "country": None}, "core": False, "status": "planned"}
    event["actors"] = [{"name": "Gondor's steward accused Rohan of arming", "country": None, "sector": "GOV"}]
    packed = standoff.packed(event, TEXT)
    assert packed["actors"] == ["@22-62|-|GOV"]
    assert standoff.unpacked(packed, TEXT) == event


def test_another_text_is_left_out_with_the_reason() -> None:
    article = {"id": "b1", "title": "Gondor accuses Rohan", "source": "The Shire", "text": TEXT.split("\n\n")[1] + "\n\nMore."}
    line = {"id": "t1", "file": "f", "bulk": "b1", "published": "2024-03-12", "paragraphs": 1, "sentences": []}
    line["sha256"] = standoff.digest(TEXT)
    made, _ = join.story(line, article)
    assert made["text"] == TEXT
    assert "another text" in join.story(line, {**article, "text": "Other words."})[1]
    assert "no article" in join.story(line, None)[1]


@needs_data
def test_joining_rebuilds_every_story(tmp_path: Path) -> None:
    count, missed = join.join(tmp_path, DATA)
    assert (count, missed) == (len(LINES["annotations.jsonl"]), [])
    for story in standoff.lines(tmp_path / "stories.jsonl"):
        assert story["text"][slice(*story["sentences"][0])] == story["title"]
        told = json.loads((tmp_path / "gold" / f"{story['id']}.json").read_text(encoding="utf-8"))
        assert told["story"] == story["id"]
    assert len(list((tmp_path / "second").glob("*.json"))) == len(LINES["second.jsonl"])
