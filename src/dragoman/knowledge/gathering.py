"""When records are of one event: ontology/gathering.csv, weights of the features of gather/same.py, and thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .tables import DATA, DataError, relative, rows

#: Probabilities that the table must give: of one event, on the average, for records to be joined; the same for event words of any kind.
THRESHOLDS = ("join", "join any")


class Sum:
    """A weight for each named feature; features without one weigh nothing."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights

    def odds(self, features: Iterable[tuple[str, float]]) -> float:
        """Weights times values."""
        return sum(self.weights.get(name, 0.0) * value for name, value in features)


@dataclass(frozen=True, slots=True, eq=False)
class Gathering:
    """``words``: do two words for happenings tell of one? ``records``: are two records of one event? ``least``: thresholds by name."""

    words: Sum
    records: Sum
    least: Mapping[str, float]


@cache
def bundled() -> Gathering:
    """The table that comes along, loaded once."""
    return load(DATA / "ontology" / "gathering.csv")


def load(path: Path) -> Gathering:
    """Raises DataError with file, line and remedy."""
    found: dict[str, dict[str, float]] = {"words": {}, "records": {}, "least": {}}
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
    return Gathering(Sum(found["words"]), Sum(found["records"]), found["least"])
