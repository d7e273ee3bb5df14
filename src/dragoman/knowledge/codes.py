"""Codes of the formats that others use (data/codes): of countries, of roles, of kinds of events. Loaded when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .tables import DATA, rows

FOLDER = DATA / "codes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A state or territory. ``numeric``: ISO's three digits; an empty string everywhere means none, or not known."""

    code: str
    name: str
    iso2: str
    numeric: str
    fips: str
    cow: str
    cameo: str
    acled_region: str
    ged_region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A sector, or a body of no state. ``armed``: ``state``, ``other``, ``no``, empty where the word does not tell.

    ``alone``: ``1`` where such people are somebody without a country too.
    """

    code: str
    cameo: str
    group: str
    acled: str
    armed: str
    alone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cameo:
    """A row of PLOVER to CAMEO; ``mode``, ``context``, ``status`` empty = any. ``quad``: GDELT's class where it differs."""

    event: str
    mode: str
    context: str
    status: str
    code: str
    quad: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acled:
    """A row of what ACLED counts; ``mode``, ``actor``, ``recipient`` empty = any. ``civilians``: it targets them if they are unarmed."""

    event: str
    mode: str
    actor: str
    recipient: str
    disorder_type: str
    event_type: str
    sub_event_type: str
    civilians: bool


@cache
def countries(folder: Path = FOLDER) -> dict[str, Country]:
    """By the code that records carry: ISO 3166-1 alpha-3, KOS for Kosovo."""
    columns = ("code", "name", "iso2", "numeric", "fips", "cow", "cameo", "acled_region", "ged_region")
    return {row["code"]: Country(**{c: row[c] for c in columns}) for row in rows(folder / "countries.csv", columns)}


@cache
def roles(folder: Path = FOLDER) -> dict[str, Role]:
    """By sector, and by the codes in the country slot that are no country (UNO, IGO …)."""
    columns = ("code", "cameo", "group", "acled", "armed", "alone")
    return {row["code"]: Role(**{c: row[c] for c in columns}) for row in rows(folder / "sectors.csv", columns)}


@cache
def cameo_rows(folder: Path = FOLDER) -> tuple[Cameo, ...]:
    columns = ("event", "mode", "context", "status", "code", "quad")
    return tuple(Cameo(**{c: row[c] for c in columns}) for row in rows(folder / "cameo.csv", columns))


@cache
def acled_rows(folder: Path = FOLDER) -> tuple[Acled, ...]:
    texts = ("event", "mode", "actor", "recipient", "disorder_type", "event_type", "sub_event_type")
    table = rows(folder / "acled.csv", (*texts, "civilians"))
    return tuple(Acled(**{c: row[c] for c in texts}, civilians=row["civilians"] == "1") for row in table)


def cameo(event: str, modes: Sequence[str], contexts: Sequence[str], status: str) -> Cameo:
    """The first row that fits. Raises ValueError for a type that the table lacks."""
    for row in cameo_rows():
        wide = row.event == event and row.mode in {"", *modes} and row.context in {"", *contexts}
        if wide and row.status in {"", status}:
            return row
    raise ValueError(f"codes/cameo.csv: no row for {event}")


def acled(event: str, modes: Sequence[str], actor: str, recipient: str) -> Acled | None:
    """The first row that fits, None for what ACLED does not count. The sides are ``armed``, ``unarmed``, or empty for unknown."""
    fits = (
        row
        for row in acled_rows()
        if row.event == event and row.mode in {"", *modes} and row.actor in {"", actor} and row.recipient in {"", recipient}
    )
    return next(fits, None)
