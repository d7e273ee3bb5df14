"""What the story as a whole says about countries: which are named, which one it is mostly about, which one a word belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ...knowledge.actors import Actors, Country, Known, Words
from ...knowledge.actors.fold import key
from ...knowledge.coref import Coref
from ...syntax import Tree
from ...types import Reading
from .phrases import determiner, modifiers, objects_of
from .sighting import Sighting, day

PARTY = ("PTY",)
APART = 7  # tokens that "of the ..." may put between a title and its name
DEPTH = 3  # "a spokesman for the ministry of the government of X"
HEAD = 2  # rank of heads of state and government in titles.tsv
LEAD = 3  # sentences that tell what a story is about (headline and lead); their countries count LEAD times


@dataclass(frozen=True, slots=True)
class Kin:
    """To whom a noun belongs: code and sectors of the word that says so, and which token that is. ``rule``: where it is known from."""

    code: str | None
    sectors: tuple[str, ...]
    token: int
    rule: str
    state: bool = False  # True where it is a country that says so


@dataclass
class Scene:
    """The story, its sightings by head word, and its countries. Read-only once built."""

    reading: Reading
    tree: Tree
    actors: Actors
    coref: Coref
    sightings: Sequence[Sighting]
    by_head: dict[int, Sighting] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter)
    told: set[str] = field(default_factory=set)  # codes of these and of those that known people and bodies bring along
    starting: dict[int, Sighting] = field(default_factory=dict)  # persons, by their first token
    ending: dict[int, Sighting] = field(default_factory=dict)  # by the token after a role
    place_starts: list[int] = field(default_factory=list)
    country_heads: list[int] = field(default_factory=list)
    country_codes: list[str] = field(default_factory=list)
    _reach: dict[int, list[int]] = field(default_factory=dict)

    @cached_property
    def on(self) -> str | None:
        return day(self.reading)

    @cached_property
    def leaders(self) -> dict[str, tuple[Known, ...]]:
        """Those who hold the highest offices of the countries named, or once held them, by the sound of their family name."""
        out: dict[str, tuple[Known, ...]] = {}
        offices = [office for office, rank in self.actors.ranks.items() if rank <= HEAD]
        for code in self.named:
            for known in self.actors.heads(code, offices, self.on):
                sound = key((known.family or known.name).split()[-1])
                out[sound] = (*out.get(sound, ()), known)
        out.pop("", None)
        return out

    def title_before(self, first: int) -> Sighting | None:
        """The title that ends right before a name, however the parser hung it, or that only "of the ..." parts from it."""
        tokens = self.tree.tokens
        for i in range(first, max(first - APART, 0), -1):
            s = self.ending.get(i)
            if s and s.title and not s.title.plural and s.title.title.before and tokens[s.head].text[0].isupper():
                return s if i == first or tokens[i].pos == "ADP" else None
            if tokens[i - 1].pos not in {"ADP", "DET", "PROPN"} or tokens[i - 1].sentence != tokens[first].sentence:
                return None
        return None

    def name_after(self, s: Sighting) -> Sighting | None:
        """The person's name whose title is ``s``."""
        if s.title and s.title.plural:
            return None
        for i in range(s.last, min(s.last + APART, len(self.tree.tokens))):
            found = self.starting.get(i)
            if found:
                return found if i == s.last or self.title_before(i) is s else None
        return None

    def country(self, sighting: Sighting) -> Country | None:
        """The state a name means; of several ("Korean") the one that the story names otherwise, else none."""
        states = {h.country.code: h.country for h in sighting.hits if h.country}
        if len(states) == 1:
            return next(iter(states.values()))
        named = [c for code, c in states.items() if self.named[code]]
        if len(named) == 1:
            return named[0]
        first = sighting.hits[0]
        return first.country if first.form == "name" else None

    def known(self, sighting: Sighting) -> Known | None:
        """Whom a name of the tables means: of several the one whose country the story names; a party only where its country is named."""
        named = [h.known for h in sighting.hits if h.known.resolve(self.on).code in self.named]
        first = sighting.hits[0].known
        if first.kind in {"organisation", "government"} and self.elsewhere(sighting, first.resolve(self.on).code):
            return None
        standing = first.resolve(self.on)
        if not named and len(sighting) <= 2 and standing.sectors[:1] == PARTY and standing.code not in self.told:
            return None
        return named[0] if named and len(sighting.hits) > 1 else first

    def elsewhere(self, sighting: Sighting, code: str | None) -> bool:
        """True for the name of one state's body before which another state stands: "the Iraqi National Security Council"."""
        if code is None or self.actors.state(code) is None:
            return False
        before = [m for m in self.reach(sighting.head) if m < sighting.first and m in self.by_head and self.by_head[m].countries]
        return any((state := self.country(self.by_head[m])) and state.code != code for m in before)

    def place_code(self, token: int) -> str | None:
        """Country of the place that covers ``token``, if the place stage knows it."""
        t = self.tree.tokens[token]
        n = bisect_right(self.place_starts, t.start) - 1
        if n >= 0 and (place := self.reading.places[n]).end >= t.end:
            return place.country
        return None

    def kin(self, token: int, depth: int = DEPTH) -> Kin | None:
        """Code that a modifier or object lends to its noun: a country, a body, a person's country, a place. None if it says none."""
        found = self.by_head.get(token)
        if found and found.kind == "role" and depth:
            own = self.belonging(token, depth - 1)
            said = found.title.title.sectors if found.title else (found.role.role.sectors if found.role else ())
            return Kin(own.code, said or own.sectors, token, own.rule) if own else None
        if found and found.kind == "tagged" and found.label == "ORG" and depth:
            own = self.belonging(token, depth - 1)
            body = self.actors.role(Words([self.tree.tokens[found.last - 1].text]), 0)
            return Kin(own.code, body.role.sectors if body else own.sectors, token, own.rule) if own else None
        if found and found.hits:
            if found.countries:
                state = self.country(found)
                return Kin(state.code, state.sectors, token, state.rule, True) if state else None
            known = self.known(found)
            if known is None:
                return None
            standing = known.resolve(self.on)
            return Kin(standing.code, standing.sectors, token, standing.rule)
        code = self.place_code(token)
        return Kin(code, (), token, "place") if code else None

    def estranged(self, token: int) -> bool:
        """True for the country of "anti-Russian", "Iran-backed": it is named, but the noun is not of it."""
        tokens, before, after = self.tree.tokens, token - 1, token + 1
        text = tokens[token].text.lower()
        if "-" in text:
            return self.coref.is_a("notof", text.rpartition("-")[2]) or self.coref.is_a("against", text.partition("-")[0])
        if before > 0 and tokens[before].text == "-" and self.coref.is_a("against", tokens[before - 1].text.lower()):
            return True
        joined = after + 1 < len(tokens) and tokens[after].text in {"-", "–"}
        return joined and self.coref.is_a("notof", tokens[after + 1].text.lower())

    def belonging(self, head: int, depth: int = DEPTH, near: bool = True) -> Kin | None:
        """To whom the noun at ``head`` belongs, by its modifiers ("Israeli troops"), else by "of", "from" or (``near``) "in" after it.

        Nouns of opposition belong to nobody: "Iran's enemies"; for a counterpart only the adjective counts ("his Kenyan counterpart").
        """
        if self.coref.is_a("other", self.tree.tokens[head].lemma):
            return None
        for m in self.reach(head):
            if not self.estranged(m) and (kin := self.kin(m, depth)) and (kin.code or kin.sectors):
                return kin
        for word, o in objects_of(self.tree, head, self.coref.words("belong")):
            if not self.coref.is_a("owner", word) and (not near or self.is_army(head)):
                continue  # soldiers in a country are not of it, nor is a minister who is met there
            kin = self.kin(o, depth)
            if kin is None and self.coref.is_a("owner", word):
                kin = next((k for m in self.reach(o) if (k := self.kin(m)) and k.code), None)
            if kin and kin.code:
                return kin
        return None

    def is_army(self, head: int) -> bool:
        found = self.by_head.get(head)
        sectors = found.title.title.sectors if found and found.title else (found.role.role.sectors if found and found.role else ())
        return sectors[:1] == ("MIL",)

    def in_role(self, token: int) -> bool:
        """True for "foreign" in "foreign minister": part of what somebody is called."""
        found = self.by_head.get(self.tree.tokens[token].head)
        return bool(found and found.kind == "role" and found.first <= token < found.last)

    def is_joint(self, head: int) -> bool:
        """True for "a US-led force", "coalition troops": of no one state."""
        near = [self.tree.tokens[m].text.lower() for m in (*self.reach(head), head)]
        return any(self.coref.is_a("joint", word.rpartition("-")[2]) or self.coref.is_a("joint", word) for word in near)

    def definite(self, head: int) -> bool:
        """True for "the soldiers", "this country", "both sides"."""
        return self.coref.is_a("definite", determiner(self.tree, head))

    def reach(self, head: int) -> list[int]:
        """Modifiers of ``head``, and countries that stand before a participle there ("US-led"); many ask."""
        if head not in self._reach:
            self._reach[head] = self._reached(head)
        return self._reach[head]

    def _reached(self, head: int) -> list[int]:
        out = []
        match = self.coref.is_a("match", self.tree.tokens[head].lemma)
        for m in modifiers(self.tree, head):
            if match and self.tree.tokens[m].dep == "poss":
                continue
            if self.tree.tokens[m].tag in {"VBN", "VBD"}:
                out += self.tree.children(m, "npadvmod", "compound", "nmod", "amod")
            out.append(m)
        return out

    def foreign(self, head: int, home: str | None) -> set[str | None]:
        """Codes that a noun is told not to have: that of X in "pro-X rebels"; that of ``home`` where it is "foreign"."""
        near = self.reach(head)
        told = {k.code for m in near if self.estranged(m) and (k := self.kin(m))}
        if any(self.coref.is_a("foreign", self.tree.tokens[m].text.lower()) and not self.in_role(m) for m in near):
            told.add(home)
        unclear = (self.by_head[m] for m in near if m in self.by_head and not self.kin(m))  # of "Korean troops" nobody knows which
        told.update(h.country.code for s in unclear for h in s.hits if h.country)
        return told


