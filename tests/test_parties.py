"""Who acts and whom it concerns, wherever the sentence puts them."""

from __future__ import annotations

from functools import cache

import pytest

from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.types import Article, Mention, Reading


@cache
def knowledge() -> Knowledge:
    return Knowledge(reader="rules")


def reading(text: str) -> Reading:
    return read(Article(id="x", text=text, published="2024-03-12"), knowledge())


def told(text: str, trigger: str) -> tuple[Reading, Mention]:
    found = reading(text)
    return found, next(m for m in found.mentions if m.type and trigger in text[m.start : m.end])


def names(found: Reading, parties: tuple[tuple[int, int, int], ...]) -> set[str]:
    return {found.entities[e].name for e, _, _ in parties}


PARTIES = [
    # passive, relative clause, participle, infinitive, -ing form
    ("The shells were supplied to Syria by Iran.", "supplied", {"Iran"}, {"Syria"}),
    ("Iran, which supplied missiles to Syria, said nothing.", "supplied", {"Iran"}, {"Syria"}),
    ("The missiles that Iran supplied to Syria were old.", "supplied", {"Iran"}, {"Syria"}),
    ("Missiles supplied by Iran to Syria were found.", "supplied", {"Iran"}, {"Syria"}),
    ("Iran is believed to have supplied missiles to Syria.", "supplied", {"Iran"}, {"Syria"}),
    ("Egypt accused Iran of supplying missiles to Syria.", "supplying", {"Iran"}, {"Syria"}),
    ("Iran was able to supply missiles to Syria.", "supply", {"Iran"}, {"Syria"}),
    # lists
    ("Egypt, Jordan and Sudan signed a water treaty.", "signed", {"Egypt", "Jordan", "Sudan"}, set()),
    ("Egypt, Sudan hold talks in Vienna", "talks", {"Egypt", "Sudan"}, set()),
    ("France trained and equipped the Chadian army.", "equipped", {"France"}, {"Chadian army"}),
    # both sides of a meeting
    ("Talks between Egypt and Sudan resumed.", "Talks", {"Egypt", "Sudan"}, set()),
    ("Egypt's talks with Sudan resumed.", "talks", {"Egypt", "Sudan"}, set()),
    ("The Egyptian-Sudanese talks resumed.", "talks", {"Egypt", "Sudan"}, set()),
    ("Egypt held another round of talks with Sudan.", "talks", {"Egypt", "Sudan"}, set()),
    ("Egypt faces a drought and difficult negotiations with Sudan.", "negotiations", {"Egypt", "Sudan"}, set()),
    ("Xi Jinping told Joe Biden in a phone call that China wanted peace.", "phone call", {"Xi Jinping", "Joe Biden"}, set()),
    # visitor and host
    ("Putin hosted Kim Jong Un in Vladivostok.", "hosted", {"Kim Jong Un"}, {"Vladimir Putin"}),
    ("Kim Jong Un visited Russia.", "visited", {"Kim Jong Un"}, {"Russia"}),
    ("The visit of Kim Jong Un to Russia ended.", "visit", {"Kim Jong Un"}, {"Russia"}),
    ("Putin held talks with Kim Jong Un in Moscow.", "talks", {"Kim Jong Un"}, {"Vladimir Putin"}),
    ("Kim Jong Un arrived in Moscow. He met Putin.", "met", {"Kim Jong Un"}, {"Vladimir Putin"}),
    # whose words, for whom, how many
    ('"We support Egypt," Sergei Lavrov said.', "support", {"Sergei Lavrov"}, {"Egypt"}),
    ("Macky Sall signed the treaty on behalf of Senegal.", "signed", {"Macky Sall", "Senegal"}, set()),
    ("Chad praised efforts by Sudan.", "praised", {"Chad"}, {"Sudan"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "actors", "recipients"), PARTIES, ids=[p[0] for p in PARTIES])
def test_parties_stand_where_the_sentence_puts_them(text: str, trigger: str, actors: set[str], recipients: set[str]) -> None:
    found, mention = told(text, trigger)
    assert (names(found, mention.actors), names(found, mention.recipients)) == (actors, recipients)


def test_several_states_leaders_are_several_parties() -> None:
    found, mention = told("The leaders of Kenya and Uganda signed a pact.", "signed")
    assert {found.entities[e].code for e, _, _ in mention.actors} == {"KEN", "UGA"}


def test_a_meeting_elsewhere_is_on_neutral_ground_and_one_of_many_is_multilateral() -> None:
    assert told("Egypt and Sudan held talks in Geneva.", "talks")[1].modes == ("third-party",)
    assert told("Egypt, Sudan and Chad held talks in Cairo.", "talks")[1].modes == ("multilateral",)


def test_a_visit_within_one_country_is_none() -> None:
    found = reading("Kenya's president visited Nairobi.")
    assert not found.records
    assert any(m.note == "visit at home" for m in found.mentions)
