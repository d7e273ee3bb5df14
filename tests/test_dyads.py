"""What a text says that one marked party did to the other."""

from __future__ import annotations

import pytest

from dragoman.api import default_knowledge
from dragoman.pipeline import read
from dragoman.types import Article, Dyad, Span


def asked(text: str, *pairs: tuple[str, str]) -> tuple[Dyad, ...]:
    """The answers for pairs of words of the text."""
    spans = tuple((span(text, a), span(text, b)) for a, b in pairs)
    return read(Article(id="x", text=text, dyads=spans, published="2024-03-12"), default_knowledge("rules")).dyads


def span(text: str, words: str) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "event"),
    [
        ("Kenya condemned Uganda on Monday.", "Kenya", "Uganda", "ACCUSE"),
        ("Kenyan troops attacked rebels near Moyale.", "Kenyan troops", "rebels", "ASSAULT"),
        ("Uganda was condemned by Kenya, and Somalia sent food to Ethiopia.", "Somalia", "Ethiopia", "AID"),
        ("The presidents of Kenya and Uganda met in Nairobi.", "Kenya", "Uganda", "CONSULT"),
        ("Kenya condemned Uganda. It rained in Somalia.", "Somalia", "Somalia", None),
    ],
)
def test_the_event_between_two(text: str, actor: str, recipient: str, event: str | None) -> None:
    (answer,) = asked(text, (actor, recipient))
    assert answer.event == event
    assert (answer.confidence is None) == (event is None)


def test_answers_keep_the_order_asked_and_a_better_fit_is_surer() -> None:
    text = "Kenya condemned Uganda, and Somalia sent food to Ethiopia."
    aid, accusation, across = asked(text, ("Somalia", "Ethiopia"), ("Kenya", "Uganda"), ("Kenya", "Ethiopia"))
    assert (aid.event, accusation.event) == ("AID", "ACCUSE")
    assert accusation.confidence
    assert across.confidence
    assert across.confidence < accusation.confidence


def test_who_is_named_in_another_way_is_the_same_party() -> None:
    text = "The Kenyan foreign minister, Asha Mwangi, arrived on Monday. She condemned Uganda."
    (answer,) = asked(text, ("Asha Mwangi", "Uganda"))
    assert answer.event == "ACCUSE"


def test_none_asked_none_answered() -> None:
    assert asked("Kenya condemned Uganda.") == ()
