"""Four that write and eight that read, one ledger: nobody is turned away, nobody sees half of anything."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import stories
import taking
from outcome import Outcome

from dragoman import pipeline, sources
from dragoman.store import Ledger, LedgerError, coder
from dragoman.store.sqlite import SQLite
from dragoman.types import Article

WRITERS, READERS = 4, 8
#: Stories of one writer, which are stored again and again with other words at their end.
ARTICLES = 8


def trial(work: Path, seed: int, seconds: float) -> Outcome:
    made = Outcome("crowd", "Four writers and eight readers on one ledger: no torn read, nobody told that it is locked", seed=seed)
    readings = prepared(work, seed)
    told = measured(work / "ours", seed, readings, seconds, write, WRITERS, READERS)
    reads = [t for t in told if t["role"] == "read"]
    writes = [t for t in told if t["role"] == "write"]
    slowest = max((t["slowest"] for t in reads), default=0.0)
    made.figures = {
        "articles stored": sum(t["done"] for t in writes),
        "a second": round(sum(t["done"] for t in writes) / seconds, 1),
        "reads": sum(t["done"] for t in reads),
        "torn": sum(t["torn"] for t in reads),
        "locked": sum(t["locked"] for t in told),
        "ms for the slowest read": round(1000 * slowest),
        "s for the slowest write": round(max((t["slowest"] for t in writes), default=0.0), 2),
    }
    made.broken = [fault for t in told for fault in t["faults"]]
    if len(told) != WRITERS + READERS:
        made.broken.append(f"{WRITERS + READERS - len(told)} processes did not end as they should")
    control = measured(work / "control", seed, readings, min(seconds, 4), write_rashly, WRITERS, 0)
    torn = measured(work / "torn", seed, readings, min(seconds, 4), write_in_pieces, 1, 2)
    locked, halves = sum(t["locked"] for t in control), sum(t.get("torn", 0) for t in torn)
    made.control = (
        f"writers that wait for nobody were told {locked:,} times that it is locked; "
        f"one without transactions was seen in {halves:,} torn reads"
    )
    made.caught = locked > 0 and halves > 0
    return made


def measured(
    work: Path, seed: int, readings: list[list[Any]], seconds: float, writer: Callable[..., dict[str, Any]], writers: int, readers: int
) -> list[dict[str, Any]]:
    """What each process tells."""
    work.mkdir(parents=True)
    db = work / "ledger.db"
    with Ledger.open(db, create=True) as ledger:
        ledger.add(readings[0][0], coder(taking.knowledge()))
    until = time.monotonic() + seconds
    children = []
    for n in range(writers + readers):
        work_of = (lambda n=n: writer(db, readings[n][1:], until)) if n < writers else (lambda n=n: read(db, seed + n, until))
        children.append(taking.child(lambda n=n, w=work_of: _told(w, work / f"told-{n}")))  # type: ignore[misc]
    for number in children:
        taking.ended(number)
    return [json.loads(file.read_text()) for file in sorted(work.glob("told-*"))]


def prepared(work: Path, seed: int) -> list[list[Any]]:
    """Readings for each writer; few, given again and again with a number added to their text's end, so that each is new."""
    made = []
    for n in range(WRITERS):
        source = stories.write(work / f"news-{n}.jsonl", ARTICLES, seed + n, broken=0)
        taking.read_before(source)
        found = [item for item in sources.articles([str(source)]) if isinstance(item, Article)]
        made.append([pipeline.read(article, taking.knowledge()) for article in found])
    return made


def _told(work: Callable[[], dict[str, Any]], file: Path) -> int:
    file.write_text(json.dumps(work()))
    return taking.DONE


def fresh(reading: Any, mark: str) -> Any:
    """The reading of a text that is new: the same with a few words more at its end, and records with other ids."""
    from dataclasses import replace

    article = replace(reading.article, text=f"{reading.text} {mark}", id=mark)
    records = tuple(replace(r, id=f"drg-{abs(hash((mark, n))):016x}"[:16]) for n, r in enumerate(reading.records))
    return replace(reading, article=article, records=records)


