"""Rules and the model vote on who acts in an event, and whom it befalls. The weights stand in ontology/voting.csv."""

from __future__ import annotations

import math
from typing import NamedTuple

from ..cast import Cast, Party, in_words
from ..knowledge.frames import Frame
from ..knowledge.voting import Voting
from ..setting import SIDE_BY_SIDE
from ..types import Mention, Opinion, Reading, Vote
from .likely import odds

SIDES = ("actor", "recipient")
#: Types that move people and things: who is sent or recalled is not the one to whom it is done.
MOVES = frozenset({"AID", "MOBILIZE", "SANCTION"})
NO_VERBS: frozenset[str] = frozenset()
#: Words less likely than this to head a party are not looked up.
LIKELY = 0.1
#: Probabilities count at least this much, and at most one less this: their odds, as a logarithm, at most MOST.
LEAST = 1e-3
MOST = math.log((1 - LEAST) / LEAST)


class Sides(NamedTuple):
    """Who acts, and whom it befalls."""

    actor: tuple[Party, ...] = ()
    recipient: tuple[Party, ...] = ()


def voted(
    mention: Mention, by_rule: Sides, frame: Frame | None, reading: Reading, cast: Cast, opinion: Opinion, voting: Voting
) -> tuple[Sides, tuple[Vote, ...]]:
    """Those parties that have enough votes, each on the side where it has more, and the votes. ``by_rule``: whom the frame finds."""
    said = opinion.parts(mention.token, mention.type or "", mention.sentence)
    if mention.type in MOVES and frame is not None and frame.pos == "v" and mention.rule == frame.rule:
        said = beyond_means(said, means(mention.token, frame, cast), by_rule, cast)
    together = mention.type in SIDE_BY_SIDE
    scores = {side: tally(SIDES if together else (side,), side, getattr(by_rule, side), said, cast, voting) for side in SIDES}
    kept = {side: [p for p, score in scores[side].items() if score >= voting["party: least"]] for side in SIDES}
    best = {
        side: [p for p in kept[side] if not any(better(p, scores[side][p], scores[other], kept[other]) for other in SIDES if other != side)]
        for side in SIDES
    }
    votes = tuple(
        Vote(of=side, says=reading.text[start:end], weight=round(scores[side][e, start, end], 2), by=opinion.name)
        for side in SIDES
        for e, start, end in best[side]
    )
    return Sides(tuple(best["actor"]), tuple(best["recipient"])), votes


def means(token: int, frame: Frame, cast: Cast) -> set[int]:
    """Words that the frame asks for where it looks for nobody: the envoy of "recalled its envoy", the troops of "sent troops"."""
    parties = {place for together in (*frame.actor, *frame.recipient) for place in together}
    places = {place for c in frame.conditions if in_words(c) for place in c.place.split("|")} - parties
    return {t for place in places for t in cast.at(token, place, NO_VERBS)}


def beyond_means(said: dict[str, dict[int, float]], moved: set[int], by_rule: Sides, cast: Cast) -> dict[str, dict[int, float]]:
    """What the model says, without words that are but means; whom it takes those for, it may mean by those whom the rules find there."""
    meant = max((said[side].get(i, 0.0) for side in SIDES for i in moved), default=0.0)
    out = {side: {i: p for i, p in said[side].items() if i not in moved} for side in SIDES}
    for side, parties in zip(SIDES, by_rule, strict=True):
        found = {i for _, start, end in parties for i in cast.tokens_of(start, end) if i in out[side]}
        out[side] |= {i: max(out[side][i], meant) for i in found}
    return out


def better(party: Party, score: float, there: dict[Party, float], kept: list[Party]) -> bool:
    """Whether the same entity has more votes on the other side."""
    return any(p[0] == party[0] and there[p] > score for p in kept)


def tally(
    told_as: tuple[str, ...],
    side: str,
    by_rule: tuple[Party, ...],
    said: dict[str, dict[int, float]],
    cast: Cast,
    voting: Voting,
) -> dict[Party, float]:
    """Votes for each party of one side: those of the rules first, then those whom the model's words name. One party an entity.

    ``told_as``: the sides on which the model may see a party of the rules; of those who meet or agree, both.
    """
    scores: dict[int, float] = {}
    parties: dict[int, Party] = {}
    for party in by_rule:
        _, start, end = party
        likeliest = max((said[x][i] for i in cast.tokens_of(start, end) for x in told_as if i in said[x]), default=LEAST)
        parties.setdefault(party[0], party)
        scores[party[0]] = voting["party: rule"] + voting["party: model"] * odds(likeliest, MOST)
    for i, p in said[side].items():
        if p >= LIKELY:
            for party in cast.parties(i):
                parties.setdefault(party[0], party)
                by_model = voting["party: model"] * odds(p, MOST) + voting["party: rule"] * any(r[0] == party[0] for r in by_rule)
                scores[party[0]] = max(scores.get(party[0], by_model), by_model)
    return {parties[e]: score for e, score in scores.items()}
