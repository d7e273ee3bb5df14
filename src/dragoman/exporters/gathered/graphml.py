"""GraphML: the network of parties, several edges between two, for networkx, igraph, yEd, Cytoscape and Gephi."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import IO

from ...types import Event
from .left import Left
from .network import Edge, Node, network
from .options import Options
from .xml import HEAD, attributes, element

#: Name -> type of what is told of a node and of an edge.
NODE = {
    "label": "string",
    "kind": "string",
    "country": "string",
    "sector": "string",
    "wikidata": "string",
    "n_events": "int",
    "first": "string",
    "last": "string",
}
EDGE = {
    "event_id": "string",
    "label": "string",
    "event_type": "string",
    "mode": "string",
    "status": "string",
    "reported_as": "string",
    "asserted_by": "string",
    "denied_by": "string",
    "date": "string",
    "enddate": "string",
    "weight": "double",
    "quad": "int",
    "scale": "double",
    "confidence": "double",
    "n_reports": "int",
    "n_independent": "int",
    "place": "string",
    "quote": "string",
    "doc_id": "string",
    "url": "string",
}


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """A directed graph; parties are nodes, each pair of each event is an edge from actor to recipient."""
    with network(events, options, edge) as net:
        out.write(HEAD + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        out.writelines(keys("node", NODE))
        out.writelines(keys("edge", EDGE))
        out.write('<graph id="dragoman" edgedefault="directed">\n')
        out.writelines(map(node, net.nodes.values()))
        net.copy_edges(out)
    out.write("</graph>\n</graphml>\n")
    return net.left


def keys(of: str, types: dict[str, str]) -> Iterator[str]:
    for name, type_ in types.items():
        yield element("key", **{"id": f"{of[0]}_{name}", "for": of, "attr.name": name, "attr.type": type_}) + "\n"


def node(found: Node) -> str:
    told = asdict(found) | {"n_events": found.events}
    return f"<node{attributes({'id': found.id})}>{data('n', NODE, told)}</node>\n"


def edge(found: Edge) -> str:
    ends = attributes({"id": found.id, "source": found.source, "target": found.target})
    return f"<edge{ends}>{data('e', EDGE, found.values() | {'weight': found.weight})}</edge>\n"


def data(letter: str, types: dict[str, str], values: dict[str, str | int | float | None]) -> str:
    return "".join(element("data", values[name], key=f"{letter}_{name}") for name in types if values[name] is not None)
