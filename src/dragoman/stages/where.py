"""Sentences -> places: which words name places, and which place of that name is meant."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from ..knowledge import Knowledge
from ..knowledge.places import Spot
from ..types import Place, Reading
from .toponyms import Page, Sighting, container_after, sightings

#: Readings of one name that are weighed: the most populous, and those within a division or country named right after it.
READINGS = 60
#: Different names of an article that may speak for others near them (bounds the work on lists of places).
VOTERS = 300
#: A name whose best reading gets less than this share of belief is left without coordinates.
SURE = 0.6
#: Two readings this near (km) count as the same answer.
SAME_KM = 100.0
SHARE, DIVISION, NEAR, HELD, FOREIGN = 3.0, 2.0, 1.2, 12.0, 1.5


def where(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``places`` with every toponym in the sentences; one sense per name and article unless its own words say otherwise."""
    if not reading.tokens:
        return reading
    page = Page(reading, knowledge)
    seen = sightings(page)
    names = group(page, seen)
    countries = country_shares(page, seen)
    believe(names, countries)
    return replace(reading, places=tuple(place(s, names[s.key], reading.text) for s in seen))


@dataclass(slots=True)
class Toponym:
    """One name of the article: its readings, what holds it where the text says so ("Paris, Texas"), and the belief in each reading."""

    key: str
    spots: tuple[Spot, ...]
    held: tuple[Spot, ...] = ()
    count: int = 1
    belief: list[float] = field(default_factory=list)


def group(page: Page, seen: list[Sighting]) -> dict[str, Toponym]:
    """The names by key; a name's readings are cut to READINGS, most populous first, those inside its container always kept."""
    names: dict[str, Toponym] = {}
    for s in seen:
        if s.key not in names:
            names[s.key] = Toponym(s.key, s.spots)
        else:
            names[s.key].count += 1
        if not names[s.key].held and (after := container_after(page, s.last)):
            names[s.key].held = after[2]
    for name in names.values():
        name.spots = shortlist(name)
    return names


def shortlist(name: Toponym) -> tuple[Spot, ...]:
    inside = [s for s in name.spots if any(holds(area, s) for area in name.held)]
    kept = list(dict.fromkeys([*name.spots[:READINGS], *inside[:READINGS]]))
    return tuple(kept)


def holds(area: Spot, spot: Spot) -> bool:
    """True where ``spot`` lies in ``area``: by country, by division, else by nearness."""
    if area.geonames_id == spot.geonames_id and area.name == spot.name:
        return False
    if area.feature == "PCLI":
        return spot.country == area.country and spot.feature != "PCLI"
    if area.feature == "ADM1":
        return spot.country == area.country and spot.adm1 == area.adm1 and spot.feature not in {"ADM1", "PCLI"}
    return (area.country is None or spot.country == area.country) and distance(area, spot) < 150


def distance(a: Spot, b: Spot) -> float:
    """Kilometres along the great circle."""
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def country_shares(page: Page, seen: list[Sighting]) -> dict[str, float]:
    """How much of the article's talk of countries is of each: named countries, their peoples, their capitals, places of one country only."""
    votes: Counter[str] = Counter()
    for token in page.tokens:
        if token.text[0].isupper():
            for code in page.peoples(token.text):
                votes[code] += 1
    for s in seen:
        countries = {spot.country for spot in s.spots if spot.country}
        first = s.spots[0] if s.spots else None
        if first and first.feature == "PCLI" and first.country and len(countries) == 1:
            votes[first.country] += 2
        elif first and first.country and (len(countries) == 1 or first.population > 2_000_000):
            votes[first.country] += 1
    total = sum(votes.values())
    return {code: n / total for code, n in votes.items()} if total else {}


def believe(names: dict[str, Toponym], countries: dict[str, float]) -> None:
    """Belief in every reading: at first by fame and country, then twice more with what the other names say."""
    base = {key: [weigh(spot, name, countries) for spot in name.spots] for key, name in names.items()}
    for key, name in names.items():
        name.belief = softmax(base[key])
    for _ in range(2):
        voters = sorted(names.values(), key=lambda n: -n.count)[:VOTERS]
        cells, divisions = votes_by_cell(voters), votes_by_division(voters)
        for key, name in names.items():
            name.belief = softmax([w + company(s, key, cells, divisions) for s, w in zip(name.spots, base[key], strict=True)])


