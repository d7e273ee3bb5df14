"""What sort of party somebody is: a record tells code and sectors, networks and link charts want to know person or body."""

from __future__ import annotations

from functools import lru_cache

from ...knowledge import Knowledge
from ...types import Party
from .ids import wikidata
from .telling import name

#: PLOVER sectors of those who are or serve a state.
STATE = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY"})


@lru_cache(maxsize=1)
def _actors() -> Knowledge:
    """Our own tables; what a user added while reading is not known here, and gives ``unknown``."""
    return Knowledge(reader="rules")


@lru_cache(maxsize=65536)
def kind(party: Party) -> str:
    """country, government, person, organisation, group or bloc; people (those that only a common noun names), or unknown.

    By the tables of actors, or else by what the record says: who holds an office is a person.
    """
    return _by_table(party) or ("person" if party.office else _by_words(party))


def _by_table(party: Party) -> str | None:
    actors, known = _actors().actors, wikidata(party)
    if known:
        try:
            return actors.known(known).kind
        except KeyError:
            pass
    hits = [hit for hit in actors.find(name(party)) if hit.form == "name"]
    kinds = {hit.known.kind for hit in hits}
    return next(iter(kinds)) if len(kinds) == 1 else None


def _by_words(party: Party) -> str:
    """Bodies of a state by their sector; names without a capital stand for people."""
    if STATE & set(party.sectors[:1]):
        return "organisation"
    return "unknown" if any(c.isupper() or not c.isascii() for c in name(party)) else "people"
