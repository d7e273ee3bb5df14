"""Who may belong together: keys, what they bring together, and which pairs hold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..gather import facts as told_facts
from ..gather import profile as profiles
from ..gather.facts import Facts, from_dict
from ..gather.profile import Profile, unpacked
from ..gather.same import likeness, seen
from ..gather.stories import MOST, SAME, related
from ..knowledge.gathering import bundled
from ..store import clues
from . import tables
from .tables import article_of, number, part_of, record_of

TEXT, ARTICLE, RECORD = "t", "a", "r"
#: Under a key that more than MOST articles or records have, each is held against so many that come next in the input: it says too little.
NEXT = 12


def profile(row: Mapping[str, Any], at: int) -> Profile:
    """What an article of READ is compared by. ``at``: its number."""
    return Profile(at, row["published"], row["source"], row["url"], row["title"] or "", row["signature"], unpacked(row["terms"]))


def record(row: Mapping[str, Any], n: int) -> dict[str, Any]:
    """The n-th record of a row of READ, counted from 1: ``said``, ``facts``, ``record``."""
    found: dict[str, Any] = json.loads(row["records"][n - 1])
    return found


def facts_of(held: Mapping[str, Any], at: int) -> Facts:
    """What a record is compared by. ``at``: its number."""
    return replace(from_dict(held["facts"]), article=article_of(at))


def keys(table: tables.Table, part: int, buckets: int) -> tables.Table:
    """The keys (columns KEYS) of a table of READ, by bucket."""
    found = sorted(_keys(table.to_pylist(), part), key=lambda k: (k[1] % buckets, *k))
    rows = ({"bucket": key % buckets, "kind": kind, "key": key, "number": n, "asks": asks} for kind, key, n, asks in found)
    return tables.made(rows, tables.KEYS)


def _keys(rows: Iterable[dict[str, Any]], part: int) -> Iterator[tuple[str, int, int, bool]]:
    for at, row in enumerate(rows):
        if row["status"] != "read":
            continue
        n = number(part, at)
        yield TEXT, clues.hashed("", row["text_sha256"]), n, True
        known = profile(row, n)
        asked = set(profiles.sought(known))
        for key in {*profiles.keys(known), *asked}:
            yield ARTICLE, clues.hashed(clues.ARTICLE, key), n, key in asked
        for k in range(1, len(row["records"]) + 1):
            for key in set(told_facts.keys(facts_of(record(row, k), n))):
                yield RECORD, clues.hashed(clues.RECORD, key), n + k, True


def same(keys: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, int]]:
    """Articles with the text of an earlier one (rows of SAME)."""
    first: dict[int, int] = {}
    for row in sorted(keys, key=lambda k: int(k["number"])):
        n, head = row["number"], first.setdefault(row["key"], row["number"])
        if n != head:
            yield {"number": n, "first": head}


def pairs(keys: Iterable[Mapping[str, Any]], gone: frozenset[int]) -> Iterator[dict[str, Any]]:
    """Pairs (rows of PAIRS) that share a key, each once. ``gone``: articles that are left out, as an earlier one has the same text."""
    blocks: dict[tuple[str, int], list[tuple[int, bool]]] = defaultdict(list)
    for row in keys:
        if row["kind"] != TEXT and article_of(row["number"]) not in gone:
            blocks[row["kind"], row["key"]].append((row["number"], row["asks"]))
    found: set[tuple[str, int, int]] = set()
    for (kind, _), block in blocks.items():
        reach = len(block) if len(block) <= MOST else NEXT
        block.sort()
        for at, (a, asks) in enumerate(block):
            for b, asked in block[at + 1 : at + 1 + reach]:
                if (asks or asked) and article_of(a) != article_of(b):
                    found.add((kind, a, b))
    return ({"part": part_of(a), "kind": kind, "a": a, "b": b} for kind, a, b in sorted(found))


#: Gives rows of READ by partition: some positions of them.
Fetch = Callable[[int, Iterable[int]], Mapping[int, dict[str, Any]]]


class Known:
    """Profiles and facts by number; rows are fetched a partition at a time."""

    def __init__(self, numbers: Iterable[int], fetch: Fetch) -> None:
        wanted: dict[int, set[int]] = defaultdict(set)
        for n in numbers:
            wanted[part_of(n)].add(tables.row_of(n))
        self.rows = {number(part, at): row for part in sorted(wanted) for at, row in fetch(part, wanted[part]).items()}
        self.profiles = {n: profile(row, n) for n, row in self.rows.items()}
        self._facts: dict[int, Facts] = {}
        self._related: dict[tuple[int, int], float] = {}

    def row(self, n: int) -> dict[str, Any]:
        return self.rows[article_of(n)]

    def held(self, n: int) -> dict[str, Any]:
        return record(self.row(n), record_of(n))

    def facts(self, n: int) -> Facts:
        if n not in self._facts:
            self._facts[n] = facts_of(self.held(n), n)
        return self._facts[n]

    def related(self, a: int, b: int) -> float:
        """Probability that two articles are on one story."""
        if a == b:
            return 1.0
        pair = (min(a, b), max(a, b))
        if pair not in self._related:
            self._related[pair] = related(self.profiles[pair[0]], self.profiles[pair[1]])
        return self._related[pair]


def holding(found: Sequence[Mapping[str, Any]], known: Known) -> Iterator[dict[str, Any]]:
    """Of the pairs (rows of PAIRS) those that may be of one story, or one event: what average links are made of."""
    least = bundled().least["join"]
    for kind, a, b in sorted({(p["kind"], p["a"], p["b"]) for p in found}):
        if kind == ARTICLE:
            holds = known.related(a, b) >= SAME
        else:
            near = known.related(article_of(a), article_of(b))
            holds = likeness(seen(known.facts(a)), seen(known.facts(b)), near) >= least
        if holds:
            yield {"part": part_of(a), "kind": kind, "a": a, "b": b}


def connected(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each number that is linked the least number that it is connected with, over any number of links."""
    above: dict[int, int] = {}

    def top(n: int) -> int:
        root = n
        while above.setdefault(root, root) != root:
            root = above[root]
        while above[n] != root:
            above[n], n = root, above[n]
        return root

    for a, b in links:
        one, other = sorted((top(a), top(b)))
        above[other] = one
    return {n: top(n) for n in sorted(above)}
