"""Walking the parse: a read-only view of ``Reading.tokens`` with children and subtrees. Pure, linear to build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .types import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


class Tree:
    """Children lists over tokens. Indices are positions in ``Reading.tokens``."""

    __slots__ = ("_children", "tokens")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self._children: list[list[int]] = [[] for _ in tokens]
        for i, token in enumerate(tokens):
            if token.head != i:
                self._children[token.head].append(i)

    def children(self, i: int, *deps: str) -> list[int]:
        """Children of token ``i`` in text order, only those with one of ``deps`` if any are given."""
        below = self._children[i]
        return [c for c in below if self.tokens[c].dep in deps] if below and deps else list(below)

    def child(self, i: int, *deps: str) -> int | None:
        """First such child, or None."""
        for c in self._children[i]:
            if self.tokens[c].dep in deps:
                return c
        return None

    def subtree(self, i: int) -> list[int]:
        """Token ``i`` and all below it, in text order."""
        out = [i]
        for t in out:
            out += self._children[t]
        return sorted(out)

    def subtree_left(self, i: int) -> list[int]:
        """What hangs on token ``i`` and stands before it, in text order."""
        return [t for c in self._children[i] if c < i for t in self.subtree(c)]

    def ancestors(self, i: int) -> Iterator[int]:
        """Heads from the parent of ``i`` up to the root."""
        while self.tokens[i].head != i:
            i = self.tokens[i].head
            yield i

    def conjuncts(self, i: int) -> list[int]:
        """``i`` and the tokens joined to it by "and"/"or"/commas, in text order (downwards only)."""
        out, stack = [], [i]
        while stack:
            t = stack.pop()
            out.append(t)
            stack.extend(self.children(t, "conj"))
        return sorted(out)

    def first_conjunct(self, i: int) -> int:
        """The head of the coordination that ``i`` stands in."""
        while self.tokens[i].dep == "conj":
            i = self.tokens[i].head
        return i
