"""Do a mention and an event in the making report the same thing? Readable features; ontology/same_event.csv weighs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...setting import SAID, SIDE_BY_SIDE
from ...syntax import Tree
from ...timeline import day_range, parse_day
from ...types import Entity, Reading
from .telling import Telling, Words

#: Entities that stand for a state or a crowd, not for one person or body.
VAGUE = frozenset({"role", "people", "unknown"})
GENERAL = frozenset({"country", "government", "role", "people", "unknown"})
#: Days between dates beyond which two reports hardly tell of one event.
FAR = 60
#: Likeness from which on two parties are one, or one acts for the other.
ALIKE = 2
CLAUSES = frozenset({"acl", "advcl", "ccomp", "pcomp", "relcl", "xcomp"})
#: PLOVER's sector of armed men of whom nobody knows whose they are, and the sectors that they may turn out to be of.
SOME_ARMED = "UAF"
ARMED = frozenset({"UAF", "REB", "PRM", "CRM", "MIL"})
AGAINST = frozenset({"REB", "CVL", "OPP", "JRN"})


@dataclass(slots=True)
class Draft:
    """One event in the making: the mentions that report it, and what they say together."""

    type: str
    tellings: list[Telling] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)
    actors: list[Words] = field(default_factory=list)
    recipients: list[Words] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    speakers: set[int] = field(default_factory=set)
    triggers: set[str] = field(default_factory=set)

    def add(self, telling: Telling, entities: Sequence[Entity]) -> None:
        self.tellings.append(telling)
        self.modes += [m for m in telling.modes if m not in self.modes]
        actors, recipients = self.sides(telling, entities)
        known = {e for e, _, _ in (*self.actors, *self.recipients)}
        self.actors = joined(self.actors, [x for x in actors if x[0] not in known], entities)
        self.recipients = joined(self.recipients, [x for x in recipients if x[0] not in known], entities)
        if telling.time:
            self.times.append(telling.time)
        if telling.place is not None:
            self.places.append(telling.place)
        self.words |= telling.words
        self.numbers |= telling.numbers
        self.speakers |= telling.speakers
        self.triggers.add(telling.word)

    def sides(self, telling: Telling, entities: Sequence[Entity]) -> tuple[list[Words], list[Words]]:
        """The parties of a further mention, on the sides where they stand in this event.

        "Kenya and Chad hold talks", then "Kenya's minister visits Chad": Chad is the host. "The visit of Chad's minister to Kenya", then
        "the minister and Kenya's president met": the president is on Kenya's side.
        """
        actors, recipients = list(telling.actors), list(telling.recipients)
        if self.type not in SIDE_BY_SIDE or not self.tellings:
            return actors, recipients
        if recipients and not self.recipients:
            self.recipients = [x for x in self.actors if stands_for(x, recipients, entities) and not stands_for(x, actors, entities)]
            self.actors = [x for x in self.actors if x not in self.recipients]
        elif self.recipients and not recipients:
            recipients = [x for x in actors if stands_for(x, self.recipients, entities) and not stands_for(x, self.actors, entities)]
            actors = [x for x in actors if x not in recipients]
        return actors, recipients


def stands_for(party: Words, side: Sequence[Words], entities: Sequence[Entity]) -> bool:
    """Whether a party is one of a side, or acts for one of it."""
    return any(likeness(entities[party[0]], entities[x[0]], party[0] == x[0]) >= ALIKE for x in side[:12])


def joined(side: list[Words], new: list[Words], entities: Sequence[Entity]) -> list[Words]:
    """A side with the parties that a further mention names; who is told anew in general words ("the minister") is one of those known."""
    out = list(side)
    before = set(side)
    for party in new:
        alike = [k for k in out if k in before and may_be(entities[k[0]], entities[party[0]])]
        general = [k for k in alike if entities[k[0]].kind in GENERAL]
        tells_more = entities[party[0]].code and any(entities[k[0]].code is None for k in general)
        if alike and entities[party[0]].kind in GENERAL and not tells_more:
            continue
        out = [k for k in out if k not in general[:1]] + [party]
    return out


def may_be(known: Entity, told: Entity) -> bool:
    """Whether one of two may be the other told in general words: of the same state, or one of them of unknown state and sort."""
    degree = likeness(known, told, False)
    a, b = known.sectors[:1], told.sectors[:1]
    return degree >= 2 or (degree == 1 and (not a or not b or a == b or (SOME_ARMED in (a[0], b[0]) and {*a, *b} <= ARMED)))


def features(draft: Draft, telling: Telling, reading: Reading, tree: Tree) -> Iterator[str]:
    """Names of what speaks for or against the same event, as in ontology/same_event.csv."""
    yield f"type {telling.type}"
    yield from parties(draft, telling, reading.entities)
    yield from times(draft, telling)
    yield from places(draft, telling, reading)
    yield from manner(draft, telling)
    yield from wording(draft, telling)
    yield from nearness(draft, telling, reading, tree)


def parties(draft: Draft, telling: Telling, entities: Sequence[Entity]) -> Iterator[str]:
    if telling.type in SIDE_BY_SIDE:
        sides = relation(everyone(draft), everyone(telling), entities)
        yield f"sides {sides}"
        if telling.back and sides == "same" and len(everyone(telling)) == 1 < len(everyone(draft)):
            yield f"one side points back in {telling.type}"
        return
    actors, recipients = relation(draft.actors, telling.actors, entities), relation(draft.recipients, telling.recipients, entities)
    if other_states(draft.actors, telling.actors, entities):
        yield "actors of other states"
    if other_states(draft.recipients, telling.recipients, entities):
        yield "recipients of other states"
    if actors == "apart" and telling.type in SAID:
        yield "said by another"
    if both_alike(draft, telling, entities):
        yield "both sides alike"
    yield f"actors {actors}"
    yield f"recipients {recipients}"
    everybody = relation(everyone(draft), everyone(telling), entities)
    yield f"all parties {everybody}"
    if actors == "apart" and relation(draft.recipients, telling.actors, entities) == "same":
        yield "parties crossed"
    if any(stands_for(x, draft.actors, entities) for x in telling.recipients[:12]) or any(
        stands_for(x, draft.recipients, entities) for x in telling.actors[:12]
    ):
        yield "done to a doer"


def both_alike(draft: Draft, telling: Telling, entities: Sequence[Entity]) -> bool:
    """Whether both sides are named, and the same or one acting for the other."""
    pairs = ((draft.actors, telling.actors), (draft.recipients, telling.recipients))
    return all(relation(xs, ys, entities) in {"same", "alike"} for xs, ys in pairs)


def everyone(told: Draft | Telling) -> list[Words]:
    """Parties of both sides."""
    return [*told.actors, *told.recipients]


def relation(xs: Sequence[Words], ys: Sequence[Words], entities: Sequence[Entity]) -> str:
    """How two sides compare: unnamed, same, alike (one acts for the other), vague, partly, apart."""
    if not xs or not ys:
        return "unnamed"
    few, many = sorted((xs, ys), key=len)
    best = [max(likeness(entities[a[0]], entities[b[0]], a[0] == b[0]) for b in many[:12]) for a in few[:12]]
    if min(best) >= 1:
        return {3: "same", 2: "alike", 1: "vague"}[min(best)]
    return "partly" if max(best) >= 2 else "apart"


def other_states(xs: Sequence[Words], ys: Sequence[Words], entities: Sequence[Entity]) -> bool:
    """True where both sides name states, and none of them in common."""
    a, b = ({entities[e].code for e, _, _ in side if entities[e].code} for side in (xs, ys))
    return bool(a and b) and not a & b


def likeness(a: Entity, b: Entity, same: bool) -> int:
    """3 the same, 2 one acts for the other, 1 may be, 0 no. Two different named persons are never the same."""
    if same or a.name == b.name:
        return 3
    if a.code and b.code:
        if a.code != b.code or not (a.kind in GENERAL or b.kind in GENERAL):
            return 0
        sides = {s for e in (a, b) for s in e.sectors[:1]}
        return 0 if "GOV" in sides and AGAINST & sides else 2
    uncoded, other = (b, a) if a.code else (a, b)
    return 1 if uncoded.kind in VAGUE and (other.code or other.kind in VAGUE) else 0


def times(draft: Draft, telling: Telling) -> Iterator[str]:
    if telling.time is None or not draft.times:
        return
    if telling.time in draft.times:
        yield "date same"
    elif any(overlap(telling.time, other) for other in draft.times[-6:]):
        yield "date within"
    else:
        yield "date apart"
        if all(far(telling.time, other) for other in draft.times[-6:]):
            yield "date far apart"


def overlap(a: str, b: str) -> bool:
    """True where two EDTF dates can be the same day."""
    (a1, a2), (b1, b2) = day_range(a), day_range(b)
    if not (a1 and a2 and b1 and b2):
        return True
    return a1 <= b2 and b1 <= a2


def far(a: str, b: str) -> bool:
    """True where two dates lie more than FAR days apart."""
    (first, last), (start, end) = ([parse_day(d) for d in day_range(x)] for x in (a, b))
    if not (first and last and start and end):
        return False
    return (start - last).days > FAR or (first - end).days > FAR


def places(draft: Draft, telling: Telling, reading: Reading) -> Iterator[str]:
    if telling.place is None or not draft.places:
        return
    here, there = reading.places[telling.place], [reading.places[p] for p in draft.places[-6:]]
    if any(here.name == p.name for p in there):
        yield "place same"
    elif any(here.country == p.country and "country" in {here.precision, p.precision} for p in there):
        yield "place within"
    elif any(here.country == p.country for p in there):
        yield "place near"
    else:
        yield "place apart"


def manner(draft: Draft, telling: Telling) -> Iterator[str]:
    """Modes, status and speakers."""
    if telling.modes and draft.modes:
        kind = "shared" if set(telling.modes) & set(draft.modes) else "apart"
        yield f"mode {kind}"
        if kind == "apart":
            yield f"mode apart in {telling.type}"
    if not any(t.real == telling.real for t in draft.tellings[-6:]):
        yield "real and unreal"
    elif not any(t.status == telling.status for t in draft.tellings[-6:]):
        yield "status apart"
    if telling.speakers and draft.speakers:
        yield "speakers shared" if telling.speakers & draft.speakers else "speakers apart"


def wording(draft: Draft, telling: Telling) -> Iterator[str]:
    if telling.word in draft.triggers:
        yield "trigger same"
    if not any(t.war == telling.war for t in draft.tellings[-6:]):
        yield "war and act"
    shared = len(telling.words & draft.words) / max(1, min(len(telling.words), 8))
    yield "words many" if shared >= 0.5 else "words some" if shared >= 0.25 else "words few"
    if telling.numbers and draft.numbers:
        yield "figures shared" if telling.numbers & draft.numbers else "figures apart"
    if telling.back:
        yield "points back"
    elif telling.nominal:
        yield "noun new"
    if telling.subject_back:
        yield "subject points back"
    if telling.fresh:
        yield "said to be another"
    if telling.more:
        yield "told as one more"


def nearness(draft: Draft, telling: Telling, reading: Reading, tree: Tree) -> Iterator[str]:
    gap = telling.sentence - draft.tellings[-1].sentence
    yield "gap none" if gap == 0 else "gap one" if gap == 1 else "gap few" if gap <= 4 else "gap long"
    if gap == 0:
        yield f"same sentence {link(draft, telling, tree)}"
        if telling.sequel != draft.tellings[-1].sequel:
            yield "same sentence as a sequel"
        yield f"gap none in {telling.type}"
        if is_outcome(draft, telling, tree):
            yield "told as its outcome"
        if shares_object(draft, telling, tree):
            yield "told with its object"
        if telling.type in SIDE_BY_SIDE and relation(everyone(draft), everyone(telling), reading.entities) in {"same", "alike"}:
            yield "same sentence and sides"
        if telling.type not in SIDE_BY_SIDE and both_alike(draft, telling, reading.entities):
            yield f"same sentence and sides in {telling.type}"
    if draft.tellings[0].headline and telling.sentence <= 2 and gap:
        yield "headline and lead"
    if not telling.actors and not telling.recipients:
        yield "nameless back" if telling.back else "nameless"


def is_outcome(draft: Draft, telling: Telling, tree: Tree) -> bool:
    """True for what an act of the sentence led to, told in a participle: "opened fire on the patrol, killing six and wounding ten",

    and for an attack that says how: "six were killed when a bomb exploded".
    """
    i = tree.first_conjunct(telling.token)
    token = tree.tokens[i]
    how = telling.type == "ASSAULT" and any(tree.tokens[c].tag == "WRB" for c in tree.children(i, "advmod"))
    return (token.tag == "VBG" or how) and token.dep == "advcl" and any(t.token in {i, token.head} for t in draft.tellings[-3:])


def shares_object(draft: Draft, telling: Telling, tree: Tree) -> bool:
    """True for the second of two verbs with one object: "burned and razed homes"."""
    token = tree.tokens[telling.token]
    first = token.head
    if token.dep != "conj" or token.pos != "VERB" or tree.child(telling.token, "nsubj", "nsubjpass") is not None:
        return False
    return draft.tellings[-1].token == first and tree.child(first, "dobj", "prep", "agent", "ccomp", "xcomp", "auxpass") is None


def link(draft: Draft, telling: Telling, tree: Tree) -> str:
    """How the trigger hangs together with the last one of its sentence: as a phrase, a clause, side by side, or not."""
    last = draft.tellings[-1]
    for lower, upper in ((telling, last), (last, telling)):
        if upper.token in lower.heads:
            way = (lower.token, *lower.heads[: lower.heads.index(upper.token)])
            deps = {tree.tokens[i].dep for i in way}
            return "by clause" if deps & CLAUSES else "side by side" if "conj" in deps else "by phrase"
    return "apart"
