"""Readings out of the house: each exporter turns Readings into one format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import IO

from ..types import Reading
from .options import Options

__all__ = ["FORMATS", "SUFFIXES", "Exporter", "Options", "exporter"]

Exporter = Callable[[Iterable[Reading], IO[str], Options], None]

FORMATS = ("table", "jsonl", "reading", "html")
#: The format that a file name asks for.
SUFFIXES = {".txt": "table", ".jsonl": "jsonl", ".ndjson": "jsonl", ".html": "html", ".htm": "html"}


def exporter(name: str) -> Exporter:
    """The exporter of a format. Each is imported when asked for: a table needs a library that JSON does not."""
    match name:
        case "table":
            from .table import write

            return write
        case "jsonl":
            from .jsonl import records

            return records
        case "reading":
            from .jsonl import whole

            return whole
        case "html":
            from .page import write as page

            return page
    raise ValueError(f"no format {name!r}; choose from {', '.join(FORMATS)}")
