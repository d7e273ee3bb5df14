"""What the model thinks of each word's part in a report, ready for questions: source, cue or content."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from ..knowledge.voting import Voting
from ..syntax import Tree
from ..types import Opinion

#: Bound of what one word's odds count.
MOST = 4.0
#: How words of one cue may hang on one another though other words stand between: "made it clear", "has often said".
HANGING = frozenset({"aux", "auxpass", "neg", "prt", "acomp", "attr", "dobj", "prep", "pobj", "advmod", "dative", "agent"})
#: Where another clause, and with it another report, begins.
APART = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis", "punct"})


class Likely:
    """Probabilities of one article's words. The least that make a word one of a source, cue or content stand in the table of votes."""

    def __init__(self, opinion: Opinion, tree: Tree, voting: Voting) -> None:
        self.name = opinion.name
        self.tokens = tree.tokens
        self.source, self.cue, self.content = zip(*map(opinion.said, range(len(tree.tokens))), strict=True)
        self.least_source, self.least_cue, self.least_content = (voting[f"said: {part}"] for part in ("source", "cue", "content"))
        self.clear = voting["said: clear"]

    def cues(self) -> list[list[int]]:
        """Words that are likely a cue, those together that hang on one another within a clause."""
        chosen = [p >= self.least_cue and self.tokens[t].pos not in {"PUNCT", "SPACE"} for t, p in enumerate(self.cue)]
        before = [0]  # how many are chosen before each word
        for c in chosen:
            before.append(before[-1] + c)
        top: dict[int, int] = {}
        groups: dict[int, list[int]] = {}
        for t in (t for t, c in enumerate(chosen) if c):
            groups.setdefault(self._top(t, chosen, before, top), []).append(t)
        return sorted(groups.values())

    def _top(self, t: int, chosen: Sequence[bool], before: Sequence[int], top: dict[int, int]) -> int:
        """The word of the cue on which all its others hang."""
        way = []
        while t not in top:
            way.append(t)
            head = self.tokens[t].head
            if head == t or not chosen[head] or self.tokens[t].dep in APART:
                top[t] = t
                break
            low, high = min(t, head), max(t, head)
            if self.tokens[t].dep not in HANGING and before[high] - before[low + 1] < high - low - 1:
                top[t] = t
                break
            t = head
        for w in way:
            top[w] = top[t]
        return top[t]

    def sources(self, first: int, end: int, gone: set[int]) -> Iterator[tuple[int, int]]:
        """Runs of words that are likely a source, half-open, within a sentence."""
        start: int | None = None
        for t in range(first, end + 1):
            inside = t < end and t not in gone and self.source[t] >= self.least_source
            if inside and start is None:
                start = t
            elif not inside and start is not None:
                if any(self.tokens[w].pos not in {"PUNCT", "SPACE"} for w in range(start, t)):
                    yield start, t
                start = None

    def speaking(self, words: Sequence[int], first: int, end: int, gone: set[int]) -> list[int]:
        """A source by the parse, cut to the words that the model does not rule out and extended by those it is for."""
        kept = [t for t in words if self.source[t] >= 1 - self.clear]
        if not kept:
            return list(words)
        return widened(kept, first, end, gone, self.source, self.least_source)

    def stated(self, words: Sequence[int]) -> list[int]:
        """A content without the words at its ends that the model rules out."""
        first, last = 0, len(words)
        while first < last and self.content[words[first]] < 1 - self.clear:
            first += 1
        while last > first and self.content[words[last - 1]] < 1 - self.clear:
            last -= 1
        return list(words[first:last])

    def extended(self, words: Sequence[int], first: int, end: int, gone: set[int]) -> list[int]:
        """A content with the words beside it of which the model is sure."""
        return widened(words, first, end, gone, self.content, self.clear)


def widened(words: Sequence[int], first: int, end: int, gone: set[int], probabilities: Sequence[float], least: float) -> list[int]:
    """The words with those on either side that are likely enough and not gone, within a sentence."""
    after, before = words[-1] + 1, words[0] - 1
    while after < end and after not in gone and probabilities[after] >= least:
        after += 1
    while before >= first and before not in gone and probabilities[before] >= least:
        before -= 1
    return [*range(before + 1, words[0]), *words, *range(words[-1] + 1, after)]


def mean(probabilities: Sequence[float], words: Iterable[int]) -> float:
    found = [probabilities[t] for t in words]
    return sum(found) / len(found) if found else 0.0


def odds(probability: float, most: float = MOST) -> float:
    """As a logarithm, not beyond ``most`` on either side."""
    p = min(max(probability, 1e-6), 1 - 1e-6)
    return min(most, max(-most, math.log(p / (1 - p))))
