"""Rows that say nothing new but help to find events: their contexts one by one, and the names of parties in one spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..knowledge.actors.fold import fold
from .database import Database


def put(database: Database, number: int, row: Mapping[str, Any], who: Sequence[Mapping[str, Any]]) -> None:
    """Those of one event, instead of what there was. ``row``: of the table ``event``; ``who``: of ``event_party``."""
    database.execute("DELETE FROM event_context WHERE event_id = ?", (number,))
    if row["context"]:
        contexts = [(number, context, row["date"]) for context in row["context"].split("; ")]
        database.many("INSERT INTO event_context (event_id, context, date) VALUES (?, ?, ?)", contexts)
    names = [(party["name"], folded(party["name"])) for party in who]
    if names:
        database.many("INSERT INTO party_name (name, folded) VALUES (?, ?) ON CONFLICT DO NOTHING", names)


def rebuild(database: Database) -> None:
    """Make them all anew from the events."""
    with database.transaction():
        for table in ("event_context", "party_name"):
            database.execute(f"DELETE FROM {table}")
        for row in list(database.query("SELECT id, context, date FROM event")):
            put(database, row["id"], row, database.query("SELECT name FROM event_party WHERE event_id = ?", (row["id"],)))


def folded(name: str) -> str:
    """A name's words in one spelling, each between spaces, so that a word is found as `` putin ``."""
    return f" {' '.join(fold(name))} "
