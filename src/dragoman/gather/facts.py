"""What a record is compared by: the words that tell the event, the words around them, parties, days, place, figures.

Read off the record and its evidence alone, so that records from files and from a ledger are compared in the same way.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..knowledge import nearness
from ..knowledge.nearness import Nearness
from ..knowledge.stories import Stories, bundled
from ..timeline import day_range, parse_day
from ..types import Article, Party, Place, Record, Size

#: Content words on either side of an event word that stand for its subject and object.
NEAR = 4
#: Words, names and numbers that are kept of a record, and places where it is told.
MANY, TELLINGS = 40, 8
#: A word is a content word if it stands in fewer articles than one of e (its idf is greater than this).
CONTENT = 1.0
#: Parties of a side that are looked up.
FEW = 3
#: Letters of words that are written small within names.
SHORT_WORD = 3
#: Days in the buckets of the blocking keys, and the most days of a date that is looked for by its own days rather than that of publication.
BUCKET, SHORT = 8, 10

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d,.]*\d|\d")


@dataclass(frozen=True, slots=True)
class Someone:
    """A party: ``name`` in lower case, the fullest that is known; ``words`` of its name and of how the text words it.

    ``kind``: ``name`` of a person or body, ``state`` (a country, its government or an office of it), or ``words`` ("two soldiers").
    """

    name: str
    code: str | None = None
    wikidata: str | None = None
    sector: str | None = None
    words: tuple[str, ...] = ()
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Where:
    """``name`` in lower case; ``country``: ISO alpha-3; ``adm1``: first-order division; ``precision`` as of ``types.Place``."""

    name: str
    country: str | None = None
    adm1: str | None = None
    precision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a record says, for comparison.

    ``article``: its key. ``type``: PLOVER type, "" for an event of none. ``triggers``: dictionary forms of the words that tell it.
    ``before``/``after``: content words next to those; ``words``: all others of the evidence; ``names``: those with a capital;
    ``numbers``: as written. ``first``/``last``: days between which it happened (ISO), None where unknown. ``published``: ISO day or None.
    ``sizes``: ("dead", low, high), high None where open.
    ``at``: where the evidence stands, first code points.
    """

    record: str
    article: int
    type: str
    modes: tuple[str, ...] = ()
    status: str = "happened"
    triggers: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    actors: tuple[Someone, ...] = ()
    recipients: tuple[Someone, ...] = ()
    first: str | None = None
    last: str | None = None
    published: str | None = None
    place: Where | None = None
    sizes: tuple[tuple[str, int, int | None], ...] = ()
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """A stretch of text that tells an event, and where in it the event word stands, [start, end)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wording:
    """What tellings say: see ``Facts``."""

    triggers: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    words: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]


def facts(record: Record, article: Article, key: int) -> Facts:
    """``key``: the article's, in a ledger or a list."""
    told = wording(Telling(e.text, e.trigger.start - e.start, e.trigger.end - e.start) for e in record.evidence)
    first, last = day_range(record.date_edtf)
    return Facts(
        record=record.id,
        article=key,
        type=record.event,
        modes=record.modes,
        status=record.status,
        **{name: getattr(told, name) for name in Wording.__slots__},
        actors=tuple(someone(p) for p in record.actors),
        recipients=tuple(someone(p) for p in record.recipients),
        first=first,
        last=last,
        published=published(article.published),
        place=where(record.place),
        sizes=tuple(sizes(record.size)),
        at=tuple(e.start for e in record.evidence[:TELLINGS]),
    )


def published(day: str | None) -> str | None:
    found = parse_day(day)
    return found.isoformat() if found else None


def wording(tellings: Iterable[Telling], stories: Stories | None = None, near: Nearness | None = None) -> Wording:
    """What the stretches of text say; each word once, in the order of the text."""
    stories, near = stories or bundled(), near or nearness.bundled()
    found: dict[str, list[str]] = {name: [] for name in Wording.__slots__}
    for telling in list(tellings)[:TELLINGS]:
        for name, words in parts(telling, stories, near):
            found[name] += words
    return Wording(**{name: tuple(dict.fromkeys(words))[:MANY] for name, words in found.items()})


def parts(telling: Telling, stories: Stories, near: Nearness) -> Iterator[tuple[str, list[str]]]:
    """Each field of ``Wording`` and its words."""
    yield "triggers", [near.phrase(telling.text[telling.start : telling.end])]
    words = [m for m in _WORD.finditer(telling.text) if m.end() <= telling.start or m.start() >= telling.end]
    yield "numbers", [m[0] for m in words if m[0][0].isdigit()]
    content = [(m, word) for m in words if (word := content_word(m[0], stories, near))]
    yield "names", [word for m, word in content if m[0][0].isupper()]
    yield "words", [word for _, word in content]
    yield "before", [word for m, word in content if m.end() <= telling.start][-NEAR:]
    yield "after", [word for m, word in content if m.start() >= telling.end][:NEAR]


