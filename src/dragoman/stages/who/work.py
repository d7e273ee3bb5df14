"""What is found so far while the noun phrases of a story are resolved one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from ...types import Actor, Entity
from .ledger import Ledger
from .memory import Memory, Trace
from .nearby import Nearby
from .phrases import MODIFYING, SUBJECTS, joined, start_of, verb_above
from .scene import Scene
from .sighting import Sighting
from .speakers import Said, nearest, quoted, speakers

DEEPEST = 8  # phrases within phrases that are followed ("one of one of ..."); bounds recursion on odd text
MANY = 6  # of a coordination that are remembered together
SEVERAL = "|"  # between the codes of states that one name means ("the two Koreas")
GENERIC = 3.0  # by how much "an official" is less prominent than a name
PROMINENCE = {"dobj": 3.0, "dative": 3.0, "pobj": 1.0, "poss": 1.0} | dict.fromkeys(MODIFYING - {"poss"}, -2.0)
SUBJECT = 6.0
MAIN = 1.5  # more for the subject of the sentence itself
APART = 3.0  # less for one of "A and B"
HOME = frozenset({"GOV", "LEG", "JUD", "OPP"})  # officers of these sorts are guessed to be of the country of the story; a general is not


class Work:
    """Ledger and memory over a scene. ``resolve`` is what a sighting is handed to when another needs it first."""

    def __init__(self, scene: Scene, persons: Mapping[int, Entity], resolve: Callable[[Work, Sighting], None]) -> None:
        self.scene = scene
        self.tree = scene.tree
        self.tokens = scene.tree.tokens
        self.persons = persons
        self.nearby = Nearby(scene, persons)
        self.ledger = Ledger()
        self.memory = Memory()
        self.terms: dict[tuple[str, bool], int] = {}  # role word, plural or not -> the last entity so called
        self.bodies: dict[str, int] = {}  # short form -> the body last named so in full
        self.holders = holders(persons)
        self.later: list[Sighting] = []  # "I", "we": once the speakers are known
        self._resolve = resolve
        self._depth = 0

    @cached_property
    def quoted(self) -> list[bool]:
        """For each token whether it is quoted."""
        return quoted(self.scene.reading)

    @cached_property
    def said(self) -> list[list[Said]]:
        """For each sentence who may speak in its quotations."""
        return speakers(self.scene.reading, self.tree, self.scene.coref, self.quoted)

    def speaker(self, token: int) -> int | None:
        """The word that says who speaks where ``token`` is quoted; None where it is not, or nobody knows."""
        return nearest(self.said[self.tokens[token].sentence], token) if self.quoted[token] else None

    def speaks(self, head: int) -> bool:
        """True for the subject of a verb of saying outside quotations, and for X of "according to X"."""
        token = self.tokens[head]
        above = self.tokens[token.head]
        if token.dep == "pobj":
            return self.tokens[above.head].lemma == "accord"
        return token.dep == "nsubj" and not self.quoted[head] and self.scene.coref.is_a("report", above.lemma)

    def settle(self, s: Sighting) -> None:
        """Resolve a sighting unless that is done."""
        if s.head in self.ledger.actors or self._depth >= DEEPEST:
            return
        self._depth += 1
        self._resolve(self, s)
        self._depth -= 1

    def of(self, head: int) -> tuple[int, ...]:
        """Entities that the word at ``head`` names, empty where it names none."""
        found = self.scene.by_head.get(head)
        if found:
            self.settle(found)
        return self.ledger.of(head)

    def named(self, head: int) -> int:
        """The person whose name has this head."""
        entity = self.persons[head]
        return self.ledger.entity(("person", id(entity)), entity)

    def at_home(self, e: int, s: Sighting) -> None:
        """Give a person of unknown country that of "his former lawyer", or the one an officer is guessed to serve."""
        entity = self.ledger.entities[e]
        if entity.code is not None:
            return
        owners = [i for p in self.tree.children(s.head, "poss") for i in self.of(p)]
        code = next((c for i in owners if (c := self.ledger.entities[i].code)), None)
        if code is None and entity.office and HOME.intersection(entity.sectors[:1]):
            kin = self.nearby.here(s.head, entity.sectors)
            code = kin.code if kin else None
        if code:
            self.ledger.entities[e] = replace(entity, code=code)

    def sex(self, e: int, titles: Sequence[str], name: str = "") -> None:
        """Note whether "he" or "she" takes up an entity, by its titles, else by the given name."""
        coref = self.scene.coref
        told = next((g for t in titles if (g := coref.gender(t.lower().rstrip(".")))), None)
        if told is None and " " in name:
            told = coref.given_names.get(name.split()[0].lower())
        if told:
            self.memory.gender.setdefault(e, told)

    def enter(self, s: Sighting, entities: tuple[int, ...], rule: str, sort: str, metonym: bool = False, end: int = 0) -> None:
        """Note a mention and remember it. ``sort``: see Trace; empty: nothing points back to it. ``end``: it reaches at least to there."""
        start, stop = self.span(s)
        stop = max(stop, end)
        text = self.scene.reading.text[start:stop]
        self.ledger.actors[s.head] = Actor(start=start, end=stop, text=text, head=s.head, entities=entities, metonym=metonym, rule=rule)
        if sort:
            self.remember(s.head, entities, sort)

    def remember(self, head: int, entities: tuple[int, ...], sort: str) -> None:
        """Add a trace; after "A and B" one of both together, for "they"."""
        together = joined(self.tree, head)
        self.memory.add(self.trace(head, together, entities, sort))
        if self.tokens[head].dep == "conj":
            joint = tuple(dict.fromkeys(e for c in together for e in self.ledger.of(c)))
            if 1 < len(joint) <= MANY:
                self.memory.add(self.trace(together[0], joined(self.tree, together[0]), joint, sort))

    def trace(self, head: int, together: list[int], entities: tuple[int, ...], sort: str) -> Trace:
        """What is kept of a mention. ``together``: the coordination that it stands in."""
        generic = sort == "man" and self.ledger.entities[entities[0]].kind != "person"
        verb = verb_above(self.tree, head)
        weight = SUBJECT if self.tokens[together[0]].dep in SUBJECTS else PROMINENCE.get(self.tokens[head].dep, 0.0)
        if weight == SUBJECT and verb is not None and self.tokens[verb].dep == "ROOT":
            weight += MAIN
        if len(entities) == 1 and len(together) + len(self.tree.children(head, "conj")) > 1:
            weight -= APART
        return Trace(
            entities=entities,
            token=head,
            sentence=self.tokens[head].sentence,
            sort=sort,
            plural=sort == "people" or len(entities) > 1,
            weight=weight - (GENERIC if generic else 0.0),
            verb=verb,
            quoted=self.quoted[head],
            speaks=self.speaks(head),
        )

    def span(self, s: Sighting) -> tuple[int, int]:
        """Code points of the phrase: from its determiner to its name or noun; a modifier is its own words only."""
        apart = self.tokens[s.head].dep not in {"amod", "compound", "nmod"}
        first = min(start_of(self.tree, s.head), s.first) if apart else s.first
        return self.tokens[first].start, s.end or self.tokens[max(s.last, s.head + 1) - 1].end

    def words(self, s: Sighting) -> str:
        """The words of a sighting alone."""
        return self.scene.reading.text[self.tokens[s.first].start : self.tokens[s.last - 1].end]

    def phrase(self, s: Sighting) -> str:
        """Words of the phrase without determiner and "his", "its"."""
        start, end = self.span(s)
        first = start_of(self.tree, s.head)
        if (self.tokens[first].dep in {"det", "predet"} or self.tokens[first].tag == "PRP$") and first < s.head:
            start = self.tokens[first + 1].start
        return self.scene.reading.text[start:end]


def holders(persons: Mapping[int, Entity]) -> dict[tuple[str | None, str | None], list[int]]:
    """State and office -> who of the story holds it, each by the first head word of the name."""
    out: dict[tuple[str | None, str | None], list[int]] = {}
    seen: set[int] = set()
    for head, entity in sorted(persons.items()):
        if entity.code and entity.office and entity.validity not in {"former", "future"} and id(entity) not in seen:
            seen.add(id(entity))
            out.setdefault((entity.code, entity.office), []).append(head)
    return out
