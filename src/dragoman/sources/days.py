"""Days of publication as pages, feeds and mail headers write them -> ISO 8601 dates."""

from __future__ import annotations

import datetime
import re
from email.utils import parsedate_to_datetime

#: Characters of a date; a longer one is none.
LONGEST = 80
_ISO = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?![\d-])")
_ORDINAL = re.compile(r"\s*(\d{4})-?(\d{3})(?!\d)")
#: 03/04/2024: March or April? Only one of them can be meant where the other number is over twelve.
_NUMBERS = re.compile(r"\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_IN_URL = re.compile(r"/((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2]|(?<=[/-])[1-9])\2(0[1-9]|[12]\d|3[01]|(?<=[/-])[1-9])(?=[/._-]|$)")
_EARLIEST = 1600


def day(value: str | None) -> str | None:
    """The day that the words name, in the writer's own time zone; None where they name none, or where it is not clear which."""
    if not value or len(value) > LONGEST or not any(map(str.isdigit, value)):
        return None
    return _made(*match.groups()) if (match := _ISO.match(value)) else _mail(value) or _ordinal(value) or _numbers(value) or _words(value)


def of_url(url: str | None) -> str | None:
    """The day in an address such as ``/2024/01/16/``."""
    found = _IN_URL.search(url[:2000]) if url else None
    return _made(found[1], found[3], found[4]) if found else None


def _made(year: str | int, month: str | int, number: str | int) -> str | None:
    try:
        made = datetime.date(int(year), int(month), int(number))
    except (ValueError, OverflowError):
        return None
    return made.isoformat() if made.year >= _EARLIEST else None


def _mail(value: str) -> str | None:
    """RFC 5322: ``Tue, 16 Jan 2024 09:00:00 +0300``."""
    try:
        made = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _made(made.year, made.month, made.day)


def _ordinal(value: str) -> str | None:
    """``2024-016``: the sixteenth day of the year."""
    found = _ORDINAL.match(value)
    if not found or not 1 <= int(found[2]) <= 366 or not 1 <= int(found[1]) <= 9000:
        return None
    made = datetime.date(int(found[1]), 1, 1) + datetime.timedelta(days=int(found[2]) - 1)
    return _made(made.year, made.month, made.day) if made.year == int(found[1]) else None


def _numbers(value: str) -> str | None:
    found = _NUMBERS.match(value)
    if not found:
        return None
    one, other = int(found[1]), int(found[3])
    if one > 12 >= other or (found[2] == "." and other <= 12):  # with dots the day comes first
        return _made(found[4], other, one)
    return _made(found[4], one, other) if other > 12 or one == other else None


def _words(value: str) -> str | None:
    """``16 January 2024``, ``Jan 16, 2024 9:00 am EST``: what dateutil understands, if day, month and year are all there."""
    from dateutil import parser

    if _NUMBERS.match(value):
        return None
    try:
        # what is missing is taken from the default, so that two defaults tell
        made = [parser.parse(value, default=datetime.datetime(y, m, d), ignoretz=True) for y, m, d in ((2001, 2, 3), (2004, 5, 6))]
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, RecursionError):
        return None
    return _made(made[0].year, made[0].month, made[0].day) if made[0].date() == made[1].date() else None
