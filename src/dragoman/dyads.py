"""Pairs that the article's sender marked -> what the text says the one did to the other. Rules over what the stages found."""

from __future__ import annotations

from dataclasses import dataclass

from .types import Mention, Reading, Span

#: How sure an answer is, by how well a mention's parties fit the pair that was asked for.
BOTH, CROSSED, TOGETHER, ONE, NEAR = 0.9, 0.6, 0.7, 0.5, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """The answer for one pair; all None and empty where the text reports no event between the two."""

    event: str | None = None
    modes: tuple[str, ...] = ()
    status: str | None = None
    confidence: float | None = None


def dyads(reading: Reading) -> tuple[Dyad, ...]:
    """One answer for each pair asked for, in order."""
    typed = [m for m in reading.mentions if m.type]
    return tuple(answer(typed, actor, recipient, reading) for actor, recipient in reading.article.dyads)


def answer(mentions: list[Mention], actor: Span, recipient: Span, reading: Reading) -> Dyad:
    """The mention whose parties fit the pair best, the one nearest to it of several."""
    ranked = [(fit(m, actor, recipient, reading), -gap(m, actor, recipient), -n) for n, m in enumerate(mentions)]
    if not ranked or max(ranked)[0] == 0:
        return Dyad()
    sure, _, n = max(ranked)
    found = mentions[-n]
    return Dyad(event=found.type, modes=found.modes, status=found.status, confidence=round(sure * found.score, 3))


def fit(mention: Mention, actor: Span, recipient: Span, reading: Reading) -> float:
    """How well the mention's parties are the two asked for: 0 not at all. A mention that gives no record counts half."""
    whole = 0.5 if mention.note else 1.0
    agent, target = named(mention.actors, actor, reading), named(mention.recipients, recipient, reading)
    if agent and target:
        return BOTH * whole
    if named(mention.actors, recipient, reading) and (agent or named(mention.recipients, actor, reading)):
        return (TOGETHER if agent or mention.symmetric else CROSSED) * whole
    if agent or target:
        return ONE * whole
    return NEAR * whole if same_sentence(mention, actor, recipient, reading) else 0.0


def named(parties: tuple[tuple[int, int, int], ...], asked: Span, reading: Reading) -> bool:
    """True where the words asked for are among the parties, or name the same entity."""
    entities = {e for a in reading.actors if overlap(a.start, a.end, asked) for e in a.entities}
    return any(overlap(start, end, asked) or e in entities for e, start, end in parties)


def overlap(start: int, end: int, asked: Span) -> bool:
    return start < asked.end and asked.start < end


def same_sentence(mention: Mention, actor: Span, recipient: Span, reading: Reading) -> bool:
    sentence = reading.sentences[mention.sentence]
    return any(overlap(sentence.start, sentence.end, asked) for asked in (actor, recipient))


def gap(mention: Mention, actor: Span, recipient: Span) -> int:
    """Characters between the word and the farther of the two."""
    return max(abs(mention.start - actor.start), abs(mention.start - recipient.start))
