"""One thing of a ledger with all that is known of it: an event, a record or an article, by its id or the beginning of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..plain.events import event
from ..store import Ledger
from ..store.database import one
from ..store.rows import unpacked
from ..types import Article, Event, Filed, Record

#: Kinds of ids: how they begin, and where they stand.
KINDS = {"evt-": ("event", "event_id"), "drg-": ("record", "record_id"), "art-": ("article", "key")}


class Ambiguous(LookupError):
    """Several ids begin so; the message names some."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One of ``event``, ``filed`` (an article with its records), or ``record`` of ``article``.

    ``forwarded``: the id that was asked for, where the event goes by another one now. ``event_ids``: record id -> id of its event.
    """

    event: Event | None = None
    filed: Filed | None = None
    record: Record | None = None
    article: Article | None = None
    forwarded: str | None = None
    event_ids: tuple[tuple[str, str], ...] = ()


def show(ledger: Ledger, name: str) -> Shown | None:
    """None where there is nothing of that name. Raises Ambiguous where several ids begin so. An article may go by the id it was given."""
    name = name.strip()
    whole = _whole(ledger, name)
    if whole.startswith("evt-") and (found := ledger.event(whole)):
        return Shown(event=found, forwarded=whole if found.id != whole else None)
    if whole.startswith("drg-") and (shown := _record(ledger, whole)):
        return shown
    filed = ledger.article(whole)
    return Shown(filed=filed, event_ids=_event_ids(ledger, filed.article.id)) if filed else None


def copies(ledger: Ledger, key: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The article that this one prints again (key, title, source), None where it has its own words; and where else its very text stood."""
    sql = """SELECT first.key, first.title, first.source FROM article JOIN article AS first ON first.id = article.copy_of
             WHERE article.key = ?"""
    elsewhere = """SELECT DISTINCT sighting.source, sighting.url, sighting.published FROM sighting
                   JOIN article ON article.id = sighting.article_id WHERE article.key = ? AND sighting.source IS NOT NULL
                   AND (sighting.source <> COALESCE(article.source, '') OR COALESCE(sighting.url, '') <> COALESCE(article.url, ''))"""
    return one(ledger.db, sql, (key,)), ledger.db.query(elsewhere, (key,))


def plainly(ledger: Ledger, found: Shown) -> dict[str, Any]:
    """The same for programs: the event or record as their contracts have them, an article with its records."""
    if found.event:
        return event(found.event) | ({"forwarded_from": found.forwarded} if found.forwarded else {})
    article = found.article or (found.filed.article if found.filed else None)
    assert article is not None
    sql = """SELECT record.record_id, record.body FROM record JOIN article ON article.id = record.article_id
             WHERE article.key = ? AND record.coder_id = article.coder_id ORDER BY record.id"""
    ids = dict(found.event_ids)
    told = [{**json.loads(unpacked(r["body"])), "event_id": ids.get(r["record_id"])} for r in ledger.db.query(sql, (article.id,))]
    if found.record:
        return next(r for r in told if r["id"] == found.record.id)
    names = ("id", "title", "published", "dated_by", "source", "author", "url", "language", "partial", "text")
    return {name: getattr(article, name) for name in names} | {"records": told}


def _whole(ledger: Ledger, name: str) -> str:
    """The id that begins so; ids end in hexadecimal digits, so that all of them stand before ``g``."""
    for begins, (table, column) in KINDS.items():
        if not name.startswith(begins) or len(name) < len(begins) + 2:
            continue
        sql = f"SELECT {column} AS id FROM {table} WHERE {column} >= ? AND {column} < ? ORDER BY {column} LIMIT 5"
        found = list(dict.fromkeys(row["id"] for row in ledger.db.query(sql, (name, name + "g"))))
        if table == "event" and not found:
            sql = "SELECT old_event_id AS id FROM forward WHERE old_event_id >= ? AND old_event_id < ? ORDER BY old_event_id LIMIT 5"
            found = [row["id"] for row in ledger.db.query(sql, (name, name + "g"))]
        if len(found) > 1 and name not in found:
            raise Ambiguous(f"several ids begin with {name}: {', '.join(found[:4])}{' …' if len(found) > 4 else ''}; give more of it")
        return name if name in found or not found else found[0]
    return name


def _record(ledger: Ledger, name: str) -> Shown | None:
    sql = """SELECT article.key FROM record JOIN article ON article.id = record.article_id AND article.coder_id = record.coder_id
             WHERE record.record_id = ?"""
    row = one(ledger.db, sql, (name,))
    filed = ledger.article(row["key"]) if row else None
    record = next((r for r in filed.records if r.id == name), None) if filed else None
    if filed is None or record is None:
        return None
    return Shown(record=record, article=filed.article, event_ids=_event_ids(ledger, filed.article.id))


def _event_ids(ledger: Ledger, key: str) -> tuple[tuple[str, str], ...]:
    sql = """SELECT record.record_id, event.event_id FROM record JOIN event ON event.id = record.event_id
             JOIN article ON article.id = record.article_id WHERE article.key = ? ORDER BY record.id"""
    return tuple((row["record_id"], row["event_id"]) for row in ledger.db.query(sql, (key,)))
