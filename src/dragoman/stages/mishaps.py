"""Harm that nature or an accident does is nobody's deed: "the quake killed 40", "31 died when a bus overturned". No doer, no record.

Classes of classes.csv: ``mishap`` names what happens or strikes, ``mishap_verb`` verbs that tell an accident where they have no object,
``mishap_not`` what makes a blow of either ("a gun attack", "rocket fire").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ..cast import Cast
from ..syntax import Tree
from ..types import Mention, Reading, Token

Classes = Mapping[str, frozenset[str]]

NOTE = "harm by mishap"
HARM = "ASSAULT"
#: Types of deeds: what nature does is none of them, whatever the verb ("the storm hit Havana", "floods cut off the town").
DEEDS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "SANCTION", "THREATEN"})
#: Clauses that tell how the harm came about, below and above the word that tells it.
HOW = ("advcl", "conj", "ccomp", "xcomp")
#: Prepositions after which a cause stands.
CAUSED = frozenset({"in", "by", "from", "of", "during", "after", "amid", "following", "with", "to", "on", "against", "into", "because"})
REACH = 3  # clauses upwards that are looked at
#: Words for a mishap that are as often something else: they need an article, a plural or a word before.
DOUBLE = frozenset({"fire", "flood", "storm"})
SOON = 2  # sentences after a mishap within which harm is taken for its
LEAD = 3  # sentences at the head of a story that tell what it is about
NONE: frozenset[str] = frozenset()


def without_mishaps(mentions: Sequence[Mention], reading: Reading, cast: Cast, classes: Classes) -> list[Mention]:
    """Mentions of harm that a mishap did get a note, and those soon after that name no doer; where nobody attacks, all of the story's."""
    causes = Causes(cast, classes)
    out = [replace(m, note=NOTE) if m.type in DEEDS and not m.note and causes.mishap(m) else m for m in mentions]
    told = [m.sentence for m in out if m.note == NOTE]
    if not told and not causes.lead(reading):
        return out
    harm = [m for m in out if m.type == HARM and not m.note]
    by_nobody = [m for m in harm if not m.actors and not causes.hostile(m)]
    if len(by_nobody) < len(harm):
        by_nobody = [m for m in by_nobody if any(0 <= m.sentence - s <= SOON for s in told)]
    blameless = {id(m) for m in by_nobody}
    return [replace(m, note=NOTE) if id(m) in blameless else m for m in out]


class Causes:
    """What brought harm about, by the words around."""

    def __init__(self, cast: Cast, classes: Classes) -> None:
        self.cast = cast
        self.tree: Tree = cast.tree
        self.things = classes.get("mishap", NONE)
        self.verbs = classes.get("mishap_verb", NONE)
        self.blows = classes.get("mishap_not", NONE)

    def mishap(self, mention: Mention) -> bool:
        """Whether nature does it; of harm, also whether it comes of a mishap and nobody acts or is armed."""
        doers = self.cast.at(mention.token, "subj", NONE)
        if any(self.natural(t) for t in doers):
            return True
        if mention.type != HARM or self.hostile(mention):
            return False
        clauses = self.clauses(mention.token)
        if any(self.cast.itself(t) for t in doers):  # "a bus with pilgrims plunged into a ravine, killing 31"
            return any(self.accident(v) and self.tree.child(v, "nsubj") in doers for v in clauses)
        return any(self.accident(v) for v in clauses) or any(self.natural(t) for v in clauses for t in self.nouns(v))

    def hostile(self, mention: Mention) -> bool:
        """Whether a blow, a weapon or somebody armed who acts stands in the clauses that tell of the harm, or the word itself is one."""
        words = [t for v in self.clauses(mention.token) for t in self.nouns(v)]
        return any(self.tree.tokens[t].lemma in self.blows or self.fights(t) for t in (mention.token, *words))

    def lead(self, reading: Reading) -> bool:
        """Whether the head of the story tells of an accident, or of a mishap that does something."""
        last = max((s.last for s in reading.sentences[:LEAD]), default=0)
        return any(self.accident(i) or (t.dep in {"nsubj", "nsubjpass"} and self.natural(i)) for i, t in enumerate(reading.tokens[:last]))

    def clauses(self, i: int) -> list[int]:
        """The word that tells of the harm, the clauses that say how it came about, and those above it."""
        tree = self.tree
        out = [i, *tree.children(i, *HOW)]
        for steps, a in enumerate(tree.ancestors(i)):
            if steps >= REACH:
                break
            if tree.tokens[a].pos in {"VERB", "AUX"}:
                out += [a, *(c for c in tree.children(a, "advcl") if c not in out)]
        return out

    def nouns(self, verb: int) -> list[int]:
        """Who and what a clause names, and after what."""
        tree = self.tree
        found = tree.children(verb, "nsubj", "dobj")
        if tree.tokens[verb].pos in {"NOUN", "PROPN"}:
            found += tree.children(verb, "compound", "nmod")
        for p in tree.children(verb, "prep", "agent", "prt"):
            if tree.tokens[p].lemma in CAUSED:
                found += tree.children(p, "pobj")
        return [c for f in found for c in tree.conjuncts(f)]

    def natural(self, t: int) -> bool:
        """ "The quake", "Typhoon Mara", "a factory fire"; not "Israeli fire", "a flood of refugees"."""
        tree, token = self.tree, self.tree.tokens[t]
        before = tree.children(t, "compound", "nmod")
        words = {tree.tokens[x].lemma.lower() for x in (t, *before)}
        if token.pos not in {"NOUN", "PROPN"} or not words & self.things or words & self.blows:
            return False
        if any(self.cast.direct(x) for x in (*before, *tree.children(t, "poss", "amod"))) or self.public(t):
            return False
        return token.lemma not in DOUBLE or self.thing(t, token, before)

    def public(self, t: int) -> bool:
        """Whether the word names somebody known; of a storm the name alone is known."""
        return any(self.cast.reading.entities[e].sectors for e, _, _ in self.cast.direct(t))

    def thing(self, t: int, token: Token, before: Collection[int]) -> bool:
        """ "A fire", "floods", "a house fire"; not "opened fire", "a storm of protest"."""
        figurative = any(self.tree.tokens[p].lemma == "of" for p in self.tree.children(t, "prep"))
        return not figurative and (token.tag == "NNS" or bool(before) or self.tree.child(t, "det") is not None)

    def accident(self, verb: int) -> bool:
        """ "The bus overturned", "two trains collided": nobody does it to anything."""
        token = self.tree.tokens[verb]
        if token.pos != "VERB" or token.lemma not in self.verbs or self.tree.child(verb, "dobj", "nsubjpass") is not None:
            return False
        return not any(self.tree.tokens[s].lemma in self.blows for s in self.tree.children(verb, "nsubj"))

    def fights(self, t: int) -> bool:
        """Somebody armed who does something to something, or by whom it is done; not one who only tells of it."""
        token, tree = self.tree.tokens[t], self.tree
        if not self.cast.is_a(t, "armed"):
            return False
        if token.dep == "pobj":
            return tree.tokens[token.head].lemma == "by"
        return token.dep == "nsubj" and tree.child(token.head, "ccomp") is None and tree.child(token.head, "dobj", "prep") is not None
