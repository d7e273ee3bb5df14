"""Do two records report one event? Readable features, weighed by ontology/gathering.csv; their sum is the log-odds."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from ..knowledge import nearness
from ..knowledge.gathering import Gathering, bundled
from ..knowledge.nearness import Nearness
from ..knowledge.stories import Stories
from ..knowledge.stories import bundled as bundled_stories
from .facts import Facts, Someone, Where, days_between, family

#: Rarity of a word that is in no list, by which rarities are divided to lie between 0 and 1.
RAREST = 10.0
#: Event words of a record that are compared.
TRIGGERS = 6
#: Articles with less in common than this are hardly on one story.
UNRELATED = 0.1
#: Log-odds by words that count in full.
TOLD = 5.0
#: Types that are words: they are one event only where one and the same says them.
OF_WORDS = frozenset({"ACCUSE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
#: Types whose parties stand side by side.
SIDE_BY_SIDE = frozenset({"AGREE", "CONSULT", "COOPERATE"})
#: Days that two reports of one event may differ by, and days between articles whose events have no day of their own.
SLACK, FORTNIGHT = 1, 14


@dataclass(frozen=True)
class Seen:
    """Facts made ready to be compared with many."""

    facts: Facts
    stories: Stories

    @cached_property
    def parties(self) -> tuple[Someone, ...]:
        return (*self.facts.actors, *self.facts.recipients)

    @cached_property
    def trigger_words(self) -> frozenset[str]:
        return frozenset(w for t in self.facts.triggers for w in t.split())

    @cached_property
    def around(self) -> frozenset[str]:
        return frozenset((*self.facts.before, *self.facts.after))

    @cached_property
    def rarity(self) -> float:
        """How rare the event words are, 0 to 1."""
        weights = [max((self.stories.weight(w) for w in t.split()), default=0.0) for t in self.facts.triggers]
        return min(1.0, max(weights, default=0.0) / RAREST)


def same(a: Facts, b: Facts, related: float, known: Gathering | None = None) -> float:
    """Probability that two records are of one event. ``related``: that their articles are on one story; 1 for those of one article."""
    return likeness(seen(a), seen(b), related, known)


def seen(facts: Facts) -> Seen:
    return Seen(facts, bundled_stories())


def likeness(a: Seen, b: Seen, related: float, known: Gathering | None = None) -> float:
    """``same`` for facts made ready."""
    rules = known or bundled()
    told = rules.words.odds(features(a, b, related, nearness.bundled()))
    return chance(rules.records.odds(record_features(a, b, told)))


def told_alike(a: Seen, b: Seen, related: float, known: Gathering | None = None) -> float:
    """Probability that two words for happenings of any kind tell of one, by what is said and where; who takes part is mostly unknown."""
    return chance((known or bundled()).words.odds(features(a, b, related, nearness.bundled())))


def chance(odds: float) -> float:
    """Probability of log-odds."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def record_features(a: Seen, b: Seen, told: float) -> Iterator[tuple[str, float]]:
    """What speaks for or against one event of two records. ``told``: log-odds by their words."""
    one, other = a.facts, b.facts
    yield "always", 1.0
    yield "told alike", max(-1.0, min(1.0, told / TOLD))
    yield f"event words {closest(one.triggers, other.triggers, nearness.bundled())}", 1.0
    if one.type in SIDE_BY_SIDE:
        yield f"sides {relation(a.parties, b.parties)}", 1.0
    else:
        spoken = " of words" if one.type in OF_WORDS else ""
        yield f"actors {relation(one.actors, other.actors)}{spoken}", 1.0
        yield f"recipients {relation(one.recipients, other.recipients)}", 1.0
    yield from ((f"record {name}", value) for name, value in setting(one, other))
    yield from ((f"record {name}", value) for name, value in compared("modes", one.modes, other.modes))
    yield from ((f"record {name}", value) for name, value in compared("numbers", one.numbers, other.numbers))
    yield "record words near", contained(a.around, b.around, a.stories)
    yield "record words", contained(one.words, other.words, a.stories)
    yield "record names", contained(one.names, other.names, a.stories)
    if one.status != other.status:
        yield "status apart", 1.0


