"""Statements that accuse: who must say what of whom."""

from __future__ import annotations

import pytest

from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.types import Article, Mention, Reading

KNOWLEDGE = Knowledge(reader="rules")


def accusations(text: str) -> tuple[Reading, list[Mention]]:
    reading = read(Article(id="t", text=text, published="2024-03-12"), KNOWLEDGE)
    return reading, [m for m in reading.mentions if m.type == "ACCUSE" and not m.note]


def test_a_state_that_says_another_attacked_accuses_it_at_the_word_that_reports() -> None:
    text = "Norway said on Monday that Chad had bombed a hospital in Niger."
    reading, (mention,) = accusations(text)
    assert text[mention.start : mention.end] == "said"
    assert [reading.entities[e].code for e, _, _ in mention.actors] == ["NOR"]
    assert [reading.entities[e].code for e, _, _ in mention.recipients] == ["TCD"]
    assert mention.modes == ("allege",)
    assert mention.time is not None
    assert mention.rule.startswith("languages/en/cues.csv:")


@pytest.mark.parametrize(
    "text",
    [
        "Norway said on Monday that it had bombed a bridge in Chad.",  # its own deed
        "Reuters said on Monday that Chad had bombed a hospital in Niger.",  # no state
        "Norway said on Monday that rebels had bombed a hospital in Niger.",  # nor is the doer
        "Norway said that Chad had not bombed the hospital in Niger.",  # did not happen
        "Norway said that ten people died when Chad bombed a hospital in Niger.",  # mentioned, not stated
        "Chad had bombed a hospital in Niger.",  # nobody says it
    ],
)
def test_other_statements_accuse_nobody(text: str) -> None:
    assert not accusations(text)[1]


def test_an_accusation_in_so_many_words_is_not_doubled() -> None:
    assert len(accusations("Norway accused Chad of bombing a hospital in Niger.")[1]) == 1
