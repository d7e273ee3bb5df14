"""Read all articles again with the present coder. What it reads otherwise stands beside the old until all is read; then it counts.

A record carries the day of its coding. To tell whether anything has changed, an article is coded as of the day that its present records
carry, and the bytes are compared; only what differs is put down, and carries the day of the recoding.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..knowledge import Knowledge
from ..pipeline import failed
from ..plain import sha256
from ..runner import Done, readings
from ..sources import Unread
from ..types import Article, Reading
from . import rows
from .adding import distinct, new_coder, put_reading, put_records
from .coder import Coder, coder
from .database import Database, Row, fetch, one, value
from .gathering import regather
from .ledger import Ledger
from .writing import update

if TYPE_CHECKING:
    from ..llm import Server

#: Articles fetched together.
TOGETHER = 64

Tell = Callable[[str, str], None]


@dataclass(slots=True)
class Recoded:
    """Of the articles that were read: how many read as before, otherwise, or could not be read and keep what they have.

    ``before``: articles that the present coder had read already.
    """

    before: int = 0
    same: int = 0
    different: int = 0
    failed: int = 0

    @property
    def nothing(self) -> bool:
        return self.different == 0


def recode(
    ledger: Ledger, knowledge: Knowledge, *, jobs: int | None = None, server: Server | None = None, tell: Tell | None = None
) -> Recoded:
    """Bring every article to the present coder. Broken off, it goes on behind the last article that was read.

    ``tell``: called with each article's key and what came of it: same, different, failed. Nothing is added where the coder is the one
    that has read everything already.
    """
    return Recoding(ledger, coder(knowledge, server), tell).run(knowledge, jobs, server)


class Recoding:
    def __init__(self, ledger: Ledger, by: Coder, tell: Tell | None) -> None:
        self.ledger, self.db, self.by = ledger, ledger.db, by
        self.tell = tell or (lambda key, what: None)
        self.done = Recoded()
        self.waiting: deque[Row] = deque()

    def run(self, knowledge: Knowledge, jobs: int | None, server: Server | None) -> Recoded:
        row = one(self.db, "SELECT id, recoded_to FROM coder WHERE name = ?", (self.by.name,))
        number, reached = (row["id"], row["recoded_to"] or 0) if row else (0, 0)
        left = value(self.db, "SELECT count(*) FROM article WHERE id > ? AND coder_id <> ?", (reached, number))
        self.done.before = value(self.db, "SELECT count(*) FROM article") - left
        if left or self._unfinished(number):
            number = number or self._new()
            for done in readings(self._articles(number, reached), knowledge, jobs, server):
                self._compare(self.waiting.popleft(), done, number)
            self._finish(number)
        return self.done

    def _unfinished(self, number: int) -> bool:
        return bool(value(self.db, "SELECT count(*) FROM reading WHERE coder_id = ? AND pending = 1", (number,)))

    def _new(self) -> int:
        with self.db.transaction():
            return new_coder(self.db, self.by, self.ledger.now(), recoded_to=0)

    def _articles(self, number: int, reached: int) -> Iterator[Article]:
        """Those that another coder's reading counts for, as they came in."""
        while True:
            sql = "SELECT * FROM article WHERE id > ? AND coder_id <> ? ORDER BY id LIMIT ?"
            some = self.db.query(sql, (reached, number, TOGETHER))
            if not some:
                return
            for row in some:
                reached = row["id"]
                self.waiting.append(row)
                yield rows.article_as_given(row)

    def _compare(self, row: Row, done: Done, number: int) -> None:
        """Put down what differs; how far the recoding has come is committed along."""
        with self.db.transaction():
            if isinstance(done, Unread) or failed(done):
                what = "failed"
            elif as_before(self.db, row, done):
                what = "same"
            else:
                what = "different"
                day = self.ledger.now()[:10]
                put_reading(self.db, done, row["id"], number, day, pending=True)
                put_records(self.db, done, row["id"], number, day)
            update(self.db, "coder", {**fetch(self.db, "coder", number), "recoded_to": row["id"]})
        setattr(self.done, what, getattr(self.done, what) + 1)
        self.tell(row["key"], what)

    def _finish(self, number: int) -> None:
        """From now on the new readings count, all at once."""
        with self.db.transaction():
            sql = "SELECT article_id FROM reading WHERE coder_id = ? AND pending = 1 ORDER BY article_id"
            pending = [row["article_id"] for row in self.db.query(sql, (number,))]
            if pending:
                regather(self.db, pending, number, self.ledger.now())
                for row in self.db.query("SELECT * FROM coder WHERE current = 1 AND id <> ?", (number,)):
                    update(self.db, "coder", {**row, "current": 0})
                update(self.db, "coder", {**fetch(self.db, "coder", number), "current": 1})


def as_before(database: Database, row: Row, done: Reading) -> bool:
    """Whether the reading that counts, and its records, are the same bytes as the new one's."""
    old = one(database, "SELECT body_sha256, coded_date FROM reading WHERE article_id = ? AND coder_id = ?", (row["id"], row["coder_id"]))
    if old is None:
        return False
    day = old["coded_date"]
    if sha256(rows.as_json(rows.body_of(done, day))) != old["body_sha256"]:
        return False
    sql = "SELECT body FROM record WHERE article_id = ? AND coder_id = ? ORDER BY id"
    told = [rows.unpacked(r["body"]) for r in database.query(sql, (row["id"], row["coder_id"]))]
    return told == [rows.record_row(r, done, day)["body"] for r in distinct(done.records)]
