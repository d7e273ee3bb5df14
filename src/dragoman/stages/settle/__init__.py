"""Mentions of one event -> one record.

The road: ``telling`` (what each mention tells) -> ``grouping`` with ``same`` (which mentions report one event) -> ``standing`` (status,
PLOVER's tie-breaks) -> ``concerned`` (whom the words leave out) -> the record's parts: ``parties``, ``dating``, ``placing``,
``according`` (to whom), ``contexts``, ``trust`` (confidence), ``evidence``.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from ...knowledge import Knowledge
from ...setting import Setting
from ...syntax import Tree
from ...types import Reading, Record
from ..size import sizes
from .according import denials, sources
from .concerned import with_concerned
from .contexts import Surroundings
from .dating import date, days, surrounding
from .evidence import evidence
from .grouping import group
from .parties import parties
from .placing import Placer, home
from .same import Draft
from .standing import status, without_shadowed
from .telling import tellings
from .trust import confidence
from .votes import Likely

__all__ = ["settle"]

#: Types that are events even where nobody is named who did it.
DOER_UNKNOWN = frozenset({"ACCUSE", "ASSAULT", "COERCE", "PROTEST", "RETREAT"})
#: Types that are none without somebody to whom or with whom it is done (PLOVER: recipient required).
TAKES_TWO = frozenset({"AID", "COOPERATE"})
#: Types that are words and meetings: between private persons no event, unless a court charges one.
OF_PUBLIC_LIFE = frozenset({"ACCUSE", "AGREE", "CONCEDE", "CONSULT", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
#: Sectors of those who have no public office and speak for no organised body.
PRIVATE = frozenset({"CVL", "JRN", "UNK"})
#: Records less likely to be right than wrong are not given.
LEAST = 0.5


def settle(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``records``, and each mention's ``record``."""
    if not reading.mentions:
        return reading
    work = Work(reading, knowledge)
    drafts = events(work)
    mentions = list(reading.mentions)
    records: list[Record] = []
    denied = denials(drafts, reading, work.tree, knowledge.settling.retelling)
    for n, draft in enumerate(drafts):
        made = record(draft, work) if complete(draft) and not private(draft, reading) else None
        if made is None:
            continue
        if made.confidence < LEAST:
            for t in draft.tellings:
                mentions[t.mention] = replace(mentions[t.mention], left_out=f"less likely right than wrong ({made.confidence:.2f})")
            continue
        for t in draft.tellings:
            mentions[t.mention] = replace(mentions[t.mention], record=len(records))
        records.append(replace(made, sources=(*made.sources, *denied.get(n, ()))))
    return replace(reading, records=tuple(records), mentions=tuple(mentions))


def events(work: Work) -> list[Draft]:
    """The article's events, complete or not, in the order in which they are first told."""
    found = grouped(work)
    with_concerned(found, work.homes, work.reading, work.tree, work.knowledge.settling)
    return found


def grouped(work: Work) -> list[Draft]:
    """The events with those parties only that their own words name."""
    told = tellings(work.reading, work.tree, work.knowledge.settling.retelling)
    found = without_shadowed(group(told, work.reading, work.tree, work.knowledge.settling.same))
    work.homes = {t.token: draft for draft in found for t in draft.tellings}
    return found


def complete(draft: Draft) -> bool:
    """Whether enough parties are named: somebody who acts, or whom it befell where the doer may be unknown; two for what takes two."""
    if draft.type in TAKES_TWO:
        return len(draft.actors) + len(draft.recipients) > 1
    if draft.actors:
        return True
    if not draft.recipients or draft.type not in DOER_UNKNOWN:
        return False
    recalled = all(t.attributive or (t.nominal and draft.type == "ACCUSE") for t in draft.tellings)
    return not recalled


def private(draft: Draft, reading: Reading) -> bool:
    """Whether all parties of an event of public life are private persons: what neighbours, sportsmen and readers say to each other."""
    if draft.type not in OF_PUBLIC_LIFE or "allege" in draft.modes:
        return False
    entities = [reading.entities[e] for e, _, _ in (*draft.actors, *draft.recipients)]
    return all(set(e.sectors) <= PRIVATE and (e.sectors or not e.code) for e in entities)


class Work:
    """What the parts of a record are read off, made once for an article. ``homes``: event word -> its event; filled by ``events``."""

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        self.reading = reading
        self.knowledge = knowledge
        self.tree = Tree(reading.tokens)
        self.surroundings = Surroundings(reading, knowledge.contexts)
        self.setting = Setting(reading, self.tree, knowledge.setting)
        self.story = days(reading, self.setting)
        where, likely = knowledge.places, Likely(reading)
        self.placer = Placer(reading, self.setting, where, home(reading, where), likely, knowledge.settling.place)
        self.homes: dict[int, Draft] = {}
        self.hashed = hashlib.sha256(encoded(reading.text))  # once: a text may be longer than what is read of it


def record(draft: Draft, work: Work) -> Record:
    reading, settling = work.reading, work.knowledge.settling
    told = status([reading.mentions[t.mention].status for t in draft.tellings])
    actors, recipients = parties(draft.actors, reading), parties(draft.recipients, reading)
    kind = work.knowledge.ontology.get(draft.type)
    around = surrounding(draft, work.homes, work.tree, settling.retelling)
    return Record(
        id=identity(draft, work),
        event=draft.type,
        modes=tuple(draft.modes),
        contexts=work.surroundings.of([t.sentence for t in draft.tellings], draft.type, draft.modes, actors, recipients),
        actors=actors,
        recipients=recipients,
        date_edtf=date(draft, told, reading, work.setting, work.story, around),
        place=work.placer.place(draft),
        status=told,
        sources=sources(draft, reading, work.tree, settling.source if reading.opinion else settling.source_by_rules),
        size=sizes(reading, work.tree, work.knowledge.numbers, tuple(t.mention for t in draft.tellings)),
        confidence=confidence(draft, reading, work.knowledge.frames, settling.right if reading.opinion else settling.right_by_rules),
        evidence=tuple(evidence(reading.mentions[t.mention], reading) for t in draft.tellings),
        sentence=draft.tellings[0].sentence,
        quad=kind.quad if kind else 0,
        scale=kind.score(tuple(draft.modes)) if kind else 0.0,
    )


def identity(draft: Draft, work: Work) -> str:
    """Stable id: the same text gives the same id, whatever else is in the run."""
    reading = work.reading
    first = reading.mentions[draft.tellings[0].mention]
    named = sorted(reading.entities[e].name for e, _, _ in (*draft.actors, *draft.recipients))
    seed = work.hashed.copy()
    seed.update(encoded("\x1f".join(["", draft.type, first.status, str(first.start), *named])))
    return "drg-" + seed.hexdigest()[:16]


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
