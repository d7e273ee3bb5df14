"""Row hashes: a bit that rots on the disk is found, whatever column it stands in (SQLite itself does not look)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

#: Columns that a row's hash leaves out: itself, and the number that the database gave the row.
APART = frozenset({"id", "seq", "row_sha256"})


def row_hash(row: Mapping[str, Any], more: Iterable[Mapping[str, Any]] = ()) -> str:
    """SHA-256 of the columns, by their names in order; ``text`` and ``body`` count through the hash beside them.

    ``more``: rows of other tables that belong to it, in an order that does not depend on the database.
    """
    return hashlib.sha256(_told([_columns(row), *map(_columns, more)])).hexdigest()


def _columns(row: Mapping[str, Any]) -> list[Any]:
    apart = APART | {name for name in ("text", "body") if f"{name}_sha256" in row}
    return [[name, _plain(row[name])] for name in sorted(row) if name not in apart]


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value


_PLAIN = json.JSONEncoder(separators=(",", ":")).encode


def _told(value: Any) -> bytes:
    return _PLAIN(value).encode("ascii")


def key_of(text_sha256: str) -> str:
    """The ledger's own id of an article."""
    return f"art-{text_sha256[:16]}"


def event_id_of(record_id: str) -> str:
    """The id of an event that a record is the first to tell of."""
    return f"evt-{hashlib.sha256(record_id.encode()).hexdigest()[:16]}"
