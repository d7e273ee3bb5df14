"""How things are called on the pages, and which classes of the style sheet tell them apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ...exporters import wording
from ...exporters.gathered.telling import AREAS
from ...knowledge.ontology import EventType
from ...knowledge.ontology import load as ontology
from ...knowledge.tables import DATA
from ...store.codes import QUADS, codes
from ...types import Event, Party, Place, Record, Size
from . import links

__all__ = ["QUADS", "TOLD", "Deed", "Who", "count", "deed", "place", "score", "who"]

#: reported_as -> mark; the colours of the terminal are left out.
TOLD = {name: mark for name, (mark, _) in wording.TOLD.items()}


@dataclass(frozen=True, slots=True)
class Who:
    """A party as it is shown. ``worded``: how the text names it, None where that is its name; ``code``: ``RUS GOV``; ``href``: its page."""

    name: str
    code: str
    worded: str | None
    office: str | None
    href: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Type and modes. ``name``: as the ontology writes it (CONSULT); ``label``: for readers (Consult); ``quad``: 1 to 4."""

    name: str
    label: str
    modes: tuple[str, ...]
    quad: int


@dataclass(frozen=True, slots=True)
class Where:
    """A place. ``area``: its coordinates are the middle of a country or region, not where it happened."""

    name: str
    around: str
    area: bool
    precision: str
    country: str | None


@cache
def types() -> dict[str, EventType]:
    """The bundled ontology."""
    return ontology(DATA / "ontology")


def label(event: str) -> str:
    """``Consult`` for CONSULT; the name itself for a type that the ontology has no more."""
    kind = types().get(event)
    return kind.label if kind else event


def deed(event: str, modes: Iterable[str], quad: int) -> Deed:
    return Deed(event, label(event), tuple(mode.replace("-", " ").replace("_", " ") for mode in modes), quad if quad in QUADS else 0)


def deed_of(found: Event | Record) -> Deed:
    return deed(found.event, found.modes, found.quad)


def who(party: Party) -> Who:
    name = wording.name(party) or "unnamed"
    return Who(
        name=name,
        code=wording.code(party),
        worded=party.entity_text if party.entity_text != name else None,
        office=party.office,
        href=links.party(party),
        country=party.code,
    )


def place(found: Place | None) -> Where | None:
    if found is None:
        return None
    around = [part for part in (found.adm1, country(found.country)) if part and part != found.name]
    return Where(found.name, ", ".join(dict.fromkeys(around)), found.precision in AREAS, found.precision or "", found.country)


def country(code: str | None) -> str | None:
    """A country's name; the code itself where none is known."""
    return codes().countries.get(code) or codes().territories.get(code, code) if code else None


def actor_name(who: str) -> str:
    """What a page about ``who`` is headed: ``Russia`` for RUS, the name for ``name:…``."""
    name = who.removeprefix(links.NAME)
    return codes().countries.get(name, name) if name == who else name


def size(found: Size) -> str:
    return wording.size(found)


def count(number: int) -> str:
    return f"{number:,}"


def score(value: float | None) -> str:
    """``+4.5``, ``−9.5``; a dot where nothing is counted."""
    if value is None:
        return "·"
    shown = f"{value:+.1f}"
    return "0.0" if shown in {"+0.0", "-0.0"} else shown.replace("-", "−")


def bare(text: str) -> str:
    """Words without the marks of quotation around them, which the page gives."""
    whole = text[:1] in wording.QUOTATION and text[-1:] in wording.QUOTATION and len(text) > 1
    return text[1:-1] if whole else text


def language(code: str | None) -> str | None:
    """A language tag that may stand in an attribute; None for what is none."""
    return code if code and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) else None


def when(edtf: str | None) -> str:
    """``2024-01-16``; spans as ``2024-01-15 – 2024-01-21``, approximate days with ``about``; empty where nothing is known."""
    if not edtf:
        return ""
    approximate = "about " if "~" in edtf else ""
    parts = [part.strip("~?%") or "…" for part in edtf.split("/")]
    return approximate + " – ".join("…" if part == ".." else part for part in parts)


def names(parties: Sequence[Party]) -> str:
    return ", ".join(dict.fromkeys(wording.name(p) for p in parties))
