"""Rules and the model vote: which words report an event, and of which type. The weights stand in ontology/voting.csv."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from ..knowledge import Knowledge
from ..knowledge.frames import KINDS, Frame
from ..knowledge.voting import Voting
from ..types import Mention, Opinion, Reading, Token, Vote

NONE = "NONE"
#: Probabilities below this count as this, so that one vote cannot decide alone.
LEAST = 1e-4
#: Words that the model gives less than this to be an event are looked at by rules alone.
LIKELY = 0.1


def weigh(reading: Reading, knowledge: Knowledge) -> Reading:
    """Mentions that the votes are against get a ``note``; words that only the model takes for an event are added."""
    opinion = reading.opinion
    if opinion is None:
        return reading
    taken = {i for m in reading.mentions if m.type for i in words(m, reading)}
    kept = [weighed(m, reading.tokens[m.token], opinion, knowledge) for m in reading.mentions]
    added = found(reading, opinion, knowledge, taken)
    return replace(reading, mentions=tuple(sorted([*kept, *added], key=lambda m: (m.start, m.end))))


def words(mention: Mention, reading: Reading) -> Iterator[int]:
    """The tokens of the mention's span, and its own."""
    yield mention.token
    i = bisect_left(reading.tokens, mention.start, key=lambda t: t.start)
    while i < len(reading.tokens) and reading.tokens[i].start < mention.end:
        yield i
        i += 1


def odds(said: dict[str, float], type_: str) -> float:
    """How much likelier the type is than none, as a logarithm."""
    return math.log(max(LEAST, said[type_]) / max(LEAST, said[NONE]))


def likelihood(score: float) -> float:
    """Votes as a number from 0 to 1."""
    return round(1 / (1 + math.exp(-max(-20.0, min(20.0, score)))), 3)


def weighed(mention: Mention, token: Token, opinion: Opinion, knowledge: Knowledge) -> Mention:
    """A mention by rule: of the frame's type and the model's the one with more votes; a note where neither has enough."""
    if mention.type is None or mention.note:
        return mention
    voting, said = knowledge.voting, opinion.kinds(mention.token)
    scores = {t: voting["word: model"] * odds(said, t) + voting["word: rule"] * (t == mention.type) for t in said if t != NONE}
    best = max(scores, key=lambda t: scores[t])
    mention = replace(mention, score=likelihood(scores[best]), votes=votes(mention, said, voting, opinion.name))
    if scores[best] < voting["word: least"]:
        other = max(said, key=lambda t: said[t])
        return replace(mention, note=f"outvoted: the model says {other} ({said[other]:.2f})")
    if best == mention.type or token.pos not in KINDS:
        return mention
    frame = knowledge.frames.nearest(KINDS[token.pos], token.lemma, best)
    return replace(mention, type=best, modes=frame.modes, symmetric=frame.symmetric, rule=opinion.name)


def votes(mention: Mention, said: dict[str, float], voting: Voting, model: str) -> tuple[Vote, ...]:
    """The frame's vote, and the model's for what it thinks likeliest and for what the frame says."""
    likeliest = max((t for t in said if t != NONE), key=lambda t: said[t])
    of = dict.fromkeys(t for t in (likeliest, mention.type) if t)
    by_rule = (Vote(of="type", says=mention.type, weight=voting["word: rule"], by=mention.rule),) if mention.type else ()
    return (*by_rule, *(Vote(of="type", says=t, weight=voting["word: model"] * odds(said, t), by=model) for t in of))


def found(reading: Reading, opinion: Opinion, knowledge: Knowledge, taken: set[int]) -> Iterator[Mention]:
    """Words that only the model takes for an event."""
    for i in opinion.likely(LIKELY):
        token = reading.tokens[i]
        kind = KINDS.get(token.pos)
        if kind is None or i in taken:
            continue
        said = opinion.kinds(i)
        type_ = max((t for t in said if t != NONE), key=lambda t: said[t])
        score = knowledge.voting["word: model"] * odds(said, type_)
        if score >= knowledge.voting["word: least alone"]:
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
        score=likelihood(score),
        rule=model,
        votes=(Vote(of="type", says=frame.type, weight=score, by=model),),
    )
