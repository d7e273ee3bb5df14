"""When a record's event took place.

The event's own time expression dates it. Without one, what is told as news happened on the day of the story: the day named last
with a reporting verb, else the first such day of the story, else the day of publication. Background, plans and what is not real
get no such day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ...knowledge.settling import Retelling
from ...setting import Setting
from ...syntax import Tree
from ...timeline import day_range, parse_day
from ...types import Reading, Status
from .same import Draft

#: A story tells its news within so many days.
FRESH = 3
#: Sentences, headline included, that may name the story's day.
OPENING = 5
#: Sentences, headline included, that tell the news itself.
LEAD = 1


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a story. ``reported``: (sentence, ISO day) of days named with a reporting verb, in order; ``first``: the story's own day."""

    reported: tuple[tuple[int, str], ...]
    first: str | None

    def at(self, sentence: int) -> str | None:
        """The day on which what this sentence tells was news."""
        before = bisect_right(self.reported, (sentence, "~"))
        return self.reported[before - 1][1] if before else self.first


def days(reading: Reading, setting: Setting) -> Days:
    """The days on which the story's news was made."""
    reported, opening = [], None
    for n, time in enumerate(reading.times):
        token = setting.token_of_time.get(n)
        if token is None or not time.edtf:
            continue
        verb = reading.tokens[token].head
        verb = reading.tokens[verb].head if reading.tokens[verb].dep == "prep" else verb
        if not fresh(time.edtf, reading.published, past=reading.tokens[verb].tag == "VBD"):
            continue
        sentence = reading.tokens[token].sentence
        if verb in setting.cues:
            reported.append((sentence, time.edtf))
        if opening is None and sentence < OPENING and (verb in setting.cues or is_main(verb, reading)):
            opening = time.edtf
    return Days(tuple(reported), opening or reading.published)


def is_main(verb: int, reading: Reading) -> bool:
    """True for the main verb, and for that of what the main verb reports: "A ship sank on Sunday, officials said"."""
    token = reading.tokens[verb]
    return token.dep == "ROOT" or (token.dep == "ccomp" and reading.tokens[token.head].dep == "ROOT")


def fresh(edtf: str, published: str | None, past: bool = False) -> bool:
    """True for a single day on or shortly before the day of publication; what is ``past`` may be a day later: pages bear early dates."""
    first, last = day_range(edtf)
    day, end = parse_day(first), parse_day(published)
    return bool(first and first == last and day and end and -past <= (end - day).days <= FRESH)


def date(draft: Draft, status: Status, reading: Reading, setting: Setting, story: Days, around: Draft | None = None) -> str | None:
    """EDTF, or None where the text gives no ground. ``around``: the event in whose course this one came about."""
    for event in (draft, around):
        if event is not None and event.times:
            return told(by_closeness(event, reading, setting))
    tree = setting.tree
    if status != "happened" or all(background(t.mention, reading, tree) for t in draft.tellings[:6]):
        return None
    return story.at(draft.tellings[0].sentence)


def surrounding(draft: Draft, homes: Mapping[int, Draft], tree: Tree, retelling: Retelling) -> Draft | None:
    """The event in whose course this one came about: "a deal signed during the visit". ``homes``: event word -> its event."""
    for telling in draft.tellings:
        for word in (telling.token, *tree.children(telling.token, "acl"), *telling.heads[:1]):
            for p in tree.children(word, "prep"):
                found = [homes[o] for o in tree.children(p, "pobj") if o in homes] if tree.tokens[p].lemma in retelling.within else []
                if found and found[0] is not draft:
                    return found[0]
    return None


def by_closeness(draft: Draft, reading: Reading, setting: Setting) -> list[str]:
    """The dates of an event, those first that hang most closely on a word that tells it."""
    found = []
    for telling in draft.tellings:
        mention = reading.mentions[telling.mention]
        if telling.time and mention.time is not None:
            found.append((setting.cost(mention, setting.token_of_time[mention.time]), telling.time))
    return [time for _, time in sorted(found, key=lambda f: f[0])]


def background(mention: int, reading: Reading, tree: Tree) -> bool:
    """True where the words tell of something earlier: "has accused", "had met", "shells sent by", "rebels who fled".

    A lead may say "has met" of today, but not "had met".
    """
    token = reading.mentions[mention].token
    verb = token
    while tree.tokens[verb].pos not in {"VERB", "AUX"} and tree.tokens[verb].head != verb:
        verb = tree.tokens[verb].head
    if reading.mentions[mention].sentence <= LEAD:
        return perfect(verb, tree, {"VBD"})
    trigger = tree.tokens[token]
    if trigger.tag == "VBD" and trigger.dep == "relcl":
        return True
    if trigger.tag == "VBN" and trigger.dep == "acl":
        return True
    if trigger.tag == "VBG" and trigger.dep == "pcomp" and charges(tree.tokens[trigger.head].head, reading):
        return True
    return perfect(verb, tree, {"VBZ", "VBP", "VBD", "VB"})


def charges(verb: int, reading: Reading) -> bool:
    """True where the word accuses: of "accused Chad of arming rebels" nobody knows when Chad did."""
    start = reading.tokens[verb].start
    at = bisect_left(reading.mentions, start, key=lambda m: m.start)
    return any(m.type == "ACCUSE" for m in reading.mentions[at : at + 3] if m.start == start)


def perfect(verb: int, tree: Tree, forms: Collection[str]) -> bool:
    """A past participle with an auxiliary of these forms that is no passive: "has seen", "had been seen", "to have seen"."""
    token = tree.tokens[verb]
    auxiliaries = [tree.tokens[c] for c in tree.children(verb, "aux")]
    passive = tree.child(verb, "auxpass", "nsubjpass") is not None
    return any(a.tag in forms for a in auxiliaries) and (token.tag == "VBN" and (not passive or len(auxiliaries) > 0))


def told(times: list[str]) -> str:
    """The first date, or a more exact one within it."""
    date = times[0]
    for other in times[1:]:
        (first, last), (start, end) = day_range(date), day_range(other)
        if first and last and start and end and first <= start and end <= last:
            date = other
    return date
