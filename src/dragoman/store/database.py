"""What a ledger needs of a database: SQL with ``?`` for parameters, rows as dicts, one transaction at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

Row = dict[str, Any]
Values = Sequence[Any]


class LedgerError(Exception):
    """The ledger cannot do what it was asked to; the message says why and what helps."""


class LedgerBusy(LedgerError):
    """Somebody else has been writing for longer than we wait."""


class LedgerFull(LedgerError):
    """The disk is full; what was told to be stored is stored."""


class Database(Protocol):
    """``kind``: ``sqlite`` or ``postgresql``. ``where``: how the user calls it, without a password. ``writable``: False for readers.
    ``memory``: what others keep of rows in memory, by kind and number; emptied when a transaction is undone.

    SQL is the part that SQLite and PostgreSQL share, with ``?`` for parameters and ``"end"`` quoted. Everything raises LedgerError.
    """

    kind: str
    where: str
    writable: bool
    memory: dict[str, dict[int, Any]]

    def query(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows."""

    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        """Rows as they are asked for, for results longer than memory."""

    def execute(self, sql: str, values: Values = ()) -> int:
        """Run a statement; the number of rows that it touched."""

    def many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run a statement once for each of the rows of values."""

    def insert(self, table: str, row: Mapping[str, Any]) -> int:
        """Add a row to a table that has a column ``id``, and give that id."""

    def packed(self, text: str) -> str | bytes:
        """A long text as it is stored, where the database does not pack such itself; ``rows.unpacked`` undoes it."""

    def index(self, number: int, title: str | None, text: str, before: str | None = None, again: bool = False) -> None:
        """Let an article be found by its words; ``again``: its title, which was ``before``, has changed."""

    def reindex(self) -> None:
        """Make the index of words anew from the articles."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing of what is done inside. The writer's lock is held from its beginning; inside another one it is part of that."""

    def close(self) -> None: ...


class Transactions(ABC):
    """What both databases do with transactions."""

    def __init__(self) -> None:
        self.depth = 0
        self.memory: dict[str, dict[int, Any]] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.depth:
            yield
            return
        self.depth = 1
        try:
            with self.told():
                self.begin()
            yield
            with self.told():
                self.commit()
        except BaseException:
            self.memory.clear()
            self.rollback()
            raise
        finally:
            self.depth = 0

    @abstractmethod
    def begin(self) -> None:
        """Who may write holds the writer's lock from here."""

    @abstractmethod
    def commit(self) -> None: ...

    @abstractmethod
    def rollback(self) -> None:
        """Nothing is raised, and nothing is done where there is nothing to undo."""

    @abstractmethod
    def told(self) -> AbstractContextManager[None]:
        """The database's errors in the words of the user."""


def one(database: Database, sql: str, values: Values = ()) -> Row | None:
    """The first row, None where there is none."""
    found = database.query(sql, values)
    return found[0] if found else None


def value(database: Database, sql: str, values: Values = ()) -> Any:
    """The first column of the first row, None where there is none."""
    found = one(database, sql, values)
    return next(iter(found.values())) if found else None


def fetch(database: Database, table: str, number: int) -> Row:
    """The row of that number, which there is."""
    return database.query(f'SELECT * FROM "{table}" WHERE id = ?', (number,))[0]


def marks(items: Sequence[Any]) -> str:
    """``?,?,?`` for a list of values."""
    return ",".join("?" * len(items))
