"""How likely a record is right: readable features, weighed by ontology/settling.csv (question ``right``)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...knowledge.frames import Frames
from ...knowledge.settling import Weights
from ...types import Entity, Reading
from .same import Draft
from .telling import Words


def confidence(draft: Draft, reading: Reading, frames: Frames, weights: Weights) -> float:
    """0 to 1, rounded to two places; orders records by how likely they are right."""
    score = weights.total(features(draft, reading, frames))
    return round(1 / (1 + math.exp(-max(-20.0, min(20.0, score)))), 2)


def features(draft: Draft, reading: Reading, frames: Frames) -> Iterator[str]:
    yield f"type {draft.type}"
    yield from telling(draft, reading)
    yield from words(draft, reading, frames)
    yield from side("actors", draft.actors, reading)
    yield from side("recipients", draft.recipients, reading)
    yield from together(draft, reading)
    yield from model(draft, reading, frames)


#: Where a vote's bins begin, and their names.
BINS = ((-99.0, "strongly against"), (-4.0, "against"), (-2.0, "rather against"), (0.0, "rather for"), (2.0, "for"), (4.0, "strongly for"))


def model(draft: Draft, reading: Reading, frames: Frames) -> Iterator[str]:
    """What the model says of the event's type and parties, and whether only it says so; nothing where rules read alone."""
    mentions = [reading.mentions[t.mention] for t in draft.tellings]
    said = [v.weight for m in mentions for v in m.votes if v.of == "type" and v.says == draft.type and v.by not in frames.by_rule]
    if not said:
        return
    yield f"model {bin_of(max(said))}"
    if not any(m.rule in frames.by_rule for m in mentions):
        yield "no frame"
    for side in ("actor", "recipient"):
        votes = [v.weight for m in mentions for v in m.votes if v.of == side]
        if votes:
            yield f"{side} votes {bin_of(max(votes))}"


def bin_of(weight: float) -> str:
    return next(name for least, name in reversed(BINS) if weight >= least)


def telling(draft: Draft, reading: Reading) -> Iterator[str]:
    """How often, where and as what it is told."""
    count = len(draft.tellings)
    yield "told once" if count == 1 else "told twice" if count == 2 else "told often"
    first = draft.tellings[0]
    yield "told first in the headline" if first.headline else "told first in the lead" if first.sentence <= 2 else "told first later"
    yield f"status {first.status}"
    if not first.headline and first.sentence > 15:
        yield "told first far down"
    if all(t.speakers for t in draft.tellings):
        yield "only attributed"
    if draft.times:
        yield "dated by its words"
    if draft.places:
        yield "placed by its words"
    if all(reading.mentions[t.mention].certainty < 1 for t in draft.tellings):
        yield "uncertain"


def words(draft: Draft, reading: Reading, frames: Frames) -> Iterator[str]:
    """The words that report it: the best frame of its mentions."""
    found = [frames.by_rule.get(reading.mentions[t.mention].rule) for t in draft.tellings]
    known = [f for f in found if f is not None]
    if not known:
        return
    best = max(known, key=lambda f: (len(f.words), len(f.conditions)))
    yield f"frame of {min(3, len(best.words))} words" if len(best.words) > 1 else "frame of one word"
    yield "frame with conditions" if best.conditions else "frame without conditions"
    yield f"frame of kind {best.pos}"
    if len({f.rule for f in known}) > 1:
        yield "several frames"


def side(name: str, named: list[Words], reading: Reading) -> Iterator[str]:
    if not named:
        yield f"{name} none"
        return
    entities = [reading.entities[e] for e, _, _ in named]
    if len(named) > 1:
        yield f"{name} several"
    yield f"{name} {entities[0].kind}"
    if not any(e.code for e in entities):
        yield f"{name} uncoded"


def together(draft: Draft, reading: Reading) -> Iterator[str]:
    """How the two sides go together."""
    actors, recipients = codes(draft.actors, reading), codes(draft.recipients, reading)
    if not actors and not recipients:
        yield "no code on either side"
        if not (draft.actors and draft.recipients) and all(t.nominal for t in draft.tellings):
            yield "only one side, no code, by nouns"
    if actors and recipients:
        yield "one country on both sides" if actors & recipients else "two countries"
    elif actors and not draft.recipients:
        yield "one side of several countries" if len(actors) > 1 else "one side of one country"
    if not any(t.actors and t.recipients for t in draft.tellings) and draft.actors and draft.recipients:
        yield "sides from different mentions"


def codes(named: list[Words], reading: Reading) -> set[str]:
    entities: list[Entity] = [reading.entities[e] for e, _, _ in named]
    return {e.code for e in entities if e.code}
