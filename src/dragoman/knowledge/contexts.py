"""PLOVER's contexts: what they are (ontology/contexts.csv) and the words that speak for them (languages/*/contexts.csv)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from .tables import rows

#: A phrase is cut into words as the parser cuts text: at spaces and hyphens, and before an apostrophe.
_WORD = re.compile(r"'?\w+(?:\.\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One context. A party of one of ``sectors``, one of ``modes`` (``COERCE/cyber``), or an event of one of the types ``states``
    between two states each give it by themselves."""

    name: str
    definition: str
    sectors: frozenset[str]
    modes: frozenset[str]
    states: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that speak for a context. A word with a capital must stand in the text so; others are lemmas or lower-case words."""

    words: tuple[str, ...]
    context: str
    weight: float


@dataclass(frozen=True, slots=True)
class Contexts:
    """``kinds`` in the order of the table; ``phrases`` by their first word."""

    kinds: dict[str, Context]
    phrases: dict[str, tuple[Phrase, ...]]


def load(data: Path, language: str) -> Contexts:
    """Raises DataError with file, line and remedy."""
    kinds = {}
    for row in rows(data / "ontology" / "contexts.csv", ("context", "definition", "sectors", "modes", "states", "source")):
        sectors, modes, states = (frozenset(row.parts(c)) for c in ("sectors", "modes", "states"))
        kinds[row["context"]] = Context(name=row["context"], definition=row["definition"], sectors=sectors, modes=modes, states=states)
    found: dict[str, list[Phrase]] = defaultdict(list)
    for row in rows(data / "languages" / language / "contexts.csv", ("context", "phrase", "weight", "source")):
        if row["context"] not in kinds:
            raise row.error(f"no context {row['context']!r} in ontology/contexts.csv")
        words = tuple(_WORD.findall(row["phrase"].replace("-", " ")))
        try:
            phrase = Phrase(words, row["context"], float(row["weight"]))
        except ValueError:
            raise row.error(f"weight {row['weight']!r} is no number; write 1 for a sure word, 0.5 for a hint") from None
        if not words:
            raise row.error("no words in the phrase")
        found[words[0].lower()].append(phrase)
    return Contexts(kinds, {first: tuple(phrases) for first, phrases in found.items()})
