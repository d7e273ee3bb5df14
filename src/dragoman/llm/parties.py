"""Parties that a model names -> entities of the reading, so that codes, offices and ids come from our data.

A party whose words overlap with what ``who`` found is that; one that ``who`` does not know, but whose words stand in the story, becomes a
new entity with the code and sectors that the model gives. One whose words stand nowhere, and whom nobody there is called, is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ..stages.settle.parties import party as as_party
from ..stages.settle.telling import Words
from ..types import Actor, Entity, Party, Reading
from .align import Finder, Stretch, fold
from .answer import Named, shown

#: How much of both an actor's words and a party's words must be the same.
SHARED = 0.5
#: Kinds of entities whose state is told by the words around them, not by a table.
GENERAL = frozenset({"role", "people", "unknown"})


class Cast:
    """The entities and actors of one article, and those that the model adds. ``rule``: what made those."""

    def __init__(self, reading: Reading, finder: Finder, rule: str, complain: Callable[[str], None]) -> None:
        self.reading = reading
        self.finder = finder
        self.rule = rule
        self.complain = complain
        self.entities = list(reading.entities)
        self.actors = list(reading.actors)
        self._starts = sorted((a.start, n) for n, a in enumerate(self.actors))
        self._longest = max((a.end - a.start for a in self.actors), default=0)
        self._by_name: dict[str, int] = {}
        for n, entity in enumerate(self.entities):
            self._by_name.setdefault(fold(entity.name)[0], n)
        self._filled: set[int] = set()
        self._made: dict[tuple[str, str | None], int] = {}

    def all(self, named: Iterable[Named], near: Sequence[int]) -> tuple[Words, ...]:
        """Entities with the words that name them, each once."""
        out: dict[int, Words] = {}
        for one in named:
            actor = self.actor(one, near)
            if actor is None:
                self.complain(f"{shown(one.words)} does not stand in the story: this party is left out")
                continue
            for entity in self.actors[actor].entities:
                out.setdefault(entity, (entity, self.actors[actor].start, self.actors[actor].end))
        return tuple(out.values())

    def party(self, named: Named, near: Sequence[int]) -> tuple[int, Party] | None:
        """Position of the actor, and the party that it is."""
        actor = self.actor(named, near)
        if actor is None:
            return None
        seen = self.actors[actor]
        return actor, as_party(self.entities[seen.entities[0]], seen.text)

    def actor(self, named: Named, near: Sequence[int]) -> int | None:
        """Position in ``actors`` of the mention that is meant, None where its words stand nowhere."""
        at = self.finder.find(named.words, near) or self.finder.find(named.name, near)
        if at is None:
            return self.called(named, near)
        known = self.overlapping(at)
        if known is not None:
            self.fill(self.actors[known].entities, named)
            return known
        entity = self._by_name.get(fold(named.name)[0])
        if entity is not None:
            self.fill((entity,), named)
        return self.add(at, self.made(named, at) if entity is None else entity)

    def called(self, named: Named, near: Sequence[int]) -> int | None:
        """The closest mention of whom our tables call so, though the story does not: "Trump" for Donald Trump."""
        entity = self._by_name.get(fold(named.name)[0], self._by_name.get(fold(named.words)[0]))
        if entity is None:
            return None
        here = self.reading.sentences[near[0]].start if near else 0
        return min(
            (n for n, a in enumerate(self.actors) if entity in a.entities), key=lambda n: abs(self.actors[n].start - here), default=None
        )

    def fill(self, entities: Sequence[int], named: Named) -> None:
        """Give an entity of whose state no table says anything that of the model, which has read whose "the ministry" is; only once.

        Sectors only where it has none. A bloc belongs to no state.
        """
        n, old = entities[0], self.entities[entities[0]]
        if len(entities) > 1 or n in self._filled or old.kind == "bloc" or (old.code and old.kind not in GENERAL):
            return
        new = replace(old, code=named.code or old.code, sectors=old.sectors or named.sectors)
        if new != old:
            self._filled.add(n)
            self.entities[n] = replace(new, rule=f"{old.rule}; {self.rule}" if old.rule else self.rule)

    def overlapping(self, at: Stretch) -> int | None:
        """The actor whose words are these: the one that shares most with them, and holds their head or most of them."""
        top = head(self.reading, at)
        best, found = 0.0, None
        for n in self.between(at):
            actor = self.actors[n]
            both = min(actor.end, at.end) - max(actor.start, at.start)
            share = both / max(actor.end - actor.start, at.end - at.start)
            if both > 0 and actor.entities and (share >= SHARED or actor.head == top) and share > best:
                best, found = share, n
        return found

    def between(self, at: Stretch) -> list[int]:
        first = bisect_left(self._starts, (at.start - self._longest, -1))
        last = bisect_left(self._starts, (at.end, -1))
        return [n for _, n in self._starts[first:last]]

    def made(self, named: Named, at: Stretch) -> int:
        """A new entity, the same for the same name. Its name is the model's only where the story has it."""
        whole = self.finder.find(named.name, [at.sentence])
        words = whole if whole and whole.sure else at
        name = " ".join(self.reading.text[words.start : words.end].split())
        key = (fold(name)[0], named.code)
        if key not in self._made:
            self._made[key] = len(self.entities)
            self.entities.append(Entity(kind="unknown", name=name, code=named.code, sectors=named.sectors, rule=self.rule))
        return self._made[key]

    def add(self, at: Stretch, entity: int) -> int:
        text = self.reading.text[at.start : at.end]
        made = Actor(start=at.start, end=at.end, text=text, head=head(self.reading, at), entities=(entity,), rule=self.rule)
        self.actors.append(made)
        self._starts.insert(bisect_left(self._starts, (at.start, -1)), (at.start, len(self.actors) - 1))
        self._longest = max(self._longest, at.end - at.start)
        return len(self.actors) - 1

    def in_order(self) -> tuple[tuple[Actor, ...], dict[int, int]]:
        """The actors in the order of the text, and the new position of each."""
        order = sorted(range(len(self.actors)), key=lambda n: (self.actors[n].start, self.actors[n].end, n))
        return tuple(self.actors[n] for n in order), {old: new for new, old in enumerate(order)}


def head(reading: Reading, at: Stretch) -> int:
    """The token of a stretch that governs the others."""
    first = max(0, bisect_left(reading.tokens, at.start + 1, key=lambda t: t.start) - 1)
    last = max(first, bisect_left(reading.tokens, at.end, key=lambda t: t.start) - 1)
    inside = range(first, last + 1)
    return next((i for i in inside if reading.tokens[i].head not in inside or reading.tokens[i].head == i), first)
