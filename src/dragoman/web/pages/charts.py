"""Geometry of the drawings: plain numbers for SVG attributes, so that nothing needs an inline style."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from ...counted import many

#: Measures of a drawing in its own units; the style sheet scales it.
WIDTH, HEIGHT = 960, 220
#: Room for the axis on the left, below, and above.
LEFT, BOTTOM, TOP = 44, 26, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle. ``kind``: class that the style sheet knows (``q1`` … ``q4``, ``claims``)."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """A period: its bars, where it leads, what it says. ``x``/``width``: of the whole column, for the pointer."""

    name: str
    href: str
    title: str
    x: float
    width: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of an axis with its label. ``at``: its coordinate."""

    at: float
    label: str


def bounds(period: str, by: str) -> tuple[str, str]:
    """First and last day of a period, ISO; of a month and year as a filter takes them."""
    if by == "week":
        first = date.fromisocalendar(int(period[:4]), int(period[-2:]), 1)
        return first.isoformat(), (first + timedelta(6)).isoformat()
    return period, period


def start(period: str) -> date:
    """First day of ``2024``, ``2024-03``, ``2024-W05`` or ``2024-03-01``."""
    if "W" in period:
        return date.fromisocalendar(int(period[:4]), int(period[-2:]), 1)
    return date.fromisoformat((period + "-01-01")[:10] if len(period) < 10 else period)


def days(period: str) -> int:
    """How long a period is."""
    if "W" in period:
        return 7
    first = start(period)
    return {4: 365, 7: monthrange(first.year, first.month)[1]}.get(len(period), 1)


def nice(most: float) -> int:
    """A round number that is at least so great: 1, 2, 5, 10, 20, 50 …"""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step >= most:
                return factor * step
        step *= 10


def columns(
    found: Sequence[tuple[str, tuple[int, ...], str]], width: float = WIDTH, height: float = 120, left: float = 0, bottom: float = 18
) -> tuple[Column, ...]:
    """Stacked columns over time, one for each period that has events: cooperation below, conflict on top of it, as quads 1 to 4."""
    if not found:
        return ()
    first = start(found[0][0])
    span = (start(found[-1][0]) - first).days + days(found[-1][0])
    most = max(sum(quads) for _, quads, _ in found) or 1
    made = []
    for name, quads, href in found:
        x = left + (width - left) * (start(name) - first).days / span
        w = max(1.2, (width - left) * days(name) / span * 0.86)
        y, bars = height - bottom, []
        for n, count in enumerate(quads, 1):
            h = (height - bottom) * count / most
            y -= h
            bars += [Bar(r(x), r(y), r(w), r(h), f"q{n}")] if count else []
        title = f"{name}: {many(sum(quads), 'event')}"
        made.append(Column(name, href, title, r(x), r(w), tuple(bars)))
    return tuple(made)


def years(found: Sequence[str], width: float = WIDTH, left: float = 0) -> tuple[Tick, ...]:
    """Where each year, or where there are few each month, begins between the first and the last of some periods."""
    if not found:
        return ()
    first = start(found[0])
    end = start(found[-1]) + timedelta(days(found[-1]))
    span = (end - first).days
    starts = [date(y, 1, 1) for y in range(first.year, end.year + 1)]
    months = [date(y, m, 1) for y in range(first.year, end.year + 1) for m in range(1, 13)]
    few = [d for d in months if first <= d < end]
    some = few if len(few) <= 8 else few[:: ceil(len(few) / 8)] if len(few) <= 24 else [d for d in starts if first <= d < end]
    some = some[:: ceil(len(some) / 12)] if len(some) > 12 else some
    form = "%b %Y" if len(few) <= 24 else "%Y"
    return tuple(Tick(r(left + (width - left) * (d - first).days / span), d.strftime(form)) for d in some)


def spark(counts: Sequence[int], width: float, height: float) -> tuple[Bar, ...]:
    """A bar for each number, from 0 to the greatest."""
    most = max(counts, default=0) or 1
    step = width / max(1, len(counts))
    return tuple(
        Bar(r(n * step), r(height - height * c / most), r(max(0.8, step * 0.8)), r(height * c / most), "bar")
        for n, c in enumerate(counts)
        if c
    )


def r(number: float) -> float:
    """Two decimals are a hundredth of a pixel."""
    return round(number, 2)
