"""What a ledger holds and how it came by it: who coded, from which outlets, what was not taken and why, what was odd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..store import Ledger

#: Reasons, messages and outlets that are named; the rest is counted.
MOST = 40
#: Examples of inputs for each reason.
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Coded:
    """One version of the coder. ``articles``: of which its reading counts."""

    name: str
    version: str
    ontology: str
    reader: str
    data_sha256: str
    started: str
    current: bool
    articles: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why inputs ended so. ``status``: duplicate, partial, refused, failed; ``examples``: where some of them stand."""

    status: str
    reason: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """``counts``: inputs by how they ended. ``problems``: stage, message, how often. ``first``/``last``: days of publication."""

    articles: int
    records: int
    events: int
    reprints: int
    stories: int
    first: str | None
    last: str | None
    undated: int
    counts: dict[str, int]
    reasons: tuple[Reason, ...]
    problems: tuple[tuple[str, str, int], ...]
    coders: tuple[Coded, ...]
    outlets: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    dated_by: tuple[tuple[str, int], ...]


def about(ledger: Ledger) -> About:
    """All of it, in some passes over the tables."""
    size = ledger.size()
    sql = """SELECT min(published) AS first, max(substr(published, 1, 10)) AS last,
             count(copy_of) AS copies, count(DISTINCT story) AS stories,
             sum(CASE WHEN published IS NULL THEN 1 ELSE 0 END) AS undated FROM article"""
    facts = ledger.db.query(sql)[0]
    return About(
        articles=size["articles"],
        records=size["records"],
        events=size["events"],
        reprints=facts["copies"],
        stories=facts["stories"],
        first=facts["first"],
        last=facts["last"],
        undated=facts["undated"] or 0,
        counts=ledger.counts(),
        reasons=_reasons(ledger),
        problems=_problems(ledger),
        coders=_coders(ledger),
        outlets=_most(ledger, "source"),
        languages=_most(ledger, "language"),
        dated_by=_most(ledger, "dated_by"),
    )


def _reasons(ledger: Ledger) -> tuple[Reason, ...]:
    """Every reason that is given for an input that was not simply stored, the most frequent first."""
    sql = f"""SELECT status, COALESCE(reason, '') AS reason, count(*) AS n FROM intake
              WHERE status IN ('duplicate', 'partial', 'refused', 'failed')
              GROUP BY status, reason ORDER BY n DESC, status, reason LIMIT {MOST}"""
    return tuple(Reason(row["status"], row["reason"], row["n"], _examples(ledger, row)) for row in ledger.db.query(sql))


def _examples(ledger: Ledger, row: Any) -> tuple[str, ...]:
    sql = f"SELECT locator FROM intake WHERE status = ? AND COALESCE(reason, '') = ? ORDER BY id LIMIT {EXAMPLES}"
    return tuple(found["locator"] for found in ledger.db.query(sql, (row["status"], row["reason"])))


def _problems(ledger: Ledger) -> tuple[tuple[str, str, int], ...]:
    sql = f"SELECT stage, message, count(*) AS n FROM problem GROUP BY stage, message ORDER BY n DESC, stage, message LIMIT {MOST}"
    return tuple((row["stage"], row["message"], row["n"]) for row in ledger.db.query(sql))


def _coders(ledger: Ledger) -> tuple[Coded, ...]:
    """The last one first."""
    sql = """SELECT name, version, ontology, reader, data_sha256, started, current,
             (SELECT count(*) FROM article WHERE article.coder_id = coder.id) AS articles FROM coder ORDER BY coder.id DESC"""
    return tuple(Coded(**{**row, "current": bool(row["current"])}) for row in ledger.db.query(sql))


def _most(ledger: Ledger, column: str) -> tuple[tuple[str, int], ...]:
    sql = f"""SELECT {column} AS name, count(*) AS n FROM article WHERE {column} IS NOT NULL
              GROUP BY {column} ORDER BY n DESC, {column} LIMIT {MOST}"""
    return tuple((row["name"], row["n"]) for row in ledger.db.query(sql))
