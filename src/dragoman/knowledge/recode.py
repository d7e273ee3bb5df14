"""Which type and status an event is coded with, by how it is told: ontology/recode.csv."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..types import STATUSES, Status
from .tables import Row, rows

ANY = "*"


@dataclass(frozen=True, slots=True)
class Recode:
    """``rules``: (type or ANY, status) -> (type or None for no record, status)."""

    rules: dict[tuple[str, Status], tuple[str | None, Status]]

    def __call__(self, type: str, told: Status) -> tuple[str | None, Status]:
        """Type (None: no record) and status of an event of ``type`` that is told with status ``told``."""
        return self.rules.get((type, told)) or self.rules.get((ANY, told)) or (type, told)


def load(data: Path) -> Recode:
    """Raises DataError naming the line that cannot be used."""
    table = rows(data / "ontology" / "recode.csv", ("from", "status", "to", "becomes", "source"))
    return Recode({(row["from"], status(row, "status")): (target(row), status(row, "becomes")) for row in table})


def target(row: Row) -> str | None:
    return None if row["to"] == "-" else row["to"]


def status(row: Row, column: str) -> Status:
    found = next((s for s in STATUSES if s == row[column]), None)
    if found is None:
        raise row.error(f"{column} {row[column]!r} is not one of {', '.join(STATUSES)}")
    return found
