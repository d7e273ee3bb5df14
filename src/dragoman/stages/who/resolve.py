"""Each noun phrase to its entity, in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...types import Entity
from .ledger import Ledger
from .names import known, organisation, person
from .pointers import measure, pointer, speak
from .roles import role
from .scene import Scene
from .sighting import Sighting
from .work import Work

BY_KIND: dict[str, Callable[[Work, Sighting], None]] = {
    "known": known,
    "tagged": organisation,
    "role": role,
    "measure": measure,
    "pointer": pointer,
}


def resolve(scene: Scene, persons: Mapping[int, Entity]) -> Ledger:
    """All entities and mentions of a scene. ``persons``: who is named at which head word."""
    work = Work(scene, persons, one)
    for head in sorted(scene.by_head):
        work.settle(scene.by_head[head])
    speak(work)
    return work.ledger


def one(work: Work, s: Sighting) -> None:
    """Enter the mention at ``s``, if it names somebody."""
    (person if s.head in work.persons else BY_KIND[s.kind])(work, s)
