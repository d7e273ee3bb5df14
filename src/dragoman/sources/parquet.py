"""Parquet -> one article a row, with the columns that a line of JSONL has. Needs pyarrow; runs in a process of its own (child.py)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from . import days
from .found import Found

#: Columns that are read; others are the user's own.
COLUMNS = ("id", "text", "title", "published", "date", "source", "url", "language", "author")
#: Rows that are unpacked at once.
ROWS = 64


def rows(path: str) -> Iterator[Found]:
    """An article for each row, in order."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            columns = [name for name in COLUMNS if name in file.schema_arrow.names]
            if "text" not in columns:
                yield Found(refused="no column 'text': give the articles' text in one")
                return
            for batch in file.iter_batches(batch_size=ROWS, columns=columns, use_threads=False):
                yield from (_row(row) for row in batch.to_pylist())
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        yield Found(refused=f"not Parquet, or damaged ({str(error).splitlines()[0][:100] if str(error) else type(error).__name__})")


def some(path: str, start: int, stop: int) -> Iterator[Found]:
    """Rows ``start`` to ``stop`` of a sound file that has a column ``text``, counted from 0; only row groups that hold them are read."""
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        groups, first, at = [], start, 0
        for n in range(file.num_row_groups):
            size = file.metadata.row_group(n).num_rows
            if at < stop and at + size > start:
                groups.append(n)
                first = at if len(groups) == 1 else first
            at += size
        columns, at = [name for name in COLUMNS if name in file.schema_arrow.names], first
        for batch in file.iter_batches(batch_size=ROWS, row_groups=groups, columns=columns, use_threads=False):
            kept = batch.slice(max(0, start - at), max(0, min(stop, at + batch.num_rows) - max(start, at)))
            at += batch.num_rows
            yield from (_row(row) for row in kept.to_pylist())


def _row(row: Mapping[str, Any]) -> Found:
    text = _string(row.get("text"))
    if not text:
        return Found(refused="no text in this row")
    given = row.get("published") if row.get("published") is not None else row.get("date")
    published = given.isoformat()[:10] if isinstance(given, datetime.date) else days.day(_string(given))
    found = Found(text=text, published=published, dated_by="given" if published else None)
    if given is not None and published is None:
        found.notes.append(f"'published' is {str(given)[:40]!r}, not a date such as 2024-01-16: left out")
    for name in ("id", "title", "source", "url", "language", "author"):
        setattr(found, name, _string(row.get(name)))
    return found


def _string(value: Any) -> str | None:
    """Text; whole numbers too, as ids are often such."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace") or None
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "" else None
