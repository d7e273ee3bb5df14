"""How cost grows: reading with the length of a text, adding an article with the size of the ledger.

    python tools/growth.py length [--reader rules] [--sizes 1000 10000 100000 1000000 10000000] [--longest 200000]
    python tools/growth.py ledger [--sizes 100 1000 10000 100000 1000000]
    python tools/growth.py plot docs/growth.svg < FIGURES        the lines of JSON that the other two print

Processor time, as other programs disturb it least. ``length``: texts of invented sentences, each read in a process of its own; the slope is
that of log(seconds) over log(words read), by least squares; of a text no more is read than its first 200,000 characters, or ``--longest``.
``ledger``: a hundred invented articles are read and stored, then their rows
are copied under other numbers, hashes and keys until the ledger is as large as asked for (a million articles: some 20 GB and an hour); one
key in eight is shared among many copies, as the keys of common names are. Then further articles are added and the median is taken.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dragoman.bench.parsing import peak
from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.stages import segment
from dragoman.store import Ledger
from dragoman.threads import few_collections
from dragoman.types import Article, Reading

WHO = (
    "Kenya's president",
    "the French foreign minister",
    "police in Nairobi",
    "rebels in the north",
    "the trade union",
    "soldiers",
    "the mayor",
)
DID = ("met", "accused", "attacked", "praised", "sued", "warned", "arrested", "agreed with", "threatened", "visited")
WHOM = ("the Ugandan delegation", "protesters", "the opposition", "a convoy of lorries", "the central bank", "two journalists", "farmers")
WHERE = ("Kisumu", "Kampala", "Paris", "Beira", "Arusha", "Gulu", "Mwanza", "Nakuru", "Lille", "Tete")
MORE = ("officials said", "according to witnesses", "the ministry denied", "a spokesman told reporters", "residents reported")
ALSO = ("Prices of maize rose again.", "Rain is expected.", "The road stayed closed.", "Schools will open next week.", "No one commented.")
#: Articles that are read; the others are copied from them. Articles that are added to be measured.
BASE, ADDED = 100, 30
COLORS = ("#1b6ca8", "#c1440e")


def text(dice: random.Random, size: int) -> str:
    """Invented sentences, paragraphs of four, of about ``size`` characters."""
    parts, length = [], 0
    while length < size:
        who, did, whom, where, more = (dice.choice(words) for words in (WHO, DID, WHOM, WHERE, MORE))
        line = f"{who[0].upper()}{who[1:]} {did} {whom} in {where} on Monday, {more}. {dice.choice(ALSO)}"
        line += "\n\n" if len(parts) % 4 == 3 else " "
        parts.append(line)
        length += len(line)
    return "".join(parts)[:size]


def lengths(sizes: Sequence[int], reader: str, longest: int) -> Iterator[dict[str, Any]]:
    for size in sizes:
        command = [sys.executable, __file__, "one", str(size), reader, "--longest", str(longest)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
        yield json.loads(done.stdout)


def one(size: int, reader: str, longest: int) -> dict[str, Any]:
    few_collections()  # as the command line has it
    segment.LONGEST = longest
    dice, knowledge = random.Random(size), Knowledge(reader=reader)
    read(Article(id="warm", text=text(dice, 2000), published="2024-03-12"), knowledge)
    found = [Article(id=str(n), text=text(dice, size), published="2024-03-12") for n in range(times(size))]
    began, words, before = time.process_time(), 0, peak()
    for article in found:
        words += sum(len(article.text[s.start : s.end].split()) for s in read(article, knowledge).sentences)
    seconds = time.process_time() - began
    told = {"what": f"length, {reader}", "size": size, "words": words, "seconds": round(seconds, 3), "ms_per_word": 1000 * seconds / words}
    return {**told, "peak_mb": peak(), "peak_before_mb": before}


def ledgers(sizes: Sequence[int], folder: Path) -> Iterator[dict[str, Any]]:
    """One ledger that grows from size to size."""
    knowledge, dice = Knowledge(reader="rules"), random.Random(7)
    made = [read(article(dice, n), knowledge) for n in range(BASE + ADDED * len(sizes))]
    path = folder / "ledger.db"
    with Ledger.open(path, write=True, create=True) as ledger:
        for reading in made[:BASE]:
            ledger.add(reading)
        last = {name: ledger.db.query(f"SELECT max(id) AS n FROM {name}")[0]["n"] for name in ("article", "sighting", "record", "event")}
    held = BASE
    for n, size in enumerate(sizes):
        began = time.process_time()
        held = multiply(path, held, size, last)
        spent = time.process_time() - began
        fresh = made[BASE + ADDED * n :][:ADDED]
        yield {"what": "ledger", "size": size, **added(path, fresh), "mb": round(path.stat().st_size / 1e6, 1), "made_s": round(spent, 1)}


def article(dice: random.Random, n: int) -> Article:
    day = f"2024-{1 + n % 12:02}-{1 + n % 28:02}"
    return Article(
        id=str(n), text=text(dice, dice.randint(800, 1800)), title=f"News of {dice.choice(WHERE)}", published=day, source=f"Paper {n % 9}"
    )


def added(path: Path, fresh: Iterable[Reading]) -> dict[str, Any]:
    """Milliseconds of the processor for each article that is added, the first few left out (they open and warm what the others use)."""
    times = []
    with Ledger.open(path, write=True) as ledger:
        for reading in fresh:
            began = time.process_time()
            ledger.add(reading)
            times.append(1000 * (time.process_time() - began))
        held = ledger.size()
    times = sorted(times[5:])
    return {"ms": round(statistics.median(times), 2), "ms_p90": round(times[int(0.9 * (len(times) - 1))], 2), **held, "peak_mb": peak()}


def multiply(path: Path, held: int, size: int, last: dict[str, int]) -> int:
    """Copy the first BASE articles and all that hangs on them until there are ``size``; gives how many. ``last``: their numbers."""
    db = sqlite3.connect(path)
    db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -50000; PRAGMA foreign_keys = OFF;")
    for copy in range(held // BASE, size // BASE):
        copied(db, copy, last)
        if copy % 200 == 0:
            db.commit()
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("ANALYZE")
    db.commit()
    db.close()
    return max(held, size)


def copied(db: sqlite3.Connection, copy: int, last: dict[str, int]) -> None:
    """Numbers go up by a million a copy, hashes and ids get the copy's number, keys are others but for one in eight."""
    up, mark = copy * 1_000_000, f"'-{copy}'"
    for table, least in (("article", "id"), ("sighting", "id"), ("reading", "article_id"), ("event", "id"), ("record", "id")):
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        changed = {n: f"{n} + {up}" for n in ("id", "article_id", "event_id", "copy_of") if n in names}
        changed |= {n: f"{n} || {mark}" for n in ("key", "text_sha256", "record_id", "story") if n in names}
        if table == "event":
            changed["event_id"] = f"event_id || {mark}"
        _copy(db, table, names, changed, f"{least} <= {last.get(table, BASE)}")
    of_event = f"event_id <= {last['event']}"
    _copy(db, "event_party", _names(db, "event_party"), {"event_id": f"event_id + {up}"}, of_event)
    _copy(db, "event_context", _names(db, "event_context"), {"event_id": f"event_id + {up}"}, of_event)
    _copy(db, "history", _names(db, "history"), {"event_id": f"event_id + {up}", "id": "NULL"}, of_event)
    other = f"CASE WHEN key % 8 = 0 THEN {either(copy % 50)} ELSE {either(copy * 2654435761 % 2**61)} END"
    keyed = {"key": other, "article_id": f"article_id + {up}", "record_id": f"CASE record_id WHEN 0 THEN 0 ELSE record_id + {up} END"}
    _copy(db, "clue", _names(db, "clue"), keyed, f"article_id <= {BASE}")
    db.execute(f"INSERT INTO article_fts (rowid, title, text) SELECT id + {up}, title, text FROM article WHERE id <= {BASE}")


