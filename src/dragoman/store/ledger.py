"""The ledger: what was read, kept in a database, and what several articles report of one event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..plain import sha256
from ..sources import Unread
from ..types import Event, Filed, Reading
from . import back, clues, filters, lookup, rows
from .coder import Coder, coder
from .database import Database, Row, one
from .naming import understood
from .outcome import Clock, Outcome
from .sqlite import SQLite

SERVERS = ("postgresql://", "postgres://")


def clock() -> str:
    """Now, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Ledger:
    """Open it with ``Ledger.open``. ``db``: the database, for those who ask in SQL. Raises LedgerError, whose message says what helps."""

    def __init__(self, db: Database, now: Clock = clock) -> None:
        self.db, self.now = db, now
        if db.writable:
            clues.complete(db)

    @classmethod
    def open(cls, where: str | Path, write: bool = False, create: bool = False) -> Ledger:
        """A file, or ``postgresql://…``. Without ``write`` nothing is ever changed; ``create``: make one where there is none."""
        return cls(database(where, write or create, create))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    def add(self, item: Reading | Unread, by: Coder | None = None, locator: str | None = None) -> Outcome:
        """Put down one reading, or that an input gave none; stored when this returns.

        The same text again adds nothing, but a sighting where outlet, address or day are others. ``by``: who coded, the bundled rules
        and model where not told. ``locator``: where it stands in what was read, the article's own where not told.
        """
        from . import adding  # brings along all that reads a text

        return adding.add(self.db, item, by or bundled(), self.now(), locator)

    def known(self, text: str) -> str | None:
        """The key of the article with this text, None where there is none."""
        row = one(self.db, "SELECT key FROM article WHERE text_sha256 = ?", (sha256(text),))
        return row["key"] if row else None

    def events(self, filter: filters.Filter | None = None) -> Iterator[Event]:
        """Events with their reports, by date (those without one first), a few hundred at a time. Raises FilterError for what is no code."""
        on = filters.events_where(understood(self.db, filter or filters.Filter()).asked, self.db.kind)
        where = f" WHERE {on.sql}" if on else ""
        return back.events(self.db, self.db.each(f"SELECT e.* FROM event e{where} ORDER BY e.date NULLS FIRST, e.id", on.params))

    def event(self, event_id: str) -> Event | None:
        """The event of that id, or the one that it was merged into; None where there is none."""
        row = self._event_row(event_id)
        return next(back.events(self.db, [row]), None) if row else None

    def _event_row(self, event_id: str) -> Row | None:
        passed_on = one(self.db, "SELECT event_id FROM forward WHERE old_event_id = ?", (event_id,))
        return one(self.db, "SELECT * FROM event WHERE event_id = ?", (passed_on["event_id"] if passed_on else event_id,))

    def filed(self, filter: filters.Filter | None = None) -> Iterator[Filed]:
        """Articles with their records, as they were stored; with a filter those that report an event of it."""
        on = filters.articles_where(understood(self.db, filter or filters.Filter()).asked, self.db.kind)
        where = f" WHERE {on.sql}" if on else ""
        return back.filed(self.db, self.db.each(f"SELECT a.* FROM article a{where} ORDER BY a.id", on.params))

    def article(self, key: str) -> Filed | None:
        """An article with its records, by its key ("art-…"), the id that it was given, or the beginning of its key."""
        row = one(self.db, "SELECT * FROM article WHERE key = ?", (key,))
        row = row or one(self.db, "SELECT * FROM article WHERE given_id = ? ORDER BY id LIMIT 1", (key,))
        return next(back.filed(self.db, [row]), None) if row else None

    def reading(self, key: str) -> dict[str, Any] | None:
        """All that was understood of an article, as ``dragoman read --format reading`` writes it; None where there is none."""
        sql = """SELECT article.id, article.text, article.coder_id, reading.body FROM article
                 JOIN reading ON reading.article_id = article.id AND reading.coder_id = article.coder_id WHERE article.key = ?"""
        row = one(self.db, sql, (key,))
        if row is None:
            return None
        told = self.db.query("SELECT body FROM record WHERE article_id = ? AND coder_id = ? ORDER BY id", (row["id"], row["coder_id"]))
        return rows.whole(rows.inflated(row["body"]), row["text"], [rows.from_json(rows.unpacked(r["body"])) for r in told])

    def counts(self) -> dict[str, int]:
        """How many inputs ended how: stored, duplicate, partial, refused, failed (and started, while they are read)."""
        return {row["status"]: row["n"] for row in self.db.query("SELECT status, count(*) AS n FROM intake GROUP BY status")}

    def size(self) -> dict[str, int]:
        """How many articles, records (of those readings that count) and events there are."""
        sql = "SELECT (SELECT count(*) FROM article) AS articles, (SELECT count(*) FROM record WHERE event_id IS NOT NULL) AS records"
        return self.db.query(f"{sql}, (SELECT count(*) FROM event) AS events")[0]

    def reindex(self) -> None:
        """Make anew all that follows from other rows, and by which articles and events are found."""
        with self.db.transaction():
            self.db.reindex()
            lookup.rebuild(self.db)
            clues.rebuild(self.db)


def bundled() -> Coder:
    """The rules and model that come along."""
    from ..knowledge import Knowledge

    return coder(Knowledge())


def database(where: str | Path, write: bool = False, create: bool = False) -> Database:
    """The database of that name, brought up to date where it is written to."""
    if str(where).startswith(SERVERS):
        from .postgres import Postgres

        return Postgres(str(where), write, create)
    return SQLite(Path(where), write, create)
