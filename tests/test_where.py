"""Place names in sentences, and which place is meant. Every sentence is invented."""

from __future__ import annotations

import pytest

from dragoman.knowledge import Knowledge
from dragoman.knowledge.places import fold
from dragoman.stages.parse import parse
from dragoman.stages.segment import segment
from dragoman.stages.when import when
from dragoman.stages.where import where
from dragoman.types import Article, Place, Reading


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(reader="rules")


def places(text: str, knowledge: Knowledge) -> dict[str, Place]:
    """Places of a text by their words; where a name comes twice, the last."""
    reading = where(parse(segment(Reading(article=Article(id="t", text=text)), knowledge), knowledge), knowledge)
    return {text[p.start : p.end]: p for p in reading.places}


@pytest.mark.parametrize(
    ("name", "country"),
    [("Kiev", "UKR"), ("Peking", "CHN"), ("Bombay", "IND"), ("Mazar-i-Sharif", "AFG"), ("MOSUL", "IRQ"), ("São Paulo", "BRA")],
)
def test_spellings_lead_to_the_same_city(name: str, country: str, knowledge: Knowledge) -> None:
    assert any(s.country == country and s.precision == "city" for s in knowledge.places.lookup(name))


def test_countries_and_capitals(knowledge: Knowledge) -> None:
    gazetteer = knowledge.places
    assert [gazetteer.country_of(n) for n in ("Kosovo", "the Philippines", "Palestine", "Taiwan", "Hong Kong", "U.S.", "Paris")] == [
        "KOS", None, "PSE", "TWN", "HKG", "USA", None,
    ]  # fmt: skip
    assert gazetteer.capital_of("Nairobi") == "KEN"
    assert gazetteer.capital_of("Mombasa") is None
    france = gazetteer.country("FRA")
    assert france is not None
    assert (round(france.lat), round(france.lon)) == (46, 2)
    assert gazetteer.lookup("Nosuchplaceatall") == ()


def test_fold_forgets_accents_hyphens_and_capitals() -> None:
    assert fold("Mazār-e Sharīf") == fold("MAZAR E SHARIF") == "mazar e sharif"
    assert fold("N’Djaména") == "ndjamena"


@pytest.mark.parametrize(
    ("text", "words", "country", "precision"),
    [
        ("Moscow said on Tuesday that talks had failed.", "Moscow", "RUS", "city"),
        ("Troops entered Tripoli, Lebanon, on Friday.", "Tripoli", "LBN", "city"),
        ("Two men were arrested in Paris, Texas, on Friday.", "Paris", "USA", "city"),
        ("The president of Georgia spoke in Tbilisi on Monday.", "Georgia", "GEO", "country"),
        ("Floods hit Atlanta and Savannah. Georgia declared an emergency.", "Georgia", "USA", "adm1"),
        ("Rebels shelled towns in the Donbas on Sunday.", "Donbas", "UKR", "region"),
        ("The two sides met in Panmunjom on Friday.", "Panmunjom", None, "site"),
        ("Gunmen attacked a convoy in the Afghan province of Kunduz.", "Kunduz", "AFG", "adm1"),
        ("Gunmen attacked the city of Kunduz.", "Kunduz", "AFG", "city"),
        ("A bomb exploded in Hyderabad, police in Sindh said. Pakistan sent troops.", "Hyderabad", "PAK", "city"),
        ("Soldiers crossed into Mali from Niger.", "Niger", "NER", "country"),
        ("Students marched in Moscow, Idaho, on Friday.", "Moscow", "USA", "city"),
        ("Soldiers burned huts in Karo, Sudan, on Friday.", "Karo", "SDN", "country"),
        ("Gunmen attacked a camp near Zzyzx, Chad, on Friday.", "Zzyzx", "TCD", "country"),
        ("He flew to Cairo, Jordan and Syria.", "Cairo", "EGY", "city"),
        ("Drought has spread in the Horn of Africa.", "Horn of Africa", None, "region"),
        ("Tankers left the Gulf on Friday.", "Gulf", None, "region"),
    ],
)
def test_the_place_that_is_meant(text: str, words: str, country: str | None, precision: str, knowledge: Knowledge) -> None:
    found = places(text, knowledge)[words]
    assert (found.country, found.precision) == (country, precision)
    assert found.lat is not None
    assert found.rule.startswith("places/")


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton bought a house.",
        "Officials of the Bank of America resigned.",
        "The Washington Post reported the arrests.",
        "Israeli and French soldiers left.",
        "Mr. Jordan thanked Chad Johnson.",
    ],
)
def test_names_that_hold_a_place_are_none(text: str, knowledge: Knowledge) -> None:
    assert places(text, knowledge) == {}


def test_a_list_of_countries_is_no_address(knowledge: Knowledge) -> None:
    found = places("Ministers of Peru, Brazil and Chile met in Lima.", knowledge)
    assert {w: p.country for w, p in found.items()} == {"Peru": "PER", "Brazil": "BRA", "Chile": "CHL", "Lima": "PER"}


def test_one_name_of_many_places_stays_unplaced(knowledge: Knowledge) -> None:
    found = places("A man was arrested in Springfield on Friday.", knowledge)
    assert found["Springfield"].lat is None


def test_a_month_is_no_place(knowledge: Knowledge) -> None:
    text = "Clashes in March killed ten people."
    reading = parse(
        segment(Reading(article=Article(id="t", text=text, published="2024-01-16"), published="2024-01-16"), knowledge), knowledge
    )
    assert where(when(reading, knowledge), knowledge).places == ()


def test_a_possessive_is_not_part_of_the_name(knowledge: Knowledge) -> None:
    assert places("Peru's blood banks were closed.", knowledge)["Peru"].country == "PER"


@pytest.mark.parametrize("text", ["", ".", "((((" * 500, "In In In, , ,", "PARIS " * 300, "\u200b\u0000 Ĳ ﷽"])
def test_odd_text_never_raises(text: str, knowledge: Knowledge) -> None:
    places(text, knowledge)
