"""Copies are found by what they share: on a story of our own, and by edits of measured strength on given texts (DRAGOMAN_DATA)."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.gather.copies import contained, copied, original
from dragoman.gather.profile import Profile, keys, profile, sought
from dragoman.gather.stories import grouped
from dragoman.types import Article

DATA = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).parents[2] / "shared" / "data"))
WIRE = """ORLAND, March 4 (NAP) — Rebels of the Northern Column seized the town of Brisk on Tuesday after two days of shelling,
the army and residents said.

Colonel Marta Ules told reporters that government troops had withdrawn to the river Sava to spare the town's
inhabitants. At least fourteen civilians were killed, according to the hospital's director, Doctor Henk Aro.

"They came from the hills before sunrise and nobody fired back," said baker Jona Pell, who fled across the bridge with
her two children.

The Northern Column, formed five years ago by deserters, already controls the copper mines around Tannet. Its leader,
Viktor Sand, said in a broadcast that his fighters would halt at the Sava if the government released forty prisoners.

Prime Minister Odile Renn rejected the demand and called an emergency session of parliament for Wednesday. The
regional bloc urged both sides to resume the talks that broke off in January.

Aid agencies warned that nearly nine thousand people were on the road to Orland, many of them without food or shelter,
as night temperatures dropped below freezing."""
LOCAL = """Shopkeepers on Mill Street in our own city, home to several hundred families from Brisk, shut their doors for an hour
in sympathy.

"My cousins are somewhere on that road," said grocer Timo Lask."""
OTHER = """The town of Brisk fell to the Northern Column overnight, its third conquest this year. Our correspondent saw trucks
with the rebels' green pennant drive past the shuttered courthouse while families hurried towards the Sava crossing.

An officer reached by telephone said that his battalion had been ordered back without explanation. Hospital staff
counted fourteen dead. In Orland, Prime Minister Odile Renn faces a stormy session on Wednesday; opposition deputies
want to know why reinforcements promised in February never arrived.

Viktor Sand, the rebel leader, wants forty prisoners freed. "He will not get one," a minister said."""


def made(text: str, n: int = 0, title: str = "Rebels seize Brisk", **more: Any) -> Profile:
    return profile(Article(id=str(n), text=text, title=title, published="2031-03-04", **more), n)


def paragraphs(text: str) -> list[str]:
    return [p for p in text.split("\n\n") if p.strip()]


EDITS: dict[str, Callable[[str], str]] = {
    "the same": lambda t: t,
    "tail cut": lambda t: "\n\n".join(paragraphs(t)[:4]),
    "most of the tail cut": lambda t: "\n\n".join(paragraphs(t)[:3]),
    "a paragraph of its own": lambda t: "\n\n".join([*paragraphs(t)[:2], LOCAL, *paragraphs(t)[2:]]),
    "another byline and dateline": lambda t: "THE VESK COURIER\nBy Our Correspondents\nVESK — " + t.split("— ", 1)[1],
    "other quotation marks": lambda t: t.replace('"', "”").replace("'", "’").replace("—", "-"),
    "other spelling of names": lambda t: (
        t.replace("Viktor", "Victor").replace("Ules", "Ulez").replace("Sava", "Sawa").replace("Doctor", "Dr.")
    ),
    "all of it": lambda t: "By Staff\n" + "\n\n".join([*paragraphs(t.replace("Viktor", "Victor"))[:4], LOCAL]),
}


@pytest.mark.parametrize("edit", EDITS)
def test_edited_copies_are_copies(edit: str) -> None:
    one, other = made(WIRE), made(EDITS[edit](WIRE), 1, title="Brisk falls")
    assert copied(one, other) == copied(other, one) >= 0.45
    assert set(sought(other)) & set(keys(one))
    assert grouped([one, other]) == [[0, 1]]


def test_another_outlets_own_report_is_no_copy() -> None:
    assert copied(made(WIRE), made(OTHER, 1)) == 0
    assert contained(made(WIRE), made(OTHER, 1))[1] < 0.2


def test_a_copy_has_one_original() -> None:
    """The earlier of two that are as much alike, whichever came first."""
    first, second = replace(made(WIRE), article=7), replace(made(WIRE), article=3, published="2031-03-05")
    assert original(made(EDITS["tail cut"](WIRE), 9), [second, made(OTHER, 1), first]) == first
    assert original(made(OTHER, 9), [first, second]) is None
    assert original(made(WIRE, 9), []) is None


def test_an_outlets_form_is_no_copy_of_last_weeks() -> None:
    """The same outlet's text on another day must be nearly the same."""
    one = made(WIRE, source="Courier")
    later = replace(made(EDITS["all of it"](WIRE), 1, source="Courier"), published="2031-03-09")
    assert copied(one, later) == 0
    assert copied(one, replace(later, published="2031-03-04")) > 0
    assert copied(one, replace(later, outlet="Herald")) > 0
    assert copied(one, replace(one, published="2031-03-09")) == 1


