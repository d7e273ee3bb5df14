"""Mentions -> events in the making: each mention joins the likeliest event of its type told so far, or starts a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ...knowledge.settling import Weights
from ...syntax import Tree
from ...types import Reading
from .same import Draft, features
from .telling import Telling

#: Events of one type among which a mention looks for its own, latest first; keeps long texts linear.
LOOK_BACK = 24
#: How much sooner a mention joins that names no party ("the attack"): by itself it would give no record.
NAMELESS = 1.5


def group(tellings: Iterable[Telling], reading: Reading, tree: Tree, weights: Weights) -> list[Draft]:
    """Events in the order in which they are first told."""
    drafts: list[Draft] = []
    by_type: dict[str, list[Draft]] = defaultdict(list)
    for telling in tellings:
        known = by_type[telling.type]
        home = likeliest(known, telling, reading, tree, weights)
        if home is None:
            home = Draft(telling.type)
            known.append(home)
            drafts.append(home)
        home.add(telling, reading.entities)
    return drafts


def likeliest(known: list[Draft], telling: Telling, reading: Reading, tree: Tree, weights: Weights) -> Draft | None:
    """The event that the mention most likely reports; None where a new one is likelier than any."""
    nameless = not telling.actors and not telling.recipients
    best, home = (-NAMELESS if nameless else 0.0), None
    for n, draft in enumerate(reversed(known[-LOOK_BACK:])):
        score = weights.total(features(draft, telling, reading, tree)) + (weights.get("latest") if n == 0 else 0.0)
        if score > best:
            best, home = score, draft
    return home
