"""Parties that an event's own words leave out: "condemned the raid" is said to whoever made it, told elsewhere in the story.

Who is named nearby, who takes part in the events told nearby and whom the story names most may be meant. Readable features, weighed by
ontology/settling.csv (questions ``recipient`` and ``actor``), tell who; where they weigh too little for anybody, it is nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ...knowledge.settling import Settling, Weights
from ...setting import SIDE_BY_SIDE
from ...syntax import Tree
from ...types import Actor, Entity, Reading
from .parties import STATE, speaks_for_state
from .same import ALIKE, Draft, likeness
from .telling import REACH, Telling, Words

SIDES = ("recipient", "actor")
#: Mentions of an event whose surroundings are searched, sentences before and after each, and names of one sentence.
TOLD, BEFORE, AFTER, NAMES = 3, 2, 1, 12
#: Event words before and after that are looked at, and parties of a side of each event.
EARLIER, LATER, FEW = 6, 2, 4
#: So many whom the story names most are always thought of.
MOST = 3
#: How far a name is from an event word (``measured``).
Way = tuple[int, int, int, int, int]
#: How much must speak for a party: a wrong doer of an attack or an arrest costs more than none.
ENOUGH = {"recipient": 0.0, "actor": 0.5}
#: Parts of a clause that are told apart.
PARTS = {"nsubj": "subject", "nsubjpass": "subject", "dobj": "object", "pobj": "behind a preposition", "poss": "owner"}


class Scene:
    """Who and what stands near an event, made once for an article. ``homes``: event word -> its event."""

    def __init__(self, homes: Mapping[int, Draft], reading: Reading, tree: Tree) -> None:
        self.homes, self.reading, self.tree, self.entities = homes, reading, tree, reading.entities
        self.words = sorted(homes)
        self.counts = Counter(e for a in reading.actors for e in a.entities)
        self.often = [e for e, _ in self.counts.most_common(MOST)]
        self.named: dict[int, list[Actor]] = defaultdict(list)
        self.first: dict[int, Actor] = {}
        self._alike: dict[tuple[int, int], bool] = {}
        self._roles: dict[tuple[int, int], tuple[str, ...]] = {}
        for actor in sorted(reading.actors, key=lambda a: (a.start, -a.end)):
            self.named[tree.tokens[actor.head].sentence].append(actor)
            for e in actor.entities:
                self.first.setdefault(e, actor)

    def alike(self, one: int, other: int) -> bool:
        """Whether two entities are the same or one acts for the other; many ask."""
        if (one, other) not in self._alike:
            self._alike[one, other] = likeness(self.entities[one], self.entities[other], one == other) >= ALIKE
        return self._alike[one, other]

    def takes_part(self, side: Sequence[Words], entities: Iterable[int]) -> bool:
        """Whether one of the entities is, or acts for, one of the first of a side."""
        return any(self.alike(x, e) for e in entities for x, _, _ in side[:FEW])

    def roles(self, entity: int, act: Draft) -> tuple[str, ...]:
        """Whether an entity does an act, or suffers it; asked for every gap near the act."""
        key = entity, id(act)
        if key not in self._roles:
            sides = (("does", act.actors), ("suffers", act.recipients))
            self._roles[key] = tuple(role for role, side in sides if self.takes_part(side, (entity,)))
        return self._roles[key]

    def near(self, telling: Telling) -> Iterator[Actor]:
        for sentence in range(telling.sentence - BEFORE, telling.sentence + AFTER + 1):
            yield from self.named.get(sentence, [])[:NAMES]

    def around(self, draft: Draft) -> list[Draft]:
        """Events told shortly before, the latest first, then those told shortly after."""
        at = bisect_left(self.words, draft.tellings[0].token)
        words = (*reversed(self.words[max(0, at - EARLIER) : at]), *self.words[at : at + LATER + 1])
        return list({id(d): d for d in map(self.homes.__getitem__, words) if d is not draft}.values())

    def about(self, draft: Draft) -> list[Draft]:
        """Events that the words of this one speak of."""
        words = [o for t in draft.tellings[:TOLD] for o in objects(t.token, self.tree)]
        return list({id(d): d for d in map(self.homes.get, words) if d is not None and d is not draft}.values())[:FEW]


@dataclass(frozen=True, slots=True)
class Gap:
    """The side that an event lacks, the other one, names near the event's words, events told nearby, and those that it speaks of.

    ``nearest``: for each entity so named, how far from the event's words it is at its nearest (``measured``).
    """

    draft: Draft
    side: str
    known: tuple[Words, ...]
    names: tuple[tuple[Telling, Actor], ...]
    around: tuple[Draft, ...]
    about: tuple[Draft, ...]
    nearest: Mapping[int, Way]


def with_concerned(drafts: Sequence[Draft], homes: Mapping[int, Draft], reading: Reading, tree: Tree, settling: Settling) -> None:
    """Give events that lack a side the party that is most likely meant."""
    scene = Scene(homes, reading, tree)
    weights = {"recipient": settling.recipient, "actor": settling.actor}
    meant = [(gap, likeliest(gap, scene, weights[gap.side])) for gap in gaps(drafts, scene)]
    for gap, found in meant:
        (gap.draft.recipients if gap.side == "recipient" else gap.draft.actors).extend(found)


def gaps(drafts: Iterable[Draft], scene: Scene) -> Iterator[Gap]:
    """Events of which only one side is named. Of those who meet or agree two suffice, on whatever side."""
    for draft in drafts:
        known = draft.actors or draft.recipients
        if not known or (draft.actors and draft.recipients) or (draft.type in SIDE_BY_SIDE and len(known) > 1):
            continue
        names = tuple((t, a) for t in draft.tellings[:TOLD] for a in scene.near(t))
        side = "recipient" if draft.actors else "actor"
        nearest: dict[int, Way] = {}
        for telling, actor in names:
            way = measured(telling, actor, scene.tree)
            nearest |= {e: min(way, nearest.get(e, way)) for e in actor.entities}
        yield Gap(draft, side, tuple(known[:FEW]), names, tuple(scene.around(draft)), tuple(scene.about(draft)), nearest)


def likeliest(gap: Gap, scene: Scene, weights: Weights) -> list[Words]:
    """The party that is most likely meant; none where it is rather nobody."""
    best, found = ENOUGH[gap.side], []
    told = weights.total(manner(gap.draft))  # the same whoever is meant
    for party in candidates(gap, scene):
        score = weights.total(bearing(party[0], gap, scene), told)
        if score > best:
            best, found = score, [party]
    return found


def candidates(gap: Gap, scene: Scene) -> list[Words]:
    """Who may be meant, each once."""
    out: dict[int, Words] = {}
    for _, actor in gap.names:
        for e in actor.entities:
            out.setdefault(e, (e, actor.start, actor.end))
    for other in (*gap.about, *gap.around):
        for party in (*other.actors[:FEW], *other.recipients[:FEW]):
            out.setdefault(party[0], party)
    for e in scene.often:
        out.setdefault(e, (e, scene.first[e].start, scene.first[e].end))
    return [x for x in out.values() if not on_its_side(x[0], gap.known, scene.entities)]


def on_its_side(entity: int, known: Sequence[Words], entities: Sequence[Entity]) -> bool:
    """Whether an entity is a party already, or the state for which a party speaks, or somebody who speaks for it."""
    one = entities[entity]
    for e, _, _ in known:
        other = entities[e]
        if entity == e or one.name == other.name:
            return True
        if one.code and one.code == other.code and STATE & {one.kind, other.kind} and of_state(one) and of_state(other):
            return True
    return False


def of_state(entity: Entity) -> bool:
    return entity.kind in STATE or (bool(entity.sectors) and speaks_for_state(entity))


def features(entity: int, gap: Gap, scene: Scene) -> Iterator[str]:
    """What speaks for or against ``entity`` as the side that the event lacks."""
    yield from manner(gap.draft)
    yield from bearing(entity, gap, scene)


def bearing(entity: int, gap: Gap, scene: Scene) -> Iterator[str]:
    """What of that tells one entity from another."""
    yield from sort(scene.entities[entity], gap, scene.reading)
    yield from fame(entity, gap.draft, scene)
    yield from standing(entity, gap, scene.tree)
    yield from dealings(entity, gap, scene)


def manner(draft: Draft) -> Iterator[str]:
    """The event's type and how it is told: some words need nobody."""
    first = draft.tellings[0]
    yield f"type {draft.type}"
    yield f"noun in {draft.type}" if first.nominal else f"verb in {draft.type}"
    if first.back:
        yield "points back"
    if not first.real:
        yield "not real"
    if len(draft.tellings) > 1:
        yield "told more than once"
    elif first.headline:
        yield "told in the headline only"


