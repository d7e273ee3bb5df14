"""Fit the weights of ``data/ontology/gathering.csv``: which records are of one event.

    python training/gathering.py words ecbplus_train.jsonl [--folds 5] [--keep]
    python training/gathering.py records gathering_pairs.csv FOLDER [--folds 10] [--keep]

``words``: do two words for happenings tell of one? The set: documents with ``topic`` and event ``mentions`` with ``cluster``, as
``dragoman eval coref`` takes them. Logistic regression on all pairs of event words of a topic; the threshold is the one that groups best
the topics that were left out of the fit. ``records``: are two records, of which the words are one feature, of one event? Pairs judged by
eye (gathering_pairs.csv); FOLDER holds the sets that it names. Rows whose source is ``hand`` stay as they are. Needs numpy only.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from dragoman import plain
from dragoman.evaluation import coref, made_of
from dragoman.evaluation.clusters import conll
from dragoman.gather.assign import averaged
from dragoman.gather.facts import facts
from dragoman.gather.profile import Profile, profile
from dragoman.gather.same import Seen, features, may_be, record_features, seen
from dragoman.gather.stories import related
from dragoman.knowledge import Knowledge, nearness
from dragoman.knowledge.gathering import bundled
from dragoman.knowledge.tables import DATA
from dragoman.runner import readings
from dragoman.types import Article, Reading

TABLE = DATA / "ontology" / "gathering.csv"
#: How strongly weights are drawn to 0; features seen in fewer pairs than this get no weight; steps of Newton's method.
PULL, RARE, STEPS = 2.0, 40, 12
#: Smaller weights are left out.
LEAST = 0.05
#: The same for records, of which only some hundred pairs are judged: every feature counts that is seen thrice.
PULL_RECORDS, RARE_RECORDS = 2.0, 3
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
    related_, (_, found) = coref.relatedness(inside), coref.facts_in(inside)
    words = [seen(f) for f in found]
    pairs, rows = list(combinations(range(len(words)), 2)), []
    for i, j in pairs:
        a, b = words[i], words[j]
        told = features(a, b, related_(a.facts.article, b.facts.article), nearness.bundled())
        rows.append([(names.setdefault(name, len(names)), value) for name, value in told])
    return Topic(pairs, matrix(rows), np.array([gold[i] == gold[j] for i, j in pairs], dtype=float), gold)


def matrix(rows: Sequence[Sequence[tuple[int, float]]], width: int = 96) -> Array:
    out = np.zeros((len(rows), width), dtype=np.float32)
    for n, row in enumerate(rows):
        for column, value in row:
            out[n, column] = value
    return out


def fit(x: Array, y: Array, pull: float = PULL, rare: int = RARE) -> Array:
    """A weight for each column, by Newton's method."""
    used = (x != 0).sum(0) >= rare
    x = x[:, used].astype(float)
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = chances(x, w)
        slope = x.T @ (p - y) + pull * w
        bend = (x * (p * (1 - p))[:, None]).T @ x + pull * np.eye(len(w))
        w -= np.linalg.solve(bend, slope)
    out = np.zeros(len(used))
    out[used] = w
    return out


def fit_topics(given: Sequence[Topic]) -> Array:
    return fit(np.vstack([t.values for t in given]), np.concatenate([t.one for t in given]))


def chances(x: Array, weights: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))


def links(t: Topic, weights: Array) -> dict[tuple[int, int], float]:
    return dict(zip(t.pairs, chances(t.values, weights).tolist(), strict=True))


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
        weights = fit_topics([t for n, t in enumerate(given) if n % folds != k])
        out += [(t, links(t, weights)) for n, t in enumerate(given) if n % folds == k]
    return out


def by_words(path: Path, folds: int, keep: bool) -> None:
    names: dict[str, int] = {}
    given = topics(path, names)
    found = crossed(given, folds)
    figures = {least: measured(found, least) for least in THRESHOLDS}
    best = max(figures, key=lambda least: figures[least]["CoNLL_F1"])
    print("topics left out in turn:", best, figures[best])
    if not keep:
        weights = fit_topics(given)
        save("words", {name: float(weights[column]) for name, column in names.items()}, {"join any": best})


