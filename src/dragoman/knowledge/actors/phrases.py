"""Longest phrase at a place in a text, in time that grows with the phrase, not with the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from .fold import fold, fold_word

Item = TypeVar("Item")


class Phrases(Generic[Item]):
    """A table from folded phrases to items."""

    __slots__ = ("_items", "_longest")

    def __init__(self) -> None:
        self._items: dict[str, list[Item]] = {}
        self._longest: dict[str, int] = {}

    def add(self, phrase: str, item: Item) -> None:
        words = fold(phrase)
        if words:
            self._items.setdefault(" ".join(words), []).append(item)
            if len(words) > self._longest.get(words[0], 0):
                self._longest[words[0]] = len(words)

    def get(self, phrase: str) -> Sequence[Item]:
        """Items of exactly this phrase."""
        return self._items.get(" ".join(fold(phrase)), ())

    def at(self, words: Sequence[str], at: int) -> Iterator[tuple[int, Sequence[Item]]]:
        """Phrases that start with ``words[at]``, longest first, with the number of words each takes."""
        folded = fold_word(words[at])
        longest = self._longest.get(folded[0], 0) if folded else 0
        found, i = [], at + 1
        while longest and len(folded) <= longest:
            items = self._items.get(" ".join(folded))
            if items:
                found.append((i - at, items))
            while i < len(words) and not fold_word(words[i]) and i - at < 2 * longest:
                i += 1  # hyphens and apostrophes that stand alone
            if i >= len(words):
                break
            folded += fold_word(words[i])
            i += 1
        return reversed(found)
