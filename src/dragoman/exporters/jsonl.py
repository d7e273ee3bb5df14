"""JSONL: one event record a line, or (``reading``) one article a line. Each line is written at once, so that it can be piped on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from .. import plain
from ..types import Reading
from .options import Options
from .safe import as_json


def records(readings: Iterable[Reading], out: IO[str], options: Options) -> None:
    """One PLOVER record a line."""
    for reading in readings:
        for record in understood(reading, options)["records"]:
            write(out, record)


def whole(readings: Iterable[Reading], out: IO[str], options: Options) -> None:
    """One reading a line."""
    for reading in readings:
        write(out, understood(reading, options))


def understood(reading: Reading, options: Options) -> dict[str, Any]:
    """The reading as a dict; each record with its reasons (``why``) where they were asked for."""
    found = plain.reading(reading, options.now)
    if options.explain:
        for record, why in zip(found["records"], options.reasons(reading), strict=True):
            record["why"] = list(why)
    return found


def write(out: IO[str], item: dict[str, Any]) -> None:
    out.write(as_json(item) + "\n")
    out.flush()
