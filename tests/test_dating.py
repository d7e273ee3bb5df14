"""When and where events took place: by their own words, the dateline, the parties' countries. Every sentence is invented."""

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


@pytest.mark.parametrize(
    ("text", "type", "day"),
    [
        ("Kenya's army said on Tuesday that rebels shelled a village.", "ASSAULT", "2024-01-16"),
        ("Kenya's army said on Tuesday that rebels had shelled a village.", "ASSAULT", None),
        ("Floods hit Kenya. Hundreds fled. The president thanked Norway, which condemned the rebels.", "ACCUSE", None),
        ("Kenya's army said on Wednesday that rebels attacked a market. Kenya condemned the attack.", "ACCUSE", "2024-01-17"),
    ],
)
def test_the_day_of_what_has_none_of_its_own(text: str, type: str, day: str | None, knowledge: Knowledge) -> None:
    """That of the story, if it is told as its news; a page may bear the day before."""
    reading = read(Article(id="t", text=text, published="2024-01-16"), knowledge)
    assert [r.date_edtf for r in reading.records if r.event == type] == [day]


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("NAIROBI, Jan 16 (Reuters) -", "KEN"),
        ("COPACABANA (AP) --", "BRA"),
        ("COPACABANA, Bolivia (AP) --", "BOL"),
        ("Zzyzzx, Bolivia, Jan 16 (AP) --", "BOL"),
        ("Zzyzzx (AP) --", None),
    ],
)
def test_the_place_of_a_dateline(line: str, country: str | None, knowledge: Knowledge) -> None:
    reading = Reading(article=Article(id="t", text=line), furniture=(Furniture(start=0, end=len(line), kind="dateline"),))
    place = dateline(reading, knowledge.places)
    assert (place.country if place else None) == country


def test_ways_and_visits_have_names() -> None:
    assert [way(cost) for cost in (0.0, 2.0, 4.0, 99.0)] == ["at once", "short", "long", "none"]
    assert [visits("CONSULT", modes) for modes in (["visit"], [])] == ["visit", "CONSULT"]
