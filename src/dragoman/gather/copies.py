"""Copies: wire stories printed by many, reprints with another headline, byline or tail, cut versions, updates of one text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from .profile import Profile, days_apart

#: So much of the shorter text stands in the longer one: reporters of two outlets who quote the same words reach 0.41 at most in 300 pairs,
#: texts in which every tenth word was changed and the tail cut stay above (tests/test_copies.py).
COPY = 0.45
#: So much where the days say otherwise: an outlet uses its own background and its forms again ("Shares close lower").
AGAIN = 0.85
#: So many runs at least must be held in common; fewer, down to SCANTY, where nearly all of a short text is.
FEWEST, SCANTY, NEARLY = 8, 4, 0.7
#: Days after which a text is seldom printed again.
LATE = 7


def copied(a: Profile, b: Profile) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1, where one is a copy, reprint, update or cut version; else 0."""
    shared, share = contained(a, b)
    enough = shared >= FEWEST or (shared >= SCANTY and share >= NEARLY)
    if enough and share >= (AGAIN if otherwise(a, b) else COPY):
        return share
    return 1.0 if a.signature == b.signature and len(a.signature) > 4 else 0.0


def otherwise(a: Profile, b: Profile) -> bool:
    """Whether the days speak against a copy: the same outlet on another day, or a long time between them."""
    days = days_apart(a.published, b.published)
    return days is not None and (days > LATE or (days > 0 and a.outlet is not None and a.outlet == b.outlet))


def contained(a: Profile, b: Profile) -> tuple[int, float]:
    """Runs found in both sketches, and the share of the shorter text's runs that this stands for.

    A sketch holds every hash up to its greatest one, a complete sketch all; what lies below the lower limit is a fair sample of both.
    """
    common = a.hashes & b.hashes
    if not common:
        return 0, 0.0
    ours, theirs = a.sketch, b.sketch
    limit = min(reach(*ours), reach(*theirs))
    shared = sum(h <= limit for h in common)
    return shared, shared / max(1, min(bisect_right(hashes, limit) for _, hashes in (ours, theirs)))


def reach(count: int, hashes: tuple[int, ...]) -> int:
    """The greatest hash up to which a sketch is complete."""
    return hashes[-1] if count > len(hashes) else 2**32


def original(new: Profile, known: Iterable[Profile]) -> Profile | None:
    """Of the known articles the one that ``new`` is most a copy of, among equals the earliest; None: of none."""
    alike = [(copied(new, other), other) for other in known]
    best = [(-share, other.published or "9", other.article, other) for share, other in alike if share]
    return min(best, key=lambda item: item[:3])[3] if best else None
