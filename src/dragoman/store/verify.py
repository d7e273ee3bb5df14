"""Does the ledger still hold what was put into it? Every row's hash, every quote, every reference; what is damaged is named."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..counted import many
from ..gather.facts import keys as keys_of_record
from ..gather.profile import keys as keys_of_article
from ..plain import sha256
from . import clues, lookup, rows
from .database import Database, LedgerError, Row, marks, value
from .hashes import key_of, row_hash
from .sqlite import SQLite, reopened

#: Tables with a hash in each row, by the column that names a row to people. ``event`` is looked at with what belongs to it.
NAMED = {
    "coder": "name",
    "article": "key",
    "sighting": "locator",
    "intake": "locator",
    "input": "path",
    "reading": "article_id",
    "record": "record_id",
    "forward": "old_event_id",
    "change": "seq",
}
#: What must be none: a sentence, and the rows that break it.
RULES = (
    (
        "article",
        "its reading is missing",
        """SELECT key AS ref FROM article a
           WHERE NOT EXISTS (SELECT 1 FROM reading r WHERE r.article_id = a.id AND r.coder_id = a.coder_id)""",
    ),
    (
        "article",
        "it was met nowhere",
        "SELECT key AS ref FROM article a WHERE NOT EXISTS (SELECT 1 FROM sighting s WHERE s.article_id = a.id)",
    ),
    (
        "intake",
        "it is told to be stored, and there is no article",
        "SELECT locator AS ref FROM intake WHERE status IN ('stored', 'duplicate', 'partial') AND article_id IS NULL",
    ),
    (
        "event",
        "no record reports it",
        "SELECT event_id AS ref FROM event e WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.event_id = e.id)",
    ),
    (
        "record",
        "it is in no event",
        """SELECT record_id AS ref FROM record r JOIN article a ON a.id = r.article_id AND a.coder_id = r.coder_id
           WHERE r.event_id IS NULL""",
    ),
    (
        "record",
        "another coder's reading counts, and it is in an event",
        """SELECT record_id AS ref FROM record r JOIN article a ON a.id = r.article_id AND a.coder_id <> r.coder_id
           WHERE r.event_id IS NOT NULL""",
    ),
    (
        "forward",
        "it leads nowhere",
        "SELECT old_event_id AS ref FROM forward f WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.event_id = f.event_id)",
    ),
)


@dataclass(frozen=True, slots=True)
class Damage:
    """``ref``: the row as people call it; ``what``: is wrong with it."""

    table: str
    ref: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.ref}: {self.what}"


def verify(database: Database, quick: bool = False, seen: Counter[str] | None = None) -> Iterator[Damage]:
    """Everything that is wrong, nothing where all is well. ``quick``: without the database's own check of the whole file.

    ``seen``: counts the rows that were looked at, by table.
    """
    counted = seen if seen is not None else Counter()
    checks: list[tuple[str, Callable[[], Iterator[Damage]]]] = [
        ("file", lambda: of_sqlite(database, quick) if isinstance(database, SQLite) else iter(())),
        *((table, _of_table(database, table, counted)) for table in NAMED),
        ("event", lambda: of_events(database, counted)),
        ("party_name", lambda: of_names(database)),
        ("clue", lambda: of_clues(database, counted)),
        ("references", lambda: of_rules(database)),
    ]
    with _any_text(database):
        for table, check in checks:
            try:
                yield from check()
            except (LedgerError, ValueError, KeyError, TypeError) as error:
                yield Damage(table, f"after {many(counted[table], 'row')}", f"cannot be read on: {error}")


@contextmanager
def _any_text(database: Database) -> Iterator[None]:
    """What is no UTF-8 any more is read all the same, so that its row can be named."""
    if not isinstance(database, SQLite):
        yield
        return
    database.connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        database.connection.text_factory = str


def of_sqlite(database: SQLite, quick: bool) -> Iterator[Damage]:
    """What SQLite itself finds: pages, indexes, references, and the index of words."""
    check = "quick_check" if quick else "integrity_check"
    for row in database.query(f"PRAGMA {check}"):
        if row[check] != "ok":
            yield Damage("file", database.where, row[check])
    for row in database.query("PRAGMA foreign_key_check"):
        yield Damage(row["table"], f"row {row['rowid']}", f"refers to a row of {row['parent']} that is not there")
    try:
        with reopened(database.path) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO article_fts (article_fts, rank) VALUES ('integrity-check', 1)")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        if (getattr(error, "sqlite_errorname", "") or "").startswith(("SQLITE_CORRUPT", "SQLITE_ERROR")):
            yield Damage(
                "article_fts", "the index of words", f"does not fit the articles ({error}); `dragoman upgrade --reindex` makes it anew"
            )


def _of_table(database: Database, table: str, seen: Counter[str]) -> Callable[[], Iterator[Damage]]:
    return lambda: of_table(database, table, seen)


def of_table(database: Database, table: str, seen: Counter[str]) -> Iterator[Damage]:
    """Each row's hash, and what follows from its columns."""
    more = {"article": of_article, "reading": of_reading, "record": of_record}.get(table)
    extra, beside = (", a.text AS of_text", " LEFT JOIN article a ON a.id = t.article_id") if table == "record" else ("", "")
    for row in _both_ways(database, f"SELECT t.*{extra} FROM {table} t{beside}"):
        if isinstance(row, Damage):
            yield Damage(table, row.ref, row.what)
            continue
        seen[table] += 1
        text = row.pop("of_text", None)
        ref = str(row[NAMED[table]])
        if row_hash(row) != row["row_sha256"]:
            yield Damage(table, ref, "the row is not as it was written")
        if more:
            try:
                wrong = list(more(database, row, text))
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, LedgerError) as error:
                wrong = [f"its body cannot be read ({type(error).__name__})"]
            yield from (Damage(table, ref, what) for what in wrong)


