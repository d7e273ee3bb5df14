"""Mentions get their parties, time and place: who stands where the frame says, and what dates and places the clause."""

from __future__ import annotations

from dataclasses import replace

from ..arguments import clause_subjects, concerned
from ..cast import Cast, Party
from ..knowledge import Knowledge
from ..knowledge.frames import KINDS, Frame, Places
from ..meetings import hosted
from ..setting import Setting
from ..syntax import Tree
from ..types import Reading, Vote
from .mishaps import without_mishaps
from .sides import Sides, voted

#: Whom an event noun concerns where nothing else says it: "an attack that killed X".
STRUCK = (("rel.obj",),)
#: Places of a two-sided word that name only one of its sides.
WITH, BETWEEN = "with", "between"
PARTNERS = (WITH, "inner")


def assemble(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``actors``, ``recipients``, ``time``, ``place`` and ``attributions`` of every mention."""
    tree = Tree(reading.tokens)
    cast = Cast(reading, tree)
    setting = Setting(reading, tree, knowledge.setting)
    light_verbs = knowledge.frames.classes.get("light", frozenset())
    out = []
    for mention in reading.mentions:
        frame = knowledge.frames.by_rule.get(mention.rule)
        if frame is None and mention.type is not None:  # found by the model
            token = reading.tokens[mention.token]
            frame = knowledge.frames.nearest(KINDS[token.pos], token.lemma, mention.type)
        sides = named(mention.token, frame, tree, cast, light_verbs) if frame is not None else Sides()
        votes: tuple[Vote, ...] = ()
        if reading.opinion is not None and mention.type is not None:
            sides, votes = voted(mention, sides, frame, reading, cast, reading.opinion, knowledge.voting)
        out.append(
            replace(
                mention,
                actors=sides.actor,
                recipients=sides.recipient,
                votes=(*mention.votes, *votes),
                time=setting.time(mention),
                place=setting.place(mention),
                attributions=setting.attributions(mention.token),
            )
        )
    return replace(reading, mentions=tuple(without_mishaps(hosted(out, reading), reading, cast, knowledge.frames.classes)))


def named(token: int, frame: Frame, tree: Tree, cast: Cast, light_verbs: frozenset[str]) -> Sides:
    """The parties at the frame's places."""
    actors = collect(token, frame.actor, frame, tree, cast, light_verbs, set())
    if frame.symmetric:
        actors += partner(token, actors, frame, tree, cast, light_verbs)
    recipients = collect(token, frame.recipient, frame, tree, cast, light_verbs, {e for e, _, _ in actors})
    if not recipients and frame.recipient and frame.pos == "n":
        recipients = collect(token, STRUCK, frame, tree, cast, light_verbs, {e for e, _, _ in actors})
    return Sides(tuple(actors), tuple(recipients))


def collect(i: int, places: Places, frame: Frame, tree: Tree, cast: Cast, light_verbs: frozenset[str], taken: set[int]) -> list[Party]:
    """Parties at the first alternative that names any; entities in ``taken`` stand elsewhere already."""
    for together in places:
        if frame.pos == "n" and BETWEEN in together and len(both := standing(i, BETWEEN, cast, light_verbs)) > 1:
            return both
        found = [p for place in together for p in standing(i, place, cast, light_verbs, frozenset(taken)) if p[0] not in taken]
        found = [p for n, p in enumerate(found) if p[0] not in {q[0] for q in found[:n]}]
        if found:
            return found
    return []


def partner(i: int, known: list[Party], frame: Frame, tree: Tree, cast: Cast, light_verbs: frozenset[str]) -> list[Party]:
    """The other side of "talks with X" left out: of "his counterpart" him, else who the clause is about, or who says it."""
    others = {p[0] for place in PARTNERS for t in cast.at(i, place, light_verbs) for p in cast.parties(t)}
    if not others or any(e not in others for e, _, _ in known):
        return []
    owners = [o for t in cast.at(i, WITH, light_verbs) for o in tree.children(t, "poss")]
    for tokens in (owners, clause_subjects(tree, i), cast.speaker(i)):
        found = [p for t in tokens for p in cast.direct(t) if p[0] not in others and cast.another(p[0], others)]
        if found:
            return found
    return []


def standing(i: int, place: str, cast: Cast, light_verbs: frozenset[str], taken: frozenset[int] = frozenset()) -> list[Party]:
    """Parties at one place. Before a noun a town is no party ("the Hanoi summit"); a clause's subject must be named itself."""
    tokens = cast.at(i, place, light_verbs)
    if place == "mod":
        return [p for t in tokens if not cast.metonym(t) for p in cast.direct(t) if cast.particular(p[0])]
    if place == "inner":
        return next((found for tokens in concerned(cast.tree, i) if (found := cast.named(tokens, taken))), [])
    if place in {"link", "later", "told"}:
        return [p for t in tokens for p in cast.direct(t) if place != "told" or not cast.reports(p[0])]
    return cast.all(tokens)
