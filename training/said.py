"""Fit the rows ``fitted: said`` in ``data/ontology/voting.csv``: which reports of rules and of the model count.

    python training/said.py POLNEAR.jsonl [--upto 740] [--model DIR]

POLNEAR.jsonl: documents with ``text`` and ``attributions``, of which the first ones are read. Every report that rules or the model find is
right or not (its content at least half the same as a marked one, its source touching). The weights are those of a logistic regression; the
threshold is the one that finds most, and is taken off the weights that every report has.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.evaluation.attribution import characters, same
from dragoman.plain import spans
from dragoman.knowledge import Knowledge
from dragoman.knowledge.tables import DATA
from dragoman.knowledge.voting import SAID
from dragoman.pipeline import STAGES, survived
from dragoman.stages.attribute import finished, suggested
from dragoman.stages.believed import features
from dragoman.stages.quotes import quotations
from dragoman.syntax import Tree
from dragoman.types import Article, Reading

TABLE = DATA / "ontology" / "voting.csv"
#: What ``source`` says of a weight that is fitted here.
FITTED = "fitted: said"
BEFORE = [s.__name__ for s in STAGES].index("attribute")
#: Weights that every report of its kind has.
ALWAYS = ("said: rule", "said: model")
#: A report: its features, and which marked attributions it could be.
Row = tuple[dict[str, float], list[int]]


def reading(item: dict[str, Any], knowledge: Knowledge) -> Reading:
    article = Article(id=item["doc_id"], text=item["text"], published=item.get("date"))
    made = Reading(article=article, published=article.published)
    for stage in STAGES[:BEFORE]:
        made = survived(stage, made, knowledge)
    return made


def rows(read: Reading, marked: list[dict[str, Any]], knowledge: Knowledge) -> Iterator[Row]:
    """One for each report with words of its own, in the order of their cues."""
    tree, quotes = Tree(read.tokens), quotations(read.text, read.sentences)
    found, likely = suggested(read, tree, quotes, knowledge)
    if likely is None:
        raise SystemExit("no model: give its folder with --model")
    sides = [(characters(m["content"]), characters(m["source"])) for m in marked]
    for report, made in finished(found, read, tree, quotes, knowledge.cues):
        content, source = characters(spans(made.content)), characters(spans(made.source))
        fits = [n for n, (c, s) in enumerate(sides) if same(content, source, c, s)]
        if report.content:
            yield features(report, likely), fits


def regression(told: Sequence[Row], names: Sequence[str]) -> dict[str, float]:
    """Weights of a logistic regression, found by Newton's steps."""
    x = np.array([[f.get(n, 0.0) for n in names] for f, _ in told])
    y = np.array([bool(fits) for _, fits in told], dtype=float)
    w = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.eye(len(w)), x.T @ (y - p) - w)
    return dict(zip(names, w.tolist(), strict=True))


def found(documents: Sequence[Sequence[Row]], marked: int, weights: dict[str, float], least: float) -> float:
    """F1 of the reports with more than ``least`` votes."""
    hit = predicted = 0
    for document in documents:
        free = {n for _, fits in document for n in fits}
        for told, fits in document:
            if sum(weights[n] * v for n, v in told.items()) <= least:
                continue
            predicted += 1
            match = next((n for n in fits if n in free), None)
            hit += match is not None
            free.discard(-1 if match is None else match)
    return 2 * hit / max(1, predicted + marked)


def save(weights: dict[str, float]) -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines(keepends=True)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for line in lines:
            vote, *rest = next(csv.reader([line]))
            if rest[-1:] == [FITTED] and vote in weights:
                writer.writerow([vote, f"{weights[vote]:g}", *rest[1:]])
            else:
                file.write(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--upto", type=int, default=740)
    parser.add_argument("--model", type=Path)
    asked = parser.parse_args()
    knowledge = Knowledge(model=asked.model)
    items = [json.loads(line) for line in asked.documents.open(encoding="utf-8")][: asked.upto]
    documents = [list(rows(reading(item, knowledge), item["attributions"], knowledge)) for item in items]
    marked = sum(len(item["attributions"]) for item in items)
    told = [row for document in documents for row in document]
    weights = regression(told, [n for n in SAID if any(n in f for f, _ in told)])
    least = max(np.arange(-1.5, 1.5, 0.1), key=lambda t: found(documents, marked, weights, t))
    print(f"{len(told)} reports; F1 {found(documents, marked, weights, least):.3f}")
    fitted = {n: round(w - (least if n in ALWAYS else 0), 2) for n, w in weights.items()}
    save(fitted)


if __name__ == "__main__":
    main()
