"""Who did what to whom as a network: parties as nodes, an edge for each pair of each event. Shared by GraphML and GEXF."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from ...types import Event, Party
from . import telling
from .ids import article_key, party_key, wikidata
from .kinds import kind
from .left import Left
from .options import NO_FACT, Options

IN_MEMORY = 8_000_000  # characters of edges, before they go to a temporary file


@dataclass(slots=True)
class Node:
    """A party. ``events``: how many it is in; ``first``/``last``: their earliest and latest day (ISO), None where none is dated."""

    id: str
    label: str
    kind: str
    country: str | None
    sector: str | None
    wikidata: str | None
    events: int = 0
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One event between two parties. ``weight``: 1, so that the sum over a pair is its number of events."""

    id: str
    source: str
    target: str
    event: Event
    days: telling.Days
    weight: float = 1.0

    def values(self) -> dict[str, str | int | float | None]:
        """What the edge tells besides its ends, by name."""
        event, first = self.event, self.event.reports[0] if self.event.reports else None
        return {
            "event_id": event.id,
            "label": telling.what(event),
            "event_type": event.event,
            "mode": "; ".join(event.modes) or None,
            "status": event.status,
            "reported_as": event.reported_as,
            "asserted_by": telling.names(event.asserted_by) or None,
            "denied_by": telling.names(event.denied_by) or None,
            "date": self.days.first,
            "enddate": self.days.last,
            "quad": event.quad,
            "scale": event.scale,
            "confidence": round(event.confidence, 3),
            "n_reports": len(event.reports),
            "n_independent": event.independent_reports,
            "place": telling.place(event) or None,
            "quote": telling.words_of(first) or None if first else None,
            "doc_id": article_key(first.article) if first else None,
            "url": telling.first_url(event),
        }


@dataclass(slots=True)
class Network:
    """``nodes``: by id, in the order in which they come up. ``edges``: the edges as the format writes them, to be read from their start."""

    edges: IO[str]
    nodes: dict[str, Node] = field(default_factory=dict)
    left: Left = field(default_factory=lambda: Left(noun="edge"))

    def copy_edges(self, out: IO[str]) -> None:
        self.edges.seek(0)
        while block := self.edges.read(1 << 16):
            out.write(block)


@contextmanager
def network(events: Iterable[Event], options: Options, written: Callable[[Edge], str]) -> Iterator[Network]:
    """The network of the events that are let through; edges are weighed and counted, so ``NO_FACT`` stays out unless asked for.

    Only nodes are kept in memory: formats want them first, and edges wait in a temporary file.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="") as edges:
        net = Network(edges)
        for event in events:
            pairs = telling.pairs(event)
            if not options.lets(event, but=NO_FACT):
                net.left.out[event.reported_as] += 1
            elif not pairs:
                net.left.out["no second party"] += 1
            else:
                add(net, event, pairs, written)
        yield net


def add(net: Network, event: Event, pairs: list[tuple[Party, Party]], written: Callable[[Edge], str]) -> None:
    days = telling.days(event)
    for party in {party_key(p): p for pair in pairs for p in pair}.values():
        node = net.nodes.setdefault(party_key(party), new(party))
        node.events += 1
        node.first = min(filter(None, (node.first, days.first)), default=None)
        node.last = max(filter(None, (node.last, days.last)), default=None)
    for n, (source, target) in enumerate(pairs):
        edge = Edge(id=f"{event.id}-{n}", source=party_key(source), target=party_key(target), event=event, days=days)
        net.edges.write(written(edge))
        net.left.written += 1


def new(party: Party) -> Node:
    return Node(party_key(party), telling.name(party), kind(party), party.code, (party.sectors or (None,))[0], wikidata(party))
