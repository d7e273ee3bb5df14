"""Fit the weights of ``data/ontology/gathering.csv``: which records are of one event.

    python training/gathering.py ecbplus_train.jsonl [--folds 5] [--keep]

The set: documents with ``topic`` and event ``mentions`` with ``cluster``, as ``dragoman eval coref`` takes them. Plain logistic regression
on the features that gather/same.py names, on all pairs of event words of a topic; the threshold is the one that groups best the topics that
were left out of the fit. Rows whose source is ``hand`` stay as they are. Needs numpy only.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from dragoman import plain
from dragoman.evaluation import coref, made_of
from dragoman.evaluation.clusters import conll
from dragoman.gather.assign import averaged
from dragoman.gather.same import features, seen
from dragoman.knowledge import Knowledge, nearness
from dragoman.knowledge.tables import DATA
from dragoman.runner import readings
from dragoman.types import Reading

TABLE = DATA / "ontology" / "gathering.csv"
#: How strongly weights are drawn to 0; features seen in fewer pairs than this get no weight; steps of Newton's method.
PULL, RARE, STEPS = 2.0, 40, 12
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45)
Array = Any


@dataclass(frozen=True)
class Topic:
    """Event words of a topic: their pairs (i < j), the features of each pair, whether it is one event; the names of the gold groups."""

    pairs: list[tuple[int, int]]
    values: Array
    one: Array
    gold: list[str]


def topics(path: Path, names: dict[str, int]) -> list[Topic]:
    """``names``: feature -> column; those met first are added."""
    documents = [json.loads(line) for line in path.open(encoding="utf-8")]
    made = made_of([coref.article(n, d) for n, d in enumerate(documents)], str(path))
    found = [plain.reading(r) for r in readings(made, Knowledge(), jobs=1) if isinstance(r, Reading)]
    told = list(zip(documents, found, strict=True))
    return [topic(inside, names) for inside in coref.topics(told, lambda d: d["topic"]).values()]


def topic(inside: Sequence[tuple[Any, Any]], names: dict[str, int]) -> Topic:
    gold = [m["cluster"] for document, _ in inside for m in coref.events(document)]
    related, (_, facts) = coref.relatedness(inside), coref.facts_in(inside)
    words = [seen(f) for f in facts]
    pairs, rows = list(combinations(range(len(words)), 2)), []
    for i, j in pairs:
        a, b = words[i], words[j]
        told = features(a, b, related(a.facts.article, b.facts.article), nearness.bundled())
        rows.append([(names.setdefault(name, len(names)), value) for name, value in told])
    return Topic(pairs, matrix(rows), np.array([gold[i] == gold[j] for i, j in pairs], dtype=float), gold)


def matrix(rows: Sequence[Sequence[tuple[int, float]]], width: int = 96) -> Array:
    out = np.zeros((len(rows), width), dtype=np.float32)
    for n, row in enumerate(rows):
        for column, value in row:
            out[n, column] = value
    return out


def fit(given: Sequence[Topic]) -> Array:
    """A weight for each column, by Newton's method."""
    x, y = np.vstack([t.values for t in given]).astype(float), np.concatenate([t.one for t in given])
    used = (x != 0).sum(0) >= RARE
    x = x[:, used]
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (p - y) + PULL * w
        bend = (x * (p * (1 - p))[:, None]).T @ x + PULL * np.eye(len(w))
        w -= np.linalg.solve(bend, slope)
    out = np.zeros(len(used))
    out[used] = w
    return out


def links(t: Topic, weights: Array) -> dict[tuple[int, int], float]:
    odds = np.clip(t.values @ weights, -30, 30)
    return dict(zip(t.pairs, (1 / (1 + np.exp(-odds))).tolist(), strict=True))


def measured(given: Iterable[tuple[Topic, dict[tuple[int, int], float]]], least: float) -> dict[str, Any]:
    """The scorer's figures, where each topic is grouped by its links."""
    found: dict[Any, Any] = {}
    gold: dict[Any, Any] = {}
    for n, (t, its) in enumerate(given):
        for k, group in enumerate(averaged(len(t.gold), its, least)):
            found.update({(n, i): (n, k) for i in group})
        gold.update({(n, i): (n, label) for i, label in enumerate(t.gold)})
    return conll(found, gold)


def crossed(given: Sequence[Topic], folds: int) -> list[tuple[Topic, dict[tuple[int, int], float]]]:
    """Each topic with links by weights fitted to the topics of the other folds."""
    out = []
    for k in range(folds):
        weights = fit([t for n, t in enumerate(given) if n % folds != k])
        out += [(t, links(t, weights)) for n, t in enumerate(given) if n % folds == k]
    return out


def save(weights: dict[str, float], least: float) -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    rows = [row for row in csv.DictReader(line for line in lines if not line.startswith("#")) if row["source"] == "hand"]
    by_hand = {(row["question"], row["feature"]) for row in rows}
    fitted = [("same", name, f"{value:.2f}") for name, value in sorted(weights.items()) if abs(value) >= 0.01]
    for question, feature, weight in [*fitted, ("least", "join any", f"{least:g}")]:
        if (question, feature) not in by_hand:
            rows.append({"question": question, "feature": feature, "weight": weight, "source": "fitted"})
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in head)
        writer = csv.DictWriter(file, fieldnames=["question", "feature", "weight", "source"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda r: (r["question"], r["feature"])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="Leave the table as it is; only measure.")
    asked = parser.parse_args()
    names: dict[str, int] = {}
    given = topics(asked.set, names)
    found = crossed(given, asked.folds)
    figures = {least: measured(found, least) for least in THRESHOLDS}
    best = max(figures, key=lambda least: figures[least]["CoNLL_F1"])
    print("topics left out in turn:", best, figures[best])
    if not asked.keep:
        weights = fit(given)
        save({name: float(weights[column]) for name, column in names.items()}, best)


if __name__ == "__main__":
    main()
