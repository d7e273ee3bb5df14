"""Actors that a name may mean, the likeliest first: for those who have a list of names and want ours for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from ..knowledge.actors.fold import fold
from ..store import Ledger
from ..store.codes import codes
from ..store.database import Row, marks
from ..store.naming import like, shortest

#: Names that are looked at for one query.
MANY = 60
#: What a query may ask for: countries, or actors under a name of their own.
KINDS = {"country": "Country or other actor with a code", "actor": "Person, body or group"}


@dataclass(frozen=True, slots=True)
class Likeness:
    """``id``: what a filter takes: a code, a Wikidata id, or ``name:…``. ``score``: 0 to 100. ``match``: the one that it must be."""

    id: str
    name: str
    kind: str
    code: str | None
    sectors: tuple[str, ...]
    events: int
    score: float
    match: bool = False


def resembling(ledger: Ledger, typed: str, limit: int = 5, kind: str | None = None, begun: bool = False) -> list[Likeness]:
    """At most ``limit``; ``kind``: only those of one of KINDS. ``begun``: the last word is not typed to its end."""
    wanted = " ".join(words(typed))
    found = [] if kind == "actor" else countries(ledger, typed)
    if kind != "country" and wanted:
        held = shortest(ledger.db, wanted, MANY, begun) or like(ledger.db, wanted)
        known = {f.code for f in found}
        found += [f for f in people(ledger, held, wanted) if not known or codes().named(f.name) not in known]
    best = sorted(found, key=lambda f: (-f.score, -f.events, f.name))[:limit]
    sure = bool(best) and best[0].score >= 95 and (len(best) == 1 or best[1].score < best[0].score)
    return [Likeness(**{**fields(f), "match": sure and n == 0}) for n, f in enumerate(best)]


def fields(found: Likeness) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Likeness.__slots__}


def countries(ledger: Ledger, typed: str) -> list[Likeness]:
    code = codes().country(typed.strip())
    if code is None:
        return []
    row = ledger.db.query(
        "SELECT count(DISTINCT event_id) AS n FROM event_party WHERE code = ? AND role IN ('actor', 'recipient')", (code,)
    )
    return [Likeness(code, codes().countries[code], "country", code, (), row[0]["n"], 100.0)]


def people(ledger: Ledger, held: Sequence[str], typed: str) -> list[Likeness]:
    """Those who go by one of the names; one Wikidata id is one actor, by its most frequent name."""
    if not held:
        return []
    sql = f"""SELECT name, code, sector, wikidata, count(DISTINCT event_id) AS n FROM event_party WHERE name IN ({marks(held)})
              GROUP BY name, code, sector, wikidata ORDER BY COALESCE(wikidata, ''), name"""
    rows = ledger.db.query(sql, held)
    return [person(list(group), typed) for _, group in groupby(rows, key=lambda row: row["wikidata"] or f"name:{row['name']}")]


def person(rows: Sequence[Row], typed: str) -> Likeness:
    most = max(rows, key=lambda row: row["n"])
    sectors = tuple(most["sector"].split("; ")) if most["sector"] else ()
    score = max(alike(typed, row["name"]) for row in rows)
    name = most["wikidata"] or f"name:{most['name']}"
    return Likeness(name, most["name"], "actor", most["code"], sectors, sum(row["n"] for row in rows), score)


def words(text: str) -> list[str]:
    """In one spelling, without commas and the like."""
    return [word for word in fold(text) if any(map(str.isalnum, word))]


def alike(one: str, other: str) -> float:
    """100 for the same words, 70 and more for a name that holds them all, less for other ones; accents, case and order aside."""
    mine, theirs = (sorted(words(text[:200])) for text in (one, other))
    if not mine or not theirs:
        return 0.0
    ratio = SequenceMatcher(None, " ".join(mine), " ".join(theirs), autojunk=False).ratio()
    return round(70 + 30 * ratio if set(mine) <= set(theirs) else 100 * ratio, 1)
