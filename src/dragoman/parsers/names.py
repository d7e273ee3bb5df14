"""Names of people, places, organisations, dates: spaCy's recogniser, for all words of a batch at once.

It goes from word to word and decides: outside, a name of one word, or the first, an inner, the last word of a longer one. Outside a name
its decision hangs on the word's vector alone, so all words are asked together; inside, on the word, the name's first word and the word
before, so all names that were begun are followed together. spaCy's own loop decides the same, a word at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .vectors import Array, Vectors

#: Features of a state: the word, the first word of the name that is open, the word before (only inside a name).
FEATURES = 3
OUTSIDE, BEGIN, INNER, LAST, UNIT = "O", "B-", "I-", "L-", "U-"

Span = tuple[int, int, str]  # first token, last token (half-open), OntoNotes label


class Namer:
    """The recogniser of a loaded pipeline. Raises ValueError where it is not built as expected."""

    def __init__(self, pipe: Any) -> None:
        model = pipe.model
        vectors, *_, linear = model.get_ref("tok2vec").layers
        self._vectors = Vectors(vectors)
        self._narrow, self._narrow_bias = linear.get_param("W").T.copy(), linear.get_param("b")
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        weights = lower.get_param("W")  # features, hidden, pieces, inputs
        if weights.shape[0] != FEATURES or weights.shape[2] != 2:
            raise ValueError("the recogniser's model is not built as expected")
        by_piece = weights.transpose(3, 0, 2, 1)  # inputs, features, pieces, hidden
        self._lower = np.ascontiguousarray(by_piece.reshape(by_piece.shape[0], -1))
        self._bias = lower.get_param("b").T.ravel().copy()
        self._none = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(FEATURES, -1)  # where a state has no such word
        self._upper, self._upper_bias = upper.get_param("W"), upper.get_param("b")
        self._know(pipe.moves)

    def _know(self, moves: Any) -> None:
        names = [moves.get_class_name(n) for n in range(moves.n_moves)]
        self._outside = names.index(OUTSIDE)
        self._label = [name[2:] for name in names]
        self._begins, self._is_one = (np.array([n.startswith(kind) and len(n) > 2 for n in names]) for kind in (BEGIN, UNIT))
        find = {name: n for n, name in enumerate(names)}
        self._inner, self._last = (np.array([find.get(kind + label, 0) for label in self._label]) for kind in (INNER, LAST))

    def names(self, docs: Sequence[Any]) -> list[list[Span]]:
        """For each doc (tagged and parsed, since a name does not go over the end of a sentence) its names in order."""
        lengths = [len(doc) for doc in docs]
        if not sum(lengths):
            return [[] for _ in docs]
        told = np.concatenate([doc.to_array(["SENT_START", "IS_SPACE"]) for doc in docs]).astype(np.int64)
        final = np.append(told[1:, 0] == 1, True)  # nothing can go on after this word
        ends = np.cumsum(lengths)
        final[ends[ends > 0] - 1] = True
        x = self._vectors(docs) @ self._narrow + self._narrow_bias
        by_feature = (x @ self._lower).reshape(len(x), FEATURES, -1)
        begun = self._outside_names(by_feature, final, told[:, 1] != 0)
        return self._spans(begun, self._ends(by_feature, final, begun), ends.tolist())

    def _hidden(self, summed: Array) -> Array:
        summed += self._bias
        half = summed.shape[1] // 2
        return np.maximum(summed[:, :half], summed[:, half:])

    def _outside_names(self, by_feature: Array, final: Array, space: Array) -> Array:
        """What is decided at each word if no name is open there."""
        scores = self._hidden(by_feature[:, 0] + (self._none[1] + self._none[2])) @ self._upper.T + self._upper_bias
        allowed = self._begins | self._is_one
        allowed[self._outside] = True
        scores[:, ~allowed] = -np.inf
        scores[np.ix_(final | space, self._begins)] = -np.inf
        scores[np.ix_(space, self._is_one)] = -np.inf
        return scores.argmax(axis=1)

    def _ends(self, by_feature: Array, final: Array, begun: Array) -> dict[int, int]:
        """Where each name of several words that may begin ends: first word -> last word."""
        first = np.flatnonzero(self._begins[begun])
        at = first + 1
        ends: dict[int, int] = {}
        while len(first):
            inner, last = self._inner[begun[first]], self._last[begun[first]]
            hidden = self._hidden(by_feature[at, 0] + by_feature[first, 1] + by_feature[at - 1, 2])
            goes_on, stops = (np.einsum("ij,ij->i", hidden, self._upper[n]) + self._upper_bias[n] for n in (inner, last))
            on = (goes_on > stops) & ~final[at]
            ends.update(zip(first[~on].tolist(), at[~on].tolist(), strict=True))
            first, at = first[on], at[on] + 1
        return ends

    def _spans(self, begun: Array, ends: dict[int, int], until: Sequence[int]) -> list[list[Span]]:
        """Names one after the other: what would begin within another does not."""
        spans: list[list[Span]] = [[] for _ in until]
        free = doc = 0
        for n in np.flatnonzero(begun != self._outside).tolist():
            if n < free:
                continue
            while n >= until[doc]:
                doc += 1
            base = until[doc - 1] if doc else 0
            free = ends.get(n, n) + 1
            spans[doc].append((n - base, free - base, self._label[begun[n]]))
        return spans
