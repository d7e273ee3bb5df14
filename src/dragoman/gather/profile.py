"""What is kept of an article to tell at once which others are copies of it, or report the same happening.

The signature is a bottom-k sketch (Broder 1997; Cohen and Kaplan 2007): of all runs of three content words, hashed, the smallest hashes.
Two sketches tell how much of the shorter text stands in the longer one. The terms are the weightiest words, tf-idf.
"""

from __future__ import annotations

import datetime
import json
import math
import re
import struct
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import combinations

from ..knowledge.stories import Stories, bundled
from ..types import Article, Reading

#: Terms that a profile keeps: with 40 articles on one happening are told apart a little worse, with 100 no better.
TERMS = 64
#: A word of the title counts as so many, one among the first LEAD words as two, and a name weighs so much more than another word.
TITLE, LEAD, NAME = 3, 120, 1.5
#: Hashes that a signature keeps, four bytes each, behind four bytes that count all.
SKETCH = 127
#: Content words in each run that is hashed.
RUN = 3
#: Words of an article that are looked at, and code points of a word; what lies beyond is a book, or no word.
LONGEST, LONG_WORD = 20_000, 40
#: Blocking keys: hashes; terms that are keys together with a date; terms whose pairs are where a date lacks; days in a bucket of dates.
COPY_KEYS, DATED, UNDATED, BUCKET = 8, 10, 6, 8

#: Weights of words, as a vector of length 1.
Vector = Mapping[str, float]

_WORD = re.compile(r"(\w+(?:['’.]\w+)*)(\W*)")
_STOP = re.compile(r"""[.!?:\n"“‘(\[—–•]""")


@dataclass(frozen=True)
class Profile:
    """``article``: its key in a ledger, or position in a list. ``published``: ISO day or None.

    ``signature``: see ``signature()``. ``terms``: word and weight, the weightiest first; a name has its capital, other words have none.
    """

    article: int
    published: str | None
    outlet: str | None
    url: str | None
    title: str
    signature: bytes
    terms: tuple[tuple[str, float], ...]

    @cached_property
    def sketch(self) -> tuple[int, tuple[int, ...]]:
        """The number of runs, and the hashes that are kept, in rising order."""
        return sketch(self.signature)

    @cached_property
    def hashes(self) -> frozenset[int]:
        return frozenset(self.sketch[1])

    @cached_property
    def vectors(self) -> tuple[Vector, Vector, Vector]:
        """All terms, names, other words."""
        names = [(w, x) for w, x in self.terms if w[0].isupper()]
        others = [(w, x) for w, x in self.terms if not w[0].isupper()]
        return unit(self.terms), unit(names), unit(others)


def unit(terms: Collection[tuple[str, float]]) -> Vector:
    length = math.sqrt(sum(x * x for _, x in terms)) or 1.0
    return {word.casefold(): x / length for word, x in terms}


def profile(article: Article, key: int, stories: Stories | None = None) -> Profile:
    """Of an article as it came, page furniture included. ``stories``: tables, None: those that come along."""
    return made(article, key, article.title, article.published, article.source, article.text, stories or bundled())


def profile_of(reading: Reading, key: int, stories: Stories | None = None) -> Profile:
    """Of an article that was read: furniture left out, title and day as found."""
    prose = " ".join(reading.text[s.start : s.end] for s in reading.sentences if s.kind == "body") or reading.text
    return made(reading.article, key, reading.title, reading.published, reading.source, prose, stories or bundled())


def made(article: Article, key: int, title: str | None, published: str | None, outlet: str | None, text: str, stories: Stories) -> Profile:
    said = words(text)[:LONGEST]
    return Profile(
        article=key,
        published=day(published),
        outlet=outlet,
        url=article.url,
        title=title or "",
        signature=signature((w for w, _ in said), stories),
        terms=terms(title or "", said, stories),
    )


def day(published: str | None) -> str | None:
    """The day of an ISO date or time; None where it is none."""
    at = date_of(published)
    return at.isoformat() if at else None


def days_apart(one: str | None, other: str | None) -> int | None:
    """Days between two ISO dates or times; None where one is not known."""
    first, second = date_of(one), date_of(other)
    return abs((first - second).days) if first and second else None


