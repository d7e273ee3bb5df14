"""Parquet: the rows of native.py with their types, lists kept as lists. Written in groups of rows, so that no run holds them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from ...types import Event
from . import native
from .cells import written
from .left import Left
from .options import Options

#: Rows of a group: some megabytes at a time, and groups large enough to be read quickly.
GROUP = 5_000


def write(events: Iterable[Event], out: IO[bytes], options: Options) -> Left:
    """Raises ImportError, saying what to install, where pyarrow is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ImportError("Parquet needs pyarrow: pip install 'dragoman[parquet]'") from None
    left = Left(noun="report")
    schema = pyarrow.schema([(name, arrow(kind)) for name, kind in native.COLUMNS.items()], metadata={"title": options.title})
    with pyarrow.parquet.ParquetWriter(out, schema, compression="zstd") as file:
        for group in groups(rows(events, options, left), GROUP):
            file.write_table(pyarrow.Table.from_pylist(group, schema))
            left.written += len(group)
    return left


def rows(events: Iterable[Event], options: Options, left: Left) -> Iterator[native.Row]:
    for event in events:
        for row in native.rows(event, options):
            yield {name: clean(value) for name, value in row.items()}


def groups(found: Iterator[native.Row], most: int) -> Iterator[list[native.Row]]:
    while group := list(islice(found, most)):
        yield group


def clean(value: Any) -> Any:
    """The value with every text in it such as UTF-8 can hold."""
    if isinstance(value, str):
        return written(value)
    if isinstance(value, list):
        return [clean(v) for v in value]
    return {k: clean(v) for k, v in value.items()} if isinstance(value, dict) else value


def arrow(kind: str) -> Any:
    """Arrow's type for a kind of column."""
    import pyarrow as pa

    plain = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "texts": pa.list_(pa.string())}
    if kind in plain:
        return plain[kind]
    parts = native.PARTY if kind == "parties" else native.SOURCE
    return pa.list_(pa.struct([(name, plain[part]) for name, part in parts.items()]))
