"""What the model thinks of words around an event, told so that the table of weights can name it."""

from __future__ import annotations

from bisect import bisect_left
from itertools import takewhile

from ...types import Reading
from .telling import Telling

#: Upper ends of the bands of probability, and what each is called.
BANDS = ((0.03, "model: no"), (0.15, "model: hardly"), (0.4, "model: perhaps"), (0.75, "model: likely"), (1.01, "model: yes"))


class Likely:
    """The model's opinion on the parts of each mention, in bands."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def says(self, telling: Telling, part: str, start: int, end: int) -> list[str]:
        """In which band the words from ``start`` to ``end``, or the one before them ("on Monday"), are a ``part``; [] by rules alone."""
        opinion = self.reading.opinion
        if opinion is None:
            return []
        chances = opinion.parts(telling.token, telling.type, telling.sentence)[part]
        chance = max((chances.get(i, 0.0) for i in words(start, end, self.reading)), default=0.0)
        return [next(name for most, name in BANDS if chance < most)]


def words(start: int, end: int, reading: Reading) -> range:
    """Tokens of a span and the one before it."""
    first = bisect_left(reading.tokens, start, key=lambda t: t.start)
    last = first + sum(1 for _ in takewhile(lambda i: reading.tokens[i].start < end, range(first, len(reading.tokens))))
    return range(max(0, first - 1), last)
