"""What the small encoder thinks of every word: event or none and of which type, how real, who plays which part, who says it.

One pass over the text; the heads are a few matrices on top of it (models/reader/CARD.md). Needs numpy, onnxruntime and tokenizers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .words import PAIR_TYPES, PARTS, STATUSES, TYPES, paths

FOLDER = Path(__file__).resolve().parent.parent / "models" / "reader"
LONGEST = 160  # subwords of one sentence; of what lies beyond the model has no opinion (all zeros)
BATCH = 32  # sentences in one go
WASTE = 0.1  # of a batch may be padding at most: costs no more than smaller batches do, measured on whole articles
KNOWN = 1 << 15  # words whose subwords are kept in mind

Array = Any
#: A sentence as the model sees it: words, their Universal POS, relations, and governors (positions in the sentence).
Words = tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[int]]


class Coded(NamedTuple):
    """A sentence for the encoder: its subwords, the places of its words' first ones among them, and those words' in the article."""

    subwords: list[int]
    places: list[int]
    words: list[int]


class Tagger:
    """The encoder and its heads, loaded once. Raises FileNotFoundError where the weights are missing."""

    def __init__(self, folder: Path = FOLDER) -> None:
        # a run uses both cores by reading two articles at a time; and threads of theirs would take Ctrl-C away from the one that waits
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # the graph is made to be run as it is; more would join additions and normalisations into a kernel that takes seven times as long
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(str(folder / "encoder.int8.onnx"), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._first, self._last = self._tokenizer.encode("").ids  # of every sentence: [CLS], [SEP]
        self._subwords = lru_cache(KNOWN)(self._cut)
        self.heads = Heads(np.load(folder / "heads.npz"), json.loads((folder / "model.json").read_text(encoding="utf-8")))

    def opinion(self, sentences: Sequence[Words]) -> Opinion:
        """Opinion on an article."""
        bounds, at = [], 0
        for words, *_ in sentences:
            bounds.append((at, at + len(words)))
            at += len(words)
        states = np.zeros((at, self.heads.width), dtype=np.float32)
        coded = [self._coded(words, first) for (words, *_), (first, _) in zip(sentences, bounds, strict=True)]
        for batch in batches(sorted((c for c in coded if c.words), key=lambda c: len(c.subwords))):
            states[[w for c in batch for w in c.words]] = self._encoded(batch)
        return Opinion(states, sentences, bounds, self.heads)

    def _coded(self, words: Sequence[str], first: int) -> Coded:
        """``first``: the place of the sentence's first word in the article."""
        coded = Coded([self._first], [], [])
        for n, word in enumerate(words, first):
            subwords = self._subwords(word)
            if len(coded.subwords) >= LONGEST - 1:
                break
            if subwords:
                coded.places.append(len(coded.subwords))
                coded.words.append(n)
                coded.subwords.extend(subwords)
        coded.subwords[LONGEST - 1 :] = [self._last]
        return coded

    def _cut(self, word: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids)

    def _encoded(self, batch: Sequence[Coded]) -> Array:
        """States of the words' first subwords, one sentence's after the other's."""
        width = max(len(c.subwords) for c in batch)
        ids, mask = np.zeros((len(batch), width), dtype=np.int64), np.zeros((len(batch), width), dtype=np.int64)
        for row, c in enumerate(batch):
            ids[row, : len(c.subwords)], mask[row, : len(c.subwords)] = c.subwords, 1
        words = np.array([row * width + place for row, c in enumerate(batch) for place in c.places], dtype=np.int64)
        return self._session.run(None, {"input_ids": ids, "attention_mask": mask, "words": words})[0]


def batches(coded: Sequence[Coded]) -> Iterator[Sequence[Coded]]:
    """Sentences of nearly one length together, shortest first, so that hardly any of the work is done on padding."""
    first = told = 0
    for n, c in enumerate(coded):
        room = len(c.subwords) * (n - first + 1)
        if n - first == BATCH or room > (told + len(c.subwords)) * (1 + WASTE):
            yield coded[first:n]
            first, told = n, 0
        told += len(c.subwords)
    if first < len(coded):
        yield coded[first:]


