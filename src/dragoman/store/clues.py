"""Where to look: articles and records that share a key with a new one, and what is kept of them to compare by.

The cost of a look-up is bounded, however large the ledger and however common a key.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from ..gather.facts import Facts, facts, from_dict
from ..gather.facts import keys as keys_of_record
from ..gather.profile import Profile
from ..gather.profile import keys as keys_of_article
from .database import Database, Row, fetch, marks
from .rows import article_of, record_of, unpacked

#: Of those that share a key the latest are looked at; a key that more share tells little.
LATEST = 100
#: Articles, and records of each new record, that are looked at: those that share most keys.
ARTICLES, RECORDS = 40, 24
#: Records of a known event that a new one is compared with: the latest.
OF_EVENT = 12
#: Entries that are kept in memory of each kind.
KEPT = 5000

#: Bits of a dated key's hash, below its bucket of days.
DAYS_AT = 40

ARTICLE, RECORD = "a ", "r "


def hashed(kind: str, key: str) -> int:
    """A key as a signed 64-bit number: a third of the room, and as good as unique.

    Keys that begin with a bucket of days stand together, by these days: what is added day by day is looked for and written in one corner
    of the ledger, however large it is. The others are negative.
    """
    days, _, rest = key.partition(" ")
    if days.isdecimal():
        return int(days) << DAYS_AT | digest(kind + rest) & (1 << DAYS_AT) - 1
    return -1 - digest(kind + key)


def digest(text: str) -> int:
    """A hash of 63 bits."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def numbers(kind: str, keys: Iterable[str]) -> list[int]:
    """The keys as they are filed, each once."""
    return sorted({hashed(kind, key) for key in keys})


def file(database: Database, kind: str, keys: Iterable[str], article_id: int, record_id: int = 0) -> None:
    """Let an article, or one of its records, be found under its keys."""
    rows = [(key, article_id, record_id) for key in numbers(kind, keys)]
    database.many("INSERT INTO clue (key, article_id, record_id) VALUES (?, ?, ?)", rows)


def unfile(database: Database, kind: str, keys: Iterable[str], article_id: int, record_id: int = 0) -> None:
    rows = [(key, article_id, record_id) for key in numbers(kind, keys)]
    database.many("DELETE FROM clue WHERE key = ? AND article_id = ? AND record_id = ?", rows)


def complete(database: Database) -> None:
    """Make them anew where a change of the layout has taken them away."""
    profiled = "SELECT 1 AS n FROM article WHERE signature IS NOT NULL LIMIT 1"
    if not database.query("SELECT 1 AS n FROM clue LIMIT 1") and database.query(profiled):
        rebuild(database)


def rebuild(database: Database) -> None:
    """Make them all anew."""
    with database.transaction():
        database.execute("DELETE FROM clue")
        for row in database.each("SELECT id, published, source, url, title, signature, terms FROM article WHERE signature IS NOT NULL"):
            file(database, ARTICLE, keys_of_article(profile_of(row)), row["id"])
        for row in database.each("SELECT id, article_id, facts FROM record WHERE event_id IS NOT NULL AND facts IS NOT NULL"):
            file(database, RECORD, keys_of_record(told_of(database, row)), row["article_id"], row["id"])


def alike(database: Database, kind: str, keys: Iterable[str], limit: int) -> list[int]:
    """Numbers of the articles, or records, that share most keys, the latest first among equals."""
    wanted = numbers(kind, keys)
    column = "article_id" if kind == ARTICLE else "record_id"
    order = f"ORDER BY article_id DESC, record_id DESC LIMIT {LATEST}"
    shared: Counter[int] = Counter()
    for at in range(0, len(wanted), 100):  # SQLite takes 500 parts at most
        part = wanted[at : at + 100]
        if database.kind == "postgresql":
            each = f"SELECT {column} AS n FROM clue WHERE clue.key = k.key {order}"
            values = ",".join("(CAST(? AS BIGINT))" for _ in part)
            union = f"SELECT s.n FROM (VALUES {values}) AS k (key) CROSS JOIN LATERAL ({each}) AS s"
        else:
            each = f"SELECT {column} AS n FROM clue WHERE key = ? {order}"
            union = " UNION ALL ".join(f"SELECT n FROM ({each})" for _ in part)
        sql = f"SELECT n, count(*) AS shared FROM ({union}) AS u GROUP BY n ORDER BY shared DESC, n DESC LIMIT {4 * limit}"
        shared.update({row["n"]: row["shared"] for row in database.query(sql, part)})
    return [n for n, _ in sorted(shared.items(), key=lambda item: (-item[1], -item[0]))[:limit]]


def kept(database: Database, kind: str) -> dict[int, Any]:
    """What is kept in memory, as long as the ledger is open; rows that are never committed leave none behind."""
    found: dict[int, Any] = database.memory.setdefault(kind, {})
    if len(found) > KEPT:
        found.clear()
    return found


def profiles(database: Database, numbers: Sequence[int]) -> dict[int, Profile]:
    """What the articles are compared by."""
    memory = kept(database, "profiles")
    lacking = [n for n in numbers if n not in memory]
    if lacking:
        sql = f"SELECT id, published, source, url, title, signature, terms FROM article WHERE id IN ({marks(lacking)})"
        memory.update({row["id"]: profile_of(row) for row in database.query(sql, lacking)})
    return {n: memory[n] for n in numbers if n in memory}


def profile_of(row: Row) -> Profile:
    return Profile(
        article=row["id"],
        published=row["published"],
        outlet=row["source"],
        url=row["url"],
        title=row["title"] or "",
        signature=bytes(row["signature"]),
        terms=tuple((word, weight) for word, weight in json.loads(row["terms"])),
    )


def facts_of(database: Database, rows: Iterable[Row]) -> list[Facts]:
    """What records are compared by; rows with ``id`` and ``facts``."""
    memory = kept(database, "facts")
    found = []
    for row in rows:
        if row["id"] not in memory:
            memory[row["id"]] = told_of(database, row)
        found.append(memory[row["id"]])
    return found


def told_of(database: Database, row: Row) -> Facts:
    """The facts of a record; where another version of the program wrote them in another way, read off the record again."""
    try:
        return from_dict(json.loads(unpacked(row["facts"])))
    except (TypeError, KeyError, ValueError):
        record = fetch(database, "record", row["id"])
        article = fetch(database, "article", record["article_id"])
        return facts(record_of(record), article_of(article), record["article_id"])
