"""Power cuts: an ingest is written down, write by write, and every disk that a cut could have left is opened and looked through."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import images
import ledgers
import shim
import stories
import taking
from outcome import Outcome

ARTICLES = 80
#: Of so many images one is also taken up again, to the end.
RESUMED = 100
#: Settings of SQLite: journal, synchronous, pages of the log after which it is folded into the file.
OURS = (("WAL", "FULL", 1000), ("WAL", "FULL", 40))
OTHERS = (("WAL", "NORMAL", 1000), ("DELETE", "FULL", 1000), ("WAL", "OFF", 1000))
MEMORY = Path("/dev/shm")


@dataclass(slots=True)
class Tally:
    images: int = 0
    corrupt: int = 0
    lost: int = 0
    half: int = 0
    bad: int = 0
    resumed: int = 0
    torn: int = 0
    broken: list[str] = field(default_factory=list)


def trial(work: Path, seed: int, count: int, control: int, brief: bool = False) -> Outcome:
    """``brief``: one setting of ours and one that must fail."""
    made = Outcome("power", "Power cuts during ingest: no file damaged, no acknowledged article lost, no half", seed=seed)
    if not shim.compiler():
        made.skipped = "no C compiler here"
        return made
    library = shim.built(work)
    tried, articles = (OURS[1:], 50) if brief else (OURS, ARTICLES)
    source = stories.write(work / "news.jsonl", articles, seed)
    taking.read_before(source)
    ours = [measured(work / f"ours-{n}", library, seed, count // len(tried), *settings, source) for n, settings in enumerate(tried)]
    made.figures = {
        "disk images": sum(t.images for t in ours),
        "damaged files": sum(t.corrupt for t in ours),
        "acknowledged lost": sum(t.lost for t in ours),
        "halves": sum(t.half for t in ours),
        "images taken up again to the end": sum(t.resumed for t in ours),
    }
    made.broken = [fault for t in ours for fault in t.broken]
    told = []
    for n, (journal, synchronous, pages) in enumerate(OTHERS[2:] if brief else OTHERS):
        tally = measured(work / f"other-{n}", library, seed, control, journal, synchronous, pages, source, ours=False)
        told.append(f"{journal}/{synchronous} {tally.bad:,} of {tally.images:,} bad ({tally.corrupt:,} damaged)")
        if synchronous == "OFF":
            made.caught = tally.bad >= 0.9 * tally.images
    made.control = "the same ingest with other settings of SQLite: " + "; ".join(told) + "; OFF must be bad in 90 of 100"
    return made


def measured(
    folder: Path, library: Path, seed: int, count: int, journal: str, synchronous: str, pages: int, source: Path, ours: bool = True
) -> Tally:
    """So many images of one ingest with these settings."""
    disk, tally = folder / "disk", Tally()
    disk.mkdir(parents=True)
    db, acks, log = disk / "ledger.db", folder / "acks", folder / "log"
    done = shim.run(library, disk, "take", db, source, acks, journal, synchronous, pages, LOG=str(log), ACK=str(acks))
    if done.returncode:
        tally.broken.append(f"the ingest itself ended with {done.returncode}: {done.stderr[-500:]}")
        return tally
    with ledgers.opened(db) as connection:
        whole, all_rows = ledgers.articles(connection), ledgers.everything(connection)
    base = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="torture-image-", dir=base) as name:
        image = Path(name) / "image"
        for files, promised in images.images(log, count, seed):
            image.mkdir()
            for path, content in files.items():
                (image / Path(path).name).write_bytes(content)
            look(tally, image / db.name, promised, whole)
            tally.images += 1
            if ours and tally.images % RESUMED == 0:
                resume(tally, image / db.name, source, all_rows)
            shutil.rmtree(image)
    return tally


def look(tally: Tally, db: Path, told: list[str], whole: dict[str, ledgers.Article]) -> None:
    promised = {key for status, _, key in (line.partition(":") for line in told) if status in ("stored", "partial")}
    name = f"image {tally.images}"
    try:
        found, wrong = opened(db)
    except (sqlite3.Error, OSError) as error:
        found, wrong = {}, f"{type(error).__name__}: {error}"
    lost, half = promised - found.keys(), ledgers.halves(found, whole)
    tally.corrupt += wrong is not None
    tally.lost += len(lost)
    tally.half += len(half)
    tally.bad += bool(wrong or lost or half)
    if wrong or lost or half:
        tally.broken.append(f"{name}: {wrong or 'sound'}; {len(lost)} lost, {len(half)} halves")


def opened(db: Path) -> tuple[dict[str, ledgers.Article], str | None]:
    """Articles of a file that a cut has left, after SQLite has mended it, and what is wrong with it."""
    if not db.exists() or not db.stat().st_size:
        return {}, None
    connection = sqlite3.connect(db)
    try:
        if wrong := ledgers.sound(connection):
            return {}, wrong
        if not connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'change'").fetchone()[0]:
            return {}, None
        return ledgers.articles(connection), None
    finally:
        connection.close()


def resume(tally: Tally, db: Path, source: Path, all_rows: dict[str, list[tuple[object, ...]]]) -> None:
    """The same ingest again must bring the file to where one that was not cut off comes."""
    if code := taking.ended(taking.child(lambda: taking.take(db, source))):
        tally.broken.append(f"image {tally.images}: cannot be taken up again: {code}")
        return
    with ledgers.opened(db) as connection:
        wrong = ledgers.differences(ledgers.everything(connection), all_rows)
    tally.resumed += 1
    tally.broken += [f"image {tally.images}, taken up again: {fault}" for fault in wrong]