def _both_ways(database: Database, sql: str) -> Iterator[Row | Damage]:
    """The rows of a table ``t``; where some cannot be read, those before them and, from its end on, those behind them."""
    if not isinstance(database, SQLite):
        yield from database.each(sql)
        return
    read = 0
    try:
        for row in database.each(f"{sql} ORDER BY t.rowid"):
            read += 1
            yield row
    except LedgerError as error:
        yield Damage("", f"after {many(read, 'row')}", f"cannot be read on: {error}")
        behind = 0
        try:
            for row in database.each(f"{sql} ORDER BY t.rowid DESC"):
                behind += 1
                yield row
        except LedgerError:
            yield Damage("", f"before the last {many(behind, 'row')}", "cannot be read")


def of_article(_: Database, row: Row, __: str | None) -> Iterator[str]:
    if sha256(row["text"]) != row["text_sha256"]:
        yield "the text is not as it was written"
    if key_of(row["text_sha256"]) != row["key"]:
        yield "its key is not that of its text"


def of_reading(database: Database, row: Row, _: str | None) -> Iterator[str]:
    body = rows.inflated(row["body"])
    if sha256(body) != row["body_sha256"]:
        yield "the body is not as it was written"
    sql = 'SELECT stage, message, start, "end" FROM problem WHERE article_id = ? AND coder_id = ? ORDER BY id'
    told = database.query(sql, (row["article_id"], row["coder_id"]))
    if told != rows.problems_of(json.loads(body)):
        yield "the problems told of it are not those that it has"


def of_record(_: Database, row: Row, text: str | None) -> Iterator[str]:
    """Each quote stands in the text where the record says."""
    if text is None:
        yield "its article is missing"
        return
    if text[row["start"] : row["end"]] != row["quote"]:
        yield f"its quote does not stand at {row['start']} to {row['end']} of its article"
    found = json.loads(rows.unpacked(row["body"]))
    if found["id"] != row["record_id"]:
        yield "its body is another record's"
    for proof in found["evidence"]:
        if text[proof["start"] : proof["end"]] != proof["text"]:
            yield f"its evidence does not stand at {proof['start']} to {proof['end']} of its article"