@lru_cache(maxsize=4096)
def date_of(published: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def words(text: str) -> list[tuple[str, int]]:
    """Words in their plain form, and whether each looks like a name: 1 for a capital, -1 for none, 0 where a sentence may begin."""
    found = _WORD.findall(text)
    gaps = ["", *(gap for _, gap in found)]
    return [(plain(word[:LONG_WORD]), sort(gap) if word[0].isupper() else -1) for (word, _), gap in zip(found, gaps, strict=False)]


def sort(gap: str) -> int:
    """What a capital after this gap shows: a name, or nothing where a sentence, line or quotation begins."""
    return 1 if gap == " " or (gap and not _STOP.search(gap)) else 0


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """One form for "Senators", "senator's" and "senator", and for "U.N." and "UN"."""
    word = word.casefold().replace("’", "'").removesuffix("'s").replace(".", "").replace("'", "")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def packed(terms: Iterable[tuple[str, float]]) -> str:
    """Terms as JSON, to be stored."""
    return json.dumps([list(term) for term in terms], ensure_ascii=False, separators=(",", ":"))


def unpacked(stored: str | None) -> tuple[tuple[str, float], ...]:
    """Terms as they were before ``packed``."""
    return tuple((str(word), float(weight)) for word, weight in json.loads(stored or "[]"))


def terms(title: str, said: Sequence[tuple[str, int]], stories: Stories) -> tuple[tuple[str, float], ...]:
    """The weightiest words, their weights as a vector of length 1."""
    counts = Counter(word for word, _ in said)
    counts.update(word for word, _ in said[:LEAD])
    counts.update([word for word, _ in words(title)] * TITLE)
    names = Counter(word for word, name in said if name > 0)
    names.subtract(word for word, name in said if name < 0 and word in names)
    weighed = {}
    for word, n in counts.items():
        if len(word) > 1:
            weight = math.log(1 + n) * stories.weight(word)
            weighed[word.capitalize() if names[word] > 0 else word] = weight * NAME if names[word] > 0 else weight
    best = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    length = math.sqrt(sum(w * w for _, w in best)) or 1.0
    return tuple((word, round(w / length, 4)) for word, w in best)


def signature(said: Iterable[str], stories: Stories) -> bytes:
    """How many different runs of content words there are, and the smallest hashes of them in rising order; big-endian, four bytes each."""
    content = [w for w in said if w not in stories.common]
    runs = {" ".join(content[n : n + RUN]) for n in range(len(content) - RUN + 1)}
    hashes = {int.from_bytes(blake2b(run.encode(), digest_size=4).digest()) for run in runs}
    smallest = sorted(hashes)[:SKETCH]
    return struct.pack(f">{len(smallest) + 1}I", len(hashes), *smallest)


def sketch(signature: bytes) -> tuple[int, tuple[int, ...]]:
    """The number of runs, and the hashes kept; of an empty signature none."""
    count, *hashes = struct.unpack(f">{len(signature) // 4}I", signature) or (0,)
    return count, tuple(hashes)


def keys(profile: Profile) -> tuple[str, ...]:
    """Blocking keys to file an article under: of articles that may be copies, or on one happening, nearly all pairs share one."""
    return (*copy_keys(profile), *dated_keys(profile), *pairs(profile, "any"), *(() if profile.published else pairs(profile, "undated")))


def sought(profile: Profile) -> tuple[str, ...]:
    """Of the keys of others those under which its like is found: fewer, as a dated article needs none of another time."""
    return (*copy_keys(profile), *dated_keys(profile), *pairs(profile, "undated" if profile.published else "any"))


def copy_keys(profile: Profile) -> tuple[str, ...]:
    """The smallest hashes of its runs: of a text cut to two fifths one of eight is left 98 times in 100."""
    return tuple(f"copy {h:08x}" for h in profile.sketch[1][:COPY_KEYS])


def dated_keys(profile: Profile) -> tuple[str, ...]:
    """Its weightiest words, each with the buckets of its date; none where it has no date."""
    return tuple(f"{bucket} {word.casefold()}" for bucket in buckets(profile.published) for word, _ in profile.terms[:DATED])


def pairs(profile: Profile, mark: str) -> tuple[str, ...]:
    """Pairs of its weightiest words, which stand for it where a date is lacking."""
    best = sorted(word.casefold() for word, _ in profile.terms[:UNDATED])
    return tuple(f"{mark} {a} {b}" for a, b in combinations(best, 2))


def buckets(published: str | None) -> tuple[int, ...]:
    """Two overlapping rows of buckets: days at most half a bucket apart share one."""
    at = date_of(published)
    if at is None:
        return ()
    n = at.toordinal()
    return 2 * (n // BUCKET), 2 * ((n + BUCKET // 2) // BUCKET) + 1
