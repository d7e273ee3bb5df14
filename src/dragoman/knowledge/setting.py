"""Words that tie a place to an event (languages/*/setting.csv)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from .tables import rows


@dataclass(frozen=True, slots=True)
class SettingWords:
    """``prepositions``: word -> event types whose place it names (empty: all types). ``areas``: nouns that stand before "of" and a place.

    ``of``: the preposition between them. ``sequence``: verbs that set one event beside another in time ("the talks follow a visit").
    """

    prepositions: dict[str, frozenset[str]]
    areas: frozenset[str]
    of: str
    sequence: frozenset[str]

    def anywhere(self, preposition: str) -> bool:
        """True for a preposition that names the place of an event of any type."""
        return self.prepositions.get(preposition) == frozenset()


def load(path: Path) -> SettingWords:
    """Raises DataError with file, line and remedy."""
    prepositions: dict[str, frozenset[str]] = {}
    words: dict[str, list[str]] = defaultdict(list)
    for row in rows(path, ("kind", "word", "types", "source")):
        if row["kind"] not in {"at", "area", "of", "sequence"}:
            raise row.error(f"kind {row['kind']!r} is not one of at, area, of, sequence")
        words[row["kind"]].append(row["word"])
        if row["kind"] == "at":
            prepositions[row["word"]] = frozenset(row.parts("types"))
    return SettingWords(
        prepositions=prepositions,
        areas=frozenset(words["area"]),
        of=words["of"][0] if words["of"] else "",
        sequence=frozenset(words["sequence"]),
    )
