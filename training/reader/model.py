"""The network: one encoder, a head for each layer. Plain matrices on top, so that reading needs no PyTorch (see export.py).

A word stands for its first subword. ``Example``: one line of the files that examples.py writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from dragoman.taggers.words import PAIR_TYPES, PARTS, STATUSES, TYPES, paths

LONGEST = 160  # subwords of a sentence
#: The marked pairs have an older class for both.
YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}

Example = dict[str, Any]


class Vocabulary:
    """Names of word classes, relations and paths between words -> rows of a table; row 0 is for all others."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self._rows = {n: i for i, n in enumerate(self.names, 1)}

    def __len__(self) -> int:
        return len(self.names) + 1

    def rows(self, names: Sequence[str]) -> Tensor:
        return torch.tensor([self._rows.get(n, 0) for n in names])


class Reader(nn.Module):
    """Encoder and heads."""

    def __init__(self, encoder: str, classes: Sequence[str], paths: Sequence[str], size: int = 128) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(encoder)
        self.encoder = AutoModel.from_pretrained(encoder)
        self.classes, self.paths = Vocabulary(classes), Vocabulary(paths)
        width = self.encoder.config.hidden_size
        self.kind, self.kind_class = nn.Linear(width, len(TYPES)), nn.Embedding(len(self.classes), len(TYPES))
        self.type_vector = nn.Embedding(len(TYPES), 64)
        self.status = nn.Linear(width + 64, len(STATUSES))
        self.said, self.certainty = nn.Linear(width, 3), nn.Linear(width, 1)
        self.pair = nn.Linear(3 * width, len(PAIR_TYPES))
        self.of_event, self.of_word = nn.Linear(width + 64, size), nn.Linear(width, size)
        self.both = nn.Parameter(torch.randn(len(PARTS), size, size) * 0.01)
        self.word_alone, self.event_alone = nn.Linear(size, len(PARTS)), nn.Linear(size, len(PARTS), bias=False)
        self.path_alone = nn.Embedding(len(self.paths), len(PARTS))
        self.path_vector, self.path_event = nn.Embedding(len(self.paths), 32), nn.Parameter(torch.randn(len(PARTS), 32, size) * 0.01)
        for table in (self.kind_class, self.path_alone):
            nn.init.zeros_(table.weight)
        nn.init.normal_(self.path_vector.weight, std=0.3)
        self.dropout = nn.Dropout(0.1)

    def words(self, batch: Sequence[Example]) -> list[Tensor]:
        """The vectors of each example's words; of a very long sentence those that fit."""
        told = [e["words"] for e in batch]
        coded = self.tokenizer(told, is_split_into_words=True, return_tensors="pt", padding=True, truncation=True, max_length=LONGEST)
        states = self.dropout(self.encoder(input_ids=coded["input_ids"], attention_mask=coded["attention_mask"])[0].float())
        out = []
        for row in range(len(batch)):
            first: dict[int, int] = {}
            for place, word in enumerate(coded.word_ids(row)):
                if word is not None:
                    first.setdefault(word, place)
            out.append(states[row, [first[w] for w in sorted(first)]])
        return out

    def kinds(self, vectors: Tensor, example: Example) -> Tensor:
        """(words, TYPES): how likely each word reports an event of each type. The word's class and relation have a say."""
        n = len(vectors)
        by_class = self.kind_class(self.classes.rows(example["pos"][:n])) + self.kind_class(self.classes.rows(example["dep"][:n]))
        return self.kind(vectors) + by_class

    def typed(self, vectors: Tensor, word: int, type_: int) -> Tensor:
        return torch.cat([vectors[word], self.type_vector.weight[type_]])

    def statuses(self, vectors: Tensor, word: int, type_: int) -> Tensor:
        return self.status(self.typed(vectors, word, type_))

    def parts(self, vectors: Tensor, example: Example, word: int, type_: int) -> Tensor:
        """(words, PARTS): how likely each word heads each part of the event. The path between the two in the parse has a say."""
        event, words = torch.tanh(self.of_event(self.typed(vectors, word, type_))), torch.tanh(self.of_word(vectors))
        between = self.paths.rows(ways(example, word)[: len(vectors)])
        by_words = words @ torch.einsum("d,pde->ep", event, self.both) + self.word_alone(words) + self.event_alone(event)
        by_path = self.path_alone(between) + self.path_vector(between) @ torch.einsum("d,ped->ep", event, self.path_event)
        return by_words + by_path

    def pair_type(self, vectors: Tensor, example: Example) -> Tensor:
        sides = [vectors[[i for i in side if i < len(vectors)] or [0]].mean(0) for side in example["sides"]]
        return self.pair(torch.cat([vectors.mean(0), *sides]))


def ways(example: Example, word: int) -> list[str]:
    """The path from ``word`` to each word of the sentence, worked out once."""
    known = example.setdefault("ways", {})
    if word not in known:
        known[word] = paths(example["head"], example["dep"], word)
    return known[word]
