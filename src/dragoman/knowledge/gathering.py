"""When records are of one event: ontology/gathering.csv, weights of the features of gather/same.py and thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .settling import Weights
from .tables import DATA, DataError, relative, rows

#: Probabilities that the table must give: of one event, on the average, for records to be joined; the same for event words of any kind.
THRESHOLDS = ("join", "join any")


@dataclass(frozen=True, slots=True, eq=False)
class Gathering:
    """``same``: weights; ``least``: the thresholds by name."""

    same: Weights
    least: Mapping[str, float]


@cache
def bundled() -> Gathering:
    """The table that comes along, loaded once."""
    return load(DATA / "ontology" / "gathering.csv")


def load(path: Path) -> Gathering:
    """Raises DataError with file, line and remedy."""
    found: dict[str, dict[str, float]] = {"same": {}, "least": {}}
    for row in rows(path, ("question", "feature", "weight", "source")):
        if row["question"] not in found:
            raise row.error(f"question {row['question']!r} is not one of {', '.join(found)}")
        try:
            found[row["question"]][row["feature"]] = float(row["weight"])
        except ValueError:
            raise row.error(f"weight {row['weight']!r} is no number; write for instance -1.5") from None
    missing = [name for name in THRESHOLDS if name not in found["least"]]
    if missing:
        raise DataError(f"{relative(path)}: no row least,{missing[0]}")
    return Gathering(Weights(found["same"]), found["least"])
