"""The codes that a filter may name: event types, modes, contexts, countries, sectors; what is none gets the nearest one as a remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from ..knowledge.actors.fold import fold
from ..knowledge.ontology import load as ontology
from ..knowledge.tables import DATA, rows

#: Actors of no state (PLOVER 2.0, country slot).
STATELESS = ("UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC")
REPORTED_AS = ("fact", "claimed", "contested", "denied", "planned", "hypothetical", "negated")
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


class FilterError(ValueError):
    """What was asked for does not exist; the message says what does."""


@dataclass(frozen=True, slots=True)
class Codes:
    """``types``: event types with their modes. ``countries``: codes with their names. ``called``: folded names of countries -> code.

    ``territories``: codes with names of where things happen, but that are no actors (GRL, PRI).
    """

    types: dict[str, tuple[str, ...]]
    contexts: tuple[str, ...]
    sectors: tuple[str, ...]
    countries: dict[str, str]
    called: dict[tuple[str, ...], str]
    territories: dict[str, str]

    @property
    def modes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mode for modes in self.types.values() for mode in modes))

    def is_actor(self, code: str) -> bool:
        return code in self.countries or code in STATELESS

    def country(self, name: str) -> str | None:
        """Code of a country or territory by its code or one of its names, None where it is neither."""
        if name.upper() in self.countries or name.upper() in self.territories:
            return name.upper()
        wanted = fold(name)  # a territory's name may mean the state it belongs to, but not where it is asked where something happened
        return next((code for code, called in self.territories.items() if fold(called) == wanted), None) or self.named(name)

    def named(self, name: str) -> str | None:
        """Code of a country by one of its names."""
        return self.called.get(fold(name))


@lru_cache(maxsize=4)
def codes(data: Path = DATA) -> Codes:
    """Those of the bundled data files."""
    types = ontology(data / "ontology")
    countries: dict[str, str] = {}
    called: dict[tuple[str, ...], str] = {}
    for row in rows(data / "actors" / "countries.tsv", ("code", "iso", "name", "aliases")):
        countries.setdefault(row["code"], row["name"])
        for name in (row["name"], *row.parts("aliases")):
            called.setdefault(fold(name), row["code"])
    world = {row["code"]: row["name"].strip() for row in rows(data / "codes" / "countries.csv", ("code", "name"))}
    return Codes(
        types={name: tuple(kind.modes) for name, kind in types.items()},
        contexts=tuple(row["context"] for row in rows(data / "ontology" / "contexts.csv", ("context",))),
        sectors=tuple(row["sector"] for row in rows(data / "ontology" / "sectors.csv", ("sector",))),
        countries=countries,
        called=called,
        territories={code: name for code, name in world.items() if code not in countries},
    )


def one_of(value: str, known: Iterable[str], what: str) -> str:
    """``value`` as it is spelt among ``known``. Raises FilterError: no event type 'CONSLT'; did you mean CONSULT?"""
    spelt = {k.casefold(): k for k in known}
    wanted = value.strip().casefold()
    for guess in (wanted, wanted.replace(" ", "_"), wanted.replace("_", "-"), wanted.replace(" ", "-")):
        if guess in spelt:
            return spelt[guess]
    near = [spelt[c] for c in get_close_matches(wanted, spelt, n=3, cutoff=0.6)]
    remedy = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(spelt.values())}" if len(spelt) < 40 else ""
    raise FilterError("; ".join(filter(None, [f"no {what} {value!r}", remedy])))
