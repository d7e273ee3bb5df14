"""Words that a model quotes -> where they stand in the text.

Exactly; else with other quotation marks, dashes, spaces and capitals; else, near the sentence that the model named, as the words that are
almost the same. What is none of these stands nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..types import Reading

#: How alike words must be, from 0 to 1, that are not the same.
ALIKE = 0.85
#: Words of a quote and of a sentence beyond which likeness is not looked for.
LONGEST_QUOTE, LONGEST_SENTENCE = 30, 150
#: Sentences that are searched for almost the same words, each time and for all quotes of an article together; keeps odd answers cheap.
CLOSEST, ATTEMPTS = 3, 300
#: Sentences to either side in which a quote is looked for that is not where the model says.
REACH = 60
#: Shortest quote, in characters, that may differ from the text: of "hit" and "hid" every letter counts.
SHORTEST = 5
EDGES = " \t\n.,;:!?…\"'“”‘’«»()[]"
SAME = str.maketrans({**dict.fromkeys("‘’‚‛`´ʼ", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")})
WORD = re.compile(r"\w+(?:['’.-]\w+)*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where words stand. ``sure``: False where they are only almost the same."""

    start: int
    end: int
    sentence: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Folded:
    """A sentence in small letters with plain marks and single spaces; ``places[n]``: where in the article its n-th character stands."""

    text: str
    places: tuple[int, ...]


class Finder:
    """Finds quotes in one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._folded: dict[int, Folded] = {}
        self._attempts = 0

    def find(self, quote: str, near: Iterable[int]) -> Stretch | None:
        """Where the quote stands: in the sentences of ``near``, the first ones first, else in those closest to them; None for nowhere."""
        wanted = fold(quote.strip(EDGES))[0]
        first = [n for n in dict.fromkeys(near) if 0 <= n < len(self.reading.sentences)]
        if not wanted:
            return None
        for n in first:
            if found := self.within(quote.strip(EDGES), wanted, n):
                return found
        for n in first[:CLOSEST]:
            if found := self.almost(wanted, n):
                return found
        for n in around(first[0] if first else 0, len(self.reading.sentences)):
            if found := self.within(quote.strip(EDGES), wanted, n):
                return found
        return None

    def within(self, quote: str, wanted: str, n: int) -> Stretch | None:
        """In sentence ``n``, as whole words: exactly, else but for marks, spaces and capitals."""
        where = self.reading.sentences[n]
        if match := whole_words(quote).search(self.reading.text, where.start, where.end):
            return Stretch(match.start(), match.end(), n)
        folded = self.folded(n)
        match = whole_words(wanted).search(folded.text)
        return Stretch(folded.places[match.start()], folded.places[match.end() - 1] + 1, n) if match else None

    def almost(self, wanted: str, n: int) -> Stretch | None:
        """The most similar words of sentence ``n``, as many as the quote has or one more or less."""
        folded, length = self.folded(n), len(WORD.findall(wanted))
        words = [(m.start(), m.end()) for m in WORD.finditer(folded.text)]
        if len(wanted) < SHORTEST or not 0 < length <= LONGEST_QUOTE or len(words) > LONGEST_SENTENCE or self._attempts == ATTEMPTS:
            return None
        self._attempts += 1
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        best, place = ALIKE, None
        for first in range(len(words)):
            for last in range(max(first, first + length - 2), min(len(words), first + length + 1)):
                matcher.set_seq1(folded.text[words[first][0] : words[last][1]])
                if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                    best, place = ratio, (words[first][0], words[last][1])
        return Stretch(folded.places[place[0]], folded.places[place[1] - 1] + 1, n, sure=False) if place else None

    def folded(self, n: int) -> Folded:
        if n not in self._folded:
            where = self.reading.sentences[n]
            text, places = fold(self.reading.text[where.start : where.end])
            self._folded[n] = Folded(text, tuple(where.start + p for p in places))
        return self._folded[n]


def fold(text: str) -> tuple[str, list[int]]:
    """Small letters, plain marks, single spaces; and where each character comes from."""
    out: list[str] = []
    places: list[int] = []
    for n, c in enumerate(text):
        if c.isspace():
            if out and out[-1] != " ":
                out.append(" ")
                places.append(n)
            continue
        for small in c.translate(SAME).lower():
            out.append(small)
            places.append(n)
    return "".join(out), places


def whole_words(quote: str) -> re.Pattern[str]:
    """The quote where no letter or digit goes on before or after it."""
    before = r"(?<!\w)" if quote[:1].isalnum() else ""
    after = r"(?!\w)" if quote[-1:].isalnum() else ""
    return re.compile(before + re.escape(quote) + after)


def around(n: int, count: int) -> Iterator[int]:
    """Positions below ``count`` within REACH, those closest to ``n`` first."""
    yield from sorted(range(max(0, n - REACH), min(count, n + REACH + 1)), key=lambda k: (abs(k - n), k))
