"""Rules and the model vote on event words, parties, status and marked pairs. The model is a stand-in that says what it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dragoman.knowledge import Knowledge
from dragoman.knowledge.tables import DataError
from dragoman.knowledge.voting import VOTES, load
from dragoman.pipeline import STAGES
from dragoman.stages.opine import opine
from dragoman.taggers.words import PARTS, STATUSES, TYPES, paths
from dragoman.types import Article, Mention, Reading, Span

WEIGHTS = {
    "word: rule": 3.0, "word: model": 1.0, "word: least": 0.0, "word: least alone": 0.0,
    "party: rule": 3.0, "party: model": 1.0, "party: least": 0.0,
    "status: rule": 1.0, "status: model": 1.0,
    "pair: rule": 1.0, "pair: model": 1.0,
}  # fmt: skip


class Told:
    """An opinion by word: ``words``: text -> (type, probability); ``parties``: text -> (side, probability); nothing else is an event."""

    name = "told"

    def __init__(
        self,
        reading: Reading,
        words: dict[str, tuple[str, float]],
        parties: dict[str, tuple[str, float]],
        status: str = "happened",
        pair: dict[str, float] | None = None,
    ) -> None:
        self.reading, self.words, self.parties, self.status, self._pair = reading, words, parties, status, pair or {}

    def kinds(self, token: int) -> dict[str, float]:
        kind, p = self.words.get(self.reading.tokens[token].text, ("NONE", 1.0))
        return {t: p if t == kind else (1 - p) * (t == "NONE") for t in TYPES}

    def likely(self, least: float) -> list[int]:
        return [i for i in range(len(self.reading.tokens)) if 1 - self.kinds(i)["NONE"] >= least]

    def statuses(self, token: int, type: str) -> dict[str, float]:
        return {s: 0.96 if s == self.status else 0.01 for s in STATUSES}

    def said(self, token: int) -> tuple[float, float, float]:
        return 0.0, 0.0, 0.0

    def certainty(self, token: int) -> float:
        return 3.0

    def parts(self, token: int, type: str, sentence: int) -> dict[str, dict[int, float]]:
        s = self.reading.sentences[sentence]
        said = {i: self.parties.get(self.reading.tokens[i].text, ("", 0.0)) for i in range(s.first, s.last)}
        return {part: {i: p if part == side else 0.0 for i, (side, p) in said.items()} for part in PARTS}

    def pair(self, one: Sequence[int], other: Sequence[int], sentence: int) -> dict[str, float]:
        return self._pair


def read(
    text: str,
    words: dict[str, tuple[str, float]],
    parties: dict[str, tuple[str, float]] | None = None,
    status: str = "happened",
    pair: dict[str, float] | None = None,
    dyads: tuple[tuple[Span, Span], ...] = (),
) -> Reading:
    knowledge = Knowledge(reader="rules")
    knowledge.voting = {**knowledge.voting, **WEIGHTS}
    reading = Reading(article=Article(id="x", text=text, published="2024-03-12", dyads=dyads), published="2024-03-12")
    for stage in STAGES:
        reading = stage(reading, knowledge)
        if stage is opine:
            reading = replace(reading, opinion=Told(reading, words, parties or {}, status, pair))
    return reading


def typed(reading: Reading) -> list[Mention]:
    return [m for m in reading.mentions if m.type]


def test_a_word_that_only_the_model_knows_becomes_a_mention() -> None:
    (found,) = typed(
        read("Kenya wibbled Chad on Monday.", {"wibbled": ("ACCUSE", 0.95)}, {"Kenya": ("actor", 0.9), "Chad": ("recipient", 0.9)})
    )
    assert (found.type, found.rule) == ("ACCUSE", "told")
    assert found.actors
    assert found.recipients


def test_a_frame_is_outvoted_and_says_so() -> None:
    (found,) = typed(read("Kenya condemned Chad on Monday.", {"condemned": ("NONE", 1.0)}))
    assert found.note.startswith("outvoted: the model says NONE")
    (kept,) = typed(read("Kenya condemned Chad on Monday.", {"condemned": ("ACCUSE", 0.5)}))
    assert not kept.note
    assert {v.by for v in kept.votes if v.of == "type"} == {kept.rule, "told"}


def test_a_party_needs_votes() -> None:
    reading = read(
        "Kenya condemned Chad on Monday.", {"condemned": ("ACCUSE", 0.9)}, {"Kenya": ("actor", 0.9), "Chad": ("recipient", 0.001)}
    )
    (found,) = typed(reading)
    assert [reading.text[s:e] for _, s, e in found.actors] == ["Kenya"]
    assert not found.recipients


def test_a_party_stands_on_one_side() -> None:
    reading = read(
        "Kenya condemned Chad on Monday.", {"condemned": ("ACCUSE", 0.9)}, {"Kenya": ("recipient", 0.9995), "Chad": ("actor", 0.9995)}
    )
    (found,) = typed(reading)
    assert not {e for e, _, _ in found.actors} & {e for e, _, _ in found.recipients}


def test_the_model_may_tell_another_status() -> None:
    (found,) = typed(read("Kenya condemned Chad on Monday.", {"condemned": ("ACCUSE", 0.9)}, status="hypothetical"))
    assert found.status == "hypothetical"
    assert {v.by for v in found.votes if v.of == "status"} == {"rules", "told"}


@pytest.mark.parametrize(
    ("pair", "event"), [({"AID": 0.9, "NONE": 0.1}, "AID"), ({"NONE": 0.9, "AID": 0.1}, None), ({"YIELD": 0.9}, "RETREAT")]
)
def test_marked_pairs(pair: dict[str, float], event: str | None) -> None:
    text = "Kenya wibbled Chad on Monday."
    asked = ((Span(0, 5), Span(14, 18)),)
    (answer,) = read(text, {"wibbled": ("RETREAT", 0.09)}, pair=pair, dyads=asked).dyads
    assert answer.event == event


def test_without_a_model_nothing_votes() -> None:
    reading = Reading(article=Article(id="x", text="Kenya condemned Chad."), published="2024-03-12")
    for stage in STAGES:
        reading = stage(reading, Knowledge(reader="rules"))
    assert reading.opinion is None
    assert not any(m.votes for m in reading.mentions)


def test_paths() -> None:
    heads, relations = [1, 1, 1, 2], ["nsubj", "ROOT", "prep", "pobj"]
    assert paths(heads, relations, 1) == [">nsubj", "", ">prep", ">prep>pobj"]
    assert paths(heads, relations, 0) == ["", "<nsubj", "<nsubj>prep", "<nsubj>prep>pobj"]


def test_a_table_of_votes_with_a_hole_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    table = tmp_path / "voting.csv"
    table.write_text("vote,weight,note,source\n" + "\n".join(f"{v},1,x,hand" for v in VOTES[1:]) + "\n")
    with pytest.raises(DataError, match=VOTES[0]):
        load(table)
    table.write_text("vote,weight,note,source\nword: rule,heavy,x,hand\n")
    with pytest.raises(DataError, match="no number"):
        load(table)
