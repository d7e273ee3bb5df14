"""Names as people type them, as the ledger writes them: "Putin" for "Vladimir Putin", "Erdogan" for "Recep Tayyip Erdoğan"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches

from ..knowledge.actors.fold import fold
from .codes import Codes, FilterError, codes
from .database import Database
from .filters import NAME, ROLES, Filter, checked, side

#: Names that one typed name may stand for; databases take no longer lists.
MANY = 10_000


@dataclass(frozen=True, slots=True)
class Understood:
    """``asked``: the filter with its codes spelt and its names as the ledger has them. ``unknown``: name that is in no event -> like ones.

    ``taken``: typed name -> the names it was taken for, where they are others.
    """

    asked: Filter
    unknown: dict[str, tuple[str, ...]]
    taken: dict[str, tuple[str, ...]]


def understood(database: Database, asked: Filter, known: Codes | None = None) -> Understood:
    """What a user typed, ready to be asked for. Raises FilterError where a code, date or search is none."""
    known = known or codes()
    asked = checked(asked, known)
    unknown: dict[str, tuple[str, ...]] = {}
    taken: dict[str, tuple[str, ...]] = {}
    for role in ROLES:
        typed = [value for value in getattr(asked, role) if not value.startswith(NAME) and side(value, known)[0].name]
        found = {value: names(database, value) for value in typed}
        unknown |= {value: like(database, value) for value in typed if not found[value]}
        taken |= {value: them for value, them in found.items() if them and them != (value,)}
        meant = [name for value in getattr(asked, role) for name in ([NAME + n for n in found.get(value, ())] or [value])]
        asked = replace(asked, **{role: tuple(meant)})  # type: ignore[arg-type]
    return Understood(asked, unknown, taken)


def names(database: Database, typed: str) -> tuple[str, ...]:
    """The names of parties that hold all words of ``typed``, however they spell accents and case; shortest first.

    Raises FilterError where there are more than MANY.
    """
    found = shortest(database, typed, MANY + 1)
    if len(found) > MANY:
        raise FilterError(f"more than {MANY:,} names hold {typed!r}; give more of the name, or ask for a sector (MIL) or code (RUS)")
    return found


def shortest(database: Database, typed: str, most: int, begun: bool = False) -> tuple[str, ...]:
    """The same, ``most`` of them at most. ``begun``: the last word is not typed to its end."""
    patterns = [*map(_held, fold(typed))]
    if not patterns:
        return ()
    if begun:
        patterns[-1] = patterns[-1].removesuffix(" %") + "%"
    test = " AND ".join(["folded LIKE ? ESCAPE '!'"] * len(patterns))
    found = database.query(f"SELECT name FROM party_name WHERE {test} ORDER BY length(name), name LIMIT ?", (*patterns, most))
    return tuple(row["name"] for row in found)


def _held(word: str) -> str:
    """Pattern of names that hold the word; the signs of patterns stand for themselves."""
    return f"% {word.replace('!', '!!').replace('%', '!%').replace('_', '!_')} %"


def like(database: Database, typed: str) -> tuple[str, ...]:
    """Names spelt nearly so, at most three."""
    spelt = {row["folded"]: row["name"] for row in database.query("SELECT name, folded FROM party_name")}
    return tuple(spelt[near] for near in get_close_matches(f" {' '.join(fold(typed))} ", spelt, n=3, cutoff=0.75))
