"""How well groups of things agree with annotated groups: MUC, B-cubed, CEAF-e and their mean, as the CoNLL scorer counts them.

MUC: Vilain et al. 1995. B-cubed: Bagga and Baldwin 1998. CEAF-e (entity-based, phi 4): Luo 2005. Their mean F1: CoNLL 2011 and 2012.
Both groupings are over the same things; what stands alone is a group of one and counts in B-cubed and CEAF-e.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from .figures import Figures, f1

Group = frozenset[Hashable]
Labels = Mapping[Any, Hashable]
Measure = tuple[float, float, float, float]


def conll(found: Labels, gold: Labels) -> Figures:
    """All three measures, and the mean of their F1. ``found``, ``gold``: thing -> name of its group, for the same things.

    Raises ValueError where they are not the same things.
    """
    if set(found) != set(gold):
        raise ValueError("both groupings must hold the same things")
    ours, theirs = groups(found), groups(gold)
    kinds = {"MUC": muc(ours, theirs), "B3": b_cubed(ours, theirs), "CEAFe": ceaf_e(ours, theirs)}
    ratios = {name: (hit_p / n_p if n_p else 0.0, hit_r / n_r if n_r else 0.0) for name, (hit_p, n_p, hit_r, n_r) in kinds.items()}
    mean = sum(f1(p, r) for p, r in ratios.values()) / len(ratios)
    told = {name: figures(p, r) for name, (p, r) in ratios.items()}
    return {"CoNLL_F1": round(100 * mean, 2), **told, "n": len(gold), "groups": len(ours), "gold_groups": len(theirs)}


def figures(p: float, r: float) -> dict[str, float]:
    return {"P": round(100 * p, 2), "R": round(100 * r, 2), "F1": round(100 * f1(p, r), 2)}


def groups(labels: Labels) -> list[Group]:
    """The groups, each with its things."""
    out: dict[Hashable, set[Hashable]] = defaultdict(set)
    for thing, label in labels.items():
        out[label].add(thing)
    return [frozenset(g) for g in out.values()]


def muc(found: Sequence[Group], gold: Sequence[Group]) -> Measure:
    """Links right of those found, links found; the same of the gold."""
    return (*links(found, gold), *links(gold, found))


def links(these: Sequence[Group], those: Sequence[Group]) -> tuple[int, int]:
    """Links that hold ``these`` groups together which ``those`` have too, and all of them."""
    home = homes(those)
    kept = sum(len(g) - len({home[x] for x in g}) for g in these)
    return kept, sum(len(g) - 1 for g in these)


def b_cubed(found: Sequence[Group], gold: Sequence[Group]) -> Measure:
    """For each thing, the share of its group that belongs with it: sum and count, for precision and recall."""
    n = sum(len(g) for g in gold)
    return (shares(found, gold), n, shares(gold, found), n)


def shares(these: Sequence[Group], those: Sequence[Group]) -> float:
    home = homes(those)
    return sum(sum(k * k for k in Counter(home[x] for x in g).values()) / len(g) for g in these)


def homes(groups: Sequence[Group]) -> dict[Hashable, int]:
    """Thing -> position of its group."""
    return {x: n for n, g in enumerate(groups) for x in g}


def ceaf_e(found: Sequence[Group], gold: Sequence[Group]) -> Measure:
    """Likeness of the best one-to-one match of groups, and how many there are on each side."""
    best = sum(matched(rows) for rows in blocks(alike(found, gold)))
    return (best, len(found), best, len(gold))


def alike(found: Sequence[Group], gold: Sequence[Group]) -> dict[int, dict[int, float]]:
    """Group found -> gold group -> how alike they are (phi 4); those with nothing in common are left out."""
    home = homes(gold)
    out: dict[int, dict[int, float]] = {}
    for n, group in enumerate(found):
        common = Counter(home[x] for x in group)
        out[n] = {k: 2 * c / (len(group) + len(gold[k])) for k, c in common.items()}
    return out


def blocks(likeness: Mapping[int, Mapping[int, float]]) -> Iterable[list[dict[int, float]]]:
    """Groups found that compete for the same gold groups, directly or by way of others: each block can be matched alone."""
    suitors: dict[int, list[int]] = defaultdict(list)
    for n, row in likeness.items():
        for k in row:
            suitors[k].append(n)
    seen: set[int] = set()
    for start in likeness:
        if start in seen:
            continue
        seen.add(start)
        block, at = [start], 0
        while at < len(block):
            fresh = [m for k in likeness[block[at]] for m in suitors[k] if m not in seen]
            block += dict.fromkeys(fresh)
            seen.update(fresh)
            at += 1
        yield [dict(likeness[n]) for n in block]


def matched(rows: Sequence[Mapping[int, float]]) -> float:
    """Greatest sum of one value a row and a column (the assignment problem, solved by shortest paths: Jonker and Volgenant 1987)."""
    columns = sorted({k for row in rows for k in row})
    if len(rows) == 1 or len(columns) == 1:
        return max((v for row in rows for v in row.values()), default=0.0)
    cost = [[-row.get(k, 0.0) for k in columns] for row in rows]
    if len(cost) > len(columns):
        cost = [list(c) for c in zip(*cost, strict=True)]
    taken = assignment(cost)
    return -sum(cost[i][j] for j, i in taken.items())


def assignment(cost: Sequence[Sequence[float]]) -> dict[int, int]:
    """Column -> row, of least total cost; every row gets a column. There are at least as many columns as rows."""
    n, m = len(cost), len(cost[0])
    by_row, by_column = [0.0] * (n + 1), [0.0] * (m + 1)
    row_of = [0] * (m + 1)  # counted from 1; 0: free
    for i in range(1, n + 1):
        row_of[0] = i
        least, before, used = [float("inf")] * (m + 1), [0] * (m + 1), [False] * (m + 1)
        at = 0
        while row_of[at]:
            used[at] = True
            row, step, following = row_of[at], float("inf"), 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                slack = cost[row - 1][j - 1] - by_row[row] - by_column[j]
                if slack < least[j]:
                    least[j], before[j] = slack, at
                if least[j] < step:
                    step, following = least[j], j
            for j in range(m + 1):
                if used[j]:
                    by_row[row_of[j]] += step
                    by_column[j] -= step
                else:
                    least[j] -= step
            at = following
        while at:
            row_of[at] = row_of[before[at]]
            at = before[at]
    return {j - 1: row_of[j] - 1 for j in range(1, m + 1) if row_of[j]}
