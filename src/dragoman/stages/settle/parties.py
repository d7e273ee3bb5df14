"""Entities -> parties as a record carries them."""

from __future__ import annotations

from ...types import Entity, Party, Reading
from .telling import Words

STATE = frozenset({"country", "government"})
#: Sectors whose people act for their state.
OF_STATE = frozenset({"GOV", "MIL", "LEG", "COP", "JUD", "SPY", "PRM"})


def parties(named: list[Words], reading: Reading) -> tuple[Party, ...]:
    """Parties of one side, each once; a bare country is dropped beside somebody who acts for it."""
    special = {e.code for e in (reading.entities[n] for n, _, _ in named) if e.kind not in STATE and e.code and speaks_for_state(e)}
    out: dict[tuple[str | None, str | None], Party] = {}
    for number, start, end in named:
        entity = reading.entities[number]
        if not (entity.kind in STATE and entity.code in special):
            out.setdefault((entity.code, entity.name.lower()), party(entity, reading.text[start:end]))
    return tuple(out.values())


def speaks_for_state(entity: Entity) -> bool:
    """True unless the party stands against its state or apart from it, as rebels and citizens do."""
    return not entity.sectors or entity.sectors[0] in OF_STATE


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
