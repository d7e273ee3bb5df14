"""Which event each new record reports: average link to the records of known events. Pure: candidates are looked up by whoever calls.

Records of one article stay apart: the reader has settled that they are several events. One event thus has at most one record of an article.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..knowledge.gathering import Gathering, bundled
from .facts import Facts
from .same import Seen, likeness, may_be, seen, told_alike

#: Records of an event that a new one is held against; the latest told ones.
MOST = 12
#: Probability that two articles, by their keys, are on one story.
Related = Callable[[int, int], float]


@dataclass(frozen=True, slots=True)
class Assigned:
    """``events``: for each new record the event that it reports, None where it is the first to tell of one.

    ``merged``: pairs of events that turn out to be one, the one to keep first.
    """

    events: tuple[str | None, ...]
    merged: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Told:
    """A known event: the records that are looked at, and the articles that have one."""

    name: str
    records: list[Seen] = field(default_factory=list)
    articles: set[int] = field(default_factory=set)


def assign(new: Sequence[Facts], known: Sequence[tuple[Facts, str]], related: Related, table: Gathering | None = None) -> Assigned:
    """``new``: the records of one article.

    ``known``: records that share a key with one of them, and the others of their events, with ids of events.

    Where two events prove to be one the id that comes first in ``known`` is kept. The cost is bounded by the pairs of both.
    """
    rules = table or bundled()
    told = events_of(known)
    records = [seen(f) for f in new]
    links = sorted(
        (-value, n, event.name)
        for n, record in enumerate(records)
        for event in told.values()
        if (value := link([record], event.records, related, rules)) >= rules.least["join"]
    )
    found: dict[int, str] = {}
    for _, n, name in links:
        event = told[name]
        if n not in found and new[n].article not in event.articles:
            found[n] = name
            event.articles.add(new[n].article)
            event.records.append(records[n])
    return Assigned(tuple(found.get(n) for n in range(len(new))), tuple(joined(links, found, told, new, related, rules)))


def events_of(known: Iterable[tuple[Facts, str]]) -> dict[str, Told]:
    """The known events, in the order given; of each the records told last."""
    told: dict[str, Told] = {}
    by_event: dict[str, list[Facts]] = defaultdict(list)
    for facts, name in known:
        by_event[name].append(facts)
    for name, all_of_it in by_event.items():
        latest = sorted(all_of_it, key=lambda f: (f.published or "", f.record))[-MOST:]
        told[name] = Told(name, [seen(f) for f in latest], {f.article for f in all_of_it})
    return told


def joined(
    links: Sequence[tuple[float, int, str]],
    found: Mapping[int, str],
    told: Mapping[str, Told],
    new: Sequence[Facts],
    related: Related,
    rules: Gathering,
) -> Iterable[tuple[str, str]]:
    """Events that a new record shows to be one: it is like both, and they are like each other and have no article in common."""
    order = {name: n for n, name in enumerate(told)}
    gone: set[str] = set()
    for _, n, name in links:
        home = found.get(n)
        if home is None or home == name or {home, name} & gone:
            continue
        kept, other = sorted((told[home], told[name]), key=lambda e: order[e.name])
        if kept.articles & other.articles or link(kept.records, other.records, related, rules) < rules.least["join"]:
            continue
        gone.add(other.name)
        yield kept.name, other.name


def link(ours: Sequence[Seen], theirs: Sequence[Seen], related: Related, rules: Gathering) -> float:
    """Average probability that two records are of one event; 0 where some two of them cannot be."""
    total = 0.0
    for a in ours:
        for b in theirs:
            if not may_be(a.facts, b.facts):
                return 0.0
            total += likeness(a, b, related(a.facts.article, b.facts.article), rules)
    return total / (len(ours) * len(theirs) or 1)


def grouped(given: Sequence[Facts], related: Related, least: float, table: Gathering | None = None) -> list[list[int]]:
    """Positions of the facts of each event, by average link over all at once, whatever their types and articles.

    For given event words of any kind (``dragoman eval coref``); every pair is compared.
    """
    rules, all_seen = table or bundled(), [seen(f) for f in given]
    links = {
        (i, j): told_alike(all_seen[i], all_seen[j], related(given[i].article, given[j].article), rules)
        for i in range(len(given))
        for j in range(i + 1, len(given))
    }
    return averaged(len(given), links, least)


def averaged(count: int, links: Mapping[tuple[int, int], float], least: float) -> list[list[int]]:
    """Groups by average link; every pair of positions (i < j) has a link."""
    groups = {n: [n] for n in range(count)}
    sums: dict[int, dict[int, float]] = {n: {} for n in range(count)}
    for (i, j), value in links.items():
        sums[i][j] = sums[j][i] = value
    queue = [(-value, i, j) for (i, j), value in links.items() if value >= least]
    heapq.heapify(queue)
    fresh = count
    while queue:
        _, i, j = heapq.heappop(queue)
        if i not in groups or j not in groups:
            continue
        one, other = sums.pop(i), sums.pop(j)
        groups[fresh] = groups.pop(i) + groups.pop(j)
        sums[fresh] = {}
        for k in groups:
            if k != fresh:
                sums[fresh][k] = sums[k][fresh] = value = one[k] + other[k]
                alike = value / (len(groups[fresh]) * len(groups[k]))
                if alike >= least:
                    heapq.heappush(queue, (-alike, k, fresh))
        fresh += 1
    return sorted(sorted(g) for g in groups.values())
