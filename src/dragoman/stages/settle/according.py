"""According to whom: the attributions of an event's mentions -> its sources."""

from __future__ import annotations

from ...types import Attribution, Party, Reading, Source
from .parties import party
from .same import Draft


def sources(draft: Draft, reading: Reading) -> tuple[Source, ...]:
    """According to whom, each speaker once; the innermost attribution speaks, what holds it quotes."""
    out: dict[tuple[str, str], Source] = {}
    for telling in draft.tellings:
        for n in reading.mentions[telling.mention].attributions:
            said = reading.attributions[n]
            made = source(said, reading)
            if made:
                out.setdefault((made.party.identifier_text or made.party.entity_text, made.stance), made)
    return tuple(out.values())


def source(said: Attribution, reading: Reading) -> Source | None:
    """The speaker of an attribution as a record's source; None where nobody is worded ("reportedly")."""
    cue = " ".join(reading.text[c.start : c.end] for c in said.cue)
    if said.actor is not None:
        actor = reading.actors[said.actor]
        return Source(party=party(reading.entities[actor.entities[0]], actor.text), stance=said.stance, cue=cue)
    if not said.source:
        return None
    words = reading.text[said.source[0].start : said.source[-1].end]
    return Source(party=Party(code=None, sectors=(), entity_text=words, identifier_text=words), stance=said.stance, cue=cue)
