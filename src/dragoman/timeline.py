"""Calendar arithmetic between TIMEX3 values, EDTF (ISO 8601-2) dates and days. Pure; no words of any language."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

#: First and last month of a season, and whether it runs into the next year (winter 1994 = December 1994 to February 1995).
SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}

_POINT = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T\S*)?$")
_UNSURE = re.compile(r"[~?%]")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?$")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)$")
_DECADE = re.compile(r"(\d{3})X?$")
_CENTURY = re.compile(r"(\d{2})(?:XX)?$")


def day_range(edtf: str | None) -> tuple[str | None, str | None]:
    """First and last day (ISO 8601) of an EDTF date or interval; None for an open or unknown end, (None, None) for what is no date.

    Reads ``2024``, ``2024-01``, ``2024-01-16``, ``197X``, ``19XX``, intervals of these
    (``2024-01-15/2024-01-21``, ``2022-02/..``), and the marks ~ ? %.
    """
    if not edtf:
        return None, None
    first, slash, last = _UNSURE.sub("", edtf).partition("/")
    return _first(first), _last(last if slash else first)


def _first(point: str) -> str | None:
    span = _span(point)
    return span[0].isoformat() if span else None


def _last(point: str) -> str | None:
    span = _span(point)
    return span[1].isoformat() if span else None


def _span(point: str) -> tuple[date, date] | None:
    """First and last day of one EDTF or TIMEX3 point; None where it names no day, month, year or longer."""
    try:
        if m := _POINT.match(point):
            return _calendar(int(m[1]), int(m[2] or 0), int(m[3] or 0))
        if m := _WEEK.match(point):
            monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
            return (monday + timedelta(5 if m[3] else 0), monday + timedelta(6))
        if m := _PART.match(point):
            return _part(int(m[1]), m[2])
        if m := _DECADE.match(point):
            return date(int(m[1]) * 10, 1, 1), date(int(m[1]) * 10 + 9, 12, 31)
        if m := _CENTURY.match(point):
            return date(int(m[1]) * 100, 1, 1), date(int(m[1]) * 100 + 99, 12, 31)
    except (ValueError, OverflowError):  # the 31st of April, the year 0
        pass
    return None


def _calendar(year: int, month: int, day: int) -> tuple[date, date]:
    if day:
        return date(year, month, day), date(year, month, day)
    return date(year, month or 1, 1), month_end(year, month or 12)


def _part(year: int, part: str) -> tuple[date, date]:
    if part in SEASONS:
        first, last = SEASONS[part]
        return date(year, first, 1), month_end(year + (last < first), last)
    length = 3 if part[0] == "Q" else 6
    last = int(part[1]) * length
    return date(year, last - length + 1, 1), month_end(year, last)


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def edtf(value: str) -> str | None:
    """A TIMEX3 date or time as EDTF; None for durations, references (``PAST_REF``) and what is underspecified.

    Weeks, weekends, quarters, halves, seasons, decades and centuries become intervals: ``2024-W03`` is ``2024-01-15/2024-01-21``.
    """
    span = _span(value)
    if span is None:
        return None
    if m := _POINT.match(value):
        return "-".join(p for p in m.groups() if p)
    if len(value) < 4:
        return f"{span[0].year:04}/{span[1].year:04}"
    if _PART.match(value):
        return f"{span[0].isoformat()[:7]}/{span[1].isoformat()[:7]}"
    return f"{span[0].isoformat()}/{span[1].isoformat()}"


def parse_day(text: str | None) -> date | None:
    """The day of an ISO date, ``2024-01-16`` or ``2024-01-16T20:41``; None for anything else."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def first_day(value: str) -> date | None:
    """First day of a TIMEX3 value, None where it fixes none."""
    span = _span(value)
    return span[0] if span else None


def at_grain(day: date, unit: str) -> str:
    """The TIMEX3 value of the day (D), week (W), month (M), quarter (Q), year (Y), decade (E) or century (C) that holds ``day``."""
    match unit:
        case "W":
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
        case "M":
            return f"{day.year:04}-{day.month:02}"
        case "Q":
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case "Y":
            return f"{day.year:04}"
        case "E":
            return f"{day.year // 10:03}"
        case "C":
            return f"{day.year // 100:02}"
        case _:
            return day.isoformat()


def move(day: date, count: int, unit: str) -> date:
    """``day`` plus ``count`` units (D W M Q Y E C); hours and shorter leave the day as it is.

    Raises OverflowError or ValueError off the calendar.
    """
    match unit:
        case "D":
            return day + timedelta(days=count)
        case "W":
            return day + timedelta(weeks=count)
        case "M" | "Q":
            return day + relativedelta(months=count * (3 if unit == "Q" else 1))
        case "Y" | "E" | "C":
            return day + relativedelta(years=count * {"Y": 1, "E": 10, "C": 100}[unit])
        case _:
            return day
