"""The gazetteer: names -> places, from GeoNames (CC BY 4.0) and a hand table of the regions and sites that news names.

The GeoNames tables are kept as sorted lines and searched by bisection; a line is taken apart when it is asked for. So loading costs
one decompression, not the building of half a million objects.
"""

from __future__ import annotations

import gzip
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..types import Place
from .tables import DataError, relative, rows

#: Precision of a place by its GeoNames feature code; other codes are sites.
PRECISION = {"PPL": "city", "PPLC": "city", "PPLX": "city", "ADM1": "adm1", "ADM2": "region", "PCLI": "country", "RGN": "region"}
REGIONS = frozenset({"RGN", "SEA", "OCN", "GULF", "STRT", "CONT", "MTS", "DSRT", "PEN", "STM", "BAY", "CHN", "LK", "VAL", "ISLS", "ISL"})
_COLUMNS = ("name", "aliases", "country", "adm1", "feature", "lat", "lon", "geonames_id", "weight", "source")
_KEPT = 20_000  # answers that the gazetteer remembers
_MARKS = str.maketrans({**dict.fromkeys("'’‘ʻʼ`."), **dict.fromkeys("-–\u00a0\n", " ")})
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ə": "e"})


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """A name as the table spells it: lower case, without accents, apostrophes and full stops; hyphens are spaces."""
    plain = name.translate(_MARKS).lower()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain.translate(_LETTERS)) if not unicodedata.combining(c))
    return " ".join(plain.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place. ``lat``/``lon``: degrees WGS 84. ``country``: ISO 3166-1 alpha-3 (KOS: Kosovo), None for seas and what lies in several.

    ``population``: inhabitants; for hand-made rows a weight of that size. ``primary``: False where the name asked for is a secondary one.
    ``rule``: file and line.
    """

    name: str
    country: str | None
    adm1: str | None
    feature: str
    population: int
    lat: float
    lon: float
    geonames_id: int | None
    primary: bool = True
    rule: str = ""

    @property
    def precision(self) -> str:
        return "region" if self.feature in REGIONS else PRECISION.get(self.feature, "site")

    def at(self, start: int, end: int, rule: str) -> Place:
        """The place as the words ``[start, end)`` name it."""
        return Place(
            start=start,
            end=end,
            name=self.name,
            lat=self.lat,
            lon=self.lon,
            geonames_id=self.geonames_id,
            country=self.country,
            adm1=None if self.precision == "country" else self.adm1,
            feature=self.feature,
            precision=self.precision,
            rule=rule,
        )


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """One language's words that tell place names from other names, by kind (see languages/en/places.tsv), lower case.

    ``short``: an abbreviated division and its name, as written ("La.": "Louisiana"). ``sorts``: ``area`` or ``town`` by head noun.
    """

    kinds: dict[str, frozenset[str]]
    short: dict[str, str]
    sorts: dict[str, str]

    def __getitem__(self, kind: str) -> frozenset[str]:
        return self.kinds.get(kind, frozenset())


class Gazetteer:
    """Places by name. ``lookup`` gives the most populous first, the hand table's before GeoNames's."""

    def __init__(self, names: list[str], places: list[str], hand: dict[str, list[Spot]], words: PlaceWords, file: str) -> None:
        self.words = words
        self._names = names
        self._places = places
        self._hand = hand
        self._file = file
        self._few = sorted((*hand, *map(fold, words.short)))
        self._cache: dict[str, tuple[Spot, ...]] = {}
        self._begun: dict[str, bool] = {}
        self._countries = {s.country: s for spots in hand.values() for s in spots if s.feature == "PCLI" and s.country}

    def lookup(self, name: str) -> tuple[Spot, ...]:
        """All places of that name (any spelling of case, accents, hyphens); () where none is known."""
        key = fold(name)
        if key not in self._cache:
            if len(self._cache) > _KEPT:
                self._cache.clear()
            self._cache[key] = (*self._hand.get(key, ()), *self._found(key))
        return self._cache[key]

    def begins(self, text: str) -> bool:
        """Whether a name begins so and goes on; a space or hyphen at the end of ``text`` counts ("New ", not "New" of "Newark")."""
        if text not in self._begun:
            if len(self._begun) > _KEPT:
                self._begun.clear()
            key = fold(text + "x")[:-1]
            self._begun[text] = _longer(self._names, key) or _longer(self._few, key)
        return self._begun[text]

    def country_of(self, name: str) -> str | None:
        """ISO 3166-1 alpha-3 code where ``name`` names a country, else None."""
        return next((s.country for s in self.lookup(name) if s.feature == "PCLI"), None)

    def country(self, code: str) -> Spot | None:
        """The country itself, with its centre."""
        return self._countries.get(code)

    def capital_of(self, name: str) -> str | None:
        """Code of the country whose capital bears that name, None where none or several do."""
        codes = {s.country for s in self.lookup(name) if s.feature == "PPLC"}
        return codes.pop() if len(codes) == 1 else None

    def _found(self, key: str) -> tuple[Spot, ...]:
        at = bisect_left(self._names, key + "\t")
        if not key or at == len(self._names) or not self._names[at].startswith(key + "\t"):
            return ()
        return tuple(self._spot(mark) for mark in self._names[at].split("\t")[1].split(" "))

    def _spot(self, mark: str) -> Spot:
        n = int(mark.rstrip("-"))
        name, country, adm1, feature, population, lat, lon, id = self._places[n].split("\t")
        return Spot(
            name=name,
            country=country or None,
            adm1=adm1 or None,
            feature=feature,
            population=int(population),
            lat=float(lat),
            lon=float(lon),
            geonames_id=int(id),
            primary=not mark.endswith("-"),
            rule=f"{self._file}:{n + 1}",
        )


def _longer(names: list[str], beginning: str) -> bool:
    """Whether one of the sorted names (or lines that a name and a tab begin) begins so and goes on."""
    at = bisect_left(names, beginning + "\n")
    return at < len(names) and names[at].startswith(beginning)


def load(data: Path, language: str) -> Gazetteer:
    """The gazetteer of data/places, with the words of one language. Raises DataError on a hand row that cannot be used."""
    folder = data / "places"
    hand: dict[str, list[Spot]] = defaultdict(list)
    for name in ("countries.csv", "regions.csv"):
        _hand(folder / name, hand)
    path = folder / "places.tsv.gz"
    return Gazetteer(_lines(folder / "names.tsv.gz"), _lines(path), dict(hand), _words(data / "languages" / language), relative(path))


def _lines(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")


def _words(folder: Path) -> PlaceWords:
    kinds: dict[str, set[str]] = defaultdict(set)
    short: dict[str, str] = {}
    sorts: dict[str, str] = {}
    for row in rows(folder / "places.tsv", ("kind", "word", "meaning", "source")):
        if row["kind"] == "short":
            short[row["word"]] = row["meaning"]
        else:
            kinds[row["kind"]].add(row["word"])
            if row["meaning"]:
                sorts[row["word"]] = row["meaning"]
    return PlaceWords({kind: frozenset(words) for kind, words in kinds.items()}, short, sorts)


def _hand(path: Path, hand: dict[str, list[Spot]]) -> None:
    for row in rows(path, _COLUMNS):
        try:
            spot = Spot(
                name=row["name"],
                country=row["country"] or None,
                adm1=row["adm1"] or None,
                feature=row["feature"],
                population=int(row["weight"]),
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                geonames_id=int(row["geonames_id"]) if row["geonames_id"] else None,
                rule=row.where,
            )
        except ValueError as error:
            raise DataError(f"{row.where}: {error}; lat, lon, weight and geonames_id are numbers") from error
        for alias in (row["name"], *row.parts("aliases")):
            hand[fold(alias)].append(spot)
