"""A ledger on a PostgreSQL server, for teams: the same tables, in a schema of their own, ``dragoman``.

Who writes holds an advisory lock, so that writers come one after another as they do in SQLite, and no two gather the same event at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .database import LedgerBusy, LedgerError, LedgerFull, Row, Transactions, Values
from .sqlite import APPLICATION, FETCH, PATIENCE, migrations
from .writing import insertion

if TYPE_CHECKING:
    import psycopg

SCHEMA = Path(__file__).parent / "schema" / "postgres"
#: PostgreSQL's own codes of what users can do something about.
FULL, READ_ONLY, BUSY = ("53100",), ("25006", "42501"), ("55P03", "57014", "40P01", "40001")

_QUOTED = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\")")
_PASSWORD = re.compile(r"(?<=//)([^:/@]*):[^@/]*@|(?<=[?&])password=[^&]*")


class Postgres(Transactions):
    """One connection to one server."""

    kind = "postgresql"

    def __init__(self, where: str, write: bool = False, create: bool = False, schema: Path = SCHEMA) -> None:
        """Connects, and where ``write`` brings an older ledger up to date. Raises LedgerError where that cannot be done."""
        super().__init__()
        self.where, self.writable = _PASSWORD.sub(r"\1@", where), write
        self._names = count()
        try:
            import psycopg
        except ImportError:
            raise LedgerError("a ledger on PostgreSQL needs psycopg: pip install 'dragoman[postgres]'") from None
        self.errors = psycopg.Error
        options = f"-c search_path=dragoman -c lock_timeout={PATIENCE} -c client_min_messages=warning -c standard_conforming_strings=on"
        if not write:
            options += " -c default_transaction_read_only=on"
        with self.told():
            self.connection: psycopg.Connection[Row] = psycopg.connect(
                where, autocommit=True, row_factory=as_in_sqlite, cursor_factory=psycopg.ClientCursor, connect_timeout=10, options=options
            )
        try:
            self._prepare(schema, write, create)
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self, schema: Path, write: bool, create: bool) -> None:
        steps = migrations(schema)
        version = self._version()
        if version > len(steps):
            raise LedgerError(
                f"{self.where}: a newer dragoman wrote this ledger (layout {version}, this one knows up to {len(steps)}); it is left as it "
                "is: update dragoman (pip install -U dragoman)"
            )
        if version == 0 and not create:
            raise LedgerError(f"{self.where}: there is no ledger here; `dragoman ingest --db {self.where} …` makes one")
        if version < len(steps) and not write:
            raise LedgerError(
                f"{self.where}: this ledger is of an older layout ({version}); bring it up to date: dragoman upgrade --db {self.where}"
            )
        if version < len(steps):
            self._migrate(steps)

    def _version(self) -> int:
        """The layout of the ledger, 0 where there is none."""
        if not self.query("SELECT 1 AS there FROM information_schema.tables WHERE table_schema = 'dragoman' AND table_name = 'layout'"):
            return 0
        return int(self.query("SELECT max(version) AS version FROM dragoman.layout")[0]["version"] or 0)

    def _migrate(self, steps: Sequence[Path]) -> None:
        """The steps that are lacking, all or none of them."""
        with self.transaction():
            self.execute("CREATE SCHEMA IF NOT EXISTS dragoman")
            self.execute("CREATE TABLE IF NOT EXISTS dragoman.layout (version INTEGER PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT now())")
            for number in range(self._version() + 1, len(steps) + 1):
                with self.told():
                    self.connection.execute(steps[number - 1].read_text(encoding="utf-8").encode())
                self.execute("INSERT INTO layout (version) VALUES (?)", (number,))

    def query(self, sql: str, values: Values = ()) -> list[Row]:
        with self.told():
            return self.connection.execute(spelt(sql), values).fetchall()

    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        name = f"stream_{next(self._names)}"
        hold = "" if self.depth else "WITH HOLD "
        with self.told():
            self.connection.execute(spelt(f"DECLARE {name} NO SCROLL CURSOR {hold}FOR {sql}"), values)
        try:
            while True:
                with self.told():
                    rows = self.connection.execute(f"FETCH {FETCH} FROM {name}".encode()).fetchall()
                if not rows:
                    return
                yield from rows
        finally:
            with suppress(self.errors):
                self.connection.execute(f"CLOSE {name}".encode())

    def execute(self, sql: str, values: Values = ()) -> int:
        with self.told():
            return self.connection.execute(spelt(sql), values).rowcount

    def many(self, sql: str, rows: Sequence[Values]) -> None:
        if rows:
            with self.told(), self.connection.cursor() as cursor:
                cursor.executemany(spelt(sql), rows)

    def insert(self, table: str, row: Mapping[str, Any]) -> int:
        with self.told():
            found = self.connection.execute(spelt(f"{insertion(table, tuple(row))} RETURNING id"), tuple(row.values())).fetchone()
        return int(found["id"]) if found else 0

    def packed(self, text: str) -> str:
        """PostgreSQL does it itself."""
        return text

    def index(self, number: int, title: str | None, text: str, before: str | None = None, again: bool = False) -> None:
        """PostgreSQL does it itself."""

    def reindex(self) -> None:
        """PostgreSQL does it itself."""

    def begin(self) -> None:
        self.connection.execute(b"BEGIN" if self.writable else b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if self.writable:
            self.connection.execute(f"SELECT pg_advisory_xact_lock({APPLICATION})".encode())

    def commit(self) -> None:
        self.connection.execute(b"COMMIT")

    def rollback(self) -> None:
        with suppress(self.errors):
            self.connection.execute(b"ROLLBACK")

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def told(self) -> Iterator[None]:
        """The server's errors in the words of the user."""
        try:
            yield
        except self.errors as error:
            raise explained(error, self.where) from error


def as_in_sqlite(cursor: Any) -> Any:
    """Rows as dicts, with the columns that both databases have: without the index of words."""
    names = [column.name for column in cursor.description or ()]

    def row(values: Sequence[Any]) -> Row:
        return {name: value for name, value in zip(names, values, strict=True) if name != "fts"}

    return row


def explained(error: Any, where: str) -> LedgerError:
    """What the error means and what helps."""
    code, said = getattr(error, "sqlstate", None) or "", str(error).strip().splitlines()
    first = _PASSWORD.sub(r"\1@", said[0]) if said else type(error).__name__
    if code in BUSY:
        return LedgerBusy(f"{where}: another program has been writing to it for {PATIENCE // 1000} seconds; try again when it is done")
    if code in FULL:
        return LedgerFull(f"{where}: the server's disk is full; make room and give the same command again: it goes on where it was")
    if code in READ_ONLY:
        return LedgerError(f"{where}: may not be written ({first}); ask for the rights, or open the ledger for writing")
    if type(error).__name__ in {"OperationalError", "ConnectionTimeout", "AdminShutdown"}:
        return LedgerError(f"{where}: the server does not answer ({first}); check that it runs, and the address, user and password")
    return LedgerError(f"{where}: {first}")


@lru_cache(maxsize=1024)
def spelt(sql: str) -> bytes:
    """SQL with ``?`` as psycopg wants it."""
    parts = _QUOTED.split(sql)
    for n, part in enumerate(parts):
        part = part.replace("%", "%%")
        parts[n] = part if n % 2 else part.replace("?", "%s")
    return "".join(parts).encode()
