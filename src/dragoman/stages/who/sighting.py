"""One place in the text that may name somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...knowledge.actors import Hit, RoleMatch, TitleMatch
from ...knowledge.coref import Pointer
from ...types import Reading

ISO_DAY = re.compile(r"\d{4}(-\d\d){0,2}(?![\d-])")


@dataclass(slots=True, kw_only=True, eq=False)  # compared by identity: one place in the text, one sighting
class Sighting:
    """Tokens ``[first, last)`` that may name somebody; ``head`` is the one the rest of the sentence holds on to.

    ``kind``: ``known`` (in the tables: ``hits``), ``tagged`` (only the name tagger says so: ``label``), ``role``, ``pointer``, ``measure``.
    ``end``: code point where the name ends, where that is inside a token ("US" in "US-led"); None otherwise.
    """

    first: int
    last: int
    head: int
    kind: str
    hits: tuple[Hit, ...] = ()
    label: str = ""
    role: RoleMatch | None = None
    title: TitleMatch | None = None
    pointer: Pointer | None = None
    end: int | None = None

    def __len__(self) -> int:
        return self.last - self.first

    @property
    def tokens(self) -> range:
        return range(self.first, self.last)

    @property
    def is_person(self) -> bool:
        return self.label == "PERSON" or bool(self.hits and self.hits[0].known.kind == "person")

    @property
    def countries(self) -> tuple[Hit, ...]:
        return tuple(h for h in self.hits if h.country)


def day(reading: Reading) -> str | None:
    """The day of the story, as the tables want it (``2024-01-16``, ``2024-01``); None where it is not known or no ISO date."""
    return found.group() if (found := ISO_DAY.match(reading.published or "")) else None
