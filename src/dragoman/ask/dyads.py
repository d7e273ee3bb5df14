"""The record of a pair over time: what each did to the other by month, with PLOVER's scores, with and without claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from ..store import Ledger
from ..store.codes import FilterError
from ..store.database import Row, marks
from ..store.filters import Filter, Where, all_of, events_where
from ..store.naming import understood
from .events import notes

By = Literal["month", "week", "year"]
#: Days of a period at most: an event whose day is known less well than that has no period.
DAYS = {"week": 7, "month": 31, "year": 366}
#: How an event may be told, in three groups: as what happened, as what did not or may not happen.
TOLD = ("fact", "claimed", "contested")
APART = ("planned", "hypothetical", "denied", "negated")


@dataclass(frozen=True, slots=True)
class Period:
    """What one side did to the other in a period; ``period``: ``2024-01``, ``2024-W03`` or ``2024``, None for events of no known period.

    ``direction``: ``->`` the first named to the second, ``<-`` the second to the first, ``<->`` both together (a meeting told of both).
    ``events``: those told as happened (``fact`` in the articles' own voice, ``claimed`` or ``contested`` by others); ``quads``: the same by
    PLOVER's quad class, 1 to 4; ``planned`` … ``negated`` are counted apart. ``scale_sum``: of ``event_scale`` (-10 conflict … 10
    cooperation) over ``events``; ``own_sum``: over those in the articles' own voice.
    """

    period: str | None
    direction: str
    events: int = 0
    fact: int = 0
    claimed: int = 0
    contested: int = 0
    planned: int = 0
    hypothetical: int = 0
    denied: int = 0
    negated: int = 0
    quads: tuple[int, int, int, int] = (0, 0, 0, 0)
    scale_sum: float = 0.0
    own_sum: float = 0.0

    @property
    def scale_mean(self) -> float | None:
        """Per event, claims included; None where nothing is told."""
        return self.scale_sum / self.events if self.events else None

    @property
    def own_mean(self) -> float | None:
        """Per event told in the articles' own voice; None where nothing is."""
        return self.own_sum / self.fact if self.fact else None

    def __add__(self, other: Period) -> Period:
        """Both together, under this one's name."""
        summed = {name: getattr(self, name) + getattr(other, name) for name in ("events", *TOLD, *APART, "scale_sum", "own_sum")}
        a, b, c, d = (x + y for x, y in zip(self.quads, other.quads, strict=True))
        return replace(self, quads=(a, b, c, d), **summed)


@dataclass(frozen=True, slots=True)
class Pair:
    """``one``, ``other``: as they were asked for. ``periods``: in order of time, each direction that has events; without gaps in ``by``."""

    one: str
    other: str
    by: By
    periods: tuple[Period, ...]
    notes: tuple[str, ...] = ()

    def whole(self) -> tuple[Period, ...]:
        """Each period with all directions together, gaps filled."""
        found: dict[str | None, Period] = {name: Period(name, "") for name in calendar(self.periods, self.by)}
        for p in self.periods:
            found[p.period] = found.get(p.period, Period(p.period, "")) + p
        return tuple(found.values())

    def totals(self) -> tuple[Period, ...]:
        """Each direction over all time."""
        found: dict[str, Period] = {}
        for p in self.periods:
            found[p.direction] = found.get(p.direction, Period(None, p.direction)) + p
        return tuple(found[d] for d in ("->", "<-", "<->") if d in found)


def dyad(ledger: Ledger, one: str, other: str, by: By = "month", asked: Filter | None = None) -> Pair:
    """``one``, ``other``: a code, sector, Wikidata id or name each, as in a filter. ``asked``: further conditions.

    Raises FilterError where a code is none. An event of three sides counts once for each direction it has.
    """
    if by not in DAYS:
        raise FilterError(f"no period {by!r}; there are {', '.join(DAYS)}")
    meant = understood(ledger.db, replace(asked or Filter(), actor=(one,), recipient=(other,)))
    first, second = meant.asked.actor, meant.asked.recipient
    more = replace(meant.asked, actor=(), recipient=())
    sums: dict[tuple[str | None, str], Period] = {}
    for direction, row in _events(ledger, first, second, more):
        key = (period_of(row["date"], row["enddate"], by), direction)
        sums[key] = sums.get(key, Period(*key)) + _of_one(row, *key)
    order = sorted(sums, key=lambda k: (k[0] is None, k[0] or "", ("->", "<-", "<->").index(k[1])))
    return Pair(one, other, by, tuple(sums[key] for key in order), notes(meant))


