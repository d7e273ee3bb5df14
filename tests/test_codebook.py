"""The codebook is the test suite: every [[example]] of data/ontology/events gives exactly the records it expects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from dragoman import plain
from dragoman.knowledge import Knowledge
from dragoman.knowledge.ontology import Example
from dragoman.pipeline import read
from dragoman.types import Article

KNOWLEDGE = Knowledge(reader="rules")
LEAST_WITH_MODEL = 0.8
TYPES = KNOWLEDGE.ontology
EXAMPLES = [pytest.param(e, id=f"{t.name}-{n}") for t in TYPES.values() for n, e in enumerate(t.examples, 1)]
#: PLOVER 2.0, section 10: type scores, and the number of type:mode pairs.
SCALES = {
    "AGREE": 2.5, "CONSULT": 2.5, "SUPPORT": 5, "CONCEDE": 4.5, "COOPERATE": 9.5, "AID": 10, "RETREAT": 6.5, "REQUEST": 0,
    "ACCUSE": -3, "REJECT": -2, "THREATEN": -3.5, "PROTEST": -5, "SANCTION": -6, "MOBILIZE": -5.5, "COERCE": -7, "ASSAULT": -9,
}  # fmt: skip


def records(example: Example, knowledge: Knowledge = KNOWLEDGE) -> list[dict[str, Any]]:
    article = Article(id="example", text=example.text, published=example.published or "2024-03-12")
    reading = read(article, knowledge)
    return [plain.record(r, reading) for r in reading.records]


def party_fits(wanted: str, party: dict[str, Any]) -> bool:
    """ "KEN GOV": code and first sector; "KEN": code; anything else: words of the party's names."""
    first, _, sector = wanted.partition(" ")
    if len(first) == 3 and first.isupper() and (not sector or sector.isupper()):
        return party["code"] == first and (not sector or party["sector"][:1] == [sector])
    names = f"{party.get('identifier_text') or ''} {party['entity_text']}".lower()
    return all(word in names for word in wanted.lower().split())


def parties_fit(wanted: list[str], parties: list[dict[str, Any]]) -> bool:
    return len(wanted) == len(parties) and any(all(map(party_fits, wanted, order)) for order in permutations(parties))


def line(record: dict[str, Any]) -> str:
    actors, recipients = ([p["identifier_text"] for p in record[side]] for side in ("actor", "recipient"))
    return f"{record['event']} {record['mode']} A {actors} R {recipients} {record['status']}"


def differences(wanted: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for key, value in wanted.items():
        match key:
            case "event":
                same, has = found["event"] == [value], found["event"]
            case "mode" | "context":
                has = found[key]
                same = set(has) == set(value) if key == "mode" else set(value) <= set(has)
            case "actor" | "recipient" | "sources":
                same = parties_fit(value, found[key])
                has = [(p["code"], p["sector"], p["identifier_text"], p["entity_text"]) for p in found[key]]
            case "date":
                same, has = found["date_edtf"] == (value or None), found["date_edtf"]
            case "place":
                has = (found["event_loc"] or {}).get("placename")
                same = has == (value or None)
            case _:
                same, has = found[key] == value, found[key]
        if not same:
            yield f"{key}: wanted {value}, got {has}"


def wrong(example: Example, found: list[dict[str, Any]]) -> list[str]:
    """What differs from the records expected; nothing where they are exactly those."""
    if len(found) != len(example.expect):
        return [f"{len(found)} records instead of {len(example.expect)}"]
    orders = ([d for w, f in zip(example.expect, order, strict=True) for d in differences(w, f)] for order in permutations(found))
    return min(orders, key=len)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_gives_exactly_the_records_it_expects(example: Example) -> None:
    """By rules: the codebook's examples are what the tables say."""
    found = records(example)
    best = wrong(example, found)
    assert not best, f"{example.text}\n" + "\n".join([*best, *map(line, found)])


def test_most_examples_hold_where_the_model_votes_too() -> None:
    """A model trained on long sentences of news is less at home in short ones; it may change few of them."""
    knowledge = Knowledge()
    examples = [e for t in TYPES.values() for e in t.examples]
    held = sum(not wrong(e, records(e, knowledge)) for e in examples)
    assert held / len(examples) >= LEAST_WITH_MODEL, f"{held} of {len(examples)}"


def test_the_ontology_is_plover_whole() -> None:
    assert {name: t.scale for name, t in TYPES.items()} == SCALES
    assert sum(len(t.modes) for t in TYPES.values()) == 67
    scored = {(t.name, m): v.scale for t in TYPES.values() for m, v in t.modes.items()}
    assert max(scored, key=scored.__getitem__) == ("RETREAT", "disarm")
    assert min(scored, key=scored.__getitem__) == ("ASSAULT", "unconventional")


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_type_has_examples_of_what_counts(name: str) -> None:
    expected = [r for e in TYPES[name].examples for r in e.expect if r["event"] == name]
    assert len(expected) >= 2
    shown = {m for r in expected for m in r.get("mode", [])}
    assert shown == set(TYPES[name].modes), f"no example of {sorted(set(TYPES[name].modes) - shown)}"
