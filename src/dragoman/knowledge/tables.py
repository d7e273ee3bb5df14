"""Data files, row by row, each row knowing its file and line. Bad data stops us early and says where and what to do."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

DATA = Path(__file__).resolve().parent.parent / "data"


class DataError(Exception):
    """A data file says something that cannot be used; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by column name, and ``where`` = ``languages/en/cues.csv:41``."""

    cells: dict[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def parts(self, column: str) -> tuple[str, ...]:
        """The cell split at ``|``, blanks dropped."""
        return tuple(p.strip() for p in self.cells[column].split("|") if p.strip())

    def error(self, message: str) -> DataError:
        return DataError(f"{self.where}: {message}")


def relative(path: Path) -> str:
    """Path as users see it: below data/ for our own files, as given for theirs."""
    return path.relative_to(DATA).as_posix() if path.is_relative_to(DATA) else str(path)


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def rows(path: Path, columns: tuple[str, ...], delimiter: str | None = None) -> Iterator[Row]:
    """Rows of a CSV or TSV file (by suffix; ``.gz`` allowed) with a header holding at least ``columns``.

    Lines starting with ``#`` and blank lines are skipped. Raises DataError (file, line, remedy) on a missing column or a wrong cell count.
    """
    name = relative(path)
    delimiter = delimiter or ("\t" if ".tsv" in path.name else ",")
    with _opened(path) as handle:
        plain = delimiter == "\t"
        reader = csv.reader(handle, delimiter=delimiter, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
        header: list[str] | None = None
        for cells in reader:
            if not cells or cells[0].startswith("#") or not any(cells):
                continue
            if header is None:
                header = cells
                missing = [c for c in columns if c not in header]
                if missing:
                    raise DataError(f"{name}:{reader.line_num}: no column {missing[0]!r}; the header must name {', '.join(columns)}")
                continue
            if len(cells) != len(header):
                counts = f"{len(cells)} cells where the header has {len(header)}"
                raise DataError(f"{name}:{reader.line_num}: {counts}; quote cells that hold the delimiter")
            yield Row(dict(zip(header, cells, strict=True)), f"{name}:{reader.line_num}")
