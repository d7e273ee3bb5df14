"""Two sides over time: cooperation above the line, conflict below it; what was done filled, what was only said hollow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...ask.dyads import Pair, Period
from ...counted import many
from ...store.filters import Filter
from . import address, charts, labels, links
from .charts import Bar, Tick, r

#: Measures of the drawing.
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = charts.WIDTH, 250, 36, 22, 8
#: Width of a period at most; where there are few, they would be walls.
WIDEST = 46.0


@dataclass(frozen=True, slots=True)
class Point:
    """A period of the drawing: its bars, its mean scores as heights, where its events are listed."""

    name: str
    href: str
    title: str
    x: float
    width: float
    bars: tuple[Bar, ...]
    own: float | None
    all: float | None
    current: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """``zero``: the line between cooperation and conflict. ``own``: the line of mean scores as points of a polyline, in pieces."""

    points: tuple[Point, ...]
    zero: float
    levels: tuple[Tick, ...]
    periods: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a period, or a direction over all time."""

    name: str
    href: str
    events: int
    quads: tuple[int, int, int, int]
    own: float | None
    all: float | None
    claimed: int
    contested: int
    apart: tuple[tuple[str, str, int], ...]
    ways: tuple[int, int, int]
    current: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """``swapped``: address of the same from the other side."""

    one: str
    other: str
    one_name: str
    other_name: str
    by: str
    drawing: Drawing | None
    directions: tuple[Row, ...]
    periods: tuple[Row, ...]
    swapped: str
    notes: tuple[str, ...]
    empty: bool
    at: str | None


def between(found: Pair, asked: Filter, at: str | None) -> Between:
    """``at``: the period whose events are listed now, None for all."""
    here = address.values(asked) | ({"by": (found.by,)} if found.by != "month" else {})
    path = links.pair(found.one, found.other)
    whole = [p for p in found.whole() if p.period]
    names = {"->": "→", "<-": "←", "<->": "↔"}
    totals = tuple(row(names[p.direction], "", [p], False) for p in found.totals())
    rows = tuple(
        row(name, listed(path, here, name), [p for p in found.periods if p.period == name], name == at)
        for name in dict.fromkeys(p.period for p in reversed(found.periods) if p.period)
    )
    undated = [p for p in found.periods if p.period is None]
    return Between(
        one=found.one,
        other=found.other,
        one_name=labels.actor_name(found.one),
        other_name=labels.actor_name(found.other),
        by=found.by,
        drawing=drawing(whole, path, here, at) if whole else None,
        directions=totals,
        periods=(*rows, *([row(f"no {found.by} known", "", undated, False)] if undated else [])),
        swapped=links.pair(found.other, found.one) + links.query(here),
        notes=found.notes,
        empty=not found.periods,
        at=at,
    )


def listed(path: str, here: address.Values, period: str) -> str:
    """The same page with the events of one period."""
    base, mark, query = path.partition("?")
    more = links.query(here | {"at": (period,)})
    return (f"{base}?{query}&{more[1:]}" if mark else base + more) + "#events"


def row(name: str, href: str, periods: Sequence[Period], current: bool) -> Row:
    whole = Period(None, "")
    for p in periods:
        whole += p
    ways = {d: sum(p.events for p in periods if p.direction == d) for d in ("->", "<-", "<->")}
    apart = [(told, labels.TOLD[told], getattr(whole, told)) for told in ("planned", "hypothetical", "denied", "negated")]
    return Row(
        name=name,
        href=href,
        events=whole.events,
        quads=whole.quads,
        own=whole.own_mean,
        all=whole.scale_mean,
        claimed=whole.claimed,
        contested=whole.contested,
        apart=tuple(item for item in apart if item[2]),
        ways=(ways["->"], ways["<-"], ways["<->"]),
        current=current,
    )


def drawing(whole: Sequence[Period], path: str, here: address.Values, at: str | None) -> Drawing:
    """A place for every period, also those without events."""
    up = charts.nice(max(max(p.quads[0] + p.quads[1] for p in whole), 1))
    down = charts.nice(max(max(p.quads[2] + p.quads[3] for p in whole), 1))
    room = HEIGHT - TOP - BOTTOM
    unit = room / (up + down)
    zero = TOP + up * unit
    step = (WIDTH - LEFT) / len(whole)
    width = min(step * 0.78, WIDEST)
    points = [point(n, p, zero, unit, step, width, listed(path, here, p.period or ""), p.period == at) for n, p in enumerate(whole)]
    levels = [Tick(r(zero - v * unit), str(abs(v))) for v in sorted({up, up // 2, 0, -(down // 2), -down}, reverse=True)]
    every = -(-len(whole) // 12)
    names = [Tick(r(LEFT + step * (n + 0.5)), p.period or "") for n, p in enumerate(whole) if n % every == 0]
    return Drawing(tuple(points), r(zero), tuple(levels), tuple(names))


def point(n: int, p: Period, zero: float, unit: float, step: float, width: float, href: str, current: bool) -> Point:
    left = LEFT + step * n
    x = left + (step - width) / 2
    verbal, material, words, blows = p.quads
    bars = [
        Bar(r(x), r(zero - material * unit), r(width), r(material * unit), "q2"),
        Bar(r(x), r(zero - (material + verbal) * unit), r(width), r(verbal * unit), "q1"),
        Bar(r(x), r(zero), r(width), r(blows * unit), "q4"),
        Bar(r(x), r(zero + blows * unit), r(width), r(words * unit), "q3"),
    ]
    said = f", of these {p.claimed + p.contested:,} only claimed or contested" if p.claimed + p.contested else ""
    title = f"{p.period}: {many(p.events, 'event')}; {verbal + material:,} of cooperation, {words + blows:,} of conflict{said}"
    return Point(p.period or "", href, title, r(left), r(step), tuple(b for b in bars if b.height), p.own_mean, p.scale_mean, current)
