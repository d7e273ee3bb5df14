"""Where events took place: by their own words, the dateline, the parties' countries. Every sentence is invented."""

from __future__ import annotations

import pytest

from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.stages.settle.placing import dateline, visits, way
from dragoman.types import Article, Furniture, Reading


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(reader="rules")


@pytest.mark.parametrize(
    ("text", "type", "country"),
    [
        ("Kenyan police arrested 12 opposition activists in Nairobi on Monday, officials said.", "COERCE", "KEN"),
        ("Kenyan police arrested 12 Kenyan opposition activists on Monday.", "COERCE", "KEN"),
        ("The foreign minister of Chad visited Kenya on Monday.", "CONSULT", "KEN"),
    ],
)
def test_an_event_is_where_its_words_or_its_parties_say(text: str, type: str, country: str, knowledge: Knowledge) -> None:
    reading = read(Article(id="t", text=text, published="2024-01-16"), knowledge)
    places = [r.place for r in reading.records if r.event == type]
    assert [p.country for p in places[:1] if p] == [country]


@pytest.mark.parametrize(("line", "country"), [("NAIROBI, Jan 16 (Reuters) -", "KEN"), ("Zzyzzx (AP) --", None)])
def test_the_place_of_a_dateline(line: str, country: str | None, knowledge: Knowledge) -> None:
    reading = Reading(article=Article(id="t", text=line), furniture=(Furniture(start=0, end=len(line), kind="dateline"),))
    place = dateline(reading, knowledge.places)
    assert (place.country if place else None) == country


def test_ways_and_visits_have_names() -> None:
    assert [way(cost) for cost in (0.0, 2.0, 4.0, 99.0)] == ["at once", "short", "long", "none"]
    assert [visits("CONSULT", modes) for modes in (["visit"], [])] == ["visit", "CONSULT"]
