"""Connected articles into stories, connected records into events: as a ledger does, whatever order or partition they came in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..gather import facts as told_facts
from ..gather.assign import assign
from ..gather.copies import original
from ..gather.merged import merged
from ..gather.profile import Profile
from ..gather.stories import grouped
from ..plain import back
from ..store.clues import LATEST, OF_EVENT, RECORDS
from ..store.hashes import event_id_of
from ..types import Article, Event, Report
from .blocking import Known
from .tables import article_of


def story(members: Sequence[int], known: Known) -> Iterator[dict[str, Any]]:
    """Where connected articles belong (rows of PLACED), in order of publication, then of input. ``first``: which it copies, or None."""
    order = sorted(members, key=lambda n: (known.profiles[n].published or "~", n))
    profiles = [replace(known.profiles[n], article=at) for at, n in enumerate(order)]
    for group in grouped(profiles):
        name = story_of(known.row(order[group[0]])["key"])
        heads: list[Profile] = []
        for at in group:
            of = original(profiles[at], heads)
            if of is None:
                heads.append(profiles[at])
            yield {"number": order[at], "story": name, "first": None if of is None else order[of.article]}


def story_of(key: str) -> str:
    """The id of the story that an article begins, the same as in a ledger."""
    return f"sty-{key.removeprefix('art-')}"


@dataclass(slots=True)
class Told:
    """Records that report one event, in the order in which they were taken in."""

    name: str
    records: list[int] = field(default_factory=list)


def events(members: Iterable[int], known: Known) -> list[list[int]]:
    """Connected records by the event that they report, in order of publication."""
    articles: dict[int, list[int]] = defaultdict(list)
    for n in sorted(members):
        articles[article_of(n)].append(n)
    filed: dict[str, list[int]] = defaultdict(list)
    home: dict[int, Told] = {}
    for article in sorted(articles, key=lambda n: (known.profiles[n].published or "~", n)):
        _take(articles[article], known, filed, home)
    return [told.records for told in {id(t): t for t in home.values()}.values()]


def _take(new: Sequence[int], known: Known, filed: dict[str, list[int]], home: dict[int, Told]) -> None:
    """The records of one article among those before it."""
    near = dict.fromkeys(m for n in new for m in _alike(told_facts.keys(known.facts(n)), filed))
    candidates = {home[m].name: home[m] for m in sorted(near)}
    before = [(known.facts(m), name) for name, told in candidates.items() for m in told.records[-OF_EVENT:]]
    found = assign([known.facts(n) for n in new], before, known.related)
    for n, name in zip(new, found.events, strict=True):
        told = candidates[name] if name else Told(str(n))
        told.records.append(n)
        home[n] = told
        for key in told_facts.keys(known.facts(n)):
            filed[key].append(n)
    for kept, other in found.merged:
        one, two = candidates[kept], candidates[other]
        if one is not two and not {article_of(n) for n in one.records} & {article_of(n) for n in two.records}:
            one.records += two.records
            home.update(dict.fromkeys(two.records, one))
            candidates[other] = one


def _alike(keys: Iterable[str], filed: Mapping[str, list[int]]) -> list[int]:
    """Records that share most keys, the latest first among equals, as many as a ledger looks at."""
    shared = Counter(m for key in set(keys) for m in filed.get(key, ())[-LATEST:])
    return [m for m, _ in sorted(shared.items(), key=lambda item: (-item[1], -item[0]))[:RECORDS]]


def event(records: Sequence[int], known: Known, firsts: Mapping[int, int]) -> Event:
    """What the records tell together. ``firsts``: articles that are copies -> of which article; those must be known too."""
    return merged(event_id_of(known.held(records[0])["record"]["id"]), [report(n, known, firsts) for n in records])


def report(n: int, known: Known, firsts: Mapping[int, int]) -> Report:
    held, row, first = known.held(n), known.row(n), firsts.get(article_of(n))
    own = (row if first is None else known.row(first))["origin"]
    return Report(record=back.record(held["record"]), article=article(row), origin=held["said"] or own, reprint=first is not None)


def article(row: Mapping[str, Any]) -> Article:
    """Without its text, which stays in the input."""
    names = ("title", "published", "source", "url", "language", "author", "partial", "locator")
    return Article(id=row["key"], text="", **{name: row[name] for name in names})