def test_very_short_texts_are_copies_only_if_all_is_the_same() -> None:
    flash = "URGENT Rebels seize town of Brisk: army"
    assert copied(made(flash), made(flash, 1)) == 1
    assert copied(made(flash), made("URGENT Rebels leave town of Tannet: army", 1)) == 0
    assert copied(made(""), made("", 1)) == 0


def test_signatures_are_the_same_everywhere() -> None:
    """They are stored: no hash of this process or machine."""
    assert made(WIRE).signature[:12].hex() == "0000006c001b31490627f1e3"


# measured


def given(name: str) -> list[str]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no {name} in {DATA}: set DRAGOMAN_DATA to the folder of the outside sets")
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_edits_of_measured_strength() -> None:
    texts = [t for t in given("bulk_wire_gigaword.jsonl")[::30] + given("bulk_news_sample.jsonl")[::30] if len(t.split()) >= 80]
    dice = random.Random(5)
    foreign = " ".join(texts[:40]).split()

    def cut(text: str, share: float) -> str:
        return " ".join(text.split(" ")[: int(len(text.split(" ")) * (1 - share))])

    def changed(text: str, share: float) -> str:
        return " ".join(dice.choice(foreign) if dice.random() < share else w for w in text.split(" "))

    def dropped(text: str) -> str:
        return "\n\n".join(p for p in paragraphs(text) if dice.random() > 0.4) or paragraphs(text)[0]

    def respelt(text: str) -> str:
        return re.sub(r"\b([A-Z][a-z]{3,})([a-z])\b", r"\1e\2", text) if dice.random() < 0.1 else text.replace("”", '"')

    edits: dict[str, tuple[Callable[[str], str], float]] = {
        "tail cut by a fifth": (lambda t: cut(t, 0.2), 0.99),
        "tail cut by three fifths": (lambda t: cut(t, 0.6), 0.97),
        "two paragraphs of five dropped": (dropped, 0.97),
        "a word in ten changed": (lambda t: changed(t, 0.1), 0.98),
        "three words in twenty changed": (lambda t: changed(t, 0.15), 0.92),
        "respelt": (respelt, 0.97),
        "tail cut and a word in ten changed": (lambda t: changed(cut(t, 0.4), 0.1), 0.95),
    }
    low = {}
    for name, (edit, floor) in edits.items():
        pairs = [(made(t, 0), made(edit(t), 1)) for t in texts]
        found = sum(bool(copied(a, b)) and bool(set(sought(a)) & set(keys(b))) for a, b in pairs) / len(pairs)
        if found < floor:
            low[name] = found
    assert not low


def test_reports_of_one_event_by_three_outlets_are_no_copies() -> None:
    path = DATA / "newscluster_basil.jsonl"
    given(path.name)
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    profiles = [made(item["text"], n, source=item["source"]) for n, item in enumerate(items)]
    pairs = [(a, b) for a, x in zip(profiles, items, strict=True) for b, y in zip(profiles, items, strict=True)
             if a.article < b.article and x["event_id"] == y["event_id"]]  # fmt: skip
    assert len(pairs) == 300
    assert sum(bool(copied(a, b)) for a, b in pairs) <= 1
