"""A ledger in one SQLite file: WAL, every commit on the disk before it is acknowledged, readers that never write."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .database import LedgerBusy, LedgerError, LedgerFull, Row, Transactions, Values
from .rows import deflated
from .writing import insertion

SCHEMA = Path(__file__).parent / "schema" / "sqlite"
#: "DRAG": tells our files from those of others.
APPLICATION = 0x44524147
#: Milliseconds that one waits for another's transaction; ours last a few.
PATIENCE = 60_000
FETCH = 256
HEADER = b"SQLite format 3\x00"


class SQLite(Transactions):
    """One connection to one file."""

    kind = "sqlite"

    def __init__(self, path: Path, write: bool = False, create: bool = False, schema: Path = SCHEMA) -> None:
        """Opens, and where ``write`` brings an older file up to date. Raises LedgerError where that cannot be done."""
        super().__init__()
        self.path, self.where, self.writable = path, str(path), write
        latest = len(migrations(schema))
        with self.told():
            if write:
                fresh = _usable(path, create)
                if not fresh:
                    _known(path, latest)
                self.connection = _connect(f"{_uri(path)}?mode={'rwc' if create else 'rw'}")
                self._settle()
                migrate(self, schema)
            else:
                _usable(path, False)
                self.connection = _reading(path)
                _checked(path, self.connection, latest, self.writable)
                self.connection.execute("PRAGMA query_only = ON")

    def _settle(self) -> None:
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")

    def query(self, sql: str, values: Values = ()) -> list[Row]:
        with self.told():
            return self.connection.execute(sql, values).fetchall()

    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        with self.told():
            cursor = self.connection.execute(sql, values)
        while True:
            with self.told():
                rows = cursor.fetchmany(FETCH)
            if not rows:
                return
            yield from rows

    def execute(self, sql: str, values: Values = ()) -> int:
        with self.told():
            return self.connection.execute(sql, values).rowcount

    def many(self, sql: str, rows: Sequence[Values]) -> None:
        with self.told():
            self.connection.executemany(sql, rows)

    def insert(self, table: str, row: Mapping[str, Any]) -> int:
        with self.told():
            return self.connection.execute(insertion(table, tuple(row)), tuple(row.values())).lastrowid or 0

    def packed(self, text: str) -> bytes:
        return deflated(text, 1)

    def index(self, number: int, title: str | None, text: str, before: str | None = None, again: bool = False) -> None:
        if again:
            self.execute("INSERT INTO article_fts (article_fts, rowid, title, text) VALUES ('delete', ?, ?, ?)", (number, before, text))
        self.execute("INSERT INTO article_fts (rowid, title, text) VALUES (?, ?, ?)", (number, title, text))

    def reindex(self) -> None:
        with self.transaction():
            self.execute("INSERT INTO article_fts (article_fts) VALUES ('rebuild')")

    def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE" if self.writable else "BEGIN")

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        if self.connection.in_transaction:  # a full disk has rolled it back already
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """The last one to close folds the write-ahead log into the file."""
        self.connection.close()

    @contextmanager
    def told(self) -> Iterator[None]:
        """SQLite's errors in the words of the user."""
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self.where) from error


