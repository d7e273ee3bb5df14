"""Entities -> parties as a record carries them."""

from __future__ import annotations

from ...types import Entity, Party, Reading
from .telling import Words

STATE = frozenset({"country", "government"})


def parties(named: list[Words], reading: Reading) -> tuple[Party, ...]:
    """Parties of one side; a bare country is dropped beside somebody who acts for it."""
    entities = [reading.entities[e] for e, _, _ in named]
    special = {e.code for e in entities if e.kind not in STATE and e.code}
    return tuple(
        party(e, reading.text[s:t])
        for e, (_, s, t) in zip(entities, named, strict=True)
        if not (e.kind in STATE and e.code in special)
    )


def party(entity: Entity, words: str) -> Party:
    return Party(
        code=entity.code,
        sectors=entity.sectors,
        entity_text=words,
        identifier_text=entity.name,
        identifier_id=entity.wikidata,
        office=entity.office,
        validity=entity.validity,
    )
