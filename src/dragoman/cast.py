"""Who a word names: from token indices to the actors the ``who`` stage found."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable

from .arguments import at
from .knowledge.frames import Condition
from .syntax import Tree
from .types import Actor, Reading

Party = tuple[int, int, int]  # entity, start, end of the words that name it
ARMED = frozenset({"MIL", "REB", "COP", "PRM", "UAF", "SPY"})
#: Sectors of those who speak for nobody but themselves; anybody else is in public life.
PRIVATE = frozenset({"CVL", "EDU", "JRN", "MED", "UNK"})
STATES = frozenset({"bloc", "country", "government"})
#: PLOVER's codes of kinds of actors: two of them need have nothing to do with each other.
STATELESS = frozenset({"IGO", "NGO", "IMG", "ISM", "MNC", "UIS"})
#: Where whose deed a noun is may stand, the surest place first.
DOERS = ("by", "made.by", "poss")


class Cast:
    """Actors by head word, and what stands for an actor when its own head is none ("a group of rebels", "Syrian positions")."""

    def __init__(self, reading: Reading, tree: Tree) -> None:
        self.reading = reading
        self.tree = tree
        self._speakers: dict[int, int] | None = None
        self._issuers: dict[int, int] | None = None
        self.by_head: dict[int, list[Actor]] = defaultdict(list)
        for actor in sorted(reading.actors, key=lambda a: (a.start - a.end, a.start)):
            if all(actor.end <= kept.start or actor.start >= kept.end for kept in self.by_head[actor.head]):
                self.by_head[actor.head].append(actor)  # the longest of nested ones; "U.S.-China" has two in one token
        self.in_time = {i for time in reading.times for i in self.tokens_of(time.start, time.end)}
        self.in_place = {i for place in reading.places for i in self.tokens_of(place.start, place.end)}

    def tokens_of(self, start: int, end: int) -> list[int]:
        """Tokens that start within a span."""
        tokens = self.reading.tokens
        i = bisect_left(tokens, start, key=lambda t: t.start)
        out = []
        while i < len(tokens) and tokens[i].start < end:
            out.append(i)
            i += 1
        return out

    def direct(self, token: int) -> list[Party]:
        named = [(e, actor.start, actor.end) for actor in self.by_head.get(token, ()) for e in actor.entities]
        return named + self.further(token, named) if len(named) == 1 and self.tree.tokens[token].tag == "NNS" else named

    def further(self, token: int, named: list[Party]) -> list[Party]:
        """The other states of "the leaders of A, B and C", who are one mention of the first state's leaders."""
        code = self.reading.entities[named[0][0]].code
        behind = [p for p in self.tree.children(token, "prep") if self.tree.tokens[p].lemma in {"of", "from"}]
        listed = [c for p in behind for o in self.tree.children(p, "pobj") for c in self.tree.conjuncts(o)]
        states = [(e, actor.start, actor.end) for t in listed for actor in self.by_head.get(t, ()) for e in actor.entities[:1]]
        codes = {c for e, _, _ in states if (c := self.reading.entities[e].code)}
        return [s for s in states if self.reading.entities[s[0]].code != code] if len(codes) > 1 and code in codes else []

    def itself(self, token: int) -> list[Party]:
        """Entities that ``token`` names, also by an apposition ("a suspect, Ante Gotovina"), or that it counts ("hundreds of rebels")."""
        tree = self.tree
        found = self.direct(token) or [x for c in tree.children(token, "appos") for x in self.direct(c)]
        if found:
            return found
        for p in tree.children(token, "prep"):
            if tree.tokens[p].lemma in {"of", "among"}:
                found = [x for o in tree.children(p, "pobj") for c in tree.conjuncts(o) for x in self.direct(c)]
                if found:
                    return found
        return []

    def parties(self, token: int) -> list[Party]:
        """Entities that ``token`` stands for: its own, else of-objects of measures, else possessors and modifiers."""
        found = self.itself(token) or self.makers(token)
        if found:
            return found
        tree = self.tree
        return [x for c in tree.children(token, "poss", "amod", "compound", "nmod") for x in self.direct(c) if not self.metonym(c)]

    def makers(self, token: int) -> list[Party]:
        """Whose a thing is: "efforts by X", "talks between X and Y", "signals sent by X"."""
        tree = self.tree
        holders = [p for p in tree.children(token, "prep") if tree.tokens[p].lemma in {"by", "between"}]
        holders += [a for c in tree.children(token, "acl") for a in tree.children(c, "agent")]
        return [x for p in holders for o in tree.children(p, "pobj") for c in tree.conjuncts(o) for x in self.direct(c)]

    def metonym(self, token: int) -> bool:
        return any(actor.metonym for actor in self.by_head.get(token, ()))

    def all(self, tokens: Iterable[int]) -> list[Party]:
        """Entities of all tokens, each once, in order."""
        out: list[Party] = []
        for t in tokens:
            out += [x for x in self.parties(t) if x[0] not in {y[0] for y in out}]
        return out

    def named(self, tokens: Iterable[int], but: Collection[int] = ()) -> list[Party]:
        """Entities that the tokens themselves name, except those of ``but``."""
        return [p for t in tokens for p in self.itself(t) if p[0] not in but]

    def at(self, token: int, place: str, light_verbs: Collection[str]) -> list[int]:
        """Tokens that stand at ``place`` of ``token``: places of arguments.py and clauses.py, and three that ask who somebody is.

        ``speaker``: whoever says what the token is part of. ``doer``: whose deed or words a noun is that is no actor itself.
        ``issuer``: for whom a text speaks ("the statement").
        ``obj.by``: what stands at "by" of the object.
        """
        first, dot, rest = place.partition(".")
        if dot:
            return list(dict.fromkeys(t for inner in self.at(token, first, light_verbs) for t in self.at(inner, rest, light_verbs)))
        if place == "speaker":
            return self.speaker(token)
        if place == "issuer":
            return self.issuer(token)
        if place == "doer":
            found = (at(self.tree, token, p, light_verbs) for p in DOERS if not self.direct(token))
            return next(filter(None, found), [])
        return at(self.tree, token, place, light_verbs)

    def speaker(self, token: int) -> list[int]:
        """Head of the mention that says what ``token`` is part of, innermost; empty where the article speaks itself."""
        if self._speakers is None:
            self._speakers = {}
            said = [(s.end - s.start, s, a.actor) for a in self.reading.attributions if a.actor is not None for s in a.content]
            for _, span, actor in sorted(said, key=lambda x: -x[0]):
                self._speakers.update(dict.fromkeys(self.tokens_of(span.start, span.end), self.reading.actors[actor].head))
        return [self._speakers[token]] if token in self._speakers else []

    def particular(self, entity: int) -> bool:
        """False for nobody in particular: the party of "six-party talks"."""
        known = self.reading.entities[entity]
        return known.code is not None or known.kind not in {"role", "people", "unknown"}

    def reports(self, entity: int) -> bool:
        """True for the press: it is told about meetings, it is no side of them."""
        return "JRN" in self.reading.entities[entity].sectors

    def another(self, entity: int, others: Collection[int]) -> bool:
        """True where ``entity`` can stand opposite ``others``: none of them is of its country."""
        code = self.reading.entities[entity].code
        return code is None or all(self.reading.entities[o].code != code for o in others)

    def issuer(self, token: int) -> list[int]:
        """Head of the mention that speaks through the noun ``token``, where an attribution tells."""
        if self._issuers is None:
            self._issuers = {}
            for a in self.reading.attributions:
                if a.actor is not None:
                    for span in a.source:
                        self._issuers.update(dict.fromkeys(self.tokens_of(span.start, span.end), self.reading.actors[a.actor].head))
        found = self._issuers.get(token, token)
        return [found] if found != token else []

    def same(self, one: int, other: int) -> bool:
        """True where two words name the same entity, or somebody of the same state."""
        a, b = ([self.reading.entities[e] for e, _, _ in self.parties(t)] for t in (one, other))
        return any(x is y or (x.code is not None and x.code == y.code and x.code not in STATELESS) for x in a for y in b)

    def is_a(self, token: int, kind: str) -> bool:
        """Built-in classes of the frames files: any, actor, country, armed, gov, person, place, public, speaker."""
        if kind == "any":
            return True
        if kind == "speaker":
            return any(self.same(token, s) for s in self.speaker(token))
        if kind == "place":
            return token in self.in_place
        entities = [self.reading.entities[e] for e, _, _ in self.itself(token)]
        if kind == "actor":
            return bool(entities)
        if kind == "country":
            return any(e.kind in {"country", "government"} for e in entities)
        if kind == "person":
            return any(e.kind == "person" for e in entities)
        if kind == "armed":
            return any(ARMED & set(e.sectors) for e in entities)
        if kind == "public":
            return any(e.kind in STATES or set(e.sectors) - PRIVATE for e in entities)
        return kind == "gov" and any(e.kind in {"country", "government"} or "GOV" in e.sectors for e in entities)


BUILT_IN = frozenset({"any", "actor", "country", "armed", "gov", "person", "place", "public", "speaker"})


def in_words(condition: Condition) -> bool:
    """Whether a condition asks for words that must be there, and for no built-in class."""
    return not condition.negated and BUILT_IN.isdisjoint(condition.words) and BUILT_IN.isdisjoint(condition.classes)
