"""What is remembered of feeds from one run to the next: two small tables in the ledger, so that both are saved or lost together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from ..store.database import Database, one

#: Entries that left their feed this many seconds ago are forgotten; the ledger knows their texts anyway.
FORGOTTEN = 90 * 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed. ``next_poll``: seconds of the epoch before which it is not to be asked; ``failures``: in a row; ``trouble``: the last one.

    ``etag``, ``last_modified``: of the last answer whose entries are all settled, None where there is none.
    """

    url: str
    title: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    polled_at: float | None = None
    next_poll: float | None = None
    failures: int = 0
    trouble: str | None = None


class Memory:
    """Feeds and their entries in a ledger's database, which raises LedgerError."""

    def __init__(self, database: Database) -> None:
        self.db = database

    def feed(self, url: str) -> Feed:
        """What is known of a feed; of one never met only its address."""
        row = one(self.db, "SELECT * FROM feed WHERE url = ?", (url,))
        if row is None:
            return Feed(url=url)
        return Feed(**{**row, "polled_at": _seconds(row["polled_at"]), "next_poll": _seconds(row["next_poll"])})

    def keep(self, feed: Feed) -> None:
        """Save what is known of a feed."""
        sql = """INSERT INTO feed (url, title, etag, last_modified, polled_at, next_poll, failures, trouble) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (url) DO UPDATE SET title = excluded.title, etag = excluded.etag, last_modified = excluded.last_modified,
                 polled_at = excluded.polled_at, next_poll = excluded.next_poll, failures = excluded.failures, trouble = excluded.trouble"""
        told = (feed.url, feed.title, feed.etag, feed.last_modified)
        with self.db.transaction():
            self.db.execute(sql, (*told, _moment(feed.polled_at), _moment(feed.next_poll), feed.failures, feed.trouble))

    def tries(self, url: str) -> dict[str, int | None]:
        """The entries of a feed that were met: how often their page was tried in vain, None for those that are settled."""
        rows = self.db.query("SELECT entry, tries, settled FROM feed_entry WHERE feed = ?", (url,))
        return {row["entry"]: None if row["settled"] else row["tries"] for row in rows}

    def met(self, url: str, entries: Iterable[str], now: float) -> None:
        """These stand in the feed; those that have not for long are forgotten."""
        sql = (
            "INSERT INTO feed_entry (feed, entry, met_at) VALUES (?, ?, ?) ON CONFLICT (feed, entry) DO UPDATE SET met_at = excluded.met_at"
        )
        with self.db.transaction():
            self.db.many(sql, [(url, entry, _moment(now)) for entry in entries])
            self.db.execute("DELETE FROM feed_entry WHERE feed = ? AND met_at < ?", (url, _moment(now - FORGOTTEN)))

    def settle(self, url: str, entries: Iterable[str]) -> None:
        """These were handed to the ledger."""
        with self.db.transaction():
            self.db.many("UPDATE feed_entry SET settled = 1 WHERE feed = ? AND entry = ?", [(url, entry) for entry in entries])

    def tried(self, url: str, entry: str) -> None:
        """The page of an entry was asked for in vain."""
        with self.db.transaction():
            self.db.execute("UPDATE feed_entry SET tries = tries + 1 WHERE feed = ? AND entry = ?", (url, entry))


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _seconds(moment: str | None) -> float | None:
    return None if moment is None else datetime.fromisoformat(moment).timestamp()
