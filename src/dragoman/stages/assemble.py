"""Mentions get their parties, time and place: who stands where the frame says, and what dates and places the clause."""

from __future__ import annotations

from dataclasses import replace

from ..cast import Cast, Party
from ..knowledge import Knowledge
from ..knowledge.frames import Frame, Places
from ..setting import Setting
from ..syntax import Tree
from ..types import Mention, Reading


def assemble(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``actors``, ``recipients``, ``time``, ``place`` and ``attributions`` of every mention."""
    tree = Tree(reading.tokens)
    cast = Cast(reading, tree)
    setting = Setting(reading, tree, knowledge.setting)
    light_verbs = knowledge.frames.classes.get("light", frozenset())
    out = []
    for mention in reading.mentions:
        frame = knowledge.frames.by_rule.get(mention.rule)
        if frame is not None:
            mention = with_parties(mention, frame, tree, cast, light_verbs)
        out.append(
            replace(
                mention, time=setting.time(mention), place=setting.place(mention), attributions=setting.attributions(mention.token)
            )
        )
    return replace(reading, mentions=tuple(out))


def with_parties(mention: Mention, frame: Frame, tree: Tree, cast: Cast, light_verbs: frozenset[str]) -> Mention:
    actors = collect(mention.token, frame.actor, frame, tree, cast, light_verbs, set())
    recipients = collect(mention.token, frame.recipient, frame, tree, cast, light_verbs, {e for e, _, _ in actors})
    return replace(mention, actors=tuple(actors), recipients=tuple(recipients))


def collect(
    i: int, places: Places, frame: Frame, tree: Tree, cast: Cast, light_verbs: frozenset[str], taken: set[int]
) -> list[Party]:
    """Parties at the first alternative that names any; entities in ``taken`` stand elsewhere already."""
    for together in places:
        tokens = [t for place in together for t in cast.at(i, place, light_verbs) if not (place == "mod" and cast.metonym(t))]
        found = [p for p in cast.all(tokens) if p[0] not in taken]
        if found:
            return found
    return []
