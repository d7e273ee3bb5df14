"""What completes a word: its clauses, its predicate noun or adjective, its modal and its negation. More places for the frames files.

======  ==========================================================================================================
inf     verb of a "to …" that completes it or its object ("urged X to leave", "calls to leave", "called on X to leave")
that    verb or predicate of a finite clause that completes it ("said X left", "the claim that X left")
bare    verb of such a clause in the subjunctive ("insisted that X leave")
ing     verb of an "-ing" after a preposition ("accused of spying")
pred    what something is called or said to be ("called it a crime", "described as brutal")
made    participle after a noun ("calls made by X")
det     its article or the like ("no")
head    the word that it hangs on
self    the word itself (a modal's main verb)
nsubj   its own subject, not one that it inherits
prep    the preposition before a noun ("under pressure")
bearer  who is in the state that preposition and noun name
adv     its adverbs
amod    its adjectives
mark    what opens its adverbial clauses ("if", "unless")
aux     its auxiliary verbs
modal   its modal verb ("will", "must")
neg     its negation
along   verbs told along with it: joined to it, or an "-ing" that hangs on it ("raided the camp, killing six")
======  ==========================================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .syntax import Tree

COMPLEMENTS = ("xcomp", "ccomp", "advcl", "acl", "relcl")
HOLDERS = ("dobj", "nsubjpass", "dative", "prt")


def infinitives(tree: Tree, i: int) -> list[int]:
    """Verbs of "to …" below ``i``, its object or the object of its preposition, first conjuncts only."""
    return [c for holder in holders(tree, i) for c in tree.children(holder, *COMPLEMENTS) if is_infinitive(tree, c)]


def holders(tree: Tree, i: int) -> Iterator[int]:
    yield i
    yield from tree.children(i, *HOLDERS)
    head = tree.tokens[i].head
    if tree.tokens[i].pos == "NOUN" and tree.tokens[i].dep == "dobj" and head < i:
        yield head  # "issued calls to Russia to stop": the parser hangs the clause on the verb
    for p in tree.children(i, "prep"):
        yield p
        yield from tree.children(p, "pobj")


def is_infinitive(tree: Tree, verb: int) -> bool:
    return any(tree.tokens[a].tag == "TO" for a in tree.children(verb, "aux"))


def finite(tree: Tree, i: int) -> list[int]:
    """Heads of finite clauses that complete ``i``; below a noun only those that a word such as "that" opens."""
    noun = tree.tokens[i].pos in {"NOUN", "PROPN"}
    found = tree.children(i, "ccomp") if not noun else [c for c in tree.children(i, "acl", "ccomp") if tree.child(c, "mark") is not None]
    return [c for c in found if not is_infinitive(tree, c) and tree.child(c, "nsubj", "nsubjpass", "expl", "csubj") is not None]


def bare(tree: Tree, i: int) -> list[int]:
    """Heads of clauses in the subjunctive: "insisted that X leave"."""
    return [c for c in finite(tree, i) if tree.tokens[c].tag == "VB" and tree.child(c, "aux") is None]


def gerunds(tree: Tree, i: int) -> list[int]:
    return [c for holder in (i, *tree.children(i, "dobj")) for p in tree.children(holder, "prep") for c in tree.children(p, "pcomp")]


def predicates(tree: Tree, i: int) -> list[int]:
    """What the object (or, after "be", the subject) is said to be, conjuncts included."""
    found = tree.children(i, "oprd", "attr", "acomp")
    for holder in (i, *tree.children(i, "dobj", "nsubjpass")):
        for p in tree.children(holder, "prep"):
            if tree.tokens[p].lemma == "as":
                found += tree.children(p, "pobj", "amod", "pcomp", "acomp", "advmod")
    found += [c for c in tree.children(i, "ccomp", "xcomp") if tree.tokens[c].pos in {"NOUN", "ADJ", "PROPN"} and not tree.child(c, "cop")]
    found += [a for o in tree.children(i, "dobj") for a in tree.children(o, "amod") if a > o]  # "called the comments very unhelpful"
    heads = [c for f in found for c in tree.conjuncts(f)]
    return heads + [a for h in heads for a in tree.children(h, "amod")]


def itself(tree: Tree, i: int) -> list[int]:
    return [i]


def determiners(tree: Tree, i: int) -> list[int]:
    return tree.children(i, "det")


def governor(tree: Tree, i: int) -> list[int]:
    head = tree.tokens[i].head
    return [head] if head != i else []


def own_subjects(tree: Tree, i: int) -> list[int]:
    return tree.children(i, "nsubj")


def preposition(tree: Tree, i: int) -> list[int]:
    """The preposition before a noun ("under" pressure)."""
    head = tree.tokens[i].head
    return [head] if tree.tokens[i].dep == "pobj" and head != i else []


def bearers(tree: Tree, i: int) -> list[int]:
    """Who is in the state that preposition and noun name: "X is under pressure", "X, under fire, …"."""
    for p in preposition(tree, i):
        holder = tree.tokens[p].head
        if tree.tokens[holder].pos not in {"VERB", "AUX"}:
            return [holder]
        return tree.children(holder, "nsubj", "nsubjpass")
    return []


def adverbs(tree: Tree, i: int) -> list[int]:
    return tree.children(i, "advmod")


def adjectives(tree: Tree, i: int) -> list[int]:
    return tree.children(i, "amod", "acomp")


def markers(tree: Tree, i: int) -> list[int]:
    """Words that open the adverbial clauses of ``i`` ("if", "unless")."""
    return [m for c in tree.children(i, "advcl") for m in tree.children(c, "mark", "advmod")]


def auxiliaries(tree: Tree, i: int) -> list[int]:
    return tree.children(i, "aux")


def made(tree: Tree, i: int) -> list[int]:
    """Participle after a noun: "the calls made by X"."""
    return [c for c in tree.children(i, "acl") if tree.tokens[c].tag == "VBN"]


def modals(tree: Tree, i: int) -> list[int]:
    return [a for a in tree.children(i, "aux") if tree.tokens[a].tag == "MD"]


def companions(tree: Tree, i: int) -> list[int]:
    """Verbs told along with ``i``: "raided the camp and killed six", "raided the camp, killing six"."""
    token = tree.tokens[i]
    before = [token.head] if token.dep == "conj" else []
    found = [*before, *tree.children(i, "conj", "advcl")]
    return [v for f in found for v in tree.conjuncts(f) if v != i and tree.tokens[v].pos == "VERB"]


def negations(tree: Tree, i: int) -> list[int]:
    return tree.children(i, "neg")


#: Place name of the frames files -> the words that stand there.
CLAUSES: dict[str, Callable[[Tree, int], list[int]]] = {
    "inf": infinitives,
    "that": finite,
    "bare": bare,
    "ing": gerunds,
    "pred": predicates,
    "self": itself,
    "det": determiners,
    "head": governor,
    "nsubj": own_subjects,
    "prep": preposition,
    "bearer": bearers,
    "adv": adverbs,
    "amod": adjectives,
    "mark": markers,
    "made": made,
    "aux": auxiliaries,
    "modal": modals,
    "neg": negations,
    "along": companions,
}