def scene(reading: Reading, tree: Tree, actors: Actors, coref: Coref, seen: Sequence[Sighting]) -> Scene:
    built = Scene(reading, tree, actors, coref, seen)
    for s in seen:
        kept = built.by_head.get(s.head)
        if kept is None or (s.kind in {"known", "tagged"} and kept.kind not in {"known", "tagged"}):
            built.by_head[s.head] = s
        if s.is_person:
            built.starting.setdefault(s.first, s)
        if s.kind == "role":
            built.ending[s.last] = s
        states = {h.country.code for h in s.hits if h.country}
        if len(states) == 1:
            weight = LEAD if tree.tokens[s.head].sentence < LEAD else 1
            built.named[next(iter(states))] += weight
    built.told.update(built.named)
    for s in seen:
        standings = [h.known.resolve(built.on) for h in s.hits if h.form != "short"]
        codes = {t.code for t in standings if t.sectors[:1] != PARTY}  # a party does not vouch for itself
        built.told.update(c for c in codes if c and len({t.code for t in standings}) == 1)
    for s in sorted(seen, key=lambda s: s.head):
        state = built.country(s) if s.countries else None
        if state:
            built.country_heads.append(s.head)
            built.country_codes.append(state.code)
    built.place_starts = [p.start for p in reading.places]
    return built
