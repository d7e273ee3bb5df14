"""Events in sums: over time, over places, between parties, by kind. Grouped by the database, so that a hundred thousand are no burden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from ..store import Ledger
from ..store.codes import REPORTED_AS, FilterError, codes
from ..store.database import Row
from ..store.filters import Filter, Where, all_of, events_where
from ..store.naming import understood
from .dyads import name_of

By = Literal["day", "week", "month", "year"]
#: Days of a period at most: an event whose day is known less well has no period.
DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
#: Periods of a series at most; where there would be more, the next coarser period is taken.
PERIODS = 1500
#: Precisions of places that are areas: the point is only their middle.
AREAS = frozenset({"country", "adm1", "region"})
#: Columns that a part of an answer can be counted by, as the database has them.
FACETS = ("event", "quad_code", "status", "reported_as", "country")

#: Days from the first to the last day of an event, in each dialect.
LENGTH = {
    "sqlite": "julianday(e.enddate) - julianday(e.date)",
    "postgresql": "CAST(e.enddate AS date) - CAST(e.date AS date)",
}
QUADS = ", ".join(f"sum(CASE WHEN quad_code = {n} THEN 1 ELSE 0 END) AS quad_{n}" for n in (1, 2, 3, 4))
TOLD = ", ".join(f"sum(CASE WHEN reported_as = '{told}' THEN 1 ELSE 0 END) AS {told}" for told in REPORTED_AS)


@dataclass(slots=True)
class Sums:
    """``quads``: events by PLOVER's quad class, 1 to 4. ``told``: by how they are reported, those that there are."""

    events: int = 0
    quads: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    told: dict[str, int] = field(default_factory=dict)

    def add(self, row: Mapping[str, Any]) -> None:
        n = row["n"]
        self.events += n
        self.quads[row["quad_code"] - 1] += n if 1 <= row["quad_code"] <= 4 else 0
        self.told[row["reported_as"]] = self.told.get(row["reported_as"], 0) + n


@dataclass(frozen=True, slots=True)
class Series:
    """``bins``: period -> sums, in order, only periods with events. ``undated``: no date, or one known less well than a period is long."""

    by: By
    bins: tuple[tuple[str, Sums], ...]
    undated: Sums
    first: str | None
    last: str | None


def timeline(ledger: Ledger, asked: Filter, by: By | None = None) -> Series:
    """Events that fit over time. ``by`` None: what suits the time of most of them. Raises FilterError."""
    if by is not None and by not in DAYS:
        raise FilterError(f"no period {by!r}; there are {', '.join(DAYS)}")
    on = where(ledger, asked)
    if by is None:
        found = _series(ledger, on, "month")
        fits = fitting(*bulk(found), None)
        return found if fits == "month" else _series(ledger, on, fits)
    dated = all_of(Where("e.date IS NOT NULL"), on)
    span = ledger.db.query(f"SELECT min(e.date) AS first, max(e.date) AS last FROM event e WHERE {dated.sql}", dated.params)[0]
    return _series(ledger, on, fitting(span["first"], span["last"], by))


def _series(ledger: Ledger, on: Where, by: By) -> Series:
    width = {"year": 4, "month": 7}.get(by, 10)
    vague = f"CASE WHEN e.date IS NULL OR {LENGTH[ledger.db.kind]} >= {DAYS[by]} THEN 1 ELSE 0 END"
    sql = f"""SELECT substr(e.date, 1, {width}) AS period, {vague} AS vague, e.reported_as, e.quad_code, count(*) AS n,
              min(e.date) AS first, max(e.date) AS last
              FROM event e{f" WHERE {on.sql}" if on else ""} GROUP BY 1, 2, 3, 4 ORDER BY 1"""
    bins: dict[str, Sums] = {}
    undated = Sums()
    days: list[str] = []
    for row in ledger.db.query(sql, on.params):
        days += [day for day in (row["first"], row["last"]) if day]
        if row["vague"]:
            undated.add(row)
        else:
            name = name_of(date.fromisoformat(row["period"]), "week") if by == "week" else row["period"]
            bins.setdefault(name, Sums()).add(row)
    return Series(by, tuple(bins.items()), undated, min(days, default=None), max(days, default=None))


def bulk(found: Series) -> tuple[str | None, str | None]:
    """First and last month without the earliest and latest hundredth of the events: some report of 1776, or plan for 2100."""
    least, whole, seen = sum(held.events for _, held in found.bins) / 100, [], 0.0
    for name, held in found.bins:
        seen += held.events
        if seen >= least and seen - held.events <= 99 * least:
            whole.append(f"{name}-01")
    return (whole[0], whole[-1]) if whole else (None, None)


