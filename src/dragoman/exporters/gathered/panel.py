"""Counts by country and month, for models of what comes next: a row for each country, month, type and way of telling that has events.

Only counts are kept. An event counts where and when it happened, in the month of its first day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import IO

from ...types import Event
from . import coded
from .cells import Sheet
from .left import Left
from .options import NO_FACT, Options

COLUMNS = ("country_iso3", "year", "month", "month_id", "event_type", "status", "n_events", "n_reports", "n_sources")
#: Months of VIEWS count from January 1980 = 1.
FIRST_YEAR = 1980
Cell = tuple[str, int, int, str, str]


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """``status`` is how the events are told (fact, claimed …), ``n_sources`` their independent reports, ``n_reports`` all of them."""
    left = Left(noun="row")
    counts: defaultdict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0])
    for event in events:
        found = cell(event, options)
        if isinstance(found, str):
            left.out[found] += 1
            continue
        for n, more in enumerate((1, len(event.reports), event.independent_reports)):
            counts[found][n] += more
    sheet = Sheet(out, COLUMNS, options, left)
    for (country, year, month, kind, told), (events_, reports, sources) in sorted(counts.items()):
        row = {"country_iso3": country, "year": year, "month": month, "month_id": (year - FIRST_YEAR) * 12 + month}
        sheet.add({**row, "event_type": kind, "status": told, "n_events": events_, "n_reports": reports, "n_sources": sources})
    return left


def cell(event: Event, options: Options) -> Cell | str:
    """Which count the event adds to; else why it stays out."""
    if not options.lets(event, NO_FACT):
        return event.reported_as
    country, day = coded.where(event), coded.first_day(event)
    if country is None:
        return "no country"
    if day is None:
        return "no date"
    if coded.grain(event.date_edtf) not in {"day", "week", "month"}:
        return "date wider than a month"
    return country.code, day.year, day.month, event.event, event.reported_as