def features(a: Seen, b: Seen, related: float, near: Nearness) -> Iterator[tuple[str, float]]:
    """What speaks for or against one event; values lie between 0 and 1."""
    one, other = a.facts, b.facts
    inside = one.article == other.article
    yield "always", 1.0
    if inside:
        yield "one article", 1.0
    else:
        yield "articles related", related
    link = closest(one.triggers, other.triggers, near)
    yield f"event words {link}", 1.0
    yield from wording(a, b, related, inside, link)
    if one.type and other.type:
        yield ("type same" if one.type == other.type else "type apart"), 1.0
    if one.place and other.place:
        yield f"places {places_apart(one.place, other.place)}", 1.0


def closest(ours: Collection[str], theirs: Collection[str], near: Nearness) -> str:
    """How the event words hang together, by the two that are closest."""
    links = {near.link(x, y) for x, y in product(list(ours)[:TRIGGERS], list(theirs)[:TRIGGERS])}
    return next((name for name in nearness.LINKS if name in links), "apart")


def wording(a: Seen, b: Seen, related: float, inside: bool, link: str) -> Iterator[tuple[str, float]]:
    stories = a.stories
    alike = link in {"same", "kin"}
    nearby, sentence = shared(a.around, b.around, stories), shared(set(a.facts.words), set(b.facts.words), stories)
    part = contained(a.around, b.around, stories)
    rarity = (a.rarity + b.rarity) / 2
    yield "event words told beside", beside(a, b)
    yield "event words in part", contained(a.trigger_words, b.trigger_words, stories)
    yield "event words rare", rarity
    yield "words near", part
    yield "words before", shared(set(a.facts.before), set(b.facts.before), stories)
    yield "words after", shared(set(a.facts.after), set(b.facts.after), stories)
    yield "words of the sentences", sentence
    yield "names", contained(set(a.facts.names), set(b.facts.names), stories)
    yield from compared("numbers", set(a.facts.numbers), set(b.facts.numbers))
    if inside and set(a.facts.at) & set(b.facts.at):
        yield "one sentence", 1.0
    if not inside:
        yield "words near and articles related", part * related
    if alike:
        yield "alike and words near", nearby
        yield "alike and sentences", sentence
        yield "alike and rare", rarity
        yield ("alike in one article", 1.0) if inside else ("alike and articles related", related)
        if not inside and related < UNRELATED:
            yield "alike and articles unrelated", 1.0
    elif link != "apart":
        yield "near and words near", nearby
        yield "near and sentences", sentence
        if not inside:
            yield "near and articles related", related


def beside(a: Seen, b: Seen) -> float:
    """How far each tells the other's event word beside its own, which makes them two: 0, 0.5 or 1."""
    return (bool(a.trigger_words & set(b.facts.words)) + bool(b.trigger_words & set(a.facts.words))) / 2


def relation(ours: Collection[Someone], theirs: Collection[Someone]) -> str:
    """``same`` (all of the smaller side), ``partly``, ``alike`` (of one state), ``vague`` (nothing known speaks against it), ``apart``.

    ``unnamed``: nobody on one of the sides.
    """
    if not ours or not theirs:
        return "unnamed"
    few, many = sorted((list(ours)[:6], list(theirs)[:6]), key=len)
    best = [max(likeness_of(x, y) for y in many) for x in few]
    if min(best) == 3:
        return "same"
    return "partly" if max(best) == 3 else {2: "alike", 1: "vague", 0: "apart"}[max(best)]


def likeness_of(a: Someone, b: Someone) -> int:
    """3 the same, 2 one acts or stands for the other, 1 may be, 0 no."""
    if a.wikidata and a.wikidata == b.wikidata:
        return 3
    if a.code and b.code and a.code != b.code:
        return 0
    if a.name == b.name:
        return 3
    if a.kind != "words" and b.kind != "words":
        if "state" in {a.kind, b.kind}:
            return 2 if a.code and a.code == b.code else 0
        return 3 if named_alike(a.name, b.name) else 0
    if set(a.words) & set(b.words):
        return 2
    return 2 if a.code and a.code == b.code and a.sector == b.sector else 1


