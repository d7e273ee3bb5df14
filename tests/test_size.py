"""How many: numbers in words, and the counts that sentences tell of an event."""

from __future__ import annotations

import pytest

from dragoman.knowledge import Knowledge
from dragoman.pipeline import read as read_article
from dragoman.stages.size import read, sizes
from dragoman.syntax import Tree
from dragoman.types import Article, Size

KNOWLEDGE = Knowledge(reader="rules")


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("12", (12, 12)),
        ("1,086", (1086, 1086)),
        ("three", (3, 3)),
        ("twenty-five", (25, 25)),
        ("two hundred and fifty", (250, 250)),
        ("1.5 million", (1_500_000, 1_500_000)),
        ("a hundred", (100, 100)),
        ("a dozen", (12, 12)),
        ("two dozen", (24, 24)),
        ("half a dozen", (6, 6)),
        ("at least 12", (12, None)),
        ("more than 60", (60, None)),
        ("over three hundred", (300, None)),
        ("up to 3,000", (0, 3000)),
        ("fewer than 10", (0, 10)),
        ("about 200", (180, 220)),
        ("some 20", (18, 22)),
        ("nearly 1,900", (1710, 1900)),
        ("dozens", (24, 99)),
        ("several", (3, 9)),
        ("several hundred", (300, 999)),
        ("hundreds", (200, 999)),
        ("tens of thousands", (20_000, 99_999)),
        ("hundreds of thousands", (200_000, 999_999)),
        ("hundreds and hundreds", (200, 999)),
        ("millions", (2_000_000, None)),
        ("tens of millions", (20_000_000, 99_999_999)),
        ("nearly millions", (2_000_000, None)),
        ("$ 6 billion to $ 10 billion", (6_000_000_000, 10_000_000_000)),
        ("at least several dozen", (36, None)),
        ("between 10 and 15", (10, 15)),
        ("10 to 15", (10, 15)),
        ("10-15", (10, 15)),
        ("no", (0, 0)),
        ("the brave", None),
        ("", None),
    ],
)
def test_numbers_in_words(words: str, bounds: tuple[int, int | None] | None) -> None:
    assert read(words.lower().split(), KNOWLEDGE.numbers) == bounds


def size_of(text: str) -> Size:
    """The size told by all event words of a text together."""
    reading = read_article(Article(id="t", text=text, published="2024-03-12"), KNOWLEDGE)
    live = tuple(n for n, m in enumerate(reading.mentions) if m.type is not None and not m.note)
    return sizes(reading, Tree(reading.tokens), KNOWLEDGE.numbers, live)


@pytest.mark.parametrize(
    ("text", "dead", "injured", "arrested"),
    [
        ("At least 12 people were killed in the attack.", (12, None), None, None),
        ("Gunmen attacked a market in Kano, killing 5 and wounding dozens.", (5, 5), (24, 99), None),
        ("The rebels killed five soldiers and three civilians.", (8, 8), None, None),
        ("A car bomb killed nine people and injured more than 40.", (9, 9), (40, None), None),
        ("The air strike left three people dead.", (3, 3), None, None),
        ("The rebels shelled the village but there were no casualties.", (0, 0), (0, 0), None),
        ("Police arrested between 10 and 15 students on Monday.", None, None, (10, 15)),
        ("Gunmen killed a judge in Lagos.", (1, 1), None, None),
        ("Twenty-two militants died in the fighting.", (22, 22), None, None),
        ("The army bombed the town, and 30 people were wounded.", None, (30, 30), None),
        ("Norway condemned the deaths of 40 miners.", None, None, None),
    ],
)
def test_people(text: str, dead: object, injured: object, arrested: object) -> None:
    size = size_of(text)
    assert (size.dead, size.injured, size.arrested) == (dead, injured, arrested)


def test_the_largest_of_several_tolls_stands() -> None:
    text = "Rebels killed 10 villagers in an attack on Monday. The death toll from the attack rose to 14 on Tuesday."
    assert size_of(text).dead == (14, 14)


@pytest.mark.parametrize(
    ("text", "words", "bounds"),
    [
        ("Poland deployed 3,000 troops along the border.", "3,000 troops", (3000, 3000)),
        ("Thousands of students protested in Dhaka.", "Thousands of students", (2000, 9999)),
        ("The rebels fired about 30 rockets at the airport.", "about 30 rockets", (27, 33)),
        ("Rebels attacked the barracks on Monday.", None, None),
        ("Norway sent $6 billion to $10 billion in aid to Chad.", "$6 billion to $10 billion", (6_000_000_000, 10_000_000_000)),
        ("In May 2017 soldiers left the town.", None, None),
    ],
)
def test_quantity(text: str, words: str | None, bounds: object) -> None:
    size = size_of(text)
    assert (size.quantity, size.quantity_bounds) == (words, bounds)
