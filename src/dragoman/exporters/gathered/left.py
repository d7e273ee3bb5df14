"""What an export wrote and what it left out, and why: told on standard error, never silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ...counted import many


@dataclass(slots=True)
class Left:
    """``written``: rows, features … as ``noun`` says of one. ``out``: reason -> how many events (or articles, ``what``) stayed out.

    ``notes``: what is to be known of all that was written. ``marks``: (of which thing, what is to be known of it) -> how many.
    """

    written: int = 0
    noun: str = "row"
    what: str = "event"
    out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    marks: Counter[tuple[str, str]] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """``12 events left out: planned 7, no country 5``, then the notes; nothing where nothing is to be told."""
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in self.out.most_common())
        first = [f"{many(self.out.total(), self.what)} left out: {reasons}"] if reasons else []
        return [*first, *self.notes, *(f"{many(count, thing)} {known}" for (thing, known), count in self.marks.items())]
