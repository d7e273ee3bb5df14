"""Tables between the tasks: what columns they have, how they are written, and the numbers by which articles and records go."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

Table = Any
Row = dict[str, Any]

TEXT = pa.string()
#: An article as it came in. ``refused``: why there is none.
GIVEN = pa.schema(
    [(name, TEXT) for name in ("id", "text", "title", "published", "source", "url", "language", "author", "dated_by", "raw_sha256")]
    + [(name, TEXT) for name in ("partial", "locator", "refused")]
)
#: An article as it was read. ``status``: read, refused, failed. ``origin``: whose copy it prints. ``records``: JSON, see ``reading.told``.
READ = pa.schema(
    [(name, TEXT) for name in ("status", "reason", "key", "text_sha256", "id", "locator", "title", "published", "source", "url")]
    + [(name, TEXT) for name in ("language", "author", "partial", "origin")]
    + [("signature", pa.binary()), ("terms", TEXT), ("words", pa.int64()), ("records", pa.list_(TEXT))]
)
#: ``kind``: t(ext), a(rticle), r(ecord). ``asks``: it looks for others under this key, and is not only found.
KEYS = pa.schema([("bucket", pa.int32()), ("kind", TEXT), ("key", pa.int64()), ("number", pa.int64()), ("asks", pa.bool_())])
#: ``first``: the article, an earlier one, that has the same text.
SAME = pa.schema([("number", pa.int64()), ("first", pa.int64())])
PAIRS = pa.schema([("part", pa.int32()), ("kind", TEXT), ("a", pa.int64()), ("b", pa.int64())])
#: ``home``: the partition of the first member, which does the work for all; ``group``: number of the first member.
GROUPS = pa.schema([("home", pa.int32()), ("kind", TEXT), ("group", pa.int64()), ("number", pa.int64())])
PLACED = pa.schema([("number", pa.int64()), ("story", TEXT), ("first", pa.int64())])
IN_EVENT = pa.schema([("number", pa.int64()), ("event_id", TEXT)])

#: What the run gives. ``duplicate_of``: the article with the very same text, which counts; ``copy_of``: the one of which this is a copy.
KEPT = tuple(n for n in READ.names if n not in {"records", "signature", "terms"})
ARTICLES = pa.schema([*(READ.field(n) for n in KEPT), *((n, TEXT) for n in ("duplicate_of", "copy_of", "story"))])
#: ``record_json``: as ``dragoman read`` writes it; ``event_json``: as ``dragoman query --format jsonl`` does; the columns are a ledger's.
RECORDS = pa.schema([(n, TEXT) for n in ("record_id", "article", "event_id", "record_json")])
_WHOLE: tuple[str, ...] = ("quad_code", "geonames_id", "reports", "independent_reports", "reprints")
_WHOLE += tuple(f"{name}_{end}" for name in ("dead", "injured", "arrested", "quantity") for end in ("low", "high"))
_TEXTS: tuple[str, ...] = (
    "event_id",
    "event",
    "mode",
    "context",
    "actor",
    "actor_code",
    "actor_sector",
    "recipient",
    "recipient_code",
    "recipient_sector",
)
_TEXTS += ("date", "enddate", "date_edtf", "place", "country", "adm1", "precision", "status", "reported_as", "asserted_by", "denied_by")
_TEXTS += ("quantity", "first_seen", "last_seen", "headline", "quote", "event_json")
EVENTS = pa.schema(
    [(n, TEXT) for n in _TEXTS]
    + [(n, pa.int64()) for n in _WHOLE]
    + [(n, pa.float64()) for n in ("event_scale", "lat", "lon", "confidence")]
)

#: A number is partition, row and record in one: 22, 28 and 12 bits; record 0 stands for the article itself.
ROW, PART = 12, 40
MOST_RECORDS = (1 << ROW) - 1


def number(part: int, row: int, record: int = 0) -> int:
    return part << PART | row << ROW | record


def part_of(n: int) -> int:
    return n >> PART


def row_of(n: int) -> int:
    return n >> ROW & (1 << (PART - ROW)) - 1


def record_of(n: int) -> int:
    return n & MOST_RECORDS


def article_of(n: int) -> int:
    """The number of the article that a record is of."""
    return n & ~MOST_RECORDS


def made(rows: Iterable[Mapping[str, Any]], schema: Any) -> Table:
    return pa.Table.from_pylist(list(rows), schema)


def write(path: Path, table: Table) -> str:
    """The file is there whole or not at all; its SHA-256. The same table gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    parquet.write_table(table, passing, compression="zstd", row_group_size=50_000)
    with passing.open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
    os.replace(passing, path)
    return sha


def read(path: Path, columns: Sequence[str] | None = None, where: Any = None) -> list[Row]:
    """``where``: as pyarrow has filters. Row groups that cannot hold such rows are not read."""
    found: list[Row] = parquet.read_table(path, columns=columns, filters=where, use_threads=False).to_pylist()
    return found