def either(mark: int) -> str:
    """Exclusive or of a key and a number, which SQLite lacks."""
    return f"(key | {mark}) - (key & {mark})"


def _names(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def _copy(db: sqlite3.Connection, table: str, names: Sequence[str], changed: dict[str, str], where: str) -> None:
    quoted = ", ".join(f'"{n}"' for n in names)
    values = ", ".join(changed.get(n, f'"{n}"') for n in names)
    db.execute(f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} WHERE {where}")


def slope(points: Iterable[tuple[float, float]]) -> float:
    """Of log y over log x, by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mx, my = (statistics.fmean(column) for column in zip(*logs, strict=True))
    return sum((x - mx) * (y - my) for x, y in logs) / sum((x - mx) ** 2 for x, _ in logs)


def plot(found: Sequence[dict[str, Any]]) -> str:
    """Two panels as SVG, both axes logarithmic."""
    panels = [
        (
            "Reading a text: ms of processor time for each word",
            "characters",
            [(r["size"], r["ms_per_word"]) for r in found if "words" in r],
        ),
        (
            "Adding an article: ms of processor time",
            "articles in the ledger",
            [(r["size"], r["ms"]) for r in found if r["what"] == "ledger"],
        ),
    ]
    drawn = "".join(panel(40 + 460 * n, title, label, points, COLORS[n]) for n, (title, label, points) in enumerate(panels) if points)
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 340" font-family="sans-serif" font-size="12">'
    return f'{head}<rect width="960" height="340" fill="white"/>{drawn}</svg>\n'


def panel(left: int, title: str, label: str, points: Sequence[tuple[float, float]], color: str) -> str:
    low, high = math.floor(math.log10(min(y for _, y in points))), math.ceil(math.log10(max(y for _, y in points)) + 0.01)
    first, last = (f(math.log10(x) for x, _ in points) for f in (min, max))

    def at(x: float, y: float) -> tuple[float, float]:
        return left + 40 + 360 * (math.log10(x) - first) / (last - first or 1), 280 - 220 * (math.log10(y) - low) / (high - low)

    out = f'<text x="{left}" y="30" font-weight="bold">{title}</text><text x="{left + 160}" y="325">{label}</text>'
    for power in range(low, high + 1):
        _, y = at(10**first, 10.0**power)
        out += f'<path d="M{left + 40} {y:.1f}h370" stroke="#ddd"/><text x="{left}" y="{y + 4:.1f}">{10.0**power:g}</text>'
    places = [at(x, y) for x, y in points]
    out += f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
    for (x, y), (size, value) in zip(places, points, strict=True):
        out += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"><title>{size:,.0f}: {value:.3g}</title></circle>'
        out += f'<text x="{x - 14:.1f}" y="{y - 10:.1f}">{value:.2g}</text><text x="{x - 14:.1f}" y="302">{short(size)}</text>'
    return out


def short(size: float) -> str:
    return f"{size / 10**6:g}M" if size >= 10**6 else f"{size / 1000:g}k" if size >= 1000 else f"{size:g}"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("what", choices=("length", "ledger", "plot", "one"))
    ask.add_argument("rest", nargs="*")
    ask.add_argument("--reader", default="rules")
    ask.add_argument("--sizes", nargs="*", type=int)
    ask.add_argument("--longest", type=int, default=segment.LONGEST)
    given = ask.parse_args()
    if given.what == "one":
        print(json.dumps(one(int(given.rest[0]), given.rest[1], given.longest)))
    elif given.what == "plot":
        Path(given.rest[0]).write_text(plot([json.loads(line) for line in sys.stdin if line.startswith("{")]), encoding="utf-8")
    elif given.what == "length":
        found = told(lengths(given.sizes or [1000, 10_000, 100_000, 1_000_000, 10_000_000], given.reader, given.longest))
        print(f"# slope of time over words read: {slope((r['words'], r['seconds']) for r in each_size(found)):.3f}")
    else:
        folder = Path(tempfile.mkdtemp(prefix="dragoman-growth-"))
        try:
            found = told(ledgers(given.sizes or [100, 1000, 10_000, 100_000], folder))
            print(f"# slope of time over articles: {slope((r['size'], r['ms']) for r in found):.3f}")
        finally:
            shutil.rmtree(folder)


def told(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for row in found:
        print(json.dumps(row), flush=True)
        kept.append(row)
    return kept


def each_size(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Per text, where several were read."""
    return [{**r, "words": r["words"] / times(r["size"]), "seconds": r["seconds"] / times(r["size"])} for r in found]


def times(size: int) -> int:
    """How many texts of a size are read: short ones often enough to be measured."""
    return max(1, min(10, 20_000 // size))


if __name__ == "__main__":
    main()