def by_records(path: Path, folder: Path, folds: int, keep: bool) -> None:
    names: dict[str, int] = {}
    cases = list(judged(path, folder, names))
    x, y = matrix([row for row, _ in cases]), np.array([one for _, one in cases], dtype=float)
    order = np.random.default_rng(0).permutation(len(y))
    found = np.zeros(len(y))
    for k in range(folds):
        out, rest = order[k::folds], np.delete(order, np.s_[k::folds])
        found[out] = chances(x[out], fit(x[rest], y[rest], PULL_RECORDS, RARE_RECORDS))
    print(len(y), "pairs, of one event:", int(y.sum()))
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        kept = found >= least
        print(f"pairs left out in turn, at {least}: {y[kept].mean():.2f} right of {kept.sum()}, {y[kept].sum() / y.sum():.2f} found")
    if not keep:
        weights = fit(x, y, PULL_RECORDS, RARE_RECORDS)
        save("records", {name: float(weights[column]) for name, column in names.items()}, {})


def judged(path: Path, folder: Path, names: dict[str, int]) -> Iterator[tuple[list[tuple[int, float]], bool]]:
    """Features of each judged pair that is read as two records which may be one, and the verdict."""
    rows = list(csv.DictReader(line for line in path.open(encoding="utf-8") if not line.startswith("#")))
    wanted = {row[side] for row in rows for side in ("one", "other")}
    read = dict(stories(folder, {row["set"] for row in rows}, wanted))
    for row in rows:
        if row["one"] not in read or row["other"] not in read:
            continue
        (first, a), (second, b) = ((read[row[side]][0], record_at(read[row[side]][1], int(row[f"{side}_at"]))) for side in ("one", "other"))
        if a and b and may_be(a.facts, b.facts):
            told = bundled().words.odds(features(a, b, related(first, second), nearness.bundled()))
            yield [(names.setdefault(name, len(names)), value) for name, value in record_features(a, b, told)], row["same"] == "1"


def stories(folder: Path, sets: Iterable[str], wanted: set[str]) -> Iterator[tuple[str, tuple[Profile, list[tuple[int, Seen]]]]]:
    """Of each article its id, profile, and what its records are compared by, with where their first event words stand."""
    knowledge = Knowledge()
    found = (json.loads(line) for name in sorted(sets) for line in (folder / f"{name}.jsonl").open(encoding="utf-8"))
    chosen = [d for d in found if d.get("id", d.get("doc_id")) in wanted]
    articles = [
        Article(id=d.get("id") or d["doc_id"], text=d["text"], title=d["title"], published=d["date"], source=d["source"]) for d in chosen
    ]
    for key, reading in enumerate(readings(articles, knowledge, jobs=1)):
        if isinstance(reading, Reading):
            made = [(r.evidence[0].trigger.start, seen(facts(r, reading.article, key))) for r in reading.records]
            yield reading.article.id, (profile(reading.article, key), made)


def record_at(records: Iterable[tuple[int, Seen]], at: int) -> Seen | None:
    return next((told for start, told in records if start == at), None)


def save(question: str, weights: dict[str, float], least: dict[str, float]) -> None:
    """Put the fitted rows of one question, and some thresholds, in the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    old = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    rows = [
        r for r in old if r["source"] == "hand" or not (r["question"] == question or (r["question"] == "least" and r["feature"] in least))
    ]
    by_hand = {(row["question"], row["feature"]) for row in rows}
    fitted = [(question, name, f"{value:.2f}") for name, value in weights.items() if abs(value) >= LEAST]
    for asked, feature, weight in [*fitted, *(("least", name, f"{value:g}") for name, value in least.items())]:
        if (asked, feature) not in by_hand:
            rows.append({"question": asked, "feature": feature, "weight": weight, "source": "fitted"})
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in head)
        writer = csv.DictWriter(file, fieldnames=["question", "feature", "weight", "source"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda r: (r["question"], r["feature"])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=("words", "records"))
    parser.add_argument("set", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", help="Where the sets are that the pairs are from.")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="Leave the table as it is; only measure.")
    asked = parser.parse_args()
    if asked.question == "words":
        by_words(asked.set, asked.folds, asked.keep)
    else:
        by_records(asked.set, asked.folder or asked.set.parent, asked.folds, asked.keep)


if __name__ == "__main__":
    main()
