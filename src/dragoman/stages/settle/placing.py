"""Where a record's event took place.

The places that hang on its words, the most exact first; else the country where such an event is likely; else the likeliest candidate.
Candidates are the places in the sentences that tell it and in those right before, the countries of its parties, that of which the story
speaks most, and the place in the dateline. Each is described by readable features, which ontology/settling.csv weighs (question
``place``); of those in the country of the best the most exact wins, and none where all weigh less than nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...knowledge.places import Gazetteer, Spot
from ...knowledge.settling import Weights
from ...setting import LIMIT, SAID, Setting
from ...types import Place, Reading
from .same import Draft
from .telling import Telling, Words
from .votes import Likely

RANK = {"site": 0, "city": 0, "adm1": 1, "region": 2, "country": 3}
#: Whose country an event without a place of its own is in: sides in order. Measured on annotated news: more often right than wrong.
COUNTRY_OF = {
    "AID": ("recipients",),
    "ASSAULT": ("recipients",),
    "COERCE": ("recipients", "actors"),
    "PROTEST": ("actors",),
    "RETREAT": ("actors",),
    "visit": ("recipients",),
}
#: How the word that names a place stands in its sentence.
STANDS = {"nsubj": "subject", "nsubjpass": "subject", "dobj": "object", "poss": "possessor", "pobj": "after a preposition"}
MODIFIES = frozenset({"compound", "nmod", "amod"})
#: Mentions of an event, places of a sentence, and places of the sentence before that are looked at.
TELLINGS, PLACES, BEFORE = 6, 30, 4
#: Share of the story's talk of states from which one is what it is about.
MOST = 0.6
#: Words of a dateline that may be a place's name.
NAME = 4
#: Costs up to which the way through the parse is called so.
WAYS = ((0.5, "at once"), (2.5, "short"), (LIMIT, "long"))
_AFTER_NAME = re.compile(r"[,;:(/\[\]–—-]|\d")

Ground = tuple[Place, list[str]]


@dataclass(frozen=True, slots=True)
class Home:
    """Of which country the story speaks most, and the place in its dateline."""

    country: Place | None
    most: bool
    dateline: Place | None


def home(reading: Reading, gazetteer: Gazetteer) -> Home:
    """Counted over the words for states and their people."""
    named = [(reading.entities[e].code, a) for a in reading.actors for e in a.entities[:1] if reading.entities[e].code]
    counts = Counter(code for code, _ in named if code and gazetteer.country(code))
    if not counts:
        return Home(None, False, dateline(reading, gazetteer))
    code, count = counts.most_common(1)[0]
    spot, actor = gazetteer.country(code or ""), next(a for c, a in named if c == code)
    country = spot.at(actor.start, actor.end, "country of the story") if spot else None
    return Home(country, count >= MOST * sum(counts.values()), dateline(reading, gazetteer))


def dateline(reading: Reading, gazetteer: Gazetteer) -> Place | None:
    """The place that the dateline names: the most populous of the longest name known, in the country that stands behind it, if one does."""
    for piece in reading.furniture:
        if piece.kind == "dateline":
            name, _, behind = reading.text[piece.start : piece.end].partition(",")
            spots, state = longest(name, gazetteer), next(iter(s for s in longest(behind, gazetteer) if s.feature == "PCLI"), None)
            inside = [s for s in spots if state is None or s.country == state.country] or ([state] if state else [])
            if inside:
                return max(inside, key=lambda s: s.population).at(piece.start, piece.end, "dateline")
    return None


def longest(text: str, gazetteer: Gazetteer) -> tuple[Spot, ...]:
    """The places of the longest name with which a text begins."""
    names = _AFTER_NAME.split(text.strip())[0].split()[:NAME]
    return next((spots for last in range(len(names), 0, -1) if (spots := gazetteer.lookup(" ".join(names[:last])))), ())


@dataclass(frozen=True, slots=True)
class Placer:
    """What places the events of one article."""

    reading: Reading
    setting: Setting
    gazetteer: Gazetteer
    home: Home
    likely: Likely
    weights: Weights

    def place(self, draft: Draft) -> Place | None:
        """None where the text gives no ground."""
        named = min((self.reading.places[p] for p in draft.places), key=rank, default=None)
        if named is not None:
            return named
        sides = COUNTRY_OF.get(visits(draft.type, draft.modes), ())
        return next((p for side in sides for p in self.countries(getattr(draft, side))), None) or self.likeliest(draft)

    def likeliest(self, draft: Draft) -> Place | None:
        """The most exact of the likely places in the country of the likeliest."""
        scored = [(self.weights.total(features), place) for place, features in self.grounds(draft)]
        likely = sorted((x for x in scored if x[0] > 0), key=lambda x: -x[0])
        there = [place for _, place in likely if place.country == likely[0][1].country]
        return min(there, key=rank, default=None)

    def grounds(self, draft: Draft) -> list[Ground]:
        """Each place that may be meant, with the features that speak for and against it."""
        places: dict[int | str, Place] = {}
        found: dict[int | str, dict[str, None]] = defaultdict(dict)
        own = [x for t in draft.tellings[:TELLINGS] for x in (*self.own(t), *self.before(t))]
        for place, features in (*own, *self.elsewhere(draft)):
            key = place.geonames_id or place.name
            places.setdefault(key, place)
            found[key].update(dict.fromkeys(features))
        return [(places[key], [f"type {draft.type}", *features]) for key, features in found.items()]

    def own(self, telling: Telling) -> Iterator[Ground]:
        """The places in a sentence that tells the event."""
        mention = self.reading.mentions[telling.mention]
        parties = [(start, end) for _, start, end in (*mention.actors, *mention.recipients)]
        for n in self.setting.places.get(telling.sentence, ())[:PLACES]:
            place, token = self.reading.places[n], self.setting.token_of_place[n]
            stands = "as a place" if self.setting.stands_for_place(token, mention) else f"as {self.stands(token)}"
            deed = "word" if telling.type in SAID else "deed"
            features = ["in its sentence", f"in its sentence, {deed}", stands, f"{stands}, {deed}", *self.sort(place)]
            features.append(f"way {way(self.setting.cost(mention, token))}")
            features += self.likely.says(telling, "place", place.start, place.end)
            if mention.place == n:
                features += ["by the parse", f"by the parse, {telling.type}"]
            if any(start <= place.start < end for start, end in parties):
                features.append(f"names a party, {visits(telling.type, telling.modes)}")
            if self.events_between(mention.token, token):
                features.append("another event between")
            if self.governor(token) in self.setting.cues:
                features.append("reporting verb's, word" if telling.type in SAID else "reporting verb's, deed")
            yield place, features

    def before(self, telling: Telling) -> Iterator[Ground]:
        """The places in the sentence before one that names none."""
        if self.setting.places.get(telling.sentence):
            return
        sort = "told back" if telling.back or telling.subject_back else "a noun" if telling.nominal else "a verb"
        for n in self.setting.places.get(telling.sentence - 1, ())[-BEFORE:]:
            place, token = self.reading.places[n], self.setting.token_of_place[n]
            stands = f"in the sentence before, as {self.stands(token)}"
            yield place, ["in the sentence before", f"in the sentence before {sort}", stands, *self.sort(place)]

    def elsewhere(self, draft: Draft) -> Iterator[Ground]:
        """Places that the words around the event do not name."""
        kind = visits(draft.type, draft.modes)
        placed = "other place named" if draft.places else "no place named"
        for side, parties in (("recipient", draft.recipients), ("actor", draft.actors)):
            for place in self.countries(parties):
                yield place, [f"country of a party, {placed}", f"country of a {side}, {kind}", f"country of a {side}, {placed}"]
        if self.home.country is not None:
            most = "most" if self.home.most else "some"
            yield self.home.country, [f"story's country, {placed}", f"story's country, {kind}", f"story's country, {most}"]
        if self.home.dateline is not None:
            said = "word" if draft.type in SAID else "deed"
            yield self.home.dateline, ["dateline", f"dateline, {placed}", f"dateline, {said}", *self.sort(self.home.dateline)]

    def countries(self, parties: Iterable[Words]) -> Iterator[Place]:
        """The countries of parties, at the words that name the party."""
        for entity, start, end in parties:
            code = self.reading.entities[entity].code
            spot = self.gazetteer.country(code) if code else None
            if spot is not None:
                yield spot.at(start, end, "country of a party")

    def stands(self, token: int) -> str:
        """How a place's word stands in its sentence; one of several as the first of them."""
        tokens = self.reading.tokens
        for _ in range(6):
            if tokens[token].dep not in {"conj", "appos"} or tokens[token].head == token:
                break
            token = tokens[token].head
        return "modifier" if tokens[token].dep in MODIFIES else STANDS.get(tokens[token].dep, "other")

    def governor(self, token: int) -> int:
        """The word on which a place hangs, a preposition between them passed over."""
        head = self.reading.tokens[token].head
        return self.reading.tokens[head].head if self.reading.tokens[head].dep == "prep" else head

    def sort(self, place: Place) -> list[str]:
        return [f"a {place.precision}" if place.precision else "an unknown place"]

    def events_between(self, trigger: int, token: int) -> bool:
        """Whether another event word stands between the two."""
        first, last = sorted((trigger, token))
        return bisect_left(self.setting.triggers, last) > bisect_right(self.setting.triggers, first)


def rank(place: Place) -> int:
    return RANK.get(place.precision or "", 4)


def way(cost: float) -> str:
    return next((name for most, name in WAYS if cost <= most), "none")


def visits(type: str, modes: Iterable[str]) -> str:
    """The type, visits apart: they are where the host is."""
    return "visit" if "visit" in modes else type
