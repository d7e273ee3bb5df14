"""Whether an event of several mentions is told as happened, planned …, and which events give way to others by PLOVER's tie-breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...types import Status
from .same import Draft


def status(told: Sequence[Status]) -> Status:
    """What most mentions of the event say; of equals, what is told first. ``told`` is never empty."""
    counts = Counter(told)
    return max(counts, key=lambda s: (counts[s], -told.index(s)))


def without_shadowed(drafts: Sequence[Draft]) -> list[Draft]:
    """Events less those that PLOVER 2.0 does not code beside others:

    a charge beside the conviction for it (codebook, ACCUSE: "SANCTION convict replaces allege"; digest section 14, item 10),
    and the demand of those who march for it (REQUEST: "the demand is not a second event"; item 12).
    """
    convicted = [d for d in drafts if d.type == "SANCTION" and "convict" in d.modes]
    marching = {e for d in drafts if d.type == "PROTEST" for e, _, _ in d.actors}
    return [d for d in drafts if not (is_charge(d) and any(tried_for(d, c) for c in convicted)) and not demanded_by(d, marching)]


def is_charge(draft: Draft) -> bool:
    return draft.type == "ACCUSE" and "allege" in draft.modes


def tried_for(charge: Draft, conviction: Draft) -> bool:
    """The same accused and, where both name one, the same accuser."""
    accused = {e for e, _, _ in charge.recipients} & {e for e, _, _ in conviction.recipients}
    accusers, judges = ({e for e, _, _ in d.actors} for d in (charge, conviction))
    return bool(accused) and (not accusers or not judges or bool(accusers & judges))


def demanded_by(draft: Draft, marching: set[int]) -> bool:
    """A demand all of whose actors march."""
    actors = {e for e, _, _ in draft.actors}
    return draft.type == "REQUEST" and bool(actors) and actors <= marching
