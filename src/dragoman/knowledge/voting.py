"""What the votes of rules and of the model weigh: ontology/voting.csv."""

from __future__ import annotations

from pathlib import Path

from .tables import DataError, relative, rows

VOTES = (
    "word: rule", "word: model", "word: least", "word: least alone",
    "party: rule", "party: model", "party: least",
    "status: rule", "status: model", "certainty: model",
    "pair: rule", "pair: model",
)  # fmt: skip
#: Who says what; fitted by training/said.py.
SAID = (
    "said: source", "said: cue", "said: content", "said: clear",
    "said: rule", "said: rule cue", "said: rule source", "said: rule content", "said: rule alone", "said: rule inside", "said: rule holds",
    "said: model", "said: model cue", "said: model source", "said: model content", "said: model alone", "said: model inside",
    "said: model near", "said: model beside", "said: model claims",
)  # fmt: skip
Voting = dict[str, float]


def load(path: Path) -> Voting:
    """Weight of each vote. Raises DataError with file, line and remedy."""
    out: Voting = {}
    for row in rows(path, ("vote", "weight", "note", "source")):
        if row["vote"] not in (*VOTES, *SAID):
            raise row.error(f"vote {row['vote']!r} is not one of {', '.join((*VOTES, *SAID))}")
        try:
            out[row["vote"]] = float(row["weight"])
        except ValueError:
            raise row.error(f"weight {row['weight']!r} is no number; write for instance -1.5") from None
    missing = [v for v in (*VOTES, *SAID) if v not in out]
    if missing:
        raise DataError(f"{relative(path)}: no row for {missing[0]!r}")
    return out
