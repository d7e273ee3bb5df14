"""Input into the ledger: read what is new, account for every input, go on where an earlier run was broken off.

Each article is committed by itself, together with how far its file has been taken in. So whatever ends the program, nothing that was told
to be stored is lost, and the next run begins behind it.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING

from . import sources
from .knowledge import Knowledge
from .pipeline import CRASHED
from .plain import sha256
from .runner import Done, Found, readings
from .sources import Unread, articles
from .store import Coder, Ledger, LedgerError, Outcome, adding, coder
from .store.database import Row, one
from .store.writing import insert, update
from .types import Article

if TYPE_CHECKING:
    from .llm import Server
    from .sources.manners import Guest

STATUSES = ("stored", "duplicate", "partial", "refused", "failed")
#: Runs that may break off at one and the same item before it is passed over.
TRIES = 3
#: Bytes at a file's head and end by which it is known again.
MARK = 65536
#: Inputs with nothing to read (duplicates) that are committed together.
TOGETHER = 200

#: How the problem begins that tells of a step that the machine, not the text, has stopped.
UNABLE = tuple(f"{CRASHED} ({name}" for name in ("OSError", "MemoryError", "PermissionError", "FileNotFoundError", "BlockingIOError"))

Tell = Callable[[str, Outcome], None]


@dataclass(slots=True)
class Totals:
    """``before``: items that an earlier run had taken in, passed over without a look; the others are those of this run."""

    counts: Counter[str] = field(default_factory=Counter)
    before: int = 0

    @property
    def seen(self) -> int:
        return sum(self.counts.values())


@dataclass(slots=True)
class Place:
    """Where an input stands. ``path``: of the file, None for what has none (standard input); ``taken``: its items up to this one."""

    locator: str
    path: str | None = None
    taken: int = 0


@dataclass(slots=True)
class Ticket:
    """One input on its way. ``reading``: it is with the reader. ``known``: the key of the article that has its text already.

    ``sha``: of its text; the text itself is let go once the reader has it. ``item`` None: no input, but the end of a file.
    """

    place: Place
    item: Found | None
    sha: str = ""
    reading: bool = False
    known: str | None = None
    outcome: Outcome | None = None


def ingest(
    ledger: Ledger,
    paths: Sequence[str],
    knowledge: Knowledge,
    *,
    jobs: int | None = None,
    server: Server | None = None,
    published: str | None = None,
    stdin: IO[bytes] | None = None,
    retry: bool = False,
    tell: Tell | None = None,
    guest: Guest | None = None,
) -> Totals:
    """Files, folders, URLs and standard input into the ledger. ``retry``: also what ended as refused or failed before.

    ``guest``: who fetches URLs, one that goes to the outside world only where not told.
    ``tell``: called with each input's locator and outcome, after that is on the disk. Raises LedgerError; what was told remains.
    """
    run = Intake(ledger, coder(knowledge, server), tell)
    one_by_one = 1 if jobs is None and "-" in paths else jobs
    return run.take(run.files(paths, stdin, retry, guest), knowledge, one_by_one, server, published)


def take(
    ledger: Ledger,
    found: Iterable[Found],
    knowledge: Knowledge,
    *,
    jobs: int | None = None,
    server: Server | None = None,
    tell: Tell | None = None,
) -> Totals:
    """Articles from anywhere into the ledger, as ``ingest`` does."""
    run = Intake(ledger, coder(knowledge, server), tell)
    return run.take(((Place(_locator(item, "input", number)), item) for number, item in enumerate(found, 1)), knowledge, jobs, server)


class Intake:
    """One run. Inputs are settled in their order: a duplicate waits for the article before it that is still being read."""

    def __init__(self, ledger: Ledger, by: Coder, tell: Tell | None = None) -> None:
        self.ledger, self.db, self.by = ledger, ledger.db, by
        self.tell = tell or (lambda locator, outcome: None)
        self.totals = Totals()
        self.waiting: deque[Ticket] = deque()
        self.light: list[Ticket] = []  # need no reader, not yet committed
        self.unnoted: list[Ticket] = []  # with the reader, not yet noted as started
        self.suspected: set[str] = set()  # files of which the item at which an earlier run broke off has been looked at

    def take(
        self,
        found: Iterable[tuple[Place, Found | None]],
        knowledge: Knowledge,
        jobs: int | None = None,
        server: Server | None = None,
        published: str | None = None,
    ) -> Totals:
        """Everything that ``found`` gives; None for an item tells that its file has ended."""
        try:
            for done in readings(self._to_read(found, published), knowledge, jobs, server):
                self._settle()
                unable(done)
                self._store(self.waiting[0], done)  # a signal in the middle of it must find the ticket where it forgets them
                self.waiting.popleft()
                self._pass_on()
            self._settle()
        except BaseException:  # what is being read is begun anew next time, and is not to blame
            with suppress(LedgerError):
                self._forget()
            raise
        return self.totals

    # what is to be read

    def _to_read(self, found: Iterable[tuple[Place, Found | None]], published: str | None) -> Iterator[Article]:
        """The articles that the ledger does not have; all else is settled on the way."""
        for place, item in found:
            ticket = self._ticket(place, item, published)
            self.waiting.append(ticket)
            if not ticket.reading:
                self._pass_on()
                continue
            article = ticket.item
            assert isinstance(article, Article)
            ticket.item = replace(article, text="")
            self.unnoted.append(ticket)
            if self.waiting[0] is ticket:  # nothing is before it whose commit could take the note along
                self._settle()
                self._note_started()
            yield article
        self._pass_on()

    def _ticket(self, place: Place, item: Found | None, published: str | None) -> Ticket:
        if not isinstance(item, Article):
            return Ticket(place, item)
        if published and not item.published:
            item = replace(item, published=published, dated_by="given")
        sha = sha256(item.text)
        known = one(self.db, "SELECT key FROM article WHERE text_sha256 = ?", (sha,))
        if known:
            return Ticket(place, replace(item, text=""), sha, known=known["key"])
        blamed = self._blamed(place, sha)
        return Ticket(place, item, sha, reading=blamed is None, outcome=blamed)

    def _blamed(self, place: Place, sha: str) -> Outcome | None:
        """That of an article at which several runs broke off. Only the one that such a run was waiting for can be to blame: the first."""
        whose = place.path or "-"
        if whose in self.suspected:
            return None
        self.suspected.add(whose)
        row = one(self.db, "SELECT * FROM intake WHERE locator = ? AND item = ?", (place.locator, sha))
        if row is None or row["status"] != "started":
            return None
        with self.db.transaction():
            update(self.db, "intake", {**row, "tries": row["tries"] + 1, "at": self.ledger.now()})
        if row["tries"] < TRIES:
            return None
        return Outcome("failed", f"the program was ended {row['tries'] + 1} times while it was read; ingest --retry tries again")

    # what has come of it

    def _pass_on(self) -> None:
        """Inputs at the front that need no reader."""
        while self.waiting and not self.waiting[0].reading:
            self.light.append(self.waiting.popleft())
            if len(self.light) >= TOGETHER:
                self._settle()

    def _settle(self) -> None:
        """Commit what needed no reader."""
        if not self.light:
            return
        told: list[tuple[str, Outcome]] = []
        with self.db.transaction():
            for ticket in self.light:
                if ticket.item is not None:
                    told.append((ticket.place.locator, self._light(ticket, ticket.item)))
                self._move(ticket)
        self.light.clear()
        for locator, outcome in told:
            self._tell(locator, outcome)

    def _light(self, ticket: Ticket, item: Found) -> Outcome:
        now, locator = self.ledger.now(), ticket.place.locator
        if isinstance(item, Unread):
            return adding.unread(self.db, item, now, locator)
        if ticket.outcome is not None:
            adding.note(self.db, locator, ticket.sha, ticket.outcome, None, now)
            return ticket.outcome
        known = one(self.db, "SELECT * FROM article WHERE key = ?", (ticket.known,))
        assert known is not None
        return adding.duplicate(self.db, item, known, now, locator)

    def _store(self, ticket: Ticket, done: Done) -> None:
        """One article, with how far its file has come. An error of ours is told as its outcome, and the run goes on."""
        try:
            with self.db.transaction():
                outcome = self._add(ticket, done)
                self._move(ticket)
                self._note_started()
        except LedgerError:
            raise
        except Exception as error:
            outcome = Outcome(
                "failed", f"could not be stored ({type(error).__name__}: {str(error)[:200]}); please report it with this text"
            )
            with self.db.transaction():
                adding.note(self.db, ticket.place.locator, ticket.sha, outcome, None, self.ledger.now())
                self._move(ticket)
        self._tell(ticket.place.locator, outcome)

    def _add(self, ticket: Ticket, done: Done) -> Outcome:
        """An article that the reader did not bring back (its process died) has failed; it is no input that was refused."""
        if not isinstance(done, Unread):
            return self.ledger.add(done, self.by, ticket.place.locator)
        outcome = Outcome("failed", done.message)
        adding.note(self.db, ticket.place.locator, ticket.sha, outcome, None, self.ledger.now())
        return outcome

    def _tell(self, locator: str, outcome: Outcome) -> None:
        self.totals.counts[outcome.status] += 1
        self.tell(locator, outcome)

    def _note_started(self) -> None:
        """That articles are with the reader: what a crash leaves behind."""
        with self.db.transaction():
            for ticket in self.unnoted:
                adding.begin(self.db, ticket.place.locator, ticket.sha, self.ledger.now())
        self.unnoted.clear()

    def _forget(self) -> None:
        with self.db.transaction():
            for ticket in self.waiting:
                if ticket.reading:
                    self.db.execute("DELETE FROM intake WHERE locator = ? AND status = 'started'", (ticket.place.locator,))

    # files

    def files(
        self, paths: Sequence[str], stdin: IO[bytes] | None, retry: bool, guest: Guest | None = None
    ) -> Iterator[tuple[Place, Found | None]]:
        """Items of files behind what was taken in before; ``retry``: from their beginning."""
        for name in sources.files(paths):
            if isinstance(name, Unread):
                yield Place(name.locator), name
                continue
            file = None if name == "-" else state(name)
            if file is None:  # standard input, a pipe, an address, or what cannot be opened: nowhere to go on from
                for number, item in enumerate(articles([name], stdin, guest), 1):
                    yield Place(_locator(item, name, number)), item
                continue
            row = self._begun(file, retry)
            if row["complete"]:
                self.totals.before += row["taken"]
                continue
            yield from self._items(name, file, row["taken"])

    def _items(self, name: str, file: State, skip: int) -> Iterator[tuple[Place, Found | None]]:
        number, last = 0, None
        for number, item in enumerate(articles([name]), 1):
            last = item
            if number > skip:
                yield Place(_locator(item, name, number), file.path, number), item
        self.totals.before += min(skip, number)
        # a line that is still being written is looked at again when it is whole
        half = isinstance(last, Unread) and not file.closed
        yield Place(name, file.path, number - half), None

    def _begun(self, file: State, retry: bool) -> Row:
        """The file's row as this run begins with it: as it was where the file is the same or has grown, else anew."""
        row = one(self.db, "SELECT * FROM input WHERE path = ?", (file.path,))
        now = {"size": file.size, "modified": file.modified, "at": self.ledger.now()}
        if row and (row["size"], row["modified"]) == (file.size, file.modified) and not retry:
            return row
        with self.db.transaction():
            if row is None:
                new = {"path": file.path, **now, "head_sha256": mark(file.path, file.size), "taken": 0, "complete": 0}
                return {**new, "id": insert(self.db, "input", new)}
            grown = not retry and file.size > row["size"] and mark(file.path, row["size"]) == row["head_sha256"]
            new = {**row, **now, "head_sha256": mark(file.path, file.size), "taken": row["taken"] if grown else 0, "complete": 0}
            update(self.db, "input", new)
        return new

    def _move(self, ticket: Ticket) -> None:
        """How far the file has been taken in, committed with what became of the item."""
        place = ticket.place
        if place.path is None:
            return
        row = one(self.db, "SELECT * FROM input WHERE path = ?", (place.path,))
        if row is not None and (place.taken > row["taken"] or ticket.item is None):
            complete = int(ticket.item is None)
            update(self.db, "input", {**row, "taken": place.taken, "complete": complete, "at": self.ledger.now()})


