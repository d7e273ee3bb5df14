"""Answers as CSV: one header, safe cells (exporters/gathered/cells.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import IO, Any

from ..exporters.gathered import Left, Options
from ..exporters.gathered.cells import Sheet


def as_csv(found: Iterable[Mapping[str, Any]], out: IO[str]) -> None:
    """Rows that all have the columns of the first; nothing where there is none."""
    rows = iter(found)
    first = next(rows, None)
    if first is None:
        return
    sheet = Sheet(out, tuple(first), Options(), Left())
    for row in chain([first], rows):
        sheet.add(row)
