"""Events that fit a filter, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from ..counted import many
from ..store import Ledger, back, pages
from ..store.filters import NAME, Filter, events_where
from ..store.naming import Understood, understood
from ..types import Event

#: Columns of the table ``event`` that only serve the ledger.
OWN = frozenset({"id", "row_sha256"})


@dataclass(frozen=True, slots=True)
class Found:
    """``rows``: of the table ``event``. ``after``: where the next page begins, None on the last. ``notes``: how names were understood."""

    rows: tuple[Mapping[str, Any], ...]
    after: str | None
    notes: tuple[str, ...] = ()


def query(ledger: Ledger, asked: Filter, limit: int = 50, after: str | None = None, sort: str = "newest") -> Found:
    """A page of events. Raises FilterError for a code, a date, an order or a mark that is none."""
    meant = understood(ledger.db, asked)
    page = pages.page(ledger.db, meant.asked, limit, after, sort)
    return Found(page.rows, page.after, notes(meant))


def every(ledger: Ledger, asked: Filter, after: str | None, sort: str = "newest") -> Iterator[Found]:
    """All pages after ``after``, one by one; none where that is None."""
    while after:
        found = query(ledger, asked, 500, after, sort)
        yield found
        after = found.after


def count(ledger: Ledger, asked: Filter) -> int:
    """How many events fit."""
    return pages.count(ledger.db, understood(ledger.db, asked).asked)


def span(ledger: Ledger, asked: Filter) -> tuple[int, str | None, str | None]:
    """How many events fit, and the first and last day of those that have one."""
    on = events_where(understood(ledger.db, asked).asked, ledger.db.kind)
    where = f" WHERE {on.sql}" if on else ""
    row = ledger.db.query(f"SELECT count(*) AS n, min(e.date) AS first, max(e.date) AS last FROM event e{where}", on.params)[0]
    return row["n"], row["first"], row["last"]


def rows_as_events(ledger: Ledger, rows: Sequence[Mapping[str, Any]]) -> Iterator[Event]:
    """The same events with all their reports."""
    return back.events(ledger.db, [dict(row) for row in rows])


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as programs get it: the ledger's own columns left out."""
    return {column: value for column, value in row.items() if column not in OWN}


def notes(meant: Understood) -> tuple[str, ...]:
    """What the user should know of how names were taken."""
    taken = [f"{typed!r} stands for {_some(names)}" for typed, names in meant.taken.items() if _others(typed, names)]
    unknown = [f"nobody is called {typed!r} in this ledger" + _like(names) for typed, names in meant.unknown.items()]
    return (*taken, *unknown)


def _others(typed: str, names: Sequence[str]) -> bool:
    return [n.casefold() for n in names] != [typed.casefold()]


def _some(names: Sequence[str], most: int = 4) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {many(len(names) - most, 'more name')}" if len(names) > most else shown


def _like(names: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(names)}?" if names else ""


def described(asked: Filter) -> str:
    """The filter in words: ``actor RUS, since 2024-01-01``; ``anything`` for an empty one."""
    parts = []
    for field in fields(asked):
        value = getattr(asked, field.name)
        if value is None or value == ():
            continue
        values = value if isinstance(value, tuple) else (value,)
        parts.append(f"{field.name.replace('_', ' ')} {' or '.join(str(v).removeprefix(NAME) for v in values)}")
    return ", ".join(parts) or "anything"