def of_events(database: Database, seen: Counter[str]) -> Iterator[Damage]:
    """Each event's hash, over its parties and history too, and what it is found by."""
    role = "CASE role WHEN 'actor' THEN 0 WHEN 'recipient' THEN 1 WHEN 'asserts' THEN 2 ELSE 3 END"
    parties = _beside(database, f"SELECT * FROM event_party ORDER BY event_id, {role}, n")
    steps = _beside(database, "SELECT * FROM history ORDER BY event_id, id")
    contexts = _beside(database, "SELECT * FROM event_context ORDER BY event_id, context")
    for row in database.each("SELECT * FROM event ORDER BY id"):
        seen["event"] += 1
        ref = str(row["event_id"])
        if row_hash(row, [*parties(row["id"]), *steps(row["id"])]) != row["row_sha256"]:
            yield Damage("event", ref, "the row, its parties or its history are not as they were written")
        told = sorted((row["context"] or "").split("; ")) if row["context"] else []
        if [(c["context"], c["date"]) for c in contexts(row["id"])] != [(context, row["date"]) for context in told]:
            yield Damage("event_context", ref, "it is not found by its contexts; `dragoman upgrade --reindex` helps")


def of_names(database: Database) -> Iterator[Damage]:
    """Each name of a party in its one spelling."""
    for row in database.each("SELECT name, folded FROM party_name"):
        if lookup.folded(row["name"]) != row["folded"]:
            yield Damage("party_name", str(row["name"]), "it is not found by its words; `dragoman upgrade --reindex` helps")
    lacking = "SELECT DISTINCT p.name FROM event_party p WHERE NOT EXISTS (SELECT 1 FROM party_name n WHERE n.name = p.name)"
    for row in database.each(lacking):
        yield Damage("party_name", str(row["name"]), "it is not there; `dragoman upgrade --reindex` helps")


def of_clues(database: Database, seen: Counter[str]) -> Iterator[Damage]:
    """Articles and records are found by the keys that they have, and by no others."""
    due = 0
    what = "it is not found by what it shares with others; `dragoman upgrade --reindex` helps"
    for row in database.each("SELECT id, key, published, source, url, title, signature, terms FROM article"):
        numbers = clues.numbers(clues.ARTICLE, keys_of_article(clues.profile_of(row)))
        due += len(numbers)
        if _filed(database, numbers, row["id"], 0) != len(numbers):
            yield Damage("clue", str(row["key"]), what)
    for row in database.each("SELECT id, record_id, article_id, facts FROM record WHERE event_id IS NOT NULL"):
        numbers = clues.numbers(clues.RECORD, keys_of_record(clues.told_of(database, row)))
        due += len(numbers)
        if _filed(database, numbers, row["article_id"], row["id"]) != len(numbers):
            yield Damage("clue", str(row["record_id"]), what)
    seen["clue"] = value(database, "SELECT count(*) FROM clue")
    if seen["clue"] != due:
        yield Damage("clue", "the whole", f"{many(seen['clue'], 'row')}, not {due:,}; `dragoman upgrade --reindex` helps")


def _filed(database: Database, numbers: Sequence[int], article_id: int, record_id: int) -> int:
    if not numbers:
        return 0
    sql = f"SELECT count(*) FROM clue WHERE key IN ({marks(numbers)}) AND article_id = ? AND record_id = ?"
    return int(value(database, sql, (*numbers, article_id, record_id)))


def _beside(database: Database, sql: str) -> Callable[[int], list[Row]]:
    """Rows of events in the order of their numbers, taken as the events go by."""
    stream = database.each(sql)
    held: list[Row | None] = [next(stream, None)]

    def of(number: int) -> list[Row]:
        found = []
        while held[0] is not None and held[0]["event_id"] <= number:
            row = held[0]
            if row.pop("event_id") == number:
                row.pop("id", None)
                found.append(row)
            held[0] = next(stream, None)
        return found

    return of


def of_rules(database: Database) -> Iterator[Damage]:
    for table, what, sql in RULES:
        for row in database.each(sql):
            yield Damage(table, str(row["ref"]), what)
