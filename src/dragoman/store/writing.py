"""Rows into tables, each with its hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .database import Database
from .hashes import row_hash

#: Tables whose rows carry no hash: what they say is in, or follows from, rows that do (store/verify.py computes it again).
UNHASHED = frozenset({"problem", "event_party", "history", "clue"})


#: Columns of an article that are never changed.
LASTING = frozenset({"key", "text", "text_sha256"})


def insert(database: Database, table: str, row: Mapping[str, Any]) -> int:
    """A row for a table with a column ``id``; gives it."""
    return database.insert(table, hashed(table, row))


def put(database: Database, table: str, row: Mapping[str, Any]) -> None:
    """A row for a table without one."""
    whole = hashed(table, row)
    database.execute(insertion(table, tuple(whole)), tuple(whole.values()))


def put_all(database: Database, table: str, found: Sequence[Mapping[str, Any]]) -> None:
    """Rows of the same columns."""
    if found:
        whole = [hashed(table, row) for row in found]
        database.many(insertion(table, tuple(whole[0])), [tuple(row.values()) for row in whole])


def update(database: Database, table: str, row: Mapping[str, Any], more: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write a whole row (all its columns are given, ``id`` too) as it is now. ``more``: as for ``row_hash``."""
    whole = {**row, "row_sha256": row_hash(row, more)}
    number = whole.pop("id")
    if "text_sha256" in whole:
        whole = {name: value for name, value in whole.items() if name not in LASTING}
    names = ",".join(f'"{name}" = ?' for name in whole)
    database.execute(f'UPDATE "{table}" SET {names} WHERE id = ?', (*whole.values(), number))


def hashed(table: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    return row if table in UNHASHED else {**row, "row_sha256": row_hash(row)}


def insertion(table: str, columns: Sequence[str]) -> str:
    names = ",".join(f'"{c}"' for c in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({",".join("?" * len(columns))})'


def changed(database: Database, kind: str, ref: str, action: str, now: str, into: str | None = None) -> None:
    """One entry of the feed of changes."""
    put(database, "change", {"at": now, "kind": kind, "ref": ref, "action": action, "into_ref": into})