def sort(entity: Entity, gap: Gap, reading: Reading) -> Iterator[str]:
    """What the entity is, also beside the side that is known."""
    type = gap.draft.type
    yield entity.kind
    yield f"{entity.kind} in {type}"
    if entity.sectors:
        yield f"sector {entity.sectors[0]}"
    codes = {reading.entities[e].code for e, _, _ in gap.known} - {None}
    relation = "of unknown state" if not entity.code or not codes else "of its state" if entity.code in codes else "of another state"
    yield f"{relation} in {type}"
    if entity.code and entity.code in {reading.places[p].country for p in gap.draft.places[:FEW]}:
        yield f"of the state where it was in {type}"


def fame(entity: int, draft: Draft, scene: Scene) -> Iterator[str]:
    """How often the story names the entity, and as what."""
    if entity in scene.often:
        yield f"named most but {scene.often.index(entity)}"
    if scene.counts[entity] == 1:
        yield "named once"
    if entity in draft.speakers:
        yield "says it"
    if any(entity in a.entities for a in scene.named.get(0, [])[:NAMES]):
        yield "named in the headline"


def standing(entity: int, gap: Gap, tree: Tree) -> Iterator[str]:
    """Where the entity is named: its mention that is nearest to one of the event."""
    found = gap.nearest.get(entity)
    if found is None:
        yield f"named elsewhere in {gap.draft.type}"
        return
    _, _, sentences, word, trigger = found
    place = {0: "its sentence", -1: "the sentence before", 1: "the sentence after"}.get(sentences, "two sentences before")
    yield f"named in {place} in {gap.draft.type}"
    yield f"{PARTS.get(tree.tokens[word].dep, 'elsewhere')} in {place}"
    if sentences == 0:
        yield "before it" if word < trigger else "after it"
        way = [word, *islice(tree.ancestors(word), REACH)]
        if trigger in way[1:]:
            yield f"below it as {tree.tokens[way[way.index(trigger) - 1]].dep}"


