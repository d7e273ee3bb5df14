"""What is only asked for, promised, refused or threatened is no event: "urged X to withdraw" tells no withdrawal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ..syntax import Tree
from ..types import Mention

Classes = Mapping[str, frozenset[str]]

#: What these types' complements tell has not happened.
CONTENT_IS_UNREAL = frozenset({"REQUEST", "THREATEN", "AGREE", "REJECT", "CONCEDE"})
#: Marchers' demands are no second event, but what they demand has not happened either.
MARCH = "PROTEST"
#: Types whose nouns hang on verbs that bring them about; a noun of conflict may hang on one that ends it.
FRIENDLY = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE", "AID", "RETREAT", "CONCEDE"})
COMMITMENTS = frozenset({"AGREE", "CONCEDE"})
SPOKEN = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN"})
#: Types whose object may be a deed that has been done.
ABOUT_KNOWN = frozenset({"REJECT", "AGREE", "CONCEDE"})
#: Classes of classes.csv: words that reject a charge (what is denied stays an event, told by its denier), words before a deed
#: that is known ("the raid"), prepositions before what is wished for ("called for talks"), verbs of demands (those of marchers too).
DENIAL, DEFINITE, TOWARDS, DEMANDING = "denial", "definite", "towards", "demanding"
NONE: frozenset[str] = frozenset()


def without_contents(mentions: list[Mention], tree: Tree, classes: Classes) -> list[Mention]:
    """Mark mentions that are only the content of a demand, promise, refusal or threat: they give no record of their own."""
    denials = classes.get(DENIAL, NONE)
    demands = classes.get(DEMANDING, NONE)
    holding = [m for m in mentions if m.type in CONTENT_IS_UNREAL or (m.type == MARCH and tree.tokens[m.token].lemma in demands)]
    unreal = {m.token: m for m in holding if tree.tokens[m.token].lemma not in denials}
    out = []
    for m in mentions:
        held = (unreal[h] for h in above(m, tree, classes.get(TOWARDS, NONE)) if h in unreal and unreal[h] is not m)
        holder = next((h for h in held if not known(m, h, tree, classes.get(DEFINITE, NONE))), None)
        out.append(replace(m, note=f"content of {holder.type}") if holder else m)
    return out


def above(mention: Mention, tree: Tree, towards: Collection[str]) -> list[int]:
    """Words whose content the mention may be, nearest first."""
    out = [mention.token, *content_of(mention.token, tree, towards)]  # a modal's mention stands on its main verb: "must withdraw"
    if mention.type in FRIENDLY and out[1:]:
        out += content_of(out[1], tree, towards)  # "urged them to resume talks": talks are as far off as resuming
    return out


def content_of(i: int, tree: Tree, towards: Collection[str]) -> list[int]:
    """Words whose complement ``i`` is: "urged X to withdraw" (withdraw -> urge), "called for talks" (talk -> call)."""
    token = tree.tokens[tree.first_conjunct(i)]
    heads = [token.head, tree.tokens[token.head].head]
    if token.dep in {"xcomp", "ccomp", "pcomp"} or (token.dep in {"advcl", "acl", "relcl"} and token.tag == "VB"):
        return heads
    if token.pos != "NOUN" or token.dep not in {"pobj", "dobj"}:
        return []
    return heads if token.dep == "pobj" and tree.tokens[token.head].lemma in towards else heads[:1]


def known(mention: Mention, holder: Mention, tree: Tree, definite: Collection[str]) -> bool:
    """True for a deed that is there to be refused or agreed to: "rejected the attack", "lift sanctions", not "demanded the release"."""
    if holder.type in COMMITMENTS and mention.type in SPOKEN:
        return True  # "agreed that they would not accept it"
    if tree.tokens[mention.token].pos != "NOUN" or holder.type not in ABOUT_KNOWN:
        return False
    if holder.type == "CONCEDE" or (holder.type == "REJECT" and mention.type in SPOKEN):
        return True  # "lifted sanctions", "rejected a demand by …": there was one
    before = [tree.tokens[c] for c in tree.children(mention.token)]
    return any(c.lemma in definite or c.dep == "poss" for c in before)
