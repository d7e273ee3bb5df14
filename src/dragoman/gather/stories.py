"""Stories: articles on one happening, from any number of outlets.

Two articles are compared by their weightiest words, their names, their titles and their days; a logistic function of these (weights in
ontology/stories.csv) is the probability that both report one happening. A story grows by average link: an article joins where it is related
to the story's articles on the whole, so that one article between two stories does not chain them.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..knowledge.stories import Stories, bundled
from .copies import copied
from .profile import DATED, Profile, Vector, days_apart, keys, sought, unit, words

#: Articles are in one story where they are related with this probability on the average.
SAME = 0.5
#: Articles of known stories that a new one is held against; those nearest in time are taken.
NEAREST = 24
#: Stories that a new article may show to be one, the likeliest, and articles of each that are held against each other.
LIKELIEST, CLOSEST = 6, 12
#: Bytes of a signature without any run.
EMPTY = 4
#: A blocking key that more articles have says too little.
MOST = 500
#: Names of spans of days between two articles: up to so many.
GAPS = ((0, "same day"), (1, "1 day apart"), (3, "2 or 3 days apart"), (7, "4 to 7 days apart"), (30, "8 to 30 days apart"))
#: Features for the vectors of a profile.
LIKE = ("like words", "like names", "like other words")
TOGETHER = frozenset({"same day", "no date"})
#: Titles so alike on other days are a series ("Shares close lower"), not one happening.
SERIES = 0.85

Groups = list[list[int]]
Links = Mapping[tuple[int, int], float]


def related(a: Profile, b: Profile, stories: Stories | None = None) -> float:
    """Probability that both articles report one happening, 0 to 1; 1 where one is a copy of the other."""
    if copied(a, b):
        return 1.0
    known = stories or bundled()
    odds = sum(known.same.get(name) * value for name, value in features(a, b, known).items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def features(a: Profile, b: Profile, stories: Stories) -> dict[str, float]:
    """What the weights of ontology/stories.csv are for. Likenesses are square roots of cosines, 0 to 1."""
    out = {name: math.sqrt(cosine(x, y)) for name, x, y in zip(LIKE, a.vectors, b.vectors, strict=True)}
    titles = titled(a.title, stories), titled(b.title, stories)
    out["like titles"] = math.sqrt(cosine(*titles))
    gap = apart(a.published, b.published)
    out |= {"always": 1.0, gap: 1.0}
    if not all(titles):
        out["no title"] = 1.0
    if a.outlet and a.outlet == b.outlet and gap not in TOGETHER:
        out["same outlet on another day"] = 1.0
        out["same title in the same outlet on another day"] = float(out["like titles"] > SERIES)
    return out


@lru_cache(maxsize=4096)
def titled(title: str, stories: Stories) -> Vector:
    return unit([(word, stories.weight(word)) for word, _ in words(title) if len(word) > 1])


def cosine(a: Vector, b: Vector) -> float:
    """The order of words makes no difference."""
    return min(1.0, math.fsum(a[word] * b[word] for word in a.keys() & b.keys()))


def apart(one: str | None, other: str | None) -> str:
    """The name of the span of days between two ISO days."""
    days = days_apart(one, other)
    if days is None:
        return "no date"
    return next((name for most, name in GAPS if days <= most), "more than 30 days apart")


@dataclass(frozen=True, slots=True)
class Placed:
    """``story``: the one that a new article joins, None: it begins one. ``merged``: other stories that it shows to be the same one."""

    story: str | None
    merged: tuple[str, ...] = ()


def placed(new: Profile, known: Mapping[str, Sequence[Profile]], alike: Alike | None = None) -> Placed:
    """Where a new article belongs. ``known``: story id -> its articles, of all stories in which one shares a blocking key with it.

    ``alike``: of which some pairs may have been looked at.

    Of a story's articles the NEAREST in time count, of two stories that may be one the CLOSEST of each; of the stories, the LIKELIEST.
    Stories that become one with the new article take the id of the one it joins: that with most articles, among equals the first by id.
    """
    alike = alike or Alike()
    near = {name: nearest(new, members, NEAREST) for name, members in known.items()}
    values = {name: alike.to(new, members) for name, members in near.items()}
    order = sorted((name for name, value in values.items() if value >= SAME), key=lambda name: (-values[name], name))
    whole, joins = [new], list[str]()
    for name in order[:LIKELIEST]:
        if not joins or alike.between(nearest(new, whole, CLOSEST), near[name][:CLOSEST]) >= SAME:
            whole += near[name]
            joins.append(name)
    joins.sort(key=lambda name: (-len(known[name]), name))
    return Placed(joins[0], tuple(joins[1:])) if joins else Placed(None)


class Alike:
    """How far articles are related; each pair (by the articles' keys) is looked at once."""

    def __init__(self, stories: Stories | None = None) -> None:
        self.stories, self.found = stories or bundled(), dict[tuple[int, int], float]()

    def __call__(self, a: Profile, b: Profile) -> float:
        pair = (min(a.article, b.article), max(a.article, b.article))
        if pair not in self.found:
            self.found[pair] = related(a, b, self.stories)
        return self.found[pair]

    def to(self, new: Profile, members: Sequence[Profile]) -> float:
        """To a story on the average; 1 to the story of a text of which ``new`` is a copy."""
        found = [self(new, member) for member in members]
        return 1.0 if 1.0 in found else mean(found)

    def between(self, ours: Sequence[Profile], theirs: Sequence[Profile]) -> float:
        return mean(self(a, b) for a in ours for b in theirs)


def nearest(new: Profile, members: Sequence[Profile], most: int) -> list[Profile]:
    return sorted(members, key=lambda m: (days_apart(new.published, m.published) or 0, m.article))[:most]


def mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def grouped(profiles: Sequence[Profile], stories: Stories | None = None) -> Groups:
    """Positions of the articles of each story, in order of its first article. The order of the articles does not matter otherwise.

    Texts that are the same count as one.
    """
    known = stories or bundled()
    same: dict[bytes, list[int]] = defaultdict(list)
    for n, one in enumerate(profiles):
        same[one.signature if len(one.signature) > EMPTY else f"{n}".encode()].append(n)
    heads = [profiles[members[0]] for members in same.values()]
    links = {(i, j): related(heads[i], heads[j], known) for i, j in candidates(heads)}
    texts = list(same.values())
    return sorted(sorted(n for i in group for n in texts[i]) for group in linked(len(heads), links))


def candidates(profiles: Sequence[Profile]) -> list[tuple[int, int]]:
    """Pairs of positions that a blocking key finds, in rising order. Without dates single words are looked up too, common ones left out."""
    filed: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(profiles):
        for key in {*keys(one), *single(one)}:
            filed[key].append(n)
    found: set[tuple[int, int]] = set()
    for n, one in enumerate(profiles):
        for key in {*sought(one), *(() if one.published else single(one))}:
            others = filed.get(key, ())
            if len(others) <= MOST:
                found.update((min(n, m), max(n, m)) for m in others if m != n)
    return sorted(found)


def single(profile: Profile) -> tuple[str, ...]:
    return tuple(f"word {word.casefold()}" for word, _ in profile.terms[:DATED])


def linked(count: int, links: Links, least: float = SAME) -> Groups:
    """Groups by average link: the two that are most alike become one as long as their members are so on the average by ``least``.

    ``links``: likeness of two positions; of pairs that are not in it, 0.
    """
    groups: dict[int, list[int]] = {n: [n] for n in range(count)}
    sums: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), value in links.items():
        sums[i][j] = sums[j][i] = value
    queue = [(-value, i, j) for (i, j), value in links.items() if value >= least]
    heapq.heapify(queue)
    after = count
    while queue:
        _, i, j = heapq.heappop(queue)
        if i not in groups or j not in groups:
            continue
        groups[after] = groups.pop(i) + groups.pop(j)
        for k, value in joined(sums.pop(i), sums.pop(j)):
            if k not in groups:
                continue
            sums[after][k] = sums[k][after] = value
            alike = value / (len(groups[after]) * len(groups[k]))
            if alike >= least:
                heapq.heappush(queue, (-alike, k, after))
        after += 1
    return sorted(sorted(group) for group in groups.values())


def joined(one: Mapping[int, float], other: Mapping[int, float]) -> Iterator[tuple[int, float]]:
    for k in {*one, *other}:
        yield k, one.get(k, 0.0) + other.get(k, 0.0)