def write(db: Path, readings: list[Any], until: float) -> dict[str, Any]:
    told: dict[str, Any] = {"role": "write", "done": 0, "locked": 0, "slowest": 0.0, "faults": []}
    by, dice = coder(taking.knowledge()), random.Random()
    with Ledger.open(db, write=True) as ledger:
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                outcome = ledger.add(fresh(dice.choice(readings), f"Copy {dice.random()}."), by)
                told["done"] += outcome.status == "stored"
                if outcome.status != "stored":
                    told["faults"].append(f"{outcome}")
            except LedgerError as error:
                told["locked"] += 1
                told["faults"].append(str(error))
            told["slowest"] = max(told["slowest"], time.monotonic() - began)
    return told


def write_rashly(db: Path, readings: list[Any], until: float) -> dict[str, Any]:
    """A control: waits for nobody, and asks for the writer's lock only when it writes."""

    def settle(self: SQLite) -> None:
        self.connection.execute("PRAGMA busy_timeout = 0")

    SQLite._settle = settle  # type: ignore[method-assign]
    SQLite.writable = property(lambda self: False, lambda self, value: None)  # type: ignore[assignment]  # BEGIN, not BEGIN IMMEDIATE
    while time.monotonic() < until:
        try:
            return write(db, readings, until)
        except LedgerError:
            continue
    return {"role": "write", "done": 0, "locked": 1, "slowest": 0.0, "faults": []}


def write_in_pieces(db: Path, readings: list[Any], until: float) -> dict[str, Any]:
    """A control: each statement by itself."""
    from contextlib import nullcontext

    SQLite.transaction = lambda self: nullcontext()  # type: ignore[method-assign, assignment, return-value]
    return write(db, readings, until)


#: What must be none in any one look at a ledger. An article's number of records stands in its reading, its events count their reports.
TORN = (
    "SELECT count(*) FROM article a WHERE a.id > ? AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.article_id = a.id)",
    "SELECT count(*) FROM article a WHERE a.id > ? AND NOT EXISTS (SELECT 1 FROM intake i WHERE i.article_id = a.id)",
    "SELECT count(*) FROM record r WHERE r.article_id > ? AND r.event_id IS NULL",
    """SELECT count(*) FROM event e WHERE e.id IN (SELECT event_id FROM record WHERE article_id > ?)
       AND e.reports <> (SELECT count(*) FROM record r WHERE r.event_id = e.id)""",
)


def read(db: Path, seed: int, until: float) -> dict[str, Any]:
    """Looks at the newest articles as a whole, in one read transaction, and at the program's own page of newest events."""
    told: dict[str, Any] = {"role": "read", "done": 0, "torn": 0, "locked": 0, "slowest": 0.0, "faults": []}
    dice = random.Random(seed)
    with Ledger.open(db) as ledger:
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                with ledger.db.transaction():
                    newest = ledger.db.query("SELECT coalesce(max(id), 0) AS n FROM article")[0]["n"]
                    torn = sum(ledger.db.query(sql, (newest - 20,))[0]["count(*)"] for sql in TORN)
                    key = ledger.db.query("SELECT key FROM article WHERE id = ?", (dice.randrange(1, newest + 1),))[0]["key"]
                    filed, told_of = ledger.article(key), ledger.reading(key)
                    torn += filed is None or told_of is None or len(filed.records) != len(told_of["records"])
                told["torn"] += bool(torn)
                if torn:
                    told["faults"].append(f"a torn read after {told['done']}")
            except (LedgerError, sqlite3.Error) as error:
                told["locked"] += 1
                told["faults"].append(str(error))
            told["done"] += 1
            told["slowest"] = max(told["slowest"], time.monotonic() - began)
    return told
