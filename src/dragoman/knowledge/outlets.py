"""Who reports: outlets and agencies under all their names (outlets.csv), and how a page says whose copy it prints (credits.csv)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .tables import DATA, DataError, Row, rows

KINDS = ("outlet", "agency", "ending")
PLACES = ("head", "tail", "author", "source")
_MARKS = re.compile(r"[^\w]+|_")
_THE = re.compile(r"the\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outlets:
    """``names``: folded name, abbreviation or site -> the name; ``sites``: names of sites as written, with their dots -> the name.

    ``endings``: folded words at the end of a name that say nothing. ``credits``: place -> what names an agency there, as group ``agency``.
    """

    names: Mapping[str, str]
    sites: Mapping[str, str]
    endings: tuple[str, ...]
    credits: Mapping[str, tuple[re.Pattern[str], ...]]


@cache
def bundled(language: str = "en") -> Outlets:
    """The tables that come along, loaded once."""
    return load(DATA, language)


def load(data: Path, language: str) -> Outlets:
    """Raises DataError with file, line and remedy."""
    names: dict[str, str] = {}
    sites: dict[str, str] = {}
    endings: list[str] = []
    agencies: list[str] = []
    for row in rows(data / "languages" / language / "outlets.csv", ("kind", "name", "also", "source")):
        if row["kind"] not in KINDS:
            raise row.error(f"kind is {row['kind']!r}; it must be one of {', '.join(KINDS)}")
        if row["kind"] == "ending":
            endings.append(folded(row["name"]))
            continue
        for name in (row["name"], *row.parts("also")):
            site = "." in name and " " not in name and name.islower()
            table, key = (sites, name) if site else (names, folded(name))
            if table.setdefault(key, row["name"]) != row["name"]:
                raise row.error(f"{name!r} stands for {table[key]!r} already: leave it out of one of them")
            if row["kind"] == "agency" and not site:
                agencies.append(name)
    return Outlets(names, sites, tuple(sorted(endings, key=len, reverse=True)), credits_of(data, language, agencies))


def credits_of(data: Path, language: str, agencies: list[str]) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    any_agency = "(?P<agency>" + "|".join(re.escape(name) for name in sorted(agencies, key=len, reverse=True)) + ")"
    out: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for row in rows(data / "languages" / language / "credits.csv", ("where", "pattern", "source")):
        if row["where"] not in PLACES:
            raise row.error(f"where is {row['where']!r}; it must be one of {', '.join(PLACES)}")
        out[row["where"]].append(compiled(row, any_agency))
    return {place: tuple(found) for place, found in out.items()}


def compiled(row: Row, any_agency: str) -> re.Pattern[str]:
    try:
        return re.compile(row["pattern"].replace("{agency}", any_agency), re.MULTILINE)
    except re.error as error:
        raise DataError(f"{row.where}: not a regular expression: {error}") from error


def folded(name: str) -> str:
    """Letters and digits only, without accents, case or a "the" before them: "The New York Times" -> "newyorktimes"."""
    bare = unicodedata.normalize("NFKD", _THE.sub("", name.strip(), count=1) if _THE.match(name.strip()) else name)
    return _MARKS.sub("", "".join(c for c in bare if not unicodedata.combining(c)).casefold())