def weigh(spot: Spot, name: Toponym, countries: dict[str, float]) -> float:
    """Fame and country of one reading, in natural logarithms of odds."""
    people = spot.population / 10 if spot.feature == "ADM1" else spot.population / 30 if spot.feature == "ADM2" else spot.population
    score = 0.8 * math.log(people + 50) + {"PCLI": 3.0, "PPLC": 2.0}.get(spot.feature, 0.0)
    score -= 0.0 if spot.primary else 1.0
    if any(holds(area, spot) for area in name.held):
        score += HELD
    share = countries.get(spot.country or "", 0.0)
    return score + SHARE * share - (FOREIGN if not share and countries and spot.feature not in {"PCLI", "PPLC"} else 0.0)


def softmax(scores: list[float]) -> list[float]:
    if not scores:
        return []
    top = max(scores)
    odds = [math.exp(s - top) for s in scores]
    total = sum(odds)
    return [o / total for o in odds]


Cells = dict[tuple[int, int], dict[str, float]]


def votes_by_cell(voters: list[Toponym]) -> Cells:
    """For each degree of latitude and longitude, the names that have a reading there, with their belief in it."""
    cells: Cells = defaultdict(dict)
    for name in voters:
        for spot, belief in zip(name.spots, name.belief, strict=True):
            if belief > 0.02 and spot.feature not in {"PCLI", "ADM1"}:
                cell = cells[math.floor(spot.lat), math.floor(spot.lon)]
                cell[name.key] = max(belief, cell.get(name.key, 0.0))
    return cells


def votes_by_division(voters: list[Toponym]) -> dict[tuple[str, str], dict[str, float]]:
    """The same for first-order divisions."""
    divisions: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for name in voters:
        for spot, belief in zip(name.spots, name.belief, strict=True):
            if belief > 0.02 and spot.country and spot.adm1:
                division = divisions[spot.country, spot.adm1]
                division[name.key] = max(belief, division.get(name.key, 0.0))
    return divisions


def company(spot: Spot, key: str, cells: Cells, divisions: dict[tuple[str, str], dict[str, float]]) -> float:
    """How well a reading fits the places that the other names stand for: near them, in one division with them."""
    if spot.feature == "PCLI":
        return 0.0
    near: dict[str, float] = {}
    row, column = math.floor(spot.lat), math.floor(spot.lon)
    for r in (row - 1, row, row + 1):
        for c in (column - 1, column, column + 1):
            for other, belief in cells.get((r, c), {}).items():
                near[other] = max(belief, near.get(other, 0.0))
    near.pop(key, None)
    same = {k: b for k, b in divisions.get((spot.country or "", spot.adm1 or ""), {}).items() if k != key}
    return NEAR * 2 * math.log1p(sum(near.values())) + DIVISION * math.log1p(sum(same.values()))


def place(s: Sighting, name: Toponym, text: str) -> Place:
    """The most believed reading, or the bare name where none is believed enough."""
    words = text[s.start : s.end]
    best = max(range(len(name.spots)), key=name.belief.__getitem__, default=None)
    if best is None:
        return Place(start=s.start, end=s.end, name=words, rule="name tagger")
    spot = name.spots[best]
    belief = sum(b for other, b in zip(name.spots, name.belief, strict=True) if distance(spot, other) < SAME_KM)
    if belief < SURE:
        return Place(start=s.start, end=s.end, name=words, rule=f"{len(name.spots)} places of this name")
    return Place(
        start=s.start,
        end=s.end,
        name=spot.name,
        lat=spot.lat,
        lon=spot.lon,
        geonames_id=spot.geonames_id,
        country=spot.country,
        adm1=spot.adm1 if spot.precision not in {"country"} else None,
        feature=spot.feature,
        precision=spot.precision,
        rule=spot.rule,
    )
