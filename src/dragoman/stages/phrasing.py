"""Clauses and phrases in one parse, for those who look for reporting words. Sets of tokens, never beyond a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from ..knowledge.cues import Cues
from ..syntax import Tree

#: Dependencies under which a clause of its own begins.
CLAUSE = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "pcomp", "csubj"})
SUBJECTS = ("nsubj", "csubj")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
NAMING = frozenset({"NOUN", "PROPN", "PRON"})
VERBAL = frozenset({"VERB", "AUX"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
RELATIVE = frozenset({"WP", "WDT"})


class Phrasing:
    """Questions about the parse."""

    def __init__(self, tree: Tree, cues: Cues) -> None:
        self.tree = tree
        self.cues = cues
        self.tokens = tree.tokens
        ends = {token.sentence: i for i, token in enumerate(self.tokens, 1)}
        self._ranges = dict(zip(ends, pairwise((0, *ends.values())), strict=True))

    def sentence(self, i: int) -> tuple[int, int]:
        """Half-open range of tokens of the sentence that holds token ``i``."""
        return self._ranges[self.tokens[i].sentence]

    def listed(self, pos: str, i: int) -> bool:
        """Whether token ``i`` is a cue of this kind."""
        return self.tokens[i].lemma in self.cues.of[pos]

    def has_subject(self, v: int) -> bool:
        return bool(self.tree.children(v, *SUBJECTS, *PASSIVE_SUBJECTS))

    def passive(self, v: int) -> bool:
        """Also of a participle after its noun ("the man said to have …"), unless a clause of its own shows it to be a past tense."""
        token = self.tokens[v]
        if self.tree.children(v, "auxpass", *PASSIVE_SUBJECTS):
            return True
        if token.tag == "VBN" and token.dep == "advcl" and not self.tree.children(v, "aux", *SUBJECTS):
            return True  # "Asked whether …"
        if self.absolute(v):
            return token.tag in {"VBN", "VBD"}
        return token.tag == "VBN" and token.dep == "acl" and not any(self.has_subject(c) for c in self.tree.children(v, "ccomp"))

    def absolute(self, v: int) -> bool:
        """Whether the verb is a participle with a subject of its own after a preposition: "with rebels believed to have fled"."""
        if not self.tree.children(v, *SUBJECTS) or self.tree.children(v, "aux", "auxpass"):
            return False
        marks = self.tree.children(v, "mark")
        return any(self.listed("u", m) for m in marks) if marks else self.tokens[v].dep == "pcomp"

    def finite(self, v: int) -> bool:
        """Whether the verb has a tense, by its own form or its auxiliary's."""
        return self.tokens[v].tag in FINITE or any(self.tokens[a].tag in FINITE for a in self.tree.children(v, "aux", "auxpass"))

    def infinitive(self, v: int) -> bool:
        return any(self.tokens[a].tag == "TO" for a in self.tree.children(v, "aux"))

    def without(self, noun: int, clause: int) -> list[int]:
        """The noun phrase less a clause that hangs on it."""
        inside = set(self.tree.subtree(clause))
        return [t for t in self.tree.subtree(noun) if t not in inside]

    def below(self, heads: Iterable[int]) -> list[int]:
        return sorted({t for h in heads for t in self.tree.subtree(h)})

    def clause(self, i: int) -> list[int]:
        """All below ``i`` but clauses set beside it that have a subject of their own."""
        out, stack = [], [i]
        while stack:
            t = stack.pop()
            out.append(t)
            stack += [c for c in self.tree.children(t) if not self._beside(c, i, t)]
        return sorted(out)

    def _beside(self, child: int, top: int, parent: int) -> bool:
        return parent == top and self.tokens[child].dep in {"conj", "parataxis"} and self.has_subject(child)


def runs(tokens: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring positions as closed ranges: 1 2 3 7 -> (1, 3), (7, 7)."""
    start = last = None
    for t in tokens:
        if last is not None and start is not None and t != last + 1:
            yield start, last
            start = t
        elif start is None:
            start = t
        last = t
    if start is not None and last is not None:
        yield start, last
