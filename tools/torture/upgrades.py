"""Upgrades: an older file is brought up to date whole or not at all, whenever that is killed; a newer one is left alone."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import time
from pathlib import Path

import ledgers
import stories
import taking
from outcome import Outcome

from dragoman.store import LedgerError
from dragoman.store.sqlite import SCHEMA, SQLite, migrations

ARTICLES = 60
#: The layout that comes after ours, invented: columns, a table, an index, and every row written again.
NEXT = """
ALTER TABLE article ADD COLUMN mood TEXT;
ALTER TABLE record ADD COLUMN weight REAL;
CREATE TABLE mood (id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES article (id), body TEXT NOT NULL);
INSERT INTO mood (article_id, body) SELECT id, text FROM article;
INSERT INTO mood (article_id, body) SELECT article_id, body FROM record;
UPDATE article SET mood = substr(title, 1, 3);
UPDATE record SET weight = confidence * 2;
CREATE INDEX record_weight ON record (weight);
CREATE INDEX mood_article ON mood (article_id);
"""


def trial(work: Path, seed: int, kills: int) -> Outcome:
    made = Outcome(
        "upgrade", "Upgrades: whole or not at all, whenever they are killed; a newer file is refused and left as it is", seed=seed
    )
    source, old = stories.write(work / "news.jsonl", ARTICLES, seed), work / "old.db"
    taking.read_before(source)
    taking.undisturbed(old, source)
    newer = work / "schema"
    shutil.copytree(SCHEMA, newer)
    layout = len(migrations(SCHEMA)) + 1
    (newer / f"{layout:04d}.sql").write_text(NEXT)
    with ledgers.opened(old) as connection:
        before = ledgers.everything(connection)
    whole = timed(old, work / "whole.db", newer)
    with ledgers.opened(work / "whole.db") as connection:
        after = ledgers.everything(connection)
    dice = random.Random(seed)
    made.figures = {"kills during an upgrade": 0, "found old": 0, "found new": 0, "halves": 0, "copies of the old file that are whole": 0}
    number = 0
    while int(made.figures["kills during an upgrade"]) < kills and number < 8 * kills:  # some are done before they are killed
        number += 1
        one(made, work / f"up-{number}", old, newer, dice.uniform(0, whole), layout, before, after)
    refused(made, work, old, newer)
    halves = sum(_in_pieces(work / f"pieces-{n}", old, dice.uniform(0, whole), before, after, layout) for n in range(max(10, kills // 4)))
    made.control = (
        f"an upgrade that commits each statement by itself left {halves:,} files between two layouts in {max(10, kills // 4):,} kills"
    )
    made.caught = halves > 0
    return made


def timed(old: Path, to: Path, schema: Path) -> float:
    """Seconds that an upgrade takes where nothing kills it."""
    shutil.copy(old, to)
    began = time.monotonic()
    code = taking.ended(taking.child(lambda: _upgrade(to, schema)))
    assert code == taking.DONE
    return time.monotonic() - began


def _upgrade(db: Path, schema: Path) -> int:
    SQLite(db, write=True, schema=schema).close()
    return taking.DONE


def one(
    made: Outcome, folder: Path, old: Path, schema: Path, seconds: float, layout: int, before: ledgers.Rows, after: ledgers.Rows
) -> None:
    """Killed, looked at, and begun again, which must bring it to the end."""
    folder.mkdir()
    db = Path(shutil.copy(old, folder / "ledger.db"))
    killed = taking.kill_after(taking.child(lambda: _upgrade(db, schema)), seconds) == -9
    state = between(db, before, after, layout)
    if killed:
        made.add("kills during an upgrade")
        made.add({"old": "found old", "new": "found new"}.get(state, "halves"))
    if state not in ("old", "new"):
        made.broken.append(f"{folder.name}: {state}")
    if code := taking.ended(taking.child(lambda: _upgrade(db, schema))):
        made.broken.append(f"{folder.name}: does not go on: {code}")
    elif between(db, before, after, layout) != "new":
        made.broken.append(f"{folder.name}: begun again, and not what an upgrade gives that is left alone")
    for copy in folder.glob("*.bak*"):
        if copy.suffix == ".part":
            continue
        with ledgers.opened(copy) as connection:
            same = ledgers.everything(connection) == before
        made.add("copies of the old file that are whole", same)
        if not same:
            made.broken.append(f"{folder.name}: {copy.name} is not what the file was")
    shutil.rmtree(folder)


def between(db: Path, before: ledgers.Rows, after: ledgers.Rows, layout: int) -> str:
    """old, new, or what it is instead."""
    with ledgers.opened(db) as connection:
        if wrong := ledgers.sound(connection):
            return wrong
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        rows = ledgers.everything(connection)
    wanted = after if version == layout else before
    return ("new" if version == layout else "old") if rows == wanted else f"layout {version}: {ledgers.differences(rows, wanted)[:2]}"


def refused(made: Outcome, work: Path, old: Path, newer: Path) -> None:
    """A file that a newer program has written, opened by this one: refused, not one byte changed."""
    for write in (True, False):
        db = Path(shutil.copy(work / "whole.db", work / f"newer-{write}.db"))
        mark = hashlib.sha256(db.read_bytes()).hexdigest()
        try:
            SQLite(db, write=write).close()
            made.broken.append("a newer file was opened")
        except LedgerError as error:
            if "newer" not in str(error):
                made.broken.append(f"a newer file is refused without saying so: {error}")
        if hashlib.sha256(db.read_bytes()).hexdigest() != mark:
            made.broken.append("a newer file that was refused is not what it was")
    made.figures["newer files refused and left as they are"] = 2 - sum("newer" in fault for fault in made.broken)


def _in_pieces(folder: Path, old: Path, seconds: float, before: ledgers.Rows, after: ledgers.Rows, layout: int) -> bool:
    """A control: each statement is committed by itself."""
    folder.mkdir()
    db = Path(shutil.copy(old, folder / "ledger.db"))

    def work() -> int:
        connection = sqlite3.connect(db, isolation_level=None)
        for statement in NEXT.split(";"):
            connection.execute(statement)
            time.sleep(0.005)
        connection.execute(f"PRAGMA user_version = {layout}")
        return taking.DONE

    taking.kill_after(taking.child(work), seconds)
    state = between(db, before, after, layout)
    shutil.rmtree(folder)
    return state not in ("old", "new")
