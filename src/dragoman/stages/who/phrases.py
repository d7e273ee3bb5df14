"""Noun phrases in the parse: where one begins and ends, what modifies its head, whether it is definite or plural."""

from __future__ import annotations

from collections.abc import Iterator

from ... import syntax
from ...syntax import Tree
from ..phrasing import VERBAL

BEFORE = frozenset({"det", "predet", "amod", "compound", "nmod", "nummod", "poss", "quantmod", "advmod"})
INWARD = BEFORE | {"npadvmod", "punct", "case", "conj", "cc", "neg", "intj"}  # a clause that the parser hung there is not followed
MODIFIERS = ("amod", "compound", "nmod", "poss", "nummod")
MODIFYING = frozenset({"amod", "compound", "nmod", "npadvmod", "poss"})
NOUNS = frozenset({"NOUN", "PROPN"})
PLURAL = frozenset({"NNS", "NNPS"})
WIDE = 40  # tokens before its head that a noun phrase is followed to, and modifiers looked at: bounds that only odd text meets
NEAR = 12
CLIMB = 12  # steps from a noun to its verb; real ones are fewer, and this keeps odd text cheap
SUBJECTS = syntax.SUBJECTS | {"agent"}


def head_of(tree: Tree, first: int, last: int) -> int:
    """The word of ``[first, last)`` that the others hang on: the last noun governed from outside, else the last word governed so."""
    outside = [i for i in range(first, last) if not first <= tree.tokens[i].head < last or tree.tokens[i].head == i]
    nouns = [i for i in outside if tree.tokens[i].pos in NOUNS]
    return (nouns or outside or [last - 1])[-1]


def leftmost(tree: Tree, i: int) -> int:
    """First token of the words before ``i`` that hang on it, however deep."""
    floor = i - WIDE
    while i > floor and (child := next(iter(tree.children(i)), i)) < i and tree.tokens[child].dep in INWARD:
        i = child
    return i


def start_of(tree: Tree, head: int) -> int:
    """First token of the noun phrase of ``head``: determiner, possessor, adjectives, counts; not the comma or "and" before it."""
    for child in tree.children(head):
        if child >= head:
            break
        if tree.tokens[child].dep in BEFORE and child > head - WIDE:
            return leftmost(tree, child)
    return head


def modifiers(tree: Tree, head: int) -> list[int]:
    """Words that modify ``head`` from before, and those that modify them ("North Korean state" of media); in text order."""
    out = []
    for child in tree.children(head, *MODIFIERS)[-NEAR:]:
        if child < head:
            out += [c for c in tree.children(child, *MODIFIERS) if c < child]
            out.append(child)
            out += tree.children(child, "conj")
    return out


def objects_of(tree: Tree, head: int, prepositions: frozenset[str]) -> Iterator[tuple[str, int]]:
    """``(preposition, object)`` of the prepositional phrases after ``head``, conjoined objects too."""
    for p in tree.children(head, "prep"):
        word = tree.tokens[p].text.lower()
        if word in prepositions:
            for o in tree.children(p, "pobj"):
                for c in tree.conjuncts(o):
                    yield word, c


def determiner(tree: Tree, head: int) -> str:
    """Lower-case determiner of the phrase, empty if it has none."""
    found = tree.child(head, "det", "predet")
    return tree.tokens[found].text.lower() if found is not None else ""


def is_plural(tree: Tree, head: int) -> bool:
    return tree.tokens[head].tag in PLURAL


def verb_above(tree: Tree, i: int) -> int | None:
    """The verb whose clause ``i`` stands in, None at the top of a verbless line."""
    for _ in range(CLIMB + 2):
        above = tree.tokens[i].head
        if above == i:
            return None
        if tree.tokens[above].pos in VERBAL:
            return above
        i = above
    return None


def joined(tree: Tree, i: int) -> list[int]:
    """The coordination that ``i`` stands in, up to and with ``i``, in text order; of a very long one only the end."""
    path = [i]
    while tree.tokens[path[-1]].dep == "conj" and len(path) < CLIMB:
        path.append(tree.tokens[path[-1]].head)
    beside = [c for c in tree.children(path[-1], "conj")[:CLIMB] if c < i]
    return sorted({*path, *beside})


def is_subject(tree: Tree, i: int) -> bool:
    return tree.tokens[joined(tree, i)[0]].dep in SUBJECTS
