"""Mentions of one event -> one record: same type, parties that can be the same, dates and places that do not contradict."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from ..knowledge import Knowledge
from ..rules import day_range
from ..types import Attribution, Entity, Evidence, Mention, Party, Place, Reading, Record, Size, Source, Span, Status

Words = tuple[int, int, int]  # entity, start, end

#: Types whose parties all stand side by side: A met B is B met A.
SIDE_BY_SIDE = frozenset({"CONSULT", "AGREE", "COOPERATE"})
#: Types of which two records with different modes are two events (an arrest is no censorship); elsewhere modes add up.
MODES_DIVIDE = frozenset({"COERCE", "RETREAT", "SANCTION", "THREATEN", "MOBILIZE", "REQUEST", "REJECT", "ACCUSE"})
REAL = frozenset({"happened", "ongoing"})
#: Longest evidence in code points; longer sentences are cut to the clause around the trigger.
LONGEST_EVIDENCE = 240


@dataclass(slots=True)
class Draft:
    """One event in the making: the mentions that report it, and what they say together."""

    type: str
    status: Status
    mentions: list[int] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)
    actors: list[Words] = field(default_factory=list)
    recipients: list[Words] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


def settle(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``records``, and each mention's ``record``."""
    drafts = group(reading)
    mentions = list(reading.mentions)
    records = []
    for n, draft in enumerate(drafts):
        records.append(record(draft, reading))
        for m in draft.mentions:
            mentions[m] = replace(mentions[m], record=n)
    return replace(reading, records=tuple(records), mentions=tuple(mentions))


def group(reading: Reading) -> list[Draft]:
    """Mentions sorted into events. Those that name a party come first; the rest ("the attack", "the talks") join the nearest before them."""
    drafts: list[Draft] = []
    anaphors: list[int] = []
    for n, mention in enumerate(reading.mentions):
        if mention.type is None or mention.note:
            continue
        if not mention.actors and not mention.recipients:
            anaphors.append(n)
            continue
        home = next((d for d in reversed(drafts) if same_event(d, mention, reading)), None)
        if home is None:
            home = Draft(mention.type, mention.status)
            drafts.append(home)
        add(home, n, mention, reading)
    for n in anaphors:
        mention = reading.mentions[n]
        home = nearest(drafts, n, mention, reading)
        if home:
            add(home, n, mention, reading)
    return [d for d in drafts if d.actors or d.type in {"ASSAULT", "COERCE"}]


def nearest(drafts: list[Draft], n: int, mention: Mention, reading: Reading) -> Draft | None:
    """The event that a mention without parties points back to: of its type, told before it (or in the same sentence)."""
    fits = [
        d
        for d in drafts
        if d.type == mention.type
        and (d.status in REAL) == (mention.status in REAL)
        and dates_agree(d, mention, reading)
        and reading.mentions[d.mentions[0]].sentence <= mention.sentence
        and not (set(mention.modes) and set(d.modes) and not set(mention.modes) & set(d.modes))
    ]
    return min(fits, key=lambda d: min(abs(n - m) for m in d.mentions), default=None)


def same_event(draft: Draft, mention: Mention, reading: Reading) -> bool:
    if draft.type != mention.type or (draft.status in REAL) != (mention.status in REAL):
        return False
    if mention.type in MODES_DIVIDE and mention.modes and draft.modes and not set(mention.modes) & set(draft.modes):
        return False
    if not dates_agree(draft, mention, reading) or not places_agree(draft, mention, reading):
        return False
    entities = reading.entities
    if mention.type in SIDE_BY_SIDE:
        return agree([*draft.actors, *draft.recipients], [*mention.actors, *mention.recipients], entities, False)
    return agree(draft.actors, list(mention.actors), entities, True) and agree(draft.recipients, list(mention.recipients), entities, True)


def agree(xs: list[Words], ys: list[Words], entities: tuple[Entity, ...], empty: bool) -> bool:
    """Each of the fewer parties has its match among the others. ``empty``: an unnamed side agrees with any."""
    if not xs or not ys:
        return empty
    few, many = sorted((xs, ys), key=len)
    return all(any(same_party(entities[a[0]], entities[b[0]]) for b in many) for a in few)


def same_party(a: Entity, b: Entity) -> bool:
    """The same entity, or a person or body and the state it acts for. Two different named persons are never the same."""
    if a is b or a.name == b.name:
        return True
    if not a.code or a.code != b.code:
        return False
    general = {"country", "government", "role", "people", "unknown"}
    sides = {s for e in (a, b) for s in e.sectors[:1]}
    return (a.kind in general or b.kind in general) and not ({"GOV"} & sides and {"REB", "CVL", "OPP", "JRN"} & sides)


def dates_agree(draft: Draft, mention: Mention, reading: Reading) -> bool:
    if mention.time is None or not draft.times:
        return True
    date = reading.times[mention.time].edtf
    return date is None or any(overlap(date, other) for other in draft.times)


def overlap(a: str, b: str) -> bool:
    """True where two EDTF dates can be the same day."""
    (a1, a2), (b1, b2) = day_range(a), day_range(b)
    if not (a1 and a2 and b1 and b2):
        return True
    return a1 <= b2 and b1 <= a2


