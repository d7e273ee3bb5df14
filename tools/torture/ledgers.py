"""An independent look at a ledger file, by plain SQL: what is in it, and whether each article is there as a whole.

Nothing of the program is used here, so that its faults do not hide themselves.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

#: Columns that tell the time of the run, or are hashes over such; and row numbers where a run that was broken off may use up some.
APART = frozenset({"row_sha256", "stored_at", "seen_at", "started", "modified", "tries"})
MOMENTS = frozenset({"coder", "intake", "input", "change", "forward"})
LOOSE = frozenset({"intake", "input"})

Article = tuple[Any, ...]
Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """For reading. A file that was cut off while it was made has a journal that must be rolled back: that is done in a copy."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=60)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        with TemporaryDirectory(prefix="torture-copy-") as folder:
            for file in path.parent.glob(f"{path.name}*"):
                shutil.copy(file, folder)
            connection = sqlite3.connect(Path(folder) / path.name)
            yield connection
            connection.close()
        return
    try:
        yield connection
    finally:
        connection.close()


def articles(connection: sqlite3.Connection) -> dict[str, Article]:
    """By key: what of an article must be there as a whole, and the same whatever came before or after it.

    Text, reading, records with their clues and facts, and whether it can be found by its words, was met, and is accounted for.
    """
    found: dict[str, Article] = {}
    for number, key, sha, title in connection.execute("SELECT id, key, text_sha256, title FROM article").fetchall():
        ask = connection.execute
        readings = ask("SELECT body_sha256, pending FROM reading WHERE article_id = ?", (number,)).fetchall()
        records = ask("SELECT record_id, body, event_id IS NULL, facts FROM record WHERE article_id = ? ORDER BY id", (number,)).fetchall()
        clues = ask("SELECT count(*), count(DISTINCT record_id) FROM clue WHERE article_id = ?", (number,)).fetchone()
        words = ask("SELECT count(*) FROM article_fts_docsize WHERE id = ?", (number,)).fetchone()
        met = ask("SELECT count(*) > 0 FROM sighting WHERE article_id = ?", (number,)).fetchone()
        told = ask("SELECT count(*) > 0 FROM intake WHERE article_id = ? AND status IN ('stored', 'partial')", (number,)).fetchone()
        added = ask("SELECT count(*) FROM change WHERE ref = ? AND action = 'added'", (key,)).fetchone()
        found[key] = (sha, title, *readings, *map(_hash, records), clues, words, met, told, added)
    return found


def everything(connection: sqlite3.Connection) -> Rows:
    """All rows of all tables of the schema, less what tells the time of the run."""
    found = {}
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        if not row[0].startswith(("sqlite_", "article_fts"))
    ]
    for name in names:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        kept = [c for c in columns if c not in APART and not (c == "at" and name in MOMENTS) and not (c == "id" and name in LOOSE)]
        chosen = ", ".join(f'"{c}"' for c in kept)
        rows = connection.execute(f"SELECT {chosen} FROM {name}").fetchall()
        found[name] = sorted(rows, key=repr)
    return found


def differences(one: Rows, other: Rows) -> list[str]:
    """Tables of which the rows differ, with an example each."""
    told = []
    for name in sorted(one.keys() | other.keys()):
        first, second = one.get(name, []), other.get(name, [])
        if first != second:
            lacking = [r for r in second if r not in set(first)][:1]
            more = [r for r in first if r not in set(second)][:1]
            told.append(f"{name}: {len(first)} rows for {len(second)}; more: {more!r:.200}; lacking: {lacking!r:.200}")
    return told


def halves(found: dict[str, Article], whole: dict[str, Article]) -> list[str]:
    """Articles that are not as they are where nothing went wrong."""
    return [key for key, article in found.items() if whole.get(key) != article]


def copies(connection: sqlite3.Connection) -> int:
    """Rows too many: of one text, of one input at one place, of one record by one coder."""
    total = 0
    for table, columns in (
        ("article", "text_sha256"),
        ("record", "record_id, coder_id"),
        ("sighting", "article_id, source, url, published"),
        ("reading", "article_id, coder_id"),
    ):
        total += connection.execute(
            f"SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {table} GROUP BY {columns})"
        ).fetchone()[0]
    return int(total)


def sound(connection: sqlite3.Connection) -> str | None:
    """What SQLite says is wrong with the file, None for nothing."""
    rows = connection.execute("PRAGMA integrity_check").fetchall()
    return None if rows == [("ok",)] else str(rows[:3])


def _hash(row: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(row).encode()).hexdigest()[:16]
