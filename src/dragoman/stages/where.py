"""Sentences -> places: which words name places, and which place of that name is meant."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from ..knowledge import Knowledge
from ..knowledge.places import Spot
from ..types import Place, Reading
from .toponyms import BIG, Page, Sighting, container_after, hints, sightings

#: Readings of one name that are weighed: the most populous, and those within a division or country named right after it.
READINGS = 60
#: Different names of an article that may speak for others near them (bounds the work on lists of places).
VOTERS = 300
#: A name whose best reading gets less than this share of belief is left without coordinates.
SURE = 0.6
#: Two readings this near (km) count as the same answer.
SAME_KM = 100.0
#: How often the names are heard again.
ROUNDS = 3
#: What speaks for a reading, in natural logarithms of odds: the article is about its country; names of the same division, and near it;
#: it lies in what is named right after it; it holds what is named right before it; it is called such a place
#: (province, town); against it: the article names only other countries.
SHARE, DIVISION, NEAR, HELD, HOLDS, SORT, FOREIGN = 4.0, 2.0, 2.4, 12.0, 4.0, 5.0, 1.5


def where(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``places`` with every toponym in the sentences; one sense per name and article unless its own words say otherwise."""
    if not reading.tokens:
        return reading
    page = Page(reading, knowledge)
    seen = sightings(page)
    names = group(page, seen + hints(page, seen))
    believe(names, country_votes(page, seen))
    return replace(reading, places=tuple(place(s, names[s.key], names, reading.text) for s in seen))


@dataclass(slots=True)
class Toponym:
    """One name of the article: its readings, what holds it where the text says so ("Paris, Texas") and the key of that, names it so
    holds, what sort of place it is said to be, and the belief in each reading."""

    key: str
    spots: tuple[Spot, ...]
    held: tuple[Spot, ...] = ()
    outer: str = ""
    holds: list[str] = field(default_factory=list)
    count: int = 1
    sorts: set[str] = field(default_factory=set)
    belief: list[float] = field(default_factory=list)


def group(page: Page, seen: list[Sighting]) -> dict[str, Toponym]:
    """The names by key; a name's readings are cut to READINGS, most populous first, those inside its container always kept."""
    names: dict[str, Toponym] = {}
    pairs: list[tuple[str, str]] = []
    for s in seen:
        if s.key not in names:
            names[s.key] = Toponym(s.key, s.spots)
        else:
            names[s.key].count += 1
        names[s.key].sorts.add(s.sort)
        if not names[s.key].held and (after := container_after(page, s.last)) and not listed(s.spots, after[1]):
            names[s.key].outer, names[s.key].held = after
            pairs.append((s.key, after[0]))
    for inner, outer in pairs:
        if outer in names:
            names[outer].holds.append(inner)
    for name in names.values():
        name.spots = shortlist(name)
    return names


def listed(spots: tuple[Spot, ...], areas: tuple[Spot, ...]) -> bool:
    """True where the comma only lists equals: "Peru, Brazil", "Texas, Florida"; not "Moscow, Idaho": Moscow is a city too."""
    if any(s.primary and s.feature.startswith("PPL") and s.population > BIG for s in spots) and any(holds(areas[0], s) for s in spots):
        return False
    kinds = {s.feature for s in spots if s.primary} & {"PCLI", "ADM1"}
    return areas[0].feature in kinds or (areas[0].feature == "ADM1" and "PCLI" in kinds and len(spots) == 1)


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


def country_votes(page: Page, seen: list[Sighting]) -> Counter[str]:
    """How often the article speaks of each country: by name, by its people."""
    votes: Counter[str] = Counter()
    for at in page.capitals:
        for code in page.peoples(page.tokens[at].text):
            votes[code] += 1
    for s in seen:
        if s.spots and s.spots[0].feature == "PCLI" and s.spots[0].country and not any(t.feature == "ADM1" for t in s.spots):
            votes[s.spots[0].country] += 1
    return votes


def believe(names: dict[str, Toponym], votes: Counter[str]) -> None:
    """Belief in every reading: at first by fame and country, then again with what the other names say."""
    voters = sorted(names.values(), key=lambda n: -n.count)[:VOTERS]
    shares = Shares(Counter(), votes)
    for name in voters:
        name.belief = softmax([weigh(spot, name, shares) for spot in name.spots])
    for turn in range(ROUNDS):
        mass, cells, divisions = by_country(voters), votes_by_cell(voters), votes_by_division(voters)
        heard = voters if turn < ROUNDS - 1 else list(names.values())
        beliefs = []
        for name in heard:
            others = Shares(by_country([name]) if name.belief else Counter(), votes, mass)
            beliefs.append(
                softmax([weigh(s, name, others) + company(s, name.key, cells, divisions) + holding(s, name, names) for s in name.spots])
            )
        for name, belief in zip(heard, beliefs, strict=True):
            name.belief = belief


