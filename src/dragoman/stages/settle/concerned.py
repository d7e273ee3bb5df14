"""Whom words about an act concern: "condemned the raid" is said to whoever made it, told elsewhere in the story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...syntax import Tree
from ...types import Entity
from .same import Draft, stands_for

#: Types that are words about what somebody else did.
ABOUT_ACTS = frozenset({"ACCUSE", "SUPPORT", "REJECT", "THREATEN"})
#: Types of acts that are somebody's own: of a deal or a meeting there are two sides.
DONE_BY_ONE = frozenset(
    {"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN", "ACCUSE", "REJECT", "REQUEST", "AID", "RETREAT", "CONCEDE"}
)


def with_concerned(drafts: Sequence[Draft], homes: Mapping[int, Draft], tree: Tree, entities: Sequence[Entity]) -> None:
    """Give words without a recipient the doers of the act that they are about. ``homes``: event word -> its event."""
    for draft in drafts:
        if draft.type in ABOUT_ACTS and draft.actors and not draft.recipients:
            acts = (homes[o] for t in draft.tellings for o in objects(t.token, tree) if o in homes)
            act = next((a for a in acts if a is not draft and a.type in DONE_BY_ONE and a.actors), None)
            draft.recipients = [x for x in act.actors if not stands_for(x, draft.actors, entities)] if act else []


def objects(verb: int, tree: Tree) -> Iterator[int]:
    """What a verb has as object."""
    for o in tree.children(verb, "dobj"):
        yield from tree.conjuncts(o)
