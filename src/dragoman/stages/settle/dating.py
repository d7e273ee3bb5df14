"""When a record's event took place."""

from __future__ import annotations

from ...timeline import day_range
from ...types import Reading
from .same import Draft


def date(draft: Draft, reading: Reading) -> str | None:
    return min(draft.times, key=extent, default=None)


def extent(edtf: str) -> int:
    """How vague a date is; the most exact of several is kept."""
    first, last = day_range(edtf)
    return 0 if first == last else (31 if first and last and first[:7] == last[:7] else 365)
