"""What the user asked of an export, and which events a format lets through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...plain import CODER, today
from ...types import Event

#: How an event may be told (``Event.reported_as``).
TOLD = ("fact", "claimed", "contested", "denied", "planned", "hypothetical", "negated")
#: What stays out of formats whose users count each row as a thing that happened.
NO_FACT = frozenset({"denied", "planned", "hypothetical", "negated"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``also``: values of ``reported_as`` that go in although the format leaves them out. ``now``: the day of coding (ISO).

    ``exact``: write cells as they are, also those that a spreadsheet would run. ``title``: of the whole, for formats that have one.
    ``part``: which file of a format that has several, None the first. ``coder``: who coded.
    ``acled_inter``: kinds of actors in ACLED's layout as words or as its numbers.
    """

    also: frozenset[str] = frozenset()
    now: str | None = None
    exact: bool = False
    title: str = "dragoman"
    part: str | None = None
    coder: str = CODER
    acled_inter: Literal["text", "numeric"] = "text"

    @property
    def day(self) -> str:
        """The day of coding, ISO."""
        return self.now or today()

    def lets(self, event: Event, but: frozenset[str]) -> bool:
        """Whether the event goes in. ``but``: what the format leaves out unless it is asked for."""
        return event.reported_as not in but or event.reported_as in self.also