def between(
    ledger: Ledger, one: str, other: str, by: By = "month", period: str | None = None, asked: Filter | None = None, limit: int = 100
) -> tuple[tuple[str, Row], ...]:
    """The events behind the series, the newest first: direction and row of the table ``event``; of one ``period``, or all. FilterError."""
    meant = understood(ledger.db, replace(asked or Filter(), actor=(one,), recipient=(other,)))
    more = replace(meant.asked, actor=(), recipient=())
    found = list(_events(ledger, meant.asked.actor, meant.asked.recipient, more))
    kept = [(d, row) for d, row in found if period is None or period_of(row["date"], row["enddate"], by) == period]
    kept.sort(key=lambda item: (item[1]["date"] or "", item[1]["id"]), reverse=True)
    ways = {row["id"]: direction for direction, row in reversed(kept[:limit])}
    rows = ledger.db.query(f"SELECT * FROM event WHERE id IN ({marks(list(ways))})", list(ways)) if ways else []
    by_id = {row["id"]: row for row in rows}
    return tuple((ways[row["id"]], by_id[row["id"]]) for _, row in kept[:limit] if row["id"] in by_id)


def _events(ledger: Ledger, first: Sequence[str], second: Sequence[str], more: Filter) -> Iterator[tuple[str, Row]]:
    """Events of each direction; those of both together are neither."""
    seen: set[int] = set()
    there, back = Filter(actor=tuple(first), recipient=tuple(second)), Filter(actor=tuple(second), recipient=tuple(first))
    for direction, sides in (("->", (there,)), ("<-", (back,)), ("<->", (Filter(actor=tuple(first)), Filter(actor=tuple(second))))):
        if direction != "->" and set(first) == set(second):
            return
        on = all_of(*(events_where(s, ledger.db.kind) for s in (*sides, more)))
        for row in _rows(ledger, on):
            if direction == "<->" and row["id"] in seen:
                continue
            seen.add(row["id"])
            yield direction, row


def _rows(ledger: Ledger, on: Where) -> Iterable[Row]:
    columns = "e.id, e.date, e.enddate, e.quad_code, e.event_scale, e.reported_as"
    return ledger.db.query(f"SELECT {columns} FROM event e WHERE {on.sql} ORDER BY e.id", on.params)


def _of_one(row: Mapping[str, Any], period: str | None, direction: str) -> Period:
    """An event as the sum of one."""
    told, scale = row["reported_as"], row["event_scale"]
    counted: dict[str, Any] = {told: 1}
    if told in APART:
        return Period(period, direction, **counted)
    a, b, c, d = (int(row["quad_code"] == quad) for quad in (1, 2, 3, 4))
    own = scale if told == "fact" else 0.0
    return Period(period, direction, events=1, quads=(a, b, c, d), scale_sum=scale, own_sum=own, **counted)


def period_of(day: str | None, last: str | None, by: By) -> str | None:
    """The period of an event's first day, None where it has none or is known less well than the period is long."""
    if day is None:
        return None
    first = date.fromisoformat(day)
    if last and (date.fromisoformat(last) - first).days >= DAYS[by]:
        return None
    return name_of(first, by)


def name_of(day: date, by: By) -> str:
    year, week, _ = day.isocalendar()
    return {"month": f"{day.year:04}-{day.month:02}", "week": f"{year:04}-W{week:02}", "year": f"{day.year:04}"}[by]


def calendar(periods: Sequence[Period], by: By) -> list[str]:
    """All periods from the first to the last, also those without events."""
    names = [p.period for p in periods if p.period]
    if not names:
        return []
    day, last, found = _start(min(names)), max(names), [min(names)]
    while found[-1] < last:
        day += timedelta(1)
        if (name := name_of(day, by)) != found[-1]:
            found.append(name)
    return found


def _start(name: str) -> date:
    if "W" in name:
        return date.fromisocalendar(int(name[:4]), int(name[-2:]), 1)
    return date.fromisoformat((name + "-01-01")[:10])


def row(pair: Pair, p: Period) -> dict[str, Any]:
    """One line of the series, for programs."""
    actor, recipient = (pair.other, pair.one) if p.direction == "<-" else (pair.one, pair.other)
    counts = {name: getattr(p, name) for name in ("events", *TOLD, *APART)}
    return {
        "period": p.period,
        "actor": actor,
        "recipient": recipient,
        "together": int(p.direction == "<->"),
        **counts,
        **{f"quad_{n}": count for n, count in enumerate(p.quads, 1)},
        "scale_sum": round(p.scale_sum, 3),
        "scale_mean": None if p.scale_mean is None else round(p.scale_mean, 3),
        "own_voice_sum": round(p.own_sum, 3),
        "own_voice_mean": None if p.own_mean is None else round(p.own_mean, 3),
    }
