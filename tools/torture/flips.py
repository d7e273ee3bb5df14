"""Rotten bits: one bit of a ledger's file is turned over; either that is found, or it changes nothing that anybody can ask for."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ledgers
import stories
import taking
from outcome import Outcome

from dragoman.store import Ledger, LedgerError
from dragoman.store.verify import verify

ARTICLES = 40
#: Tables whose rows belong to another's, which is named for them.
WHOSE = {
    "event_party": "event",
    "event_context": "event",
    "history": "event",
    "problem": "reading",
    "clue": "article",
    "sqlite_sequence": "change",
}
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True)
class Look:
    """One file with one bit turned. ``named``: table and row that ``verify`` names; ``changed``: rows that say something else than before,
    by table, None where they cannot be read; ``engine``: whether SQLite's own check finds something."""

    found: bool
    named: list[tuple[str, str]] = field(default_factory=list)
    changed: Rows | None = None
    engine: bool = False
    readable: int = 0


def trial(work: Path, seed: int, count: int) -> Outcome:
    made = Outcome(
        "flip", "Bits turned over in the file: found by the engine or by verify, or without effect; damaged rows named", seed=seed
    )
    source, db = stories.write(work / "news.jsonl", ARTICLES, seed), work / "ledger.db"
    taking.read_before(source)
    taking.undisturbed(db, source)
    whole, dice = db.read_bytes(), random.Random(seed)
    with ledgers.opened(db) as connection:
        before, keys = contents(connection), list(ledgers.articles(connection))
    counts: Counter[str] = Counter()
    passed_by_engine = readable = lossy = 0
    for _ in range(count):
        place, bit = dice.randrange(len(whole)), 1 << dice.randrange(8)
        flipped = work / "flipped.db"
        flipped.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        seen = look(flipped, before, keys)
        for rest in ("-wal", "-shm"):
            Path(f"{flipped}{rest}").unlink(missing_ok=True)
        effect = seen.changed is None or bool(seen.changed)
        counts["turned"] += 1
        counts["found" if seen.found else "unfound and without effect" if not effect else "unfound"] += 1
        if effect and not seen.engine:
            passed_by_engine += 1
        if not seen.found and effect:
            made.broken.append(f"byte {place} bit {bit}: not found, and this differs: {_short(seen.changed)}")
        if seen.found and seen.changed:
            counts["changed rows"] += 1
            tables = {table for table, _ in seen.named}
            right = {WHOSE.get(name, name) for name in seen.changed} | seen.changed.keys() | {"file", "article_fts"}
            named = bool(tables & right)
            counts["of which the row or its table is named"] += named
            if not named:
                made.broken.append(f"byte {place} bit {bit}: named is {seen.named[:3]}, and this differs: {_short(seen.changed)}")
        if seen.found:
            lossy += 1
            readable += seen.readable
    made.figures = {
        "bits turned over": counts["turned"],
        "found": counts["found"],
        "without effect": counts["unfound and without effect"],
        "not found": counts["unfound"],
        "where rows say something else": counts["changed rows"],
        "of these named by table and row": counts["of which the row or its table is named"],
        "percent of articles that can still be read beside what was found": round(100 * readable / max(1, lossy * len(keys)), 1),
    }
    made.control = f"SQLite's integrity_check alone passed {passed_by_engine:,} files in which something is no longer what it was"
    made.caught = passed_by_engine > 0
    return made


def contents(connection: sqlite3.Connection) -> Rows:
    """All that can be asked for, with the hashes, the layout and the settings of the file."""
    found: Rows = {}
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
        if name.startswith("article_fts"):
            continue
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")') if row[1] != "row_sha256"]
        chosen = ", ".join(f'"{c}"' for c in columns)
        found[name] = sorted(connection.execute(f'SELECT {chosen} FROM "{name}"').fetchall(), key=repr)
    for word in ("Kenya", "accused", "Moyale", "protesters", "agreement"):
        found[f"words {word}"] = connection.execute(
            "SELECT rowid FROM article_fts WHERE article_fts MATCH ? ORDER BY rowid", (word,)
        ).fetchall()
    for name in ("user_version", "application_id", "encoding"):
        found[f"pragma {name}"] = connection.execute(f"PRAGMA {name}").fetchall()
    return found


def look(db: Path, before: Rows, keys: list[str]) -> Look:
    seen = Look(found=False)
    try:
        with Ledger.open(db) as ledger:
            for damage in verify(ledger.db):
                seen.found = True
                seen.named.append((damage.table, damage.ref))
            for key in keys if seen.found else ():
                try:
                    filed = ledger.article(key)
                    seen.readable += filed is not None
                except (LedgerError, ValueError, KeyError, TypeError):
                    pass
    except LedgerError:
        seen.found = True
        seen.named.append(("file", str(db)))
    seen.changed, seen.engine = after(db, before)
    return seen


def after(db: Path, before: Rows) -> tuple[Rows | None, bool]:
    """Tables that say something else than before (None: cannot be read), and whether SQLite finds anything."""
    connection = sqlite3.connect(db)
    try:
        engine = ledgers.sound(connection) is not None
        now = contents(connection)
    except (sqlite3.Error, UnicodeError, ValueError):
        return None, True
    finally:
        connection.close()
    return {
        name: [row for row in now.get(name, []) if row not in set(rows)] for name, rows in before.items() if now.get(name) != rows
    }, engine


def _short(changed: Rows | None) -> str:
    return "cannot be read" if changed is None else "; ".join(f"{name}: {rows[:1]!r:.200}" for name, rows in changed.items())
