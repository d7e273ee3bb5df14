"""GEXF 1.2: the network of parties over time, for Gephi's timeline. GraphML is the safer choice where no timeline is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import IO

from ...types import Event
from .graphml import EDGE, NODE
from .left import Left
from .network import Edge, Node, network
from .options import Options
from .telling import tidy
from .xml import HEAD, attributes, element

#: Attributes of GraphML that GEXF has of its own.
OWN = frozenset({"label", "weight"})
TYPES = {"int": "integer"}


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """A directed dynamic graph. Each edge lasts from its first day to the day after its last: Gephi drops silently what ends as it starts.

    An edge without a date has no start and no end: it is there all the time.
    """
    with network(events, options, edge) as net:
        out.write(HEAD + '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n')
        about = element("creator", tidy(options.coder)) + element("description", tidy(options.title))
        out.write(f'<meta lastmodifieddate="{options.day}">{about}</meta>\n')
        out.write('<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n')
        out.write(declared("node", NODE) + declared("edge", EDGE) + "<nodes>\n")
        out.writelines(map(node, net.nodes.values()))
        out.write("</nodes>\n<edges>\n")
        net.copy_edges(out)
    out.write("</edges>\n</graph>\n</gexf>\n")
    return net.left


def declared(of: str, types: dict[str, str]) -> str:
    rows = [element("attribute", id=name, title=name, type=TYPES.get(t, t)) for name, t in types.items() if name not in OWN]
    return f'<attributes class="{of}" mode="static">\n' + "\n".join(rows) + "\n</attributes>\n"


def node(found: Node) -> str:
    told = asdict(found) | {"n_events": found.events}
    held = attributes({"id": found.id, "label": found.label, **spell(found.first, found.last)})
    return f"<node{held}>{values(NODE, told)}</node>\n"


def edge(found: Edge) -> str:
    told = found.values()
    ends = {"id": found.id, "source": found.source, "target": found.target, "type": "directed", "label": told["label"]}
    held = attributes({**ends, "weight": found.weight, **spell(found.days.first, found.days.last)})
    return f"<edge{held}>{values(EDGE, told)}</edge>\n"


def spell(first: str | None, last: str | None) -> dict[str, str]:
    """``start`` and ``end`` as days, the end always later; nothing where no day is known."""
    if not first or not last:
        return {}
    end = date.fromisoformat(last)
    return {"start": first, "end": (end + timedelta(days=1) if end < date.max else end).isoformat()}


def values(types: dict[str, str], told: dict[str, str | int | float | None]) -> str:
    rows = (element("attvalue", for_=name, value=told[name]) for name in types if name not in OWN and told[name] is not None)
    return f"<attvalues>{''.join(rows)}</attvalues>"
