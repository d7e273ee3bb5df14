"""Numbers in words, and the words that say what became of people: languages/<language>/numbers.csv and outcomes.csv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .tables import Row, rows

#: What ``class`` may say in numbers.csv; its head tells what each means.
CLASSES = frozenset(
    {"value", "article", "scale", "vague", "zero", "least", "most", "about", "nearly", "between", "to", "link", "of", "sign", "half"}
)
BOUNDED = frozenset({"value", "article", "scale", "vague", "zero"})
KINDS = frozenset({"dead", "injured", "arrested", "harm"})


@dataclass(frozen=True, slots=True)
class NumberWord:
    """``words``: lower case, in order. ``low``, ``high``: bounds of the classes that have any, else 0; ``high`` None: any number above."""

    words: tuple[str, ...]
    kind: str
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of people. ``places``: where their number stands, first found counts."""

    kind: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """``by_first``: number words by their first word, longest first. ``outcomes``: by lemma and coarse part of speech (v, n, a)."""

    by_first: Mapping[str, tuple[NumberWord, ...]]
    outcomes: Mapping[tuple[str, str], Outcome]

    def known(self, word: str) -> bool:
        return word in self.by_first or word[:1].isdigit()


def load(folder: Path) -> NumberWords:
    """Number words of one language folder. Raises DataError naming the line that cannot be used."""
    found: dict[str, list[NumberWord]] = defaultdict(list)
    for row in rows(folder / "numbers.csv", ("word", "class", "low", "high", "source")):
        word = _number(row)
        found[word.words[0]].append(word)
    outcomes = {}
    for row in rows(folder / "outcomes.csv", ("word", "pos", "kind", "places", "source")):
        if row["kind"] not in KINDS:
            raise row.error(f"kind {row['kind']!r} is not one of {', '.join(sorted(KINDS))}")
        outcomes[row["word"], row["pos"]] = Outcome(row["kind"], row.parts("places"))
    return NumberWords({first: tuple(sorted(group, key=lambda w: -len(w.words))) for first, group in found.items()}, outcomes)


def _number(row: Row) -> NumberWord:
    words = tuple(row["word"].split())
    if not words or row["class"] not in CLASSES:
        raise row.error(f"word must not be empty, and class is one of {', '.join(sorted(CLASSES))}")
    if row["class"] not in BOUNDED:
        return NumberWord(words, row["class"], 0, 0)
    opened = row["class"] == "vague" and not row["high"]
    if not (row["low"].isdigit() and (opened or row["high"].isdigit())):
        raise row.error(f"class {row['class']} needs whole numbers in low and high; only a vague word may lack the high one")
    return NumberWord(words, row["class"], int(row["low"]), None if opened else int(row["high"]))
