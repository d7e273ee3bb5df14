"""Pairs that the article's sender marked -> what the text says the one did to the other: rules over the mentions, and the model's vote."""

from __future__ import annotations

import math
from dataclasses import replace

from ..knowledge import Knowledge
from ..knowledge.voting import Voting
from ..types import Dyad, Mention, Opinion, Reading, Span

#: How sure an answer is, by how well a mention's parties fit the pair that was asked for.
BOTH, CROSSED, TOGETHER, ONE, NEAR = 0.9, 0.6, 0.7, 0.5, 0.3
NONE = "NONE"
#: What the model calls YIELD is one of these.
YIELD = ("CONCEDE", "RETREAT")
#: Probabilities count at least this much.
LEAST = 1e-3


def between(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``dyads``: one answer for each pair asked for, in order."""
    typed = [m for m in reading.mentions if m.type]
    asked = reading.article.dyads
    return replace(reading, dyads=tuple(voted(answer(typed, *pair, reading), *pair, reading, knowledge.voting) for pair in asked))


def voted(by_rule: Dyad, actor: Span, recipient: Span, reading: Reading, voting: Voting) -> Dyad:
    """The answer with the most votes; that of the rules where no model reads, or the two stand in different sentences."""
    found = opinion(actor, recipient, reading) if reading.opinion else None
    if found is None:
        return by_rule
    sentence, said = found
    scores = {t: voting["pair: model"] * math.log(max(LEAST, p)) for t, p in said.items()}
    if by_rule.event and by_rule.event in scores:
        scores[by_rule.event] += voting["pair: rule"] * (by_rule.confidence or 0.0)
    best = max(scores, key=lambda t: scores[t])
    if best == NONE:
        return Dyad()
    if best == by_rule.event:
        return replace(by_rule, confidence=round(max(by_rule.confidence or 0.0, said[best]), 3))
    return Dyad(event=best, status=status(best, sentence, reading), confidence=round(said[best], 3))


def opinion(actor: Span, recipient: Span, reading: Reading) -> tuple[int, dict[str, float]] | None:
    """The sentence that holds both, and the model's probability of each type there; None where none does."""
    assert reading.opinion is not None
    for n, s in enumerate(reading.sentences):
        if s.start <= actor.start < s.end and s.start <= recipient.start < s.end:
            inside = range(s.first, s.last)
            one, other = ([i for i in inside if overlap(reading.tokens[i].start, reading.tokens[i].end, x)] for x in (actor, recipient))
            return (n, split(reading.opinion.pair(one, other, n), n, reading, reading.opinion)) if one and other else None
    return None


def split(said: dict[str, float], sentence: int, reading: Reading, opinion: Opinion) -> dict[str, float]:
    """YIELD shared out to the two types that it stands for, as the words of the sentence have it."""
    s = reading.sentences[sentence]
    shares = {t: max(opinion.kinds(i)[t] for i in range(s.first, s.last)) + LEAST for t in YIELD}
    out = {t: p for t, p in said.items() if t != "YIELD"}
    return out | {t: said.get("YIELD", 0.0) * shares[t] / sum(shares.values()) for t in YIELD}


def status(type_: str, sentence: int, reading: Reading) -> str | None:
    """That of the word of the sentence that reports an event of the type; else that of its first event."""
    told = [m for m in reading.mentions if m.sentence == sentence and m.type]
    same = [m for m in told if m.type == type_]
    return next((m.status for m in (*same, *told)), None)


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
