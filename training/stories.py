"""Fit the weights of ``data/ontology/stories.csv``: do two articles report one happening?

    python training/stories.py --clusters newscluster.jsonl --short ecbplus_train.jsonl --news news.jsonl wire.jsonl [--folds 5]

``--clusters``: dated articles with ``event_id``; each pair counts with its days and without. ``--short``: texts without dates or titles,
with ``subtopic``. ``--news``: articles that nobody grouped: pairs of one topic more than 40 days apart are taken as different happenings,
as if they were of one week and as if undated, for want of annotated news of one day. Plain logistic regression; rows whose source is
``hand`` stay. ``--folds``: write nothing; tell B3 of the events that were left out of the fit, among all articles. Needs numpy only.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dragoman.evaluation.clusters import figures, groups
from dragoman.gather.profile import Profile, days_apart, profile
from dragoman.gather.stories import features, grouped
from dragoman.knowledge.settling import Weights
from dragoman.knowledge.stories import Stories, bundled
from dragoman.knowledge.tables import DATA, rows
from dragoman.types import Article

TABLE = DATA / "ontology" / "stories.csv"
#: Strength of the pull towards 0.
PULL = 0.5
#: Added to the weight of "always": pairs of unseen news that were given 0.2 to 0.5 with 0.5 added were of one happening in 14 cases of 25.
SHIFT = 1.3
#: Two articles further apart than this are not on one happening; days that such a pair is given.
FAR, DAYS = 40, (0, 1, 2, 3, 5, 7)
#: Pairs taken of each file of ungrouped news; words looked at for them, and how many articles may share one.
TAKEN, WORDS, MOST = 4000, 10, 400
#: Pairs with less in common than this ("like words") teach nothing.
ALIKE = 0.2


class Case(NamedTuple):
    """A pair: its features, whether it is one happening, what it weighs in the fit, and the event or topic that it belongs to."""

    features: dict[str, float]
    same: bool
    weight: float
    group: str


def profiles(path: Path) -> tuple[list[dict[str, Any]], list[Profile]]:
    with path.open(encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    return items, [profile(article(item, n), n) for n, item in enumerate(items)]


def article(item: dict[str, Any], n: int) -> Article:
    return Article(id=str(n), text=item["text"], title=item.get("title"), published=item.get("date"), source=item.get("source"))


def clusters(items: list[dict[str, Any]], known: list[Profile], dice: random.Random) -> Iterator[Case]:
    for m in range(len(known)):
        for n in range(m):
            a, b, group = known[n], known[m], str(items[n]["event_id"])
            same = group == str(items[m]["event_id"])
            if same:
                yield from (Case(compared(*pair), True, 1.0, group) for pair in ((a, b), (undated(a), undated(b))))
            elif (told := compared(a, b))["like words"] > ALIKE:
                yield Case(told, False, 0.2, group)
                if (days_apart(a.published, b.published) or 0) > FAR / 2:
                    yield from (Case(compared(*pair), False, 0.5, group) for pair in moved(a, b, dice))


def short(items: list[dict[str, Any]], known: list[Profile]) -> Iterator[Case]:
    """A subtopic weighs as four pairs, however many texts it has."""
    sizes = Counter(item["subtopic"] for item in items)
    for m in range(len(known)):
        for n in range(m):
            told, same = compared(known[n], known[m]), items[n]["subtopic"] == items[m]["subtopic"]
            count = sizes[items[n]["subtopic"]]
            if told["like words"] > ALIKE:
                yield Case(told, same, 8 / (count * (count - 1)) if same else 0.05, f"topic {items[n]['topic']}")


def far(known: list[Profile], dice: random.Random) -> Iterator[Case]:
    filed: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(known):
        for word, _ in one.terms[:WORDS]:
            filed[word.casefold()].append(n)
    pairs = {(n, m) for share in filed.values() if len(share) <= MOST for m in share for n in share if n < m}
    apart = sorted((n, m) for n, m in pairs if (days_apart(known[n].published, known[m].published) or 0) > FAR)
    for n, m in dice.sample(apart, min(TAKEN, len(apart))):
        yield from (Case(compared(*pair), False, 0.5, f"pair {n}") for pair in moved(known[n], known[m], dice))


def moved(a: Profile, b: Profile, dice: random.Random) -> Iterator[tuple[Profile, Profile]]:
    """The two as if they were of one week, and as if undated."""
    yield replace(a, published="2020-01-01"), replace(b, published=f"2020-01-0{1 + dice.choice(DAYS)}")
    yield undated(a), undated(b)


def undated(one: Profile) -> Profile:
    return replace(one, published=None)


def compared(a: Profile, b: Profile) -> dict[str, float]:
    return features(replace(a, outlet=None), replace(b, outlet=None), bundled())


def fit(cases: Iterable[Case], by_hand: dict[str, float]) -> dict[str, float]:
    """Weights of the features that are not given by hand."""
    known = list(cases)
    names = sorted({name for case in known for name in case.features} - set(by_hand))
    x = np.array([[case.features.get(name, 0.0) for name in names] for case in known])
    given = np.array([sum(by_hand.get(name, 0.0) * value for name, value in case.features.items()) for case in known])
    y, weight = np.array([float(case.same) for case in known]), np.array([case.weight for case in known])
    w = np.zeros(len(names))
    for _ in range(30):  # Newton's method; converges in about ten steps
        p = 1 / (1 + np.exp(-np.clip(x @ w + given, -30, 30)))
        w -= np.linalg.solve((x * (weight * p * (1 - p))[:, None]).T @ x + PULL * np.eye(len(names)), x.T @ (weight * (p - y)) + PULL * w)
    found = {name: float(value) for name, value in zip(names, w, strict=True)}
    return found | {"always": found["always"] + SHIFT}


def hand() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in rows(TABLE, ("feature", "weight", "source")) if row["source"] == "hand"}


def with_weights(weights: dict[str, float]) -> Stories:
    return replace(bundled(), same=Weights(weights))


def left_out(items: list[dict[str, Any]], known: list[Profile], cases: list[Case], folds: int) -> dict[str, Any]:
    """B3 of all articles, each grouped by weights that were fitted without its event."""
    totals = np.zeros(4)
    for fold in range(folds):
        held = {str(item["event_id"]) for item in items if zlib.crc32(str(item["event_id"]).encode()) % folds == fold}
        tables = with_weights(fit((case for case in cases if case.group not in held), hand()) | hand())
        found = {m: n for n, group in enumerate(grouped(known, tables)) for m in group}
        ours = {n for n, item in enumerate(items) if str(item["event_id"]) in held}
        totals += shares(found, {n: str(item["event_id"]) for n, item in enumerate(items)}, ours)
    return figures(totals[0] / totals[1], totals[2] / totals[3])


def shares(found: dict[int, int], gold: dict[int, str], ours: set[int]) -> np.ndarray:
    """B3's sums over some of the articles, in groups of all."""
    mine, theirs = groups(found), groups(gold)
    out = np.zeros(4)
    for n in ours:
        a, b = next(g for g in mine if n in g), next(g for g in theirs if n in g)
        out += (len(a & b) / len(a), 1, len(a & b) / len(b), 1)
    return out


def save(weights: dict[str, float]) -> None:
    """Replace the fitted rows; comments at the head of the file stay."""
    head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    kept = {name: (value, "hand") for name, value in hand().items()} | {name: (round(v, 2), "fitted") for name, v in weights.items()}
    with TABLE.open("w", encoding="utf-8", newline="") as handle:
        handle.write("".join(f"{line}\n" for line in head))
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("feature", "weight", "source"))
        writer.writerows((name, *row) for name, row in sorted(kept.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clusters", type=Path, required=True)
    parser.add_argument("--short", type=Path, required=True)
    parser.add_argument("--news", type=Path, nargs="+", required=True)
    parser.add_argument("--folds", type=int)
    asked, dice = parser.parse_args(), random.Random(7)
    items, known = profiles(asked.clusters)
    cases = [*clusters(items, known, dice), *short(*profiles(asked.short))]
    for path in asked.news:
        cases += far(profiles(path)[1], dice)
    if asked.folds:
        print(json.dumps({"B3": left_out(items, known, cases, asked.folds), "n": len(items)}))
    else:
        save(fit(cases, hand()))


if __name__ == "__main__":
    main()
