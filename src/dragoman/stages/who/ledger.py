"""Entities and mentions while they are being collected."""

from __future__ import annotations

from collections.abc import Hashable

from ...types import Actor, Entity


class Ledger:
    """Each entity once, under a key; each head word one mention."""

    def __init__(self) -> None:
        self.entities: list[Entity] = []
        self.actors: dict[int, Actor] = {}
        self._places: dict[Hashable, int] = {}

    def entity(self, key: Hashable, entity: Entity) -> int:
        """Position of the entity under ``key``, entered now if it is new."""
        if key not in self._places:
            self._places[key] = len(self.entities)
            self.entities.append(entity)
        return self._places[key]

    def of(self, head: int) -> tuple[int, ...]:
        """Entities that the word at ``head`` was found to name."""
        return self.actors[head].entities if head in self.actors else ()
