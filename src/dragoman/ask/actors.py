"""All that a ledger has of one actor: what it did, what was done to it, what it says and denies, with whom, when, and under which names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from ..store import Ledger
from ..store.database import Row
from ..store.filters import ROLES, Filter, Where, all_of, events_where, side, ways
from ..store.naming import understood
from ..store.rows import party_of
from .events import notes

#: How many of each list are given.
MOST = 12
ROLE_NAMES = ("actor", "recipient", "asserts", "denies")


@dataclass(frozen=True, slots=True)
class Partner:
    """The other side of an actor's events. ``did``: to it; ``done``: by it; ``scale``: mean ``event_scale`` of both."""

    name: str
    did: int
    done: int
    scale: float


@dataclass(frozen=True, slots=True)
class Portrait:
    """``roles``: events by role (actor, recipient, asserts, denies). ``names``: name, office, code, sectors and how often it stands there.

    ``did``/``done``: event types with their counts, for what it did and what was done to it; ``told``: how its events are reported.
    ``partners``: by country, or by name where that has none. ``months``: month -> events, as actor or recipient, dated ones.
    """

    asked: str
    roles: dict[str, int]
    names: tuple[tuple[str, str | None, str | None, tuple[str, ...], int], ...]
    did: tuple[tuple[str, int], ...]
    done: tuple[tuple[str, int], ...]
    told: dict[str, int]
    partners: tuple[Partner, ...]
    months: dict[str, int]
    places: tuple[tuple[str, int], ...]
    first: str | None
    last: str | None
    notes: tuple[str, ...] = ()

    @property
    def events(self) -> int:
        return sum(self.roles.values())


def portrait(ledger: Ledger, who: str, asked: Filter | None = None) -> Portrait:
    """``who``: a code, sector, Wikidata id or name, as in a filter. ``asked``: further conditions. Raises FilterError."""
    meant = understood(ledger.db, replace(asked or Filter(), party=(who,)))
    them = ways([s for value in meant.asked.party for s in side(value)], "x")
    more = events_where(replace(meant.asked, party=()), ledger.db.kind)
    roles = {role: _events(ledger, them, more, role) for role in ("actor", "recipient")}
    both = {row["id"]: row for rows in roles.values() for row in rows}.values()
    days = sorted(row["date"] for row in both if row["date"])
    return Portrait(
        asked=who,
        roles={role: len(rows) for role, rows in roles.items()} | {role: _count(ledger, them, more, role) for role in ROLES["source"]},
        names=_names(ledger, them, more),
        did=_most(row["event"] for row in roles["actor"]),
        done=_most(row["event"] for row in roles["recipient"]),
        told=dict(Counter(row["reported_as"] for row in both).most_common()),
        partners=_partners(ledger, them, more),
        months=dict(sorted(Counter(day[:7] for day in days).items())),
        places=_most(row["place"] for row in both if row["place"]),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        notes=notes(meant),
    )


def plainly(found: Portrait) -> dict[str, Any]:
    """The same for programs."""
    names = ("name", "office", "code", "sector", "count")
    return {
        "actor": found.asked,
        "roles": found.roles,
        "first": found.first,
        "last": found.last,
        "names": [dict(zip(names, (*row[:3], list(row[3]), row[4]), strict=True)) for row in found.names],
        "did": dict(found.did),
        "done_to_it": dict(found.done),
        "reported_as": found.told,
        "partners": [{"name": p.name, "did": p.did, "done": p.done, "scale_mean": round(p.scale, 3)} for p in found.partners],
        "months": found.months,
        "places": dict(found.places),
    }


def _most(values: object) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(values).most_common(MOST))  # type: ignore[call-overload]


def _from(them: Where, more: Where, role: str) -> Where:
    on = all_of(them, Where("x.role = ?", (role,)), more)
    joined = "event_party x CROSS JOIN event e WHERE e.id = x.event_id AND"
    return Where(f"FROM {joined} {on.sql}", on.params)


def _events(ledger: Ledger, them: Where, more: Where, role: str) -> list[Row]:
    at = _from(them, more, role)
    return ledger.db.query(f"SELECT DISTINCT e.id, e.date, e.event, e.reported_as, e.place {at.sql}", at.params)


def _count(ledger: Ledger, them: Where, more: Where, role: str) -> int:
    at = _from(them, more, role)
    return int(ledger.db.query(f"SELECT count(DISTINCT e.id) AS n {at.sql}", at.params)[0]["n"])


def _names(ledger: Ledger, them: Where, more: Where) -> tuple[tuple[str, str | None, str | None, tuple[str, ...], int], ...]:
    """Under which names and offices it appears, the most frequent first."""
    on = all_of(them, more)
    sql = f"SELECT x.body, count(*) AS n FROM event_party x CROSS JOIN event e WHERE e.id = x.event_id AND {on.sql} GROUP BY x.body"
    found: Counter[tuple[str, str | None, str | None, tuple[str, ...]]] = Counter()
    for row in ledger.db.query(sql, on.params):
        party = party_of(row)
        found[party.identifier_text or party.entity_text, party.office, party.code, party.sectors] += row["n"]
    return tuple((*known, n) for known, n in found.most_common(MOST))


def _partners(ledger: Ledger, them: Where, more: Where) -> tuple[Partner, ...]:
    """The other sides: by code, by name where there is none."""
    sums: dict[str, list[float]] = {}
    for mine, other, column in (("actor", "recipient", 0), ("recipient", "actor", 1)):
        on = all_of(them, Where("x.role = ? AND p.role = ?", (mine, other)), more)
        joined = "event_party x CROSS JOIN event_party p CROSS JOIN event e WHERE p.event_id = x.event_id AND e.id = x.event_id AND"
        each = f"SELECT DISTINCT e.id, e.event_scale, COALESCE(p.code, p.name) AS who FROM {joined} {on.sql}"
        sql = f"SELECT who, count(*) AS n, sum(event_scale) AS scale FROM ({each}) q GROUP BY who"
        for row in ledger.db.query(sql, on.params):
            held = sums.setdefault(row["who"], [0, 0, 0.0])
            held[column] += row["n"]
            held[2] += row["scale"]
    order = sorted(sums.items(), key=lambda item: (-item[1][0] - item[1][1], item[0]))
    return tuple(Partner(name, int(did), int(done), scale / (did + done)) for name, (did, done, scale) in order[:MOST])
