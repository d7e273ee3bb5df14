"""What an export wrote and what it left out, and why: told on standard error, never silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Left:
    """``written``: rows, features … as ``noun`` says. ``out``: reason -> how many events (or articles, ``what``) stayed out.

    ``notes``: what else is to be known of what was written -> how often; a note that is true once has 1.
    """

    written: int = 0
    noun: str = "rows"
    what: str = "events"
    out: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """``12 events left out: planned 7, no country 5``, then the notes; nothing where nothing is to be told."""
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in self.out.most_common())
        first = [f"{self.out.total():,} {self.what} left out: {reasons}"] if reasons else []
        return first + [f"{count:,} {note}" if count > 1 else note for note, count in self.notes.items()]