def measured(telling: Telling, actor: Actor, tree: Tree) -> Way:
    """How far a name is from an event word, in sentences, then in words; the sentences from this to that, and both words."""
    sentences = tree.tokens[actor.head].sentence - telling.sentence
    return abs(sentences), abs(actor.head - telling.token), sentences, actor.head, telling.token


def dealings(entity: int, gap: Gap, scene: Scene) -> Iterator[str]:
    """What the entity does and suffers in the events that the words speak of, and in those told nearby."""
    type = gap.draft.type
    out = [f"{role} what it is about in {type}" for act in gap.about for role in scene.roles(entity, act)]
    for n, act in enumerate(gap.around):
        for role in scene.roles(entity, act):
            out.append(f"{role} {act.type} nearby")
            out.append(f"{role} {how(role, act, gap, scene)} in {type}")
            if n == 0:
                out.append(f"{role} the event before in {type}")
    yield from dict.fromkeys(out)


def how(role: str, act: Draft, gap: Gap, scene: Scene) -> str:
    """The same or another thing, from or to the known side where that takes part."""
    kind = "the same" if act.type == gap.draft.type else "something"
    known = [e for e, _, _ in gap.known]
    if role == "suffers" and scene.takes_part(act.actors, known):
        return f"{kind} from the known side"
    if role == "does" and scene.takes_part(act.recipients, known):
        return f"{kind} to the known side"
    return kind


def objects(word: int, tree: Tree) -> Iterator[int]:
    """What a word has as object, by itself or behind a preposition ("a protest over the raid"), and what it says in a clause."""
    behind = [o for p in tree.children(word, "prep") for o in tree.children(p, "pobj", "pcomp")]
    for o in (*tree.children(word, "dobj", "ccomp", "xcomp"), *behind):
        yield from tree.conjuncts(o)
