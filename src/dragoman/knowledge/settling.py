"""How mentions become records: weights of readable features (ontology/) and the words that point back to an event (languages/)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from .tables import rows

KINDS = ("back", "fresh", "more", "sequel", "deny", "charge", "within", "war")
QUESTIONS = ("same", "source", "source by rules", "right", "right by rules", "recipient", "actor", "place")


class Weights:
    """A weight for each named feature; features that the table does not name weigh nothing."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights

    def get(self, feature: str) -> float:
        return self.weights.get(feature, 0.0)

    def total(self, features: Iterable[str], so_far: float = 0.0) -> float:
        return sum(map(self.weights.get, features, repeat(0.0)), so_far)


@dataclass(frozen=True, slots=True)
class Retelling:
    """``back``: words before a noun that point to what was told ("the"); ``fresh``: words that set it apart ("another").

    ``sequel``: words between an event and another that came before it ("after", "in response to").
    ``more``: adverbs that add to what was told ("also"). ``deny``: verbs that deny; ``charge``: nouns for what is denied ("accusation").
    ``war``: nouns and verbs for a conflict as a whole, which is another event than any blow struck in it.
    ``within``: prepositions between an event and another in the course of which it came about ("signed during the visit").
    """

    back: frozenset[str]
    fresh: frozenset[str]
    more: frozenset[str]
    sequel: frozenset[str]
    deny: frozenset[str]
    charge: frozenset[str]
    within: frozenset[str]
    war: frozenset[str]


@dataclass(frozen=True, slots=True)
class Settling:
    """``same``: does a mention report the same event? ``source``: is an attribution a source of it? ``right``: is a record right?
    ``source_by_rules``, ``right_by_rules``: the same where no model reads.

    ``place``: did the event take place there?

    ``recipient``, ``actor``: is somebody meant whom the event's own words leave out? ``retelling``: words that help to tell.
    """

    same: Weights
    source: Weights
    right: Weights
    source_by_rules: Weights
    right_by_rules: Weights
    place: Weights
    recipient: Weights
    actor: Weights
    retelling: Retelling


def load(data: Path, language: str) -> Settling:
    """Raises DataError with file, line and remedy."""
    found = weights(data / "ontology" / "settling.csv")
    return Settling(
        same=found["same"],
        source=found["source"],
        right=found["right"],
        source_by_rules=found["source by rules"],
        right_by_rules=found["right by rules"],
        place=found["place"],
        recipient=found["recipient"],
        actor=found["actor"],
        retelling=retelling(data / "languages" / language / "retelling.csv"),
    )


def weights(path: Path) -> dict[str, Weights]:
    """The table of each question."""
    out: dict[str, dict[str, float]] = {question: {} for question in QUESTIONS}
    for row in rows(path, ("question", "feature", "weight", "source")):
        if row["question"] not in out:
            raise row.error(f"question {row['question']!r} is not one of {', '.join(QUESTIONS)}")
        try:
            out[row["question"]][row["feature"]] = float(row["weight"])
        except ValueError:
            raise row.error(f"weight {row['weight']!r} is no number; write for instance -1.5") from None
    return {question: Weights(table) for question, table in out.items()}


def retelling(path: Path) -> Retelling:
    words: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in rows(path, ("kind", "word", "source")):
        if row["kind"] not in words:
            raise row.error(f"kind {row['kind']!r} is not one of {', '.join(KINDS)}")
        words[row["kind"]].add(row["word"])
    return Retelling(**{kind: frozenset(found) for kind, found in words.items()})
