"""The program's own intake in a child process that can be killed, cut off or starved.

The parent has loaded all, so that a child costs milliseconds.
"""

from __future__ import annotations

import os
import pickle
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from pathlib import Path

from dragoman import pipeline
from dragoman.intake import Intake, Tell, Ticket, ingest
from dragoman.knowledge import Knowledge
from dragoman.runner import Done
from dragoman.sources import articles
from dragoman.store import Ledger, Outcome, coder
from dragoman.store.sqlite import SQLite
from dragoman.threads import one_thread
from dragoman.types import Article, Reading

#: Exit codes of a child: all was taken in; the ledger said that it cannot; something that must not happen.
DONE, REFUSED, CRASHED = 0, 3, 9


@cache
def knowledge() -> Knowledge:
    """Without threads, as a forked child would not have them."""
    one_thread()
    made = Knowledge(reader="rules")
    coder(made)  # takes a while the first time
    return made


_read_before: dict[Article, Reading] = {}
_read = pipeline.read


def read_before(source: Path) -> None:
    """Read the articles of a file now, so that the children have the readings, and what befalls them befalls the ledger.

    Readings are kept beside the file, for other processes.
    """
    kept = source.with_suffix(".readings")
    if not kept.exists():
        found = [item for item in articles([str(source)]) if isinstance(item, Article)]
        kept.write_bytes(pickle.dumps([(article, _read(article, knowledge())) for article in found]))
    _read_before.update(pickle.loads(kept.read_bytes()))


def _known(article: Article, known: Knowledge) -> Reading:
    return _read_before.get(article) or _read(article, known)


pipeline.read = _known  # type: ignore[assignment]


def child(work: Callable[[], int | None]) -> int:
    """The number of a process that does the work and ends with the code that it gives."""
    sys.stdout.flush()
    sys.stderr.flush()
    number = os.fork()
    if number:
        return number
    code = CRASHED
    try:
        code = work() or DONE
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def ended(number: int) -> int:
    """Its exit code, or less than zero for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def kill_after(number: int, seconds: float) -> int:
    """Kill it when so much time has passed, unless it has ended. Its exit code; -9 where it was killed."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if os.waitid(os.P_PID, number, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            break
        time.sleep(min(left, 0.002))
    os.kill(number, signal.SIGKILL)
    return ended(number)


def acknowledging(file: Path) -> Tell:
    """Writes a line for each outcome as it is told: what the user has seen, and may rely on."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tell(locator: str, outcome: Outcome) -> None:
        os.write(handle, f"{outcome.status}:{outcome.key or '-'}\n".encode())

    return tell


def acknowledged(file: Path) -> list[str]:
    """Keys of articles that were told to be stored."""
    told = file.read_text().split() if file.exists() else []
    return [key for status, _, key in (line.partition(":") for line in told) if status in ("stored", "partial")]


def take(db: Path, source: Path, acks: Path | None = None) -> int:
    """As ``dragoman ingest`` does, by one process."""
    with Ledger.open(db, write=True, create=True) as ledger:
        ingest(ledger, [str(source)], knowledge(), jobs=1, tell=acknowledging(acks) if acks else None)
    return DONE


def undisturbed(db: Path, source: Path) -> None:
    """What there is to compare with: the same where nothing goes wrong. Raises RuntimeError where something does."""
    if code := ended(child(lambda: take(db, source))):
        raise RuntimeError(f"an ingest that nothing disturbs ends with {code}")


class Early(Intake):
    """A control: tells that an article is stored before it is."""

    def _store(self, ticket: Ticket, done: Done) -> None:
        with self.db.transaction():
            outcome = self.ledger.add(done, self.by, ticket.place.locator)
            self._move(ticket)
            self._note_started()
            self._tell(ticket.place.locator, outcome)
            time.sleep(random.random() * 0.08)  # a slow disk


def take_early(db: Path, source: Path, acks: Path) -> int:
    with Ledger.open(db, write=True, create=True) as ledger:
        run = Early(ledger, coder(knowledge()), acknowledging(acks))
        run.take(run.files([str(source)], None, False), knowledge(), 1)
    return DONE


def take_in_pieces(db: Path, source: Path, acks: Path) -> int:
    """A control: every statement is a transaction of its own."""
    SQLite.transaction = lambda self: nullcontext()  # type: ignore[method-assign, assignment, return-value]
    SQLite._settle = lambda self: self.connection.execute("PRAGMA synchronous = OFF")  # type: ignore[method-assign, assignment]
    return take(db, source, acks)
