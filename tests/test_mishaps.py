"""Harm by nature or accident is nobody's assault; harm by somebody is, also in a story of a disaster. Every sentence is invented."""

from __future__ import annotations

import pytest

from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.stages.mishaps import NOTE
from dragoman.types import Article

KNOWLEDGE = Knowledge(reader="rules")

MISHAPS = (
    "At least 1,200 people were killed when a strong earthquake struck western Nepal late on Monday, the interior ministry said.",
    "Typhoon Mara killed 17 people in the northern Philippines, President Ferdinand Marcos said.",
    "Tropical Storm Nora has killed 33 people in Haiti.",
    "A bus carrying pilgrims plunged into a ravine in Bolivia, killing 31 passengers, police said.",
    "A fire at a garment factory in Dhaka killed 52 workers, Bangladesh officials said.",
    "A heat wave has killed 120 people in India, officials said.",
    "The storm hit Honduras, and soldiers said 14 people were killed.",
    "The tornado struck an army base in Kansas, injuring 15 soldiers.",
    "A strong earthquake hit Chile on Tuesday, officials said. Twelve people were killed in Ovalle, the interior ministry said.",
    "A military plane crashed near Tehran on Monday. Thirty soldiers on board were killed, a statement said.",
)
DEEDS = (
    "Gunmen killed 12 people on a bus near Kabul.",
    "Israeli fire killed three Palestinians in Gaza.",
    "Four soldiers were killed by rocket fire in southern Lebanon.",
    "Two policemen were killed when gunmen attacked a relief convoy after the earthquake in Pakistan.",
    "Hundreds of people were killed by the army in the province hit by the earthquake.",
    "Seven people were killed when a police car was blown up in Basra.",
    "Peace talks collapsed and rebels killed 14 villagers in Mali.",
)


def assaults(text: str) -> list[str]:
    reading = read(Article(id="t", text=text, published="2023-05-16"), KNOWLEDGE)
    return [m.note for m in reading.mentions if m.type == "ASSAULT"]


@pytest.mark.parametrize("text", MISHAPS)
def test_nobody_attacks_where_nature_or_chance_does_the_harm(text: str) -> None:
    assert all(assaults(text)), text


@pytest.mark.parametrize("text", DEEDS)
def test_who_attacks_is_read_also_beside_mishaps(text: str) -> None:
    found = assaults(text)
    assert found, text
    assert NOTE not in found, text


def test_in_one_story_the_storm_kills_and_gunmen_do() -> None:
    notes = assaults("Tropical Storm Nora has killed 33 people in Haiti. Nine people died in Les Cayes. Gunmen shot dead two aid workers.")
    assert NOTE in notes
    assert "" in notes


def test_a_text_without_sentences_is_no_story_of_a_mishap() -> None:
    assert not read(Article(id="t", text="", published="2023-05-16"), KNOWLEDGE).mentions
    assert not [p for p in read(Article(id="t", text="1", published="2023-05-16"), KNOWLEDGE).problems if "failed" in p.message]