def places_agree(draft: Draft, mention: Mention, reading: Reading) -> bool:
    """Different towns are different events; a country and a town in it may be one."""
    if mention.place is None or not draft.places:
        return True
    here = reading.places[mention.place]
    return any(here.name == there.name or here.precision != "city" or there.precision != "city" for there in (reading.places[p] for p in draft.places))


def add(draft: Draft, n: int, mention: Mention, reading: Reading) -> None:
    draft.mentions.append(n)
    draft.modes += [m for m in mention.modes if m not in draft.modes]
    sides: tuple[tuple[list[Words], tuple[Words, ...]], ...] = ((draft.actors, mention.actors), (draft.recipients, mention.recipients))
    for side, named in sides:
        known = {e for e, _, _ in draft.actors} | {e for e, _, _ in draft.recipients}
        side += [x for x in named if x[0] not in known]
    if mention.time is not None and (edtf := reading.times[mention.time].edtf):
        draft.times.append(edtf)
    if mention.place is not None:
        draft.places.append(mention.place)


def record(draft: Draft, reading: Reading) -> Record:
    evidence = tuple(proof(reading.mentions[m], reading) for m in draft.mentions)
    actors, recipients = parties(draft.actors, reading), parties(draft.recipients, reading)
    return Record(
        id=identity(draft, reading),
        event=draft.type,
        modes=tuple(draft.modes),
        contexts=(),
        actors=actors,
        recipients=recipients,
        date_edtf=min(draft.times, key=extent, default=None),
        place=place(draft, reading),
        status=draft.status,
        sources=sources(draft, reading),
        size=Size(),
        confidence=1.0,
        evidence=evidence,
        sentence=reading.mentions[draft.mentions[0]].sentence,
    )


def extent(edtf: str) -> int:
    """How vague a date is; the most exact of several is kept."""
    first, last = day_range(edtf)
    return 0 if first == last else (31 if first and last and first[:7] == last[:7] else 365)


def place(draft: Draft, reading: Reading) -> Place | None:
    rank = {"site": 0, "city": 0, "adm1": 1, "region": 2, "country": 3}
    found = [reading.places[p] for p in draft.places]
    return min(found, key=lambda p: rank.get(p.precision or "", 4), default=None)


def parties(named: list[Words], reading: Reading) -> tuple[Party, ...]:
    """Parties of one side; a bare country is dropped beside somebody who acts for it."""
    entities = [reading.entities[e] for e, _, _ in named]
    special = {e.code for e in entities if e.kind not in {"country", "government"} and e.code}
    return tuple(
        party(e, reading.text[s:t])
        for e, (_, s, t) in zip(entities, named, strict=True)
        if not (e.kind in {"country", "government"} and e.code in special)
    )


def party(entity: Entity, words: str) -> Party:
    return Party(
        code=entity.code,
        sectors=entity.sectors,
        entity_text=words,
        identifier_text=entity.name,
        identifier_id=entity.wikidata,
        office=entity.office,
        validity=entity.validity,
    )


def proof(mention: Mention, reading: Reading) -> Evidence:
    """The sentence around the trigger, or as much of it as LONGEST_EVIDENCE allows, cut at spaces."""
    sentence = reading.sentences[mention.sentence]
    start, end = sentence.start, sentence.end
    if end - start > LONGEST_EVIDENCE:
        start = max(start, mention.start - LONGEST_EVIDENCE // 2)
        end = min(end, max(start + LONGEST_EVIDENCE, mention.end))
        while start > sentence.start and not reading.text[start - 1].isspace() and start < mention.start:
            start += 1
        while end < sentence.end and not reading.text[end].isspace() and end > mention.end:
            end -= 1
    return Evidence(start=start, end=end, text=reading.text[start:end], trigger=Span(mention.start, mention.end), rule=mention.rule)


def sources(draft: Draft, reading: Reading) -> tuple[Source, ...]:
    """According to whom, each speaker once; the innermost attribution speaks, what holds it quotes."""
    out: dict[tuple[str, str], Source] = {}
    for m in draft.mentions:
        for n in reading.mentions[m].attributions:
            said = reading.attributions[n]
            made = source(said, reading)
            if made:
                out.setdefault((made.party.identifier_text or made.party.entity_text, made.stance), made)
    return tuple(out.values())


def source(said: Attribution, reading: Reading) -> Source | None:
    """The speaker of an attribution as a record's source; None where nobody is worded ("reportedly")."""
    cue = " ".join(reading.text[c.start : c.end] for c in said.cue)
    if said.actor is not None:
        actor = reading.actors[said.actor]
        return Source(party=party(reading.entities[actor.entities[0]], actor.text), stance=said.stance, cue=cue)
    if not said.source:
        return None
    words = reading.text[said.source[0].start : said.source[-1].end]
    return Source(party=Party(code=None, sectors=(), entity_text=words, identifier_text=words), stance=said.stance, cue=cue)


def identity(draft: Draft, reading: Reading) -> str:
    """Stable id: the same text gives the same id, whatever else is in the run."""
    first = reading.mentions[draft.mentions[0]]
    parties = sorted(reading.entities[e].name for e, _, _ in (*draft.actors, *draft.recipients))
    seed = "\x1f".join([reading.text, draft.type, draft.status, str(first.start), *parties])
    return "drg-" + hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
