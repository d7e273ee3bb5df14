"""Figures of a model on held-out sentences: F1 of event words, parts and attribution, accuracy of status, error of certainty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import torch
from model import YIELD, Example, Reader
from torch import Tensor

from dragoman.taggers.words import PAIR_TYPES, PARTS, STATUSES, TYPES

MOST = 1500  # sentences looked at of a layer
#: How much easier a word is taken for an event; the best is told with its figure.
BIASES = (-0.5, 0.0, 0.5, 1.0, 1.5)
QUAD = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), 1), **dict.fromkeys(("COOPERATE", "AID", "YIELD"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}  # fmt: skip


@torch.no_grad()
def figures(model: Reader, held: dict[str, list[Example]]) -> dict[str, object]:
    model.eval()
    out: dict[str, object] = {}
    stories = held.get("stories", [])
    for of in sorted({e["of"] for e in stories}):
        out[of] = of_stories(model, [e for e in stories if e["of"] == of])
    if held.get("attribution"):
        out["attribution"] = of_attribution(model, held["attribution"][:MOST])
    if held.get("certainty"):
        errors = [
            abs(model.certainty(v[i])[0].item() - value)
            for v, e in read(model, held["certainty"][:MOST])
            for i, value in e["values"]
            if i < len(v)
        ]
        out["certainty MAE"] = round(sum(errors) / len(errors), 3)
    if held.get("pairs"):
        out["pairs"] = of_pairs(model, held["pairs"])
    return out


def read(model: Reader, examples: Sequence[Example]) -> Iterator[tuple[Tensor, Example]]:
    ordered = sorted(examples, key=lambda e: len(e["words"]))
    for i in range(0, len(ordered), 32):
        batch = ordered[i : i + 32]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = model.words(batch)
        yield from zip(vectors, batch, strict=True)


def f1(right: float, found: float, wanted: float) -> float:
    return round(2 * right / max(1, found + wanted), 3)


def of_stories(model: Reader, examples: Sequence[Example]) -> dict[str, object]:
    words: dict[float, Counter[str]] = {b: Counter() for b in BIASES}
    counts: Counter[str] = Counter()
    for vectors, example in read(model, examples):
        kinds = model.kinds(vectors, example)
        events = [e for e in example["events"] if e["word"] < len(vectors)]
        for bias, count in words.items():
            count_words(kinds, bias, events, example, count)
        for event in events:
            word, type_ = event["word"], TYPES.index(event["type"])
            counts["status"] += 1
            counts["status right"] += STATUSES[int(model.statuses(vectors, word, type_).argmax())] == event["status"]
            heads = model.parts(vectors, example, word, type_) > 0
            for column, part in enumerate(PARTS):
                told, wanted = set(heads[:, column].nonzero().flatten().tolist()), set(event[part])
                counts.update({f"{part} right": len(told & wanted), f"{part} found": len(told), f"{part} wanted": len(wanted)})
    best = max(words, key=lambda b: f1(*(words[b][k] for k in ("right", "found", "wanted"))))
    c = words[best]
    return {
        "word F1": f1(c["right"], c["found"], c["wanted"]),
        "P": round(c["right"] / max(1, c["found"]), 3),
        "R": round(c["right"] / max(1, c["wanted"]), 3),
        "any type F1": f1(c["any"], c["found"], c["wanted"]),
        "bias": best,
        "status": round(counts["status right"] / max(1, counts["status"]), 3),
        **{p: f1(*(counts[f"{p} {k}"] for k in ("right", "found", "wanted"))) for p in PARTS},
    }


def count_words(kinds: Tensor, bias: float, events: Sequence[Example], example: Example, count: Counter[str]) -> None:
    shifted = kinds.clone()
    shifted[:, 0] -= bias
    found = {i: TYPES[k] for i, k in enumerate(shifted.argmax(-1).tolist()) if k}
    right = sum(any(found.get(i) == e["type"] for i in e["inside"]) for e in events)
    any_ = sum(any(i in found for i in e["inside"]) for e in events)
    count.update({"right": right, "any": any_, "found": len(found), "wanted": len(example["events"])})


def of_attribution(model: Reader, examples: Sequence[Example]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for vectors, example in read(model, examples):
        for found, wanted in zip((model.said(vectors) > 0).int().tolist(), example["said"], strict=False):
            for name, f, w in zip(("source", "cue", "content"), found, wanted, strict=True):
                counts.update({f"{name} right": f & w, f"{name} found": f, f"{name} wanted": w})
    return {n: f1(*(counts[f"{n} {k}"] for k in ("right", "found", "wanted"))) for n in ("source", "cue", "content")}


def of_pairs(model: Reader, examples: Sequence[Example]) -> dict[str, float]:
    """Macro-F1 over the types and over the four quadrants, accuracy; a marked pair is never none."""
    told = []
    for vectors, example in read(model, examples):
        scores = model.pair_type(vectors, example)
        scores[0] = -1e9
        told.append((PAIR_TYPES[int(scores.argmax())], YIELD.get(example["type"], example["type"])))
    quads = [(str(QUAD[f]), str(QUAD[w])) for f, w in told]
    return {"root": macro(told), "quad": macro(quads), "accuracy": round(sum(f == w for f, w in told) / max(1, len(told)), 3)}


def macro(told: Sequence[tuple[str, str]]) -> float:
    names = {w for _, w in told}
    scores = [f1(sum(f == w == n for f, w in told), sum(f == n for f, _ in told), sum(w == n for _, w in told)) for n in sorted(names)]
    return round(sum(scores) / max(1, len(scores)), 3)
