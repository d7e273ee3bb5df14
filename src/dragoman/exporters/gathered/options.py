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
    """``told``: values of ``reported_as`` that are let through; None = what the format's users expect. ``now``: the day of coding (ISO).

    ``exact``: write cells as they are, also those that a spreadsheet would run. ``title``: of the whole, for formats that have one.
    ``part``: which file of a format that has several, None the first. ``coder``: who coded.
    ``acled_inter``: kinds of actors in ACLED's layout as words or as its numbers.
    """

    told: frozenset[str] | None = None
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

    def lets(self, event: Event, but: frozenset[str] = frozenset()) -> bool:
        """Whether the event goes in. ``but``: what the format leaves out as long as nobody asks for it by ``told``."""
        return event.reported_as in self.told if self.told is not None else event.reported_as not in but
