"""Rules and model vote: which words report an event, and of which type. The weights of the votes stand in ontology/voting.csv."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from ..knowledge import Knowledge
from ..knowledge.frames import KINDS, Frame
from ..knowledge.voting import Voting
from ..types import Mention, Opinion, Reading, Token

NONE = "NONE"
LEAST = 1e-6  # a probability counts at least this much, so that one vote cannot decide alone


def weigh(reading: Reading, knowledge: Knowledge) -> Reading:
    """Mentions that the votes are against get a ``note``; words that only the model takes for an event are added."""
    if reading.opinion is None:
        return reading
    taken = {m.token for m in reading.mentions if m.type}
    kept = [weighed(m, reading.opinion, knowledge.voting) for m in reading.mentions]
    added = found(reading, reading.opinion, knowledge, taken)
    return replace(reading, mentions=tuple(sorted([*kept, *added], key=lambda m: (m.start, m.end))))


def weighed(mention: Mention, opinion: Opinion, voting: Voting) -> Mention:
    """A mention by rule: its score is what the rule and the model say together. A note where that is too little."""
    if mention.type is None or mention.note:
        return mention
    said = opinion.kinds(mention.token)
    score = math.log(max(LEAST, said[mention.type])) + voting["rule"]
    if score < voting["least"]:
        other = max(said, key=lambda kind: said[kind])
        return replace(mention, score=score, note=f"outvoted: the model says {other} ({said[other]:.2f})")
    return replace(mention, score=score)


def found(reading: Reading, opinion: Opinion, knowledge: Knowledge, taken: set[int]) -> Iterator[Mention]:
    """Words that only the model takes for an event."""
    for i, token in enumerate(reading.tokens):
        kind = KINDS.get(token.pos)
        if kind is None or i in taken:
            continue
        said = opinion.kinds(i)
        type_ = max((t for t in said if t != NONE), key=lambda t: said[t])
        score = math.log(max(LEAST, said[type_]))
        if score >= knowledge.voting["least alone"]:
            yield alone(i, token, knowledge.frames.nearest(kind, token.lemma, type_), score, opinion.name)


def alone(i: int, token: Token, frame: Frame, score: float, model: str) -> Mention:
    """A mention by the model, with the mode of the frame nearest to it."""
    return Mention(
        start=token.start,
        end=token.end,
        token=i,
        sentence=token.sentence,
        type=frame.type,
        modes=frame.modes,
        symmetric=frame.symmetric,
        score=score,
        rule=model,
    )
