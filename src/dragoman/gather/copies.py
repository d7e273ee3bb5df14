"""Copies: wire stories printed by many, reprints with another headline, byline, cut tail or a paragraph of their own, updates of one text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from .profile import Profile, sketch

#: So much of the shorter text stands in the longer one (training/stories.py --copies: found so by edits of known strength).
COPY = 0.4
#: So many runs at least must be held in common; a text of fewer is a copy only where all of it is the same.
FEWEST = 8


def copied(a: Profile, b: Profile) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1, where one is a copy, reprint, update or cut version; else 0."""
    shared, share = contained(a, b)
    if shared >= FEWEST and share >= COPY:
        return share
    return 1.0 if a.signature == b.signature and len(a.signature) > 4 else 0.0


def contained(a: Profile, b: Profile) -> tuple[int, float]:
    """Runs found in both sketches, and the share of the shorter text's runs that this stands for.

    Both sketches hold every hash up to the lower of their greatest ones, so what lies below is a fair sample of both texts.
    """
    (n, ours), (m, theirs) = sketch(a.signature), sketch(b.signature)
    if not ours or not theirs:
        return 0, 0.0
    limit = min(h[-1] for count, h in ((n, ours), (m, theirs)) if count > len(h)) if n > len(ours) or m > len(theirs) else 2**32
    here, there = ours[: bisect_right(ours, limit)], theirs[: bisect_right(theirs, limit)]
    shared = len(set(here) & set(there))
    return shared, shared / max(1, min(len(here), len(there)))


def original(new: Profile, known: Iterable[Profile]) -> Profile | None:
    """Of the known articles the one that ``new`` is most a copy of; among equals the earlier published, then the first to come. None: none."""
    alike = [(copied(new, other), other) for other in known]
    best = [(-share, other.published or "9", other.article, other) for share, other in alike if share]
    return min(best, key=lambda item: item[:3])[3] if best else None
