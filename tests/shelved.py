"""A ledger with given events in it, row by row, for the tests of what asks it: nothing is read and nothing gathered."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dragoman.store import Ledger, lookup, rows
from dragoman.store.writing import insert, put_all
from dragoman.types import Article, Event, Reading


def shelve(path: Path, events: Iterable[Event]) -> Path:
    """A new ledger at ``path`` that holds the events with their reports and articles."""
    with Ledger.open(path, write=True, create=True) as ledger, ledger.db.transaction():
        coder = {
            "name": "test",
            "version": "0",
            "ontology": "plover",
            "reader": "rules",
            "data_sha256": "",
            "started": "2031-03-05T00:00:00Z",
        }
        coder_id = insert(ledger.db, "coder", {**coder, "current": 1, "recoded_to": None})
        known: dict[str, int] = {}
        for event in events:
            _event(ledger, event, known, coder_id)
    return path


def _event(ledger: Ledger, event: Event, known: dict[str, int], coder_id: int) -> None:
    row, who, steps = rows.event_row(event), rows.party_rows(event), [rows.history_row(c) for c in event.history]
    number = insert(ledger.db, "event", row)
    for table, parts in (("event_party", who), ("history", steps)):
        put_all(ledger.db, table, [{"event_id": number, **part} for part in parts])
    lookup.put(ledger.db, number, row, who)
    for report in event.reports:
        article_id = known.get(report.article.id) or _article(ledger, report.article, coder_id)
        known[report.article.id] = article_id
        told = {"article_id": article_id, "coder_id": coder_id, "event_id": number, "origin": report.origin, "reprint": int(report.reprint)}
        insert(ledger.db, "record", {**rows.record_row(report.record, _reading(report.article), "2031-03-05"), **told, "facts": None})


def _reading(article: Article) -> Reading:
    return Reading(article=article, title=article.title, published=article.published, source=article.source, language=article.language)


def _article(ledger: Ledger, article: Article, coder_id: int) -> int:
    row = rows.article_row(_reading(article))
    number = insert(
        ledger.db, "article", {**row, "coder_id": coder_id, "story": f"sty-{row['key'][4:]}", "stored_at": "2031-03-05T00:00:00Z"}
    )
    ledger.db.index(number, article.title, article.text)
    return number