def explained(error: sqlite3.Error, where: str) -> LedgerError:
    """What the error means and what helps."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerBusy(f"{where}: another program has been writing to it for {PATIENCE // 1000} seconds; try again when it is done")
    if name == "SQLITE_FULL":
        return LedgerFull(f"{where}: the disk is full; make room and give the same command again: it goes on where it was")
    if name.startswith("SQLITE_IOERR"):
        return LedgerFull(f"{where}: the disk does not take or give data ({name}); see to it and give the same command again")
    if name.startswith("SQLITE_READONLY"):
        return LedgerError(f"{where}: may not be written; check your rights to the file and its folder")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return LedgerError(f"{where}: the file is damaged ({error}); `dragoman verify` says where, a backup helps")
    if name.startswith("SQLITE_CANTOPEN"):
        return LedgerError(f"{where}: cannot be opened; check the path and your rights to its folder")
    return LedgerError(f"{where}: {error}")


@contextmanager
def reopened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that may write to a file which is known to be a ledger, and which stays as it is; waits for nobody long."""
    connection = sqlite3.connect(f"{_uri(path)}?mode=rw", uri=True, timeout=5, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def _uri(path: Path) -> str:
    return "file:" + quote(str(path.absolute()))


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE / 1000, isolation_level=None, cached_statements=256)
    connection.row_factory = _row
    for pragma in ("foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}


def _reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. In a folder that cannot be written either, the file is read as it lies.

    A reader needs a small file beside the ledger (``-shm``). Where the disk is too full for it, and a writer that ended has left a log
    behind, the reader keeps in memory what would stand in it, and is alone with the file as long as it reads.
    """
    connection = _connect(f"{_uri(path)}?mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
        return connection
    except sqlite3.OperationalError as error:
        log = Path(f"{path}-wal")
        logged = log.exists() and log.stat().st_size  # a writer's last words would be passed over
        if logged and not (getattr(error, "sqlite_errorname", "") or "").startswith("SQLITE_IOERR_SHM"):
            raise
        connection.close()
    if not logged:
        return _connect(f"{_uri(path)}?mode=ro&immutable=1")
    connection = _connect(f"{_uri(path)}?mode=rw")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
    return connection


def _usable(path: Path, create: bool) -> bool:
    """True where there is no file yet, or an empty one, and one may be made. Raises LedgerError for what is no ledger file."""
    try:
        if not path.exists() or path.stat().st_size == 0:
            if not create:
                raise LedgerError(f"{path}: there is no ledger here; `dragoman ingest --db {path} …` makes one")
            if not path.absolute().parent.is_dir():
                raise LedgerError(f"{path}: its folder does not exist; make it first")
            return True
        if path.is_dir():
            raise LedgerError(f"{path}: this is a folder; name a file in it")
        with path.open("rb") as file:
            if file.read(len(HEADER)) != HEADER:
                raise LedgerError(f"{path}: this is no ledger, nor any SQLite file; name another")
    except OSError as error:
        raise LedgerError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    return False


def _known(path: Path, latest: int) -> None:
    """Look at the file without being able to change it. Raises LedgerError where it is not ours, or newer than we know."""
    connection = _reading(path)
    try:
        _checked(path, connection, latest, True)
    finally:
        connection.close()


def _checked(path: Path, connection: sqlite3.Connection, latest: int, write: bool) -> None:
    """Raises LedgerError where the file is not ours, newer than we know, or too old to be only read."""
    version, application = pragma(connection, "user_version"), pragma(connection, "application_id")
    if application != APPLICATION:
        if version or application or connection.execute("SELECT count(*) AS n FROM sqlite_schema").fetchone()["n"]:
            raise LedgerError(f"{path}: this SQLite file is no ledger of dragoman; name another")
        if not write:
            raise LedgerError(f"{path}: there is no ledger here yet; `dragoman ingest --db {path} …` makes one")
        return
    if version > latest:
        raise LedgerError(
            f"{path}: a newer dragoman wrote this ledger (layout {version}, this one knows up to {latest}); it is left as it is: "
            "update dragoman (pip install -U dragoman)"
        )
    if version < latest and not write:
        raise LedgerError(
            f"{path}: an older dragoman wrote this ledger (layout {version}); bring it up to date: dragoman upgrade --db {path}"
        )


def pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[name])


def migrations(schema: Path = SCHEMA) -> list[Path]:
    """The numbered steps, 0001.sql first; the n-th brings a ledger to layout n."""
    return sorted(schema.glob("[0-9]*.sql"))


def migrate(database: SQLite, schema: Path = SCHEMA) -> None:
    """Take the steps that the file lacks, each in one transaction; of a file that has something in it a copy is kept first."""
    connection, steps = database.connection, migrations(schema)
    version = pragma(connection, "user_version")
    if 0 < version < len(steps):
        copy(connection, _free(Path(f"{database.path}.layout-{version}.bak")))
    for number in range(version + 1, len(steps) + 1):
        step(connection, number, steps[number - 1])


def step(connection: sqlite3.Connection, number: int, file: Path) -> None:
    """One step, unless another process has just taken it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if pragma(connection, "user_version") < number:
            for statement in statements(file.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: ``executescript`` would commit before it begins."""
    found = ""
    for line in script.splitlines(keepends=True):
        found += line
        if sqlite3.complete_statement(found):
            yield found
            found = ""


def copy(connection: sqlite3.Connection, to: Path) -> None:
    """A copy of the whole file while others go on, on the disk when this returns. ``to`` appears only when it is whole."""
    part = Path(f"{to}.part")
    part.unlink(missing_ok=True)
    target = sqlite3.connect(part)
    try:
        connection.backup(target, pages=4096, sleep=0.01)
    finally:
        target.close()
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(to)
    sync_folder(to.absolute().parent)


def sync_folder(folder: Path) -> None:
    """The folder's own list of files on the disk, where the system knows such a thing."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _free(path: Path) -> Path:
    """The path itself, or with a number where it is taken: no backup is written over."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free
