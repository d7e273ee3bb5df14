"""One article into the ledger: everything of it in one transaction, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..pipeline import CRASHED, UNANSWERED, failed
from ..plain import sha256
from ..sources import Unread
from ..types import Article, Reading, Record
from . import gathering, placing, rows
from .coder import Coder
from .database import Database, Row, fetch, one
from .outcome import Outcome
from .writing import changed, insert, put, put_all, update

HALF = re.compile("[\ud800-\udfff]")
#: What ends an input for good; the others may be tried again.
SETTLED = frozenset({"stored", "duplicate", "partial"})


def add(database: Database, item: Reading | Unread, by: Coder, now: str, locator: str | None = None) -> Outcome:
    """Put down a reading, or that an input gave none. When this returns outside of a transaction, it is on the disk."""
    with database.transaction():
        if isinstance(item, Unread):
            return unread(database, item, now, locator)
        where, sha = locator or located(item.article), sha256(item.text)
        unfit = unstorable(database, item)
        if unfit is not None:
            note(database, where, sha, unfit, None, now)
            return unfit
        known = one(database, "SELECT * FROM article WHERE text_sha256 = ?", (sha,))
        if known is not None:
            return duplicate(database, item.article, known, now, where)
        outcome, number = _stored(database, item, by, now, where)
        note(database, where, sha, outcome, number, now)
        return outcome


def unread(database: Database, item: Unread, now: str, locator: str | None = None) -> Outcome:
    """That an input gave no article, and why."""
    outcome = Outcome(getattr(item, "status", "refused"), item.message)
    note(database, locator or item.locator, sha256(item.message), outcome, None, now)
    return outcome


def duplicate(database: Database, article: Article, known: Row, now: str, locator: str | None = None) -> Outcome:
    """A text that the ledger has (``known``: its row): one sighting more, where another outlet, address or day has it."""
    where = locator or located(article)
    with database.transaction():
        seen = database.query("SELECT source, url, published FROM sighting WHERE article_id = ?", (known["id"],))
        new = {name: getattr(article, name) for name in ("source", "url", "published")}
        if new not in seen:
            _sighted(database, article, known["id"], now, where)
            if article.source and article.source != known["source"] and article.source not in {s["source"] for s in seen}:
                gathering.retell(database, _events_of(database, known["id"]), now)
        outcome = Outcome("duplicate", f"the same text as {known['key']}", known["key"])
        note(database, where, known["text_sha256"], outcome, known["id"], now)
    return outcome


def located(article: Article) -> str:
    return article.locator or article.id


def _stored(database: Database, found: Reading, by: Coder, now: str, where: str) -> tuple[Outcome, int | None]:
    """The article and all that was understood of it, unless there was nothing to read."""
    if failed(found):
        return unusable(found), None
    coder_id, day = coder_of(database, by, now), now[:10]
    row = {**rows.article_row(found), "coder_id": coder_id, "stored_at": now}
    place = placing.placed(database, found, row["key"])
    row |= place.columns
    article_id = insert(database, "article", row)
    database.index(article_id, row["title"], row["text"])
    placing.settle(database, place, article_id)
    _sighted(database, found.article, article_id, now, where)
    changed(database, "article", row["key"], "added", now)
    put_reading(database, found, article_id, coder_id, day)
    records, first = distinct(found.records), placing.first_article(database, place.copy_of)
    gathered = gathering.gather(database, rows.article_of(row), article_id, records, first, now)
    numbers = put_records(database, found, article_id, coder_id, day, gathered.columns)
    gathering.settle(database, gathered, numbers, article_id, now)
    partial = found.article.partial
    return Outcome("partial" if partial else "stored", partial, row["key"]), article_id


def unstorable(database: Database, found: Reading) -> Outcome | None:
    """Texts hold what no database takes: half characters; and PostgreSQL takes no zeros."""
    article = found.article
    told = "".join(filter(None, (article.text, article.id, article.title, article.source, article.url, article.author)))
    if database.kind == "postgresql" and "\0" in told:
        return Outcome("refused", "there are zeros (U+0000) in it, which PostgreSQL does not store: take them out")
    if HALF.search(told):
        return Outcome("refused", "there are half characters (lone surrogates) in it: mend its encoding")
    return None


def unusable(found: Reading) -> Outcome:
    """Why a reading is not kept: our own fault, an answer that did not come, or a text that we cannot read."""
    for problem in found.problems:
        if problem.message.startswith((CRASHED, UNANSWERED)):
            return Outcome("failed", f"{problem.stage}: {problem.message}")
    reason = next((p.message for p in found.problems if p.stage != "source"), "there is nothing to read in it")
    return Outcome("refused", reason)


def put_reading(database: Database, found: Reading, article_id: int, coder_id: int, day: str, pending: bool = False) -> None:
    """A coder's reading of an article and its problems. ``day``: of coding; ``pending``: it does not count yet."""
    whole = rows.body_of(found, day)
    body, whose = rows.as_json(whole), {"article_id": article_id, "coder_id": coder_id}
    kept = {"body": rows.deflated(body), "body_sha256": sha256(body), "coded_date": day, "pending": int(pending)}
    put(database, "reading", {**whose, **kept})
    put_all(database, "problem", [{**whose, **problem} for problem in rows.problems_of(whole)])


