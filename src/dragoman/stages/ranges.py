"""Two dates that name the ends of one stretch: "from March 3 to April 5", "between 2010 and 2012", "Monday-Friday". Pure; for ``when``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from ..knowledge.time import TimeWords
from ..timeline import day_range, first_day
from ..types import Time

#: Dates that may be an end: a year, a month or a day.
_END = re.compile(r"(\d{4})(-\d\d){0,2}$")
_YEAR = re.compile(r"\d{4}")
#: Characters between two ends.
_GAP = 9


def ranges(times: Sequence[Time], lower: str, words: TimeWords) -> list[Time]:
    """The times of a sentence; both ends of a stretch have its first and last day as ``edtf``, and the first lies before the last."""
    out = list(times)
    for n in pairs(times, lower, words):
        first, last = earlier(out[n], out[n + 1], lower, words), out[n + 1]
        (start, _), (_, end) = day_range(first.edtf), day_range(last.edtf)
        if start and end and start < end:
            whole = f"{first.value}/{last.value}"
            out[n : n + 2] = replace(first, edtf=whole), replace(last, edtf=whole)
    return out


def pairs(times: Sequence[Time], lower: str, words: TimeWords) -> Iterator[int]:
    """Positions of the first of two dates that the words around make a stretch; none is in two."""
    taken = -1
    for n, (first, last) in enumerate(pairwise(times)):
        if n == taken or last.start - first.end > _GAP or not (is_end(first) and is_end(last)):
            continue
        gap = lower[first.end : last.start].strip()
        before = lower[: first.start].rsplit(None, 1)[-1:] if first.start else []
        if gap in words.words["between"] or " ".join((*before, gap)) in words.words["between"]:
            taken = n + 1
            yield n


def is_end(time: Time) -> bool:
    return time.type == "DATE" and time.edtf == time.value and _END.match(time.value) is not None


def earlier(first: Time, last: Time, lower: str, words: TimeWords) -> Time:
    """The first end moved before the last, where its words leave the week or the year open."""
    a, b = first_day(first.value), first_day(last.value)
    text = lower[first.start : first.end]
    if a is None or b is None or len(first.value) != len(last.value) or len(first.value) == 4 or _YEAR.search(text):
        return first
    if text.split()[-1] in words.words["weekday"]:
        value = (b - timedelta((b - a).days % 7 or 7)).isoformat()
    else:
        value = f"{b.year - (first.value[4:] > last.value[4:]):04}{first.value[4:]}"
    return replace(first, value=value, edtf=value) if first_day(value) else first