class Shares:
    """How much of the article's talk is of each country, leaving out what one name says itself (``own``)."""

    def __init__(self, own: Counter[str], *votes: Counter[str]) -> None:
        self.own = own
        self.votes = votes
        self.total = sum(sum(v.values()) for v in votes) - sum(own.values())

    def of(self, country: str | None) -> float | None:
        """Share of a country, from 0 to 1; None where no country is spoken of."""
        if self.total < 1e-6:
            return None
        code = country or ""
        return max(0.0, (sum(v[code] for v in self.votes) - self.own[code]) / self.total)


def holding(spot: Spot, name: Toponym, names: dict[str, Toponym]) -> float:
    """Readings that hold what the text puts in them: Georgia the state in "Decatur, Georgia"."""
    if not name.holds:
        return 0.0
    inner = [n for key in name.holds[:5] for n in (names[key],)]
    return max((HOLDS for n in inner if any(holds(spot, s) for s in n.spots[:READINGS])), default=0.0)


def by_country(voters: list[Toponym]) -> Counter[str]:
    """Belief in the readings of all names, by country."""
    mass: Counter[str] = Counter()
    for name in voters:
        for spot, belief in zip(name.spots, name.belief, strict=True):
            if spot.country:
                mass[spot.country] += belief  # type: ignore[assignment]
    return mass


def weigh(spot: Spot, name: Toponym, shares: Shares) -> float:
    """Fame and country of one reading, in natural logarithms of odds."""
    people = spot.population / 10 if spot.feature == "ADM1" else spot.population / 30 if spot.feature == "ADM2" else spot.population
    score = 0.8 * math.log(people + 50) + {"PCLI": 3.0, "PPLC": 2.0}.get(spot.feature, 0.0)
    score -= 0.0 if spot.primary else 2.0 if any(s.primary for s in name.spots) else 1.0
    if any(holds(area, spot) for area in name.held):
        score += HELD
    if ("area" in name.sorts and spot.feature in {"ADM1", "ADM2"}) or ("town" in name.sorts and spot.feature.startswith("PPL")):
        score += SORT
    share = shares.of(spot.country)
    if share is None:
        return score
    return score + SHARE * share - (FOREIGN if share < 1e-3 else 0.0)


def softmax(scores: list[float]) -> list[float]:
    if not scores:
        return []
    top = max(scores)
    odds = [math.exp(s - top) for s in scores]
    total = sum(odds)
    return [o / total for o in odds]


Cells = dict[tuple[int, int], dict[str, float]]


def votes_by_cell(voters: list[Toponym]) -> Cells:
    """For each degree of latitude and longitude, the names that have a reading there or next to it, with their belief in it."""
    cells: Cells = defaultdict(dict)
    for name in voters:
        for spot, belief in zip(name.spots, name.belief, strict=True):
            if belief > 0.02 and spot.feature not in {"PCLI", "ADM1"}:
                row, column = math.floor(spot.lat), math.floor(spot.lon)
                for cell in (cells[r, c] for r in (row - 1, row, row + 1) for c in (column - 1, column, column + 1)):
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
    near = sum(b for k, b in cells.get((math.floor(spot.lat), math.floor(spot.lon)), {}).items() if k != key)
    same = sum(b for k, b in divisions.get((spot.country or "", spot.adm1 or ""), {}).items() if k != key)
    return NEAR * math.log1p(near) + DIVISION * math.log1p(same)


def place(s: Sighting, name: Toponym, names: dict[str, Toponym], text: str) -> Place:
    """The most believed reading, or the bare name where none is believed enough."""
    words = text[s.start : s.end]
    if (area := unlisted(name, names)) is not None:
        return area.at(s.start, s.end, area.rule)
    best = favourite(name)
    if best is None:
        return Place(start=s.start, end=s.end, name=words, rule="name tagger")
    belief = sum(b for other, b in zip(name.spots, name.belief, strict=True) if distance(best, other) < SAME_KM)
    if belief < SURE:
        return Place(start=s.start, end=s.end, name=words, rule=f"{len(name.spots)} places of this name")
    return best.at(s.start, s.end, best.rule)


def favourite(name: Toponym) -> Spot | None:
    """The most believed reading."""
    best = max(range(len(name.spots)), key=name.belief.__getitem__, default=None)
    return None if best is None else name.spots[best]


def unlisted(name: Toponym, names: dict[str, Toponym]) -> Spot | None:
    """The country or division that the text puts a place in, where the gazetteer has none of that name there ("Karo, Sudan").

    A name that many bear elsewhere only stands before it: "in Cairo, Jordan and Syria".
    """
    area = (favourite(names[name.outer]) if name.outer in names else None) or next(iter(name.held), None)
    if area is None or area.feature not in {"PCLI", "ADM1"} or any(holds(a, s) for a in name.held for s in name.spots):
        return None
    return None if any(s.population > BIG or s.feature in {"PCLI", "ADM1"} for s in name.spots if s.primary) else area
