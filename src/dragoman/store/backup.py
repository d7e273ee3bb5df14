"""A copy of the ledger that can be relied on: taken while others go on, and looked through before it is called a backup."""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from .database import Database, LedgerError
from .sqlite import SQLite, copy, sync_folder
from .verify import verify


def backup(database: Database, to: Path) -> Path:
    """Write the whole ledger to ``to``, zipped where that ends in ``.zip``, and verify the copy. Nothing is written over.

    Raises LedgerError where the copy cannot be made, or does not hold what it should; it is then not left behind.
    """
    if to.exists():
        raise LedgerError(f"{to}: there is a file of that name; name another, no backup is written over")
    if not to.absolute().parent.is_dir():
        raise LedgerError(f"{to}: its folder does not exist; make it first")
    if not isinstance(database, SQLite):
        raise LedgerError(f"{database.where}: a server has its own tool for this: pg_dump --format=custom")
    try:
        if to.suffix.lower() == ".zip":
            _zipped(database, to)
        else:
            copy(database.connection, to)
            checked(to)
    except OSError as error:
        raise LedgerError(f"{to}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    return to


def _zipped(database: SQLite, to: Path) -> None:
    with TemporaryDirectory(dir=to.absolute().parent, prefix=".backup-") as folder:
        plain = Path(folder) / database.path.name
        copy(database.connection, plain)
        checked(plain)
        part = Path(folder) / "part.zip"
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(plain, database.path.name)
        with zipfile.ZipFile(part) as archive:
            if archive.testzip() is not None:
                raise LedgerError(f"{to}: the archive does not read back as it was written; is the disk sound?")
        part.replace(to)
    sync_folder(to.absolute().parent)


def checked(file: Path) -> None:
    """Raises LedgerError, and takes the file away, where it does not verify."""
    database = SQLite(file)
    try:
        wrong = next(verify(database), None)
    finally:
        database.close()
        for beside in ("-wal", "-shm"):
            Path(f"{file}{beside}").unlink(missing_ok=True)
    if wrong is not None:
        file.unlink()
        raise LedgerError(f"the ledger is damaged, and so is each copy of it ({wrong}); `dragoman verify` names the rows")
