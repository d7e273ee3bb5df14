"""CSV: one row for each report of an event (native.py), lists joined by ``; `` within a cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from ...types import Event
from . import native
from .cells import Sheet
from .coded import joined
from .left import Left
from .options import Options

_PARTS = {"parties": native.PARTY, "sources": native.SOURCE}
#: The columns of native.py; a list of parties is one column for each of their fields: ``actor_text``, ``actor_start`` …
COLUMNS = tuple(
    column
    for name, kind in native.COLUMNS.items()
    for column in ([f"{name}_{part}" for part in _PARTS[kind]] if kind in _PARTS else [name])
)


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    left = Left(noun="report")
    sheet = Sheet(out, COLUMNS, options, left)
    for event in events:
        for row in native.rows(event, options):
            sheet.add(flat(row))
    return left


def flat(row: native.Row) -> dict[str, Any]:
    """The row without lists. A party that lacks a field keeps an empty place in that field's list."""
    made: dict[str, Any] = {}
    for name, value in row.items():
        kind = native.COLUMNS[name]
        if kind == "texts":
            made[name] = joined(value)
        elif kind in _PARTS:
            made |= {f"{name}_{part}": joined(words(item[part]) for item in value) for part in _PARTS[kind]}
        else:
            made[name] = value
    return made


def words(value: Any) -> str | None:
    """A field of a party as text; its sectors, of which the first is the main one, with a blank between."""
    if isinstance(value, list):
        return " ".join(value)
    return None if value is None else str(value)