@dataclass(frozen=True, slots=True)
class State:
    """A regular file as it is now. ``path``: from the root; ``modified``: nanoseconds; ``closed``: it ends with the end of a line."""

    path: str
    size: int
    modified: int
    closed: bool


def state(name: str) -> State | None:
    """None for what is no regular file, or cannot be opened."""
    try:
        path = os.path.abspath(name)
        path.encode()
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            told = os.fstat(file.fileno())
            file.seek(max(0, told.st_size - 1))
            return State(path, told.st_size, told.st_mtime_ns, file.read(1) in {b"\n", b""})
    except (OSError, ValueError):
        return None


def mark(path: str, size: int) -> str:
    """SHA-256 of the first and last bytes of the file as far as ``size``."""
    with open(path, "rb") as file:
        head = file.read(min(MARK, size))
        file.seek(max(0, size - MARK))
        return hashlib.sha256(head + file.read(min(MARK, size))).hexdigest()


def unable(done: Done) -> None:
    """Raises LedgerError where an article was not read because the machine could not, which is no fault of the text: a disk is full."""
    for problem in () if isinstance(done, Unread) else done.problems:
        if problem.message.startswith(UNABLE):
            raise LedgerError(f"the reader does not work here ({problem.message}); see to the disk, and give the same command again")


def _locator(item: Found, name: str, number: int) -> str:
    if isinstance(item, Unread):
        return item.locator
    return item.locator or f"{name}#{number}"
