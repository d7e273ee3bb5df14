"""A teacher's opinion on sentences that nobody annotated: bulk.jsonl -> bulk_labelled.jsonl and pairs_labelled.jsonl, for a smaller model.

python training/reader/label.py TEACHER.pt EXAMPLES_DIR [--most N]
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import torch
from figures import read
from model import Example, Reader
from torch import Tensor
from train import load, restored

#: Words that the teacher is surer than this to report nothing are not written down; those likelier to be events get their parts too.
SURE, LIKELY = 0.97, 0.6
PAIRS = 2  # of one sentence


@torch.no_grad()
def labelled(model: Reader, vectors: Tensor, example: Example) -> Example:
    kinds = model.kinds(vectors, example).softmax(-1)
    labels = []
    for i in (kinds[:, 0] < SURE).nonzero().flatten().tolist():
        told = {"word": i, "kinds": rounded(kinds[i])}
        if kinds[i, 0] < LIKELY:
            type_ = int(kinds[i, 1:].argmax()) + 1
            told["statuses"] = rounded(model.statuses(vectors, i, type_).softmax(-1))
            told["parts"] = [rounded(row) for row in model.parts(vectors, example, i, type_).sigmoid()]
        labels.append(told)
    return {**{k: example[k] for k in ("id", "words", "pos", "dep", "head")}, "labels": labels}


@torch.no_grad()
def paired(model: Reader, vectors: Tensor, example: Example) -> list[Example]:
    actors = [i for i in example["actors"] if i < len(vectors)]
    sides = [(a, b) for a in actors for b in actors if a != b]
    out = []
    for a, b in random.sample(sides, min(PAIRS, len(sides))):
        pair = {"words": example["words"], "sides": [[a], [b]]}
        out.append({**pair, "kinds": rounded(model.pair_type(vectors, pair).softmax(-1))})
    return out


def rounded(row: Tensor) -> list[float]:
    return [round(x, 3) for x in row.tolist()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--most", type=int, default=1_000_000)
    asked = parser.parse_args()
    random.seed(1)
    model = restored(asked.teacher)
    examples = load(asked.examples / "bulk.jsonl")
    random.shuffle(examples)
    with (asked.examples / "bulk_labelled.jsonl").open("w") as words, (asked.examples / "pairs_labelled.jsonl").open("w") as pairs:
        for number, (vectors, example) in enumerate(read(model, examples[: asked.most])):
            words.write(json.dumps(labelled(model, vectors, example)) + "\n")
            pairs.writelines(json.dumps(p) + "\n" for p in paired(model, vectors, example))
            if number % 1000 == 0:
                print(number, flush=True)


if __name__ == "__main__":
    main()
