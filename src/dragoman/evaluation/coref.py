"""Which events are one, across articles: given event words of several articles of a topic, grouped by average link.

For sets such as ECB+ (Cybulska and Vossen 2014): documents with ``topic``, ``subtopic`` and ``mentions`` of kind ``event`` with a
``cluster``. Most of these are no PLOVER events, so the words are compared by gather/same.py (``told_alike``) alone, without what only
records have. Event words are given; sentences, types and places are those of our reading. Figures as of the CoNLL scorer, singletons
included: ``inside topics``, where two happenings of a kind are mixed, and ``inside subtopics``. ``same word``: one dictionary form is one
event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from ..gather import facts as facts_of
from ..gather.assign import grouped
from ..gather.facts import Facts, Telling, Wording, wording
from ..gather.profile import profile
from ..gather.stories import related
from ..knowledge.gathering import bundled
from ..plain import back
from ..types import Article
from .clusters import conll
from .figures import Figures, overlap

Item = dict[str, Any]
#: Document, and number among its event words.
Word = tuple[str, int]
Related = Callable[[int, int], float]


def article(number: int, item: Item) -> Item:
    return {"id": item["doc_id"], "text": item["text"]}


def score(items: list[Item], readings: list[Item]) -> Figures:
    told = list(zip(items, readings, strict=True))
    gold = {(item["doc_id"], n): m["cluster"] for item in items for n, m in enumerate(events(item))}
    figures: Figures = {}
    for name, level in (("inside topics", "topic"), ("inside subtopics", "subtopic")):
        figures[name] = conll(found(told, itemgetter(level)), gold)
        figures[f"same word {name}"] = conll(by_word(told, itemgetter(level)), gold)
    return figures


def events(item: Item) -> list[Item]:
    return [m for m in item["mentions"] if m["kind"] == "event"]


def found(told: Sequence[tuple[Item, Item]], place: Callable[[Item], Hashable]) -> dict[Hashable, Hashable]:
    """Word -> its group, as we group the words of each topic."""
    out: dict[Hashable, Hashable] = {}
    for topic, inside in topics(told, place).items():
        words, given = facts_in(inside)
        groups = grouped(given, relatedness(inside), bundled().least["join any"])
        out.update({words[n]: (topic, k) for k, group in enumerate(groups) for n in group})
    return out


def by_word(told: Sequence[tuple[Item, Item]], place: Callable[[Item], Hashable]) -> dict[Hashable, Hashable]:
    """Word -> its group, where all of the same dictionary form are one: the measure that any method has to beat."""
    out: dict[Hashable, Hashable] = {}
    for topic, inside in topics(told, place).items():
        words, given = facts_in(inside)
        out.update({word: (topic, f.triggers) for word, f in zip(words, given, strict=True)})
    return out


def topics(told: Iterable[tuple[Item, Item]], place: Callable[[Item], Hashable]) -> Mapping[Hashable, list[tuple[Item, Item]]]:
    out: dict[Hashable, list[tuple[Item, Item]]] = defaultdict(list)
    for item, reading in told:
        out[place(item)].append((item, reading))
    return out


def relatedness(inside: Sequence[tuple[Item, Item]]) -> Related:
    """How likely two of the documents, by position, are on one story."""
    profiles = [profile(Article(id=item["doc_id"], text=item["text"]), n) for n, (item, _) in enumerate(inside)]
    known = {(i, j): related(profiles[i], profiles[j]) for i in range(len(profiles)) for j in range(i + 1, len(profiles))}
    return lambda a, b: 1.0 if a == b else known[min(a, b), max(a, b)]


def facts_in(inside: Sequence[tuple[Item, Item]]) -> tuple[list[Word], list[Facts]]:
    """The event words of some documents, and what our reading says of each."""
    words: list[Word] = []
    out: list[Facts] = []
    for key, (item, reading) in enumerate(inside):
        for n, marked in enumerate(events(item)):
            words.append((item["doc_id"], n))
            out.append(facts(marked, reading, key))
    return words, out


def facts(marked: Item, reading: Item, key: int) -> Facts:
    """What our reading says of a given event word; parties, day and place where the word gave a record."""
    start, end = sentence(marked, reading)
    text = reading["text"][start:end]
    told = wording([Telling(text, max(0, marked["start"] - start), max(1, marked["end"] - start))])
    said = {name: getattr(told, name) for name in Wording.__slots__}
    mention = next((m for m in reading["mentions"] if m["type"] and overlap(m, marked)), None)
    record = next((r for r in reading["records"] if mention and r["id"] == mention["record"]), None)
    if record:
        made = facts_of.facts(back.record(record), Article(id="", text=""), key)
        return replace(made, at=(start,), **said)
    return Facts(record="", article=key, type=mention["type"] if mention else "", at=(start,), **said)


def sentence(marked: Item, reading: Item) -> tuple[int, int]:
    """The sentence that holds the word; the whole text where none does."""
    spans = (s for s in reading["sentences"] if s[0] <= marked["start"] < s[1])
    start, end = next(spans, (0, len(reading["text"])))
    return start, end
