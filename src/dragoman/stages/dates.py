"""The day a report was published, from the words a page prints. Pure helpers of ``segment``; relative dates are for ``when``."""

from __future__ import annotations

import datetime
import re

from ..knowledge.page import Page

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-/_])(\d{1,2}|[a-z]{3})\2(\d{1,2})|(\d\d)(\d\d))(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}")
#: First three letters of English month names, in order; a date of another language needs its own page.csv and this line.
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def published(words: str, page: Page) -> str | None:
    """ISO date of the first full date in ``words``; None where there is none, or day and month cannot be told apart (03/04/2024)."""
    m = page.parts["day"].search(words)
    return _iso(m.group(), page) if m else None


def ambiguous(words: str) -> bool:
    """True for a date such as 03/04/2024, which is March in America and April elsewhere."""
    m = _YEAR_LAST.search(words)
    return bool(m and int(m[1]) <= 12 and int(m[2]) <= 12 and m[1] != m[2])


def in_address(url: str) -> str | None:
    """ISO date that a web address carries (``/2024/01/16/``, ``/2024/jan/16/``), None where it has none."""
    m = _IN_ADDRESS.search(url[:2000])
    if m is None:
        return None
    month, day = (m[3], m[4]) if m[2] else (m[5], m[6])
    return _day(m[1], _MONTHS.index(month.lower()) + 1 if month.lower() in _MONTHS else month, day)


def _iso(words: str, page: Page) -> str | None:
    if m := _YEAR_FIRST.match(words):
        return _day(m[1], m[2], m[3])
    if m := _YEAR_LAST.match(words):
        first, second = int(m[1]), int(m[2])
        if ambiguous(words):
            return None
        return _day(m[3], second, first) if first > 12 else _day(m[3], first, second)
    name = page.parts["month"].search(words)
    numbers = _NUMBER.findall(words)
    if name is None or len(numbers) != 2:
        return None
    return _day(numbers[1], _MONTHS.index(name.group()[:3].lower()) + 1, numbers[0])


def _day(year: int | str, month: int | str, day: int | str) -> str | None:
    """ISO date, None for a day that no calendar has or that no newspaper printed."""
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if 1600 <= found.year <= 2200 else None