class Heads:
    """The matrices on top of the encoder, named as in training/reader/model.py."""

    def __init__(self, arrays: Any, told: dict[str, Any]) -> None:
        self._a = {k: np.asarray(arrays[k], dtype=np.float32) for k in arrays.files}
        self.name = str(told["name"])
        self._classes = {n: i for i, n in enumerate(told["classes"], 1)}  # row 0 is for all others
        self._paths = {n: i for i, n in enumerate(told["paths"], 1)}
        self.width = self._a["kind.weight"].shape[1]
        both, path_event = self._a["both"], self._a["path_event"]  # (part, event, word) and (part, path, event)
        self._both = both.transpose(1, 2, 0).reshape(both.shape[1], -1)
        self._path_event = path_event.transpose(2, 1, 0).reshape(path_event.shape[2], -1)

    def linear(self, name: str, x: Array) -> Array:
        out = x @ self._a[f"{name}.weight"].T
        return out + self._a[f"{name}.bias"] if f"{name}.bias" in self._a else out

    def kinds(self, states: Array, classes: Sequence[str], relations: Sequence[str]) -> Array:
        """(words, TYPES), as probabilities."""
        table = self._a["kind_class.weight"]
        rows = [[self._classes.get(n, 0) for n in names] for names in (classes, relations)]
        return softmax(self.linear("kind", states) + table[rows[0]] + table[rows[1]])

    def typed(self, state: Array, type_: str) -> Array:
        return np.concatenate([state, self._a["type_vector.weight"][TYPES.index(type_)]])

    def statuses(self, state: Array, type_: str) -> Array:
        return softmax(self.linear("status", self.typed(state, type_)))

    def parts(self, state: Array, type_: str, words: Array, ways: Sequence[str]) -> Array:
        """(words, PARTS), as probabilities. ``words``: from ``part_words``; ``ways``: the path from the event word to each word."""
        a = self._a
        event = np.tanh(self.linear("of_event", self.typed(state, type_)))
        between = [self._paths.get(w, 0) for w in ways]
        for_words, for_paths = ((event @ m).reshape(-1, len(PARTS)) for m in (self._both, self._path_event))
        by_words = words @ for_words + self.linear("word_alone", words) + self.linear("event_alone", event)
        by_path = a["path_alone.weight"][between] + a["path_vector.weight"][between] @ for_paths
        return sigmoid(by_words + by_path)

    def part_words(self, states: Array) -> Array:
        return np.tanh(self.linear("of_word", states))

    def pair(self, states: Array, one: Array, other: Array) -> Array:
        """Probability of each of PAIR_TYPES, from the means of the sentence's words and of each side's."""
        return softmax(self.linear("pair", np.concatenate([states.mean(0), one.mean(0), other.mean(0)])))


class Opinion:
    """A model's opinion on the words of one article (``types.Opinion``). All answers are plain floats."""

    def __init__(self, states: Array, sentences: Sequence[Words], bounds: Sequence[tuple[int, int]], heads: Heads) -> None:
        """``states``: the encoder's vector of each word; ``bounds``: the sentences' half-open ranges of words."""
        self.name = heads.name
        self._states, self._sentences, self._bounds, self._heads = states, sentences, bounds, heads
        classes, relations = [x for s in sentences for x in s[1]], [x for s in sentences for x in s[2]]
        self._kinds = heads.kinds(states, classes, relations) if len(states) else states
        self._said = sigmoid(heads.linear("said", states)).tolist()
        self._certainty = heads.linear("certainty", states).clip(-3, 3)[:, 0].tolist()
        self._words: dict[int, Array] = {}  # sentence -> its words, ready to be asked for their parts
        self._parts: dict[tuple[int, str], dict[str, dict[int, float]]] = {}

    def kinds(self, token: int) -> dict[str, float]:
        return dict(zip(TYPES, self._kinds[token].tolist(), strict=True))

    def likely(self, least: float) -> list[int]:
        return [int(i) for i in np.nonzero(1 - self._kinds[:, 0] >= least)[0]] if len(self._states) else []

    def statuses(self, token: int, type: str) -> dict[str, float]:
        return dict(zip(STATUSES, self._heads.statuses(self._states[token], type).tolist(), strict=True))

    def said(self, token: int) -> tuple[float, float, float]:
        source, cue, content = self._said[token]
        return source, cue, content

    def certainty(self, token: int) -> float:
        return float(self._certainty[token])

    def parts(self, token: int, type: str, sentence: int) -> dict[str, dict[int, float]]:
        if (token, type) in self._parts:  # several stages ask
            return self._parts[token, type]
        first, last = self._bounds[sentence]
        _, _, relations, heads = self._sentences[sentence]
        if sentence not in self._words:
            self._words[sentence] = self._heads.part_words(self._states[first:last])
        ways = paths(heads, relations, token - first)
        scores = self._heads.parts(self._states[token], type, self._words[sentence], ways)
        out = {part: dict(enumerate(row, first)) for part, row in zip(PARTS, scores.T.tolist(), strict=True)}
        self._parts[token, type] = out
        return out

    def pair(self, one: Sequence[int], other: Sequence[int], sentence: int) -> dict[str, float]:
        first, last = self._bounds[sentence]
        found = self._heads.pair(self._states[first:last], self._states[list(one)], self._states[list(other)])
        return dict(zip(PAIR_TYPES, found.tolist(), strict=True))


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
