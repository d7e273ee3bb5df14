"""Vectors of words in their sentences: what spaCy's ``tok2vec`` gives, sooner.

A word by itself (its form, its affixes, its shape) always has one vector, which is kept; what its neighbours make of it, four times one
word to each side, is multiplied by numpy. The numbers are spaCy's own but for rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

#: What a word's own vector hangs on: its form, its normal form (which the tokenizer may have set), and whether a space follows.
OWN = ("ORTH", "NORM", "SPACY")
#: Words whose own vectors are kept at most: 384 bytes each.
KEPT = 30_000
#: Added to a variance before its root is taken, as in the library.
LITTLE = 1e-8

Array = Any


class Vectors:
    """One ``tok2vec``: an embedding by hashes, then layers that look one word to each side."""

    def __init__(self, model: Any) -> None:
        """``model``: the library's, of the architectures MultiHashEmbed and MaxoutWindowEncoder. Raises ValueError for others."""
        try:
            embed, encode = model.layers
            extract, _, hashes, mix, _ = embed.layers
            self._columns = list(extract.attrs["columns"])
            self._hashes, self._mix = hashes.layers[0], mix.layers[0]
            self._apart = int(encode.attrs["pad"])  # rows between two sentences, so that they do not see each other
            self._layers = [Layer(residual.layers[0]) for residual in encode.layers[0].layers]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"the parser's model is not built as expected: {error}") from error
        self._rows: dict[tuple[int, ...], int] = {}
        self._own = np.zeros((0, int(model.get_dim("nO"))), dtype=np.float32)

    def __call__(self, docs: Sequence[Any]) -> Array:
        """(words of all docs, width)."""
        lengths = [len(doc) for doc in docs]
        rows = self._known(docs)
        gaps = np.repeat(np.arange(1, len(docs) + 1) * self._apart, lengths)
        places = np.arange(len(rows)) + gaps
        x = np.zeros((len(rows) + (len(docs) + 1) * self._apart, self._own.shape[1]), dtype=np.float32)
        x[places] = self._own[rows]
        for layer in self._layers:
            x += layer(x)
        return x[places]

    def _known(self, docs: Sequence[Any]) -> list[int]:
        """The row of each word in the table of own vectors, which grows by the words that are new."""
        keys = [tuple(key) for doc in docs for key in doc.to_array(list(OWN)).tolist()]
        new = {key: n for n, key in enumerate(keys) if key not in self._rows}
        if new:
            if len(self._rows) + len(new) > KEPT:
                self._rows = {}
                new = {key: n for n, key in enumerate(keys)}
            told = np.concatenate([doc.to_array(self._columns) for doc in docs])[list(new.values())].astype(np.uint64)
            self._keep(list(new), self._mix.predict(self._hashes.predict(told)))
        return [self._rows[key] for key in keys]

    def _keep(self, keys: Sequence[tuple[int, ...]], own: Array) -> None:
        held = len(self._rows)
        if held + len(keys) > len(self._own):
            more = np.zeros((held + len(keys), self._own.shape[1]), dtype=np.float32)
            self._own = np.concatenate([self._own[:held], more])
        self._own[held : held + len(keys)] = own
        self._rows.update({key: held + n for n, key in enumerate(keys)})


class Layer:
    """Each word with its neighbours, times a matrix; the greatest of the pieces; scaled to mean 0 and variance 1, then as learned."""

    def __init__(self, model: Any) -> None:
        """``model``: expand_window, then maxout with layernorm."""
        maxout, norm = model.layers[1].layers[0].layers
        weights, bias = maxout.get_param("W"), maxout.get_param("b")  # (width, pieces, window * width), (width, pieces)
        self.width, self.pieces, inputs = weights.shape
        self._weights = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, -1))  # a piece's columns side by side
        self._bias = bias.T.ravel().copy()
        self._scale, self._shift = norm.get_param("G"), norm.get_param("b")

    def __call__(self, x: Array) -> Array:
        w = self.width
        seen = np.zeros((len(x), 3 * w), dtype=np.float32)
        seen[1:, :w], seen[:, w : 2 * w], seen[:-1, 2 * w :] = x[:-1], x, x[1:]
        pieces = seen @ self._weights
        pieces += self._bias
        y = pieces[:, :w].copy()
        for n in range(1, self.pieces):
            np.maximum(y, pieces[:, n * w : (n + 1) * w], out=y)
        y -= y.mean(axis=1, keepdims=True)
        y *= 1 / np.sqrt(np.einsum("ij,ij->i", y, y) / w + LITTLE)[:, None]
        y *= self._scale
        y += self._shift
        return y