def named_alike(a: str, b: str) -> bool:
    """One surname, and no two first names: "Trump", "Donald J. Trump"; "Republican Party" and "House Republicans" are not."""
    ours, theirs = a.split(), b.split()
    if not ours or not theirs or ours[-1] != theirs[-1]:
        return set(ours) < set(theirs) or set(theirs) < set(ours)
    return len(ours) == 1 or len(theirs) == 1 or ours[0][0] == theirs[0][0]


def setting(a: Facts, b: Facts) -> Iterator[tuple[str, float]]:
    """Days, places, tolls."""
    gap = days_apart(a, b)
    if gap is not None:
        yield f"days {'same' if (a.first, a.last) == (b.first, b.last) else span(gap)}", 1.0
    if a.place and b.place:
        yield f"places {places_apart(a.place, b.place)}", 1.0
    ours, theirs = ({name: (low, high) for name, low, high in f.sizes} for f in (a, b))
    for name in ours.keys() & theirs.keys():
        yield ("tolls same" if ours[name] == theirs[name] else "tolls apart"), 1.0


def days_apart(a: Facts, b: Facts) -> int | None:
    """Days from the end of the one to the start of the other; 0 where they overlap, None where one has no date."""
    if not (a.first and a.last and b.first and b.last):
        return None
    return max(0, days_between(a.last, b.first), days_between(b.last, a.first))


def span(days: int) -> str:
    return "within" if days == 0 else "1 apart" if days == 1 else "2 or 3 apart" if days <= 3 else "far apart"


def places_apart(a: Where, b: Where) -> str:
    """``same``, ``within`` (one is the country of the other), ``near`` (in one country), ``apart``."""
    if a.name == b.name:
        return "same"
    if a.country != b.country or not a.country:
        return "apart"
    return "within" if "country" in {a.precision, b.precision} else "near"


def compared(name: str, ours: Collection[str], theirs: Collection[str]) -> Iterator[tuple[str, float]]:
    if ours and theirs:
        yield (f"{name} shared" if set(ours) & set(theirs) else f"{name} apart"), 1.0


def shared(a: Collection[str], b: Collection[str], stories: Stories) -> float:
    """Weight of the common words of that of all words of both, 0 to 1."""
    if not a or not b:
        return 0.0
    common = sum(stories.weight(w) for w in set(a) & set(b))
    return common / (sum(stories.weight(w) for w in set(a) | set(b)) or 1.0)


def contained(a: Collection[str], b: Collection[str], stories: Stories) -> float:
    """Weight of the common words of that of the lighter ones' words, 0 to 1."""
    if not a or not b:
        return 0.0
    common = sum(stories.weight(w) for w in set(a) & set(b))
    return common / (min(sum(stories.weight(w) for w in side) for side in (a, b)) or 1.0)


def may_be(a: Facts, b: Facts) -> bool:
    """Whether nothing known rules out that two records are of one event, however alike their words are."""
    return akin(a, b) and a.article != b.article and in_time(a, b) and real_alike(a, b) and not apart(a, b)


def akin(a: Facts, b: Facts) -> bool:
    """One type; or a plan and what carries it out, told with the same words: "agreed to meet" and "met"."""
    if a.type == b.type:
        return True
    return family(a.type) == family(b.type) and closest(a.triggers, b.triggers, nearness.bundled()) in {"same", "kin"}


def in_time(a: Facts, b: Facts) -> bool:
    """The days fit, give or take a day for time zones; where a day is unknown, the articles are of one fortnight."""
    gap = days_apart(a, b)
    if gap is not None:
        return gap <= SLACK
    return not (a.published and b.published) or abs(days_between(a.published, b.published)) <= FORTNIGHT


def real_alike(a: Facts, b: Facts) -> bool:
    """What might happen is not what did, or will; nor is what did not happen what did, unless it was planned."""
    statuses = {a.status, b.status}
    return len(statuses) == 1 or ("hypothetical" not in statuses and not ("negated" in statuses and statuses & {"happened", "ongoing"}))


def apart(a: Facts, b: Facts) -> bool:
    """Whether those who act, or those to whom it is done, or the places are known to be others."""
    sides = ((a.actors, b.actors), (a.recipients, b.recipients))
    if any(ours and theirs and relation(ours, theirs) == "apart" for ours, theirs in sides):
        return True
    return bool(a.place and b.place and places_apart(a.place, b.place) == "apart")
