"""Longest phrase at a place in a text, in time that grows with the phrase, not with the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from .fold import fold, fold_words

Item = TypeVar("Item")


_ASIDE = 24  # words looked at for one phrase, hyphens and apostrophes that stand alone included: bounds odd text


class Words:
    """Words of a running text, each with its one spelling, folded once for all the tables that are asked about them."""

    __slots__ = ("folded", "text")

    def __init__(self, text: Sequence[str], folded: Sequence[str] | None = None) -> None:
        self.text = text
        self.folded = fold_words(text) if folded is None else folded

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Words:
        return Words(self.text[part], self.folded[part])


class Phrases(Generic[Item]):
    """A table from folded phrases to items."""

    __slots__ = ("_begun", "_items")

    def __init__(self) -> None:
        self._items: dict[str, list[Item]] = {}
        self._begun: set[str] = set()  # what longer phrases begin with

    def add(self, phrase: str, item: Item) -> None:
        folded = " ".join(fold(phrase))
        if folded:
            self._items.setdefault(folded, []).append(item)
            while (folded := folded.rpartition(" ")[0]) and folded not in self._begun:
                self._begun.add(folded)

    def get(self, phrase: str) -> Sequence[Item]:
        """Items of exactly this phrase."""
        return self._items.get(" ".join(fold(phrase)), ())

    def __contains__(self, folded: str) -> bool:
        """Whether some phrase is this folded word, or begins with it."""
        return folded in self._items or folded in self._begun

    def begun(self) -> frozenset[str]:
        """What phrases begin with, and those of one word."""
        return frozenset(self._begun | self._items.keys())

    def at(self, words: Words, at: int) -> Sequence[tuple[int, Sequence[Item]]]:
        """Phrases that start with word ``at``, longest first, with the number of words each takes."""
        phrase, folded = words.folded[at], words.folded
        if phrase not in self._items and phrase not in self._begun:
            return ()
        i, end = at + 1, min(len(folded), at + _ASIDE)
        found = [(1, self._items[phrase])] if phrase in self._items else []
        while phrase in self._begun and (following := next((n for n in range(i, end) if folded[n]), 0)):
            phrase, i = f"{phrase} {folded[following]}", following + 1
            if phrase in self._items:
                found.append((i - at, self._items[phrase]))
        return found[::-1]
