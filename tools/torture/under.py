"""What runs with shim.c loaded: an ingest whose writes are written down, or many that meet a full disk.

under.py take DB SOURCE ACKS JOURNAL SYNCHRONOUS CHECKPOINT
under.py starve FOLDER SOURCE STEP
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import taking

from dragoman.store import Ledger, LedgerError, LedgerFull
from dragoman.store.sqlite import SQLite


def take(db: str, source: str, acks: str, journal: str, synchronous: str, checkpoint: str) -> int:
    """One ingest. The program's own settings are WAL, FULL, 1000."""
    settle = SQLite._settle

    def settled(self: SQLite) -> None:
        settle(self)
        for pragma in (f"journal_mode = {journal}", f"synchronous = {synchronous}", f"wal_autocheckpoint = {checkpoint}"):
            self.connection.execute(f"PRAGMA {pragma}")

    SQLite._settle = settled  # type: ignore[method-assign]
    taking.read_before(Path(source))
    return taking.take(Path(db), Path(source), Path(acks))


def starve(folder: str, source: str, step: str) -> int:
    """An ingest for every write that may be refused; what came of each is told as a line of JSON."""
    library, place = ctypes.CDLL(None), Path(folder)
    library.torture_begin.argtypes = [ctypes.c_long, ctypes.c_char_p]
    library.torture_changes.restype = ctypes.c_long
    taking.read_before(Path(source))

    def count() -> int:
        library.torture_begin(-1, None)
        taking.take(place / "reference.db", Path(source))
        (place.parent / "count").write_text(str(library.torture_changes()))
        return taking.DONE

    taking.ended(taking.child(count))
    total = int((place.parent / "count").read_text())
    print(json.dumps({"writes": total}), flush=True)
    for number in range(1, total + 1, int(step)):
        report("ledger", starved, library, place, Path(source), number)
        if number % 5 == 1:
            report("control", careless, library, place, Path(source), number)
    return taking.DONE


Work = Callable[[ctypes.CDLL, Path, Path, int, Path], int]


def report(kind: str, work: Work, library: ctypes.CDLL, place: Path, source: Path, number: int) -> None:
    """A child whose n-th write is refused, and what it tells."""
    told = place.parent / "told"
    told.unlink(missing_ok=True)
    code = taking.ended(taking.child(lambda: work(library, place, source, number, told)))
    more = json.loads(told.read_text()) if told.exists() else {}
    print(json.dumps({"kind": kind, "n": number, "code": code, **more}), flush=True)


def starved(library: ctypes.CDLL, place: Path, source: Path, number: int, told: Path) -> int:
    """Ingest until the disk is full; read what is there; make room; go on."""
    db, acks, full = place / f"n{number}.db", place.parent / f"n{number}.acks", place.parent / "full"
    full.unlink(missing_ok=True)
    library.torture_begin(number, str(full).encode())
    made: dict[str, object] = {"message": _message(lambda: taking.take(db, source, acks)), "met": full.exists()}
    made["promised"] = taking.acknowledged(acks)
    made["read"], made["unreadable"] = _readable(db)
    full.unlink(missing_ok=True)
    library.torture_begin(-1, None)
    made["again"] = _message(lambda: taking.take(db, source, acks))
    told.write_text(json.dumps(made))
    return taking.DONE


def _message(work: Callable[[], int]) -> str | None:
    """What the user is told; None where nothing went wrong. Anything but the ledger's own words is a fault of ours."""
    try:
        work()
    except LedgerFull as error:
        return f"full: {error}"
    except LedgerError as error:
        return f"other: {error}"
    except Exception as error:
        return f"crash: {type(error).__name__}: {error}"
    return None


def _readable(db: Path) -> tuple[list[str] | None, str | None]:
    """Keys of the articles that can be read now, or why none can."""
    try:
        with Ledger.open(db) as ledger:
            return [row["key"] for row in ledger.db.query("SELECT key FROM article")], None
    except LedgerError as error:
        return None, str(error)


def careless(library: ctypes.CDLL, place: Path, source: Path, number: int, told: Path) -> int:
    """A control: lines appended to a file, and no error looked at."""
    file, full = place / f"n{number}.jsonl", place.parent / "full"
    full.unlink(missing_ok=True)
    library.torture_begin(number % 10 + 1, str(full).encode())
    handle, promised = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), []
    for line in source.read_text().splitlines():
        with contextlib.suppress(OSError):
            os.write(handle, f"{line}\n".encode())
        promised.append(line)
    full.unlink(missing_ok=True)
    kept = set(file.read_text().splitlines())
    told.write_text(json.dumps({"lost": sum(line not in kept for line in promised)}))
    return taking.DONE


if __name__ == "__main__":
    sys.exit(take(*sys.argv[2:]) if sys.argv[1] == "take" else starve(*sys.argv[2:]))