def fitting(first: str | None, last: str | None, by: By | None) -> By:
    """The period asked for, coarser where the series would be too long; else some dozens to hundreds of them."""
    if first is None or last is None:
        return by or "month"
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    most = PERIODS if by else 130
    order: tuple[By, ...] = ("day", "week", "month", "year")
    for period in order[order.index(by) if by else 0 :]:
        if days / DAYS[period] <= most:
            return period
    return "year"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its events. ``area``: a country, division or region, of which the point is only the middle."""

    name: str
    country: str | None
    adm1: str | None
    lat: float | None
    lon: float | None
    precision: str | None
    geonames_id: int | None
    reports: int
    first: str | None
    last: str | None
    sums: Mapping[str, int]

    @property
    def area(self) -> bool:
        return self.precision in AREAS


def places(ledger: Ledger, asked: Filter, most: int = 100, skip: int = 0) -> list[Spot]:
    """Places of the events that fit, those with the most events first: ``most`` at most, after ``skip`` others."""
    on = all_of(Where("e.place IS NOT NULL"), where(ledger, asked))
    sql = f"""SELECT max(e.place) AS name, e.country, max(e.adm1) AS adm1, max(e.lat) AS lat, max(e.lon) AS lon,
              max(e.precision) AS precision, e.geonames_id, count(*) AS events, sum(e.reports) AS reports,
              min(e.date) AS first, max(e.date) AS last, {QUADS}, {TOLD}
              FROM event e WHERE {on.sql} GROUP BY e.geonames_id, e.country, CASE WHEN e.geonames_id IS NULL THEN lower(e.place) END
              ORDER BY count(*) DESC, max(e.place), e.country, e.geonames_id LIMIT ? OFFSET ?"""
    return [_spot(row) for row in ledger.db.query(sql, (*on.params, most, skip))]


def _spot(row: Row) -> Spot:
    known = {name: row[name] for name in ("name", "country", "adm1", "lat", "lon", "precision", "geonames_id", "reports", "first", "last")}
    return Spot(**known, sums=counted(row))


def counted(row: Row) -> dict[str, int]:
    return {name: row[name] for name in ("events", *(f"quad_{n}" for n in (1, 2, 3, 4)), *REPORTED_AS)}


@dataclass(frozen=True, slots=True)
class Link:
    """What one did to another: ``actor`` to ``recipient``, each a code, or a name where there is none. ``scale``: mean ``event_scale``."""

    actor: str
    recipient: str
    scale: float
    first: str | None
    last: str | None
    sums: Mapping[str, int]


def links(ledger: Ledger, asked: Filter, most: int = 100, by: Literal["code", "name"] = "code", skip: int = 0) -> list[Link]:
    """Pairs with the most events. ``by``: ``code`` puts all of a country together, ``name`` tells persons and bodies apart."""
    who = "COALESCE({0}.code, {0}.name)" if by == "code" else "{0}.name"
    on = where(ledger, asked)
    sides = f"{who.format('a')} AS actor, {who.format('b')} AS recipient"
    each = f"""SELECT DISTINCT e.id, e.date, e.event_scale, e.quad_code, e.reported_as, {sides}
               FROM event e CROSS JOIN event_party a CROSS JOIN event_party b
               WHERE a.event_id = e.id AND a.role = 'actor' AND b.event_id = e.id AND b.role = 'recipient'
               {f"AND {on.sql}" if on else ""}"""
    sql = f"""SELECT actor, recipient, count(*) AS events, avg(event_scale) AS scale, min(date) AS first, max(date) AS last, {QUADS}, {TOLD}
              FROM ({each}) q GROUP BY actor, recipient ORDER BY count(*) DESC, actor, recipient LIMIT ? OFFSET ?"""
    return [
        Link(row["actor"], row["recipient"], round(row["scale"], 3), row["first"], row["last"], counted(row))
        for row in ledger.db.query(sql, (*on.params, most, skip))
    ]


@dataclass(frozen=True, slots=True)
class Facets:
    """How many events fit, by each of FACETS: value -> how many, the most frequent first; None where nothing is known."""

    events: int
    reports: int
    first: str | None
    last: str | None
    by: Mapping[str, tuple[tuple[Any, int], ...]]


def facets(ledger: Ledger, asked: Filter) -> Facets:
    """Counts of what fits. One pass over the events."""
    on = where(ledger, asked)
    columns = ", ".join(f"e.{name}" for name in FACETS)
    sql = f"""SELECT {columns}, count(*) AS n, sum(e.reports) AS reports, min(e.date) AS first, max(e.date) AS last
              FROM event e{f" WHERE {on.sql}" if on else ""} GROUP BY {columns}"""
    rows = ledger.db.query(sql, on.params)
    sums: dict[str, dict[Any, int]] = {name: {} for name in FACETS}
    for row in rows:
        for name, held in sums.items():
            held[row[name]] = held.get(row[name], 0) + row["n"]
    return Facets(
        events=sum(row["n"] for row in rows),
        reports=sum(row["reports"] for row in rows),
        first=min((row["first"] for row in rows if row["first"]), default=None),
        last=max((row["last"] for row in rows if row["last"]), default=None),
        by={name: _ordered(held.items()) for name, held in sums.items()},
    )


def _ordered(items: Iterable[tuple[Any, int]]) -> tuple[tuple[Any, int], ...]:
    return tuple(sorted(items, key=lambda item: (-item[1], str(item[0]))))


def where(ledger: Ledger, asked: Filter) -> Where:
    """The condition on ``event e``."""
    return events_where(understood(ledger.db, asked).asked, ledger.db.kind)


def named(code: str) -> str:
    """The country of a code by its name, anything else as it is."""
    return codes().countries.get(code, code)


def nodes(found: Sequence[Link]) -> list[dict[str, Any]]:
    """The parties of links with the events of those links in which they are."""
    sums: dict[str, int] = {}
    for link in found:
        for who in dict.fromkeys((link.actor, link.recipient)):
            sums[who] = sums.get(who, 0) + link.sums["events"]
    return [{"id": who, "name": named(who), "country": who in codes().countries, "events": n} for who, n in _ordered(sums.items())]