#: What is filed with a record that is in no event.
APART: Row = {"event_id": None, "origin": None, "reprint": 0, "facts": None}


def put_records(
    database: Database, found: Reading, article_id: int, coder_id: int, day: str, columns: Sequence[Row] | None = None
) -> list[int]:
    """The records of a reading; gives the numbers of their rows. ``columns``: what each is filed with, None: in no event."""
    whose, records = {"article_id": article_id, "coder_id": coder_id}, distinct(found.records)
    numbers = []
    for record, more in zip(records, columns or [APART] * len(records), strict=True):
        row = {**whose, **rows.record_row(record, found, day), **more}
        numbers.append(insert(database, "record", {**row, "body": database.packed(row["body"])}))
    return numbers


def distinct(records: tuple[Record, ...]) -> list[Record]:
    """Records by their ids, the first of each."""
    return list({record.id: record for record in reversed(records)}.values())[::-1]


def _sighted(database: Database, article: Article, article_id: int, now: str, where: str) -> None:
    row = {"article_id": article_id, "locator": where, "given_id": article.id, "source": article.source, "url": article.url}
    insert(database, "sighting", {**row, "published": article.published, "seen_at": now})


def _events_of(database: Database, article_id: int) -> list[int]:
    sql = "SELECT DISTINCT event_id FROM record WHERE article_id = ? AND event_id IS NOT NULL ORDER BY event_id"
    return [row["event_id"] for row in database.query(sql, (article_id,))]


def note(database: Database, locator: str, item: str, outcome: Outcome, article_id: int | None, now: str) -> None:
    """What became of an input, one row for each; an input met again adds none. What was tried before it ended well is not told twice."""
    told = {"status": outcome.status, "reason": outcome.reason, "article_id": article_id}
    before = database.query("SELECT * FROM intake WHERE locator = ?", (locator,))
    same = next((row for row in before if row["item"] == item), None)
    for row in before:
        if row is not same and (row["status"] == "started" or (row["status"] not in SETTLED and not locator.startswith("-"))):
            database.execute("DELETE FROM intake WHERE id = ?", (row["id"],))
    if same is None:
        insert(database, "intake", {"locator": locator, "item": item, **told, "tries": 0, "at": now})
    elif same["status"] not in SETTLED:
        update(database, "intake", {**same, **told, "at": now})


def begin(database: Database, locator: str, item: str, now: str) -> None:
    """That an input is being read; it ends as one of the others, or stays where the program was ended."""
    before = one(database, "SELECT * FROM intake WHERE locator = ? AND item = ?", (locator, item))
    if before is None:
        row = {"locator": locator, "item": item, "status": "started", "reason": None, "article_id": None, "tries": 0, "at": now}
        insert(database, "intake", row)
    elif before["status"] not in SETTLED | {"started"}:
        update(database, "intake", {**before, "status": "started", "reason": None, "tries": 0, "at": now})


def coder_of(database: Database, by: Coder, now: str) -> int:
    """The number of a coder in this ledger; the one that coded last is the current one."""
    found = one(database, "SELECT id, current FROM coder WHERE name = ?", (by.name,))
    if found and found["current"]:
        return int(found["id"])
    for row in database.query("SELECT * FROM coder WHERE current = 1"):
        update(database, "coder", {**row, "current": 0})
    if found:
        row = fetch(database, "coder", found["id"])
        update(database, "coder", {**row, "current": 1})
        return int(row["id"])
    return new_coder(database, by, now, current=1)


def new_coder(database: Database, by: Coder, now: str, current: int = 0, recoded_to: int | None = None) -> int:
    row = {"name": by.name, "version": by.version, "ontology": by.ontology, "reader": by.reader, "data_sha256": by.data_sha256}
    return insert(database, "coder", {**row, "started": now, "current": current, "recoded_to": recoded_to})