def content_word(word: str, stories: Stories, near: Nearness) -> str | None:
    """Dictionary form of a word that tells something; None for a number and for what stands in any text."""
    if word[0].isdigit() or len(word) < 2:
        return None
    plain = near.plain(word.replace("’", "'").removesuffix("'s"))
    return plain if stories.weight(plain) > CONTENT else None


def someone(party: Party) -> Someone:
    full = party.identifier_text or party.entity_text
    words = dict.fromkeys(w.lower() for text in (full, party.entity_text) for w in _WORD.findall(text) if len(w) > 1)
    sector = party.sectors[0] if party.sectors else None
    return Someone(full.lower(), party.code, party.identifier_id, sector, tuple(words)[:MANY], kind(party, full, sector))


def kind(party: Party, full: str, sector: str | None) -> str:
    """See ``Someone``. A name has a capital on every word but short ones ("of")."""
    if not all(w[0].isupper() for w in _WORD.findall(full) if len(w) > SHORT_WORD):
        return "words"
    official = sector == "GOV" or (sector is None and party.identifier_id is not None)
    return "state" if party.code and official and not party.office else "name"


def where(place: Place | None) -> Where | None:
    return None if place is None else Where(place.name.lower(), place.country, place.adm1, place.precision)


def sizes(size: Size) -> Iterator[tuple[str, int, int | None]]:
    for name in ("dead", "injured", "arrested"):
        if bounds := getattr(size, name):
            yield name, bounds[0], bounds[1]


def to_dict(told: Facts) -> dict[str, Any]:
    """For JSON; ``from_dict`` is its inverse. What is empty is left out."""
    made = _fields(told)
    for side in ("actors", "recipients"):
        made[side] = [_fields(party) for party in made[side]]
    if told.place:
        made["place"] = _fields(told.place)
    return {name: value for name, value in made.items() if value not in ((), [], None)}


def _fields(of: Facts | Someone | Where) -> dict[str, Any]:
    return {name: getattr(of, name) for name in type(of).__slots__}


def from_dict(found: Mapping[str, Any]) -> Facts:
    """Raises KeyError or TypeError for what is no such dict."""
    made: dict[str, Any] = {k: tuple(v) if isinstance(v, list | tuple) else v for k, v in found.items()}
    for side in ("actors", "recipients"):
        made[side] = tuple(Someone(**{**p, "words": tuple(p["words"])}) for p in found.get(side, ()))
    if "sizes" in found:
        made["sizes"] = tuple((n, low, high) for n, low, high in found["sizes"])
    if "place" in found:
        made["place"] = Where(**found["place"])
    return Facts(**made)


#: Types that may report one event although they differ: a meeting is agreed on, then held; a step back is announced, then taken.
FAMILIES = {"CONSULT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}


def family(type: str) -> str:
    """The types that are looked up together."""
    return FAMILIES.get(type, type)


def keys(told: Facts, near: Nearness | None = None) -> tuple[str, ...]:
    """Blocking keys: nine in ten pairs of records of one event share at least one; about one in a hundred others of the same days does.

    Type family and a bucket of days, together with two parties; or with a party and the place; or with the event word and a party or the
    town. A party is known by its id, its last name and its country. The bucket comes first, as in the keys of articles.
    """
    near = near or nearness.bundled()
    parties = [names for p in (*told.actors[:FEW], *told.recipients[:FEW]) if (names := called(p))]
    main = dict.fromkeys(names[0] for names in parties)
    known = dict.fromkeys(name for names in parties for name in names)
    told_by = dict.fromkeys(near.first(t) for t in told.triggers[: FEW + 1])
    town = told.place.name if told.place and told.place.precision != "country" else None
    about = [f"{a} + {b}" for a in main for b in main if a < b]
    about += [f"{word} {name}" for word in told_by for name in known]
    about += [f"{thing} at {town}" for thing in (*main, *told_by) if town]
    return tuple(f"{bucket} {family(told.type)} {thing}" for bucket in buckets(told) for thing in dict.fromkeys(about))


def called(party: Someone) -> list[str]:
    """What a party is known by, the surest first: its id; the last word of its name; its country, with the sector where it has no name."""
    last = party.name.split()[-1] if party.name.split() else ""
    country = f"{party.code}.{party.sector or ''}" if party.code and party.kind != "name" else party.code
    named = last if party.kind != "words" or not party.code else None
    return [k for k in dict.fromkeys((party.wikidata, named, country)) if k]


def buckets(told: Facts) -> tuple[int, ...]:
    """Two overlapping rows of buckets, so that days up to half a bucket apart share one; of the event's day where it is known to the week.

    None of the two known: bucket 0, where all such records are.
    """
    first, last = parse_day(told.first), parse_day(told.last)
    day = first if first and last and (last - first).days <= SHORT else parse_day(told.published)
    if day is None:
        return (0,)
    at = day.toordinal()
    return 2 * (at // BUCKET), 2 * ((at + BUCKET // 2) // BUCKET) + 1


def days_between(a: str, b: str) -> int:
    """Days from ISO day ``a`` to ``b``; negative where ``b`` comes first."""
    return (datetime.date.fromisoformat(b) - datetime.date.fromisoformat(a)).days
