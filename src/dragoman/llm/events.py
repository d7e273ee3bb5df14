"""Events as the model tells them -> mentions and records of the reading.

The records are built by ``settle``, as those of every other reader: codes, contexts, sizes and ids do not depend on who found the event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..knowledge import Knowledge
from ..stages.settle import LEAST, Work, complete, record
from ..stages.settle.same import Draft, relation
from ..stages.settle.telling import Words, telling
from ..types import Attribution, Mention, Party, Place, Problem, Reading, Record, Source, Span, Status
from .align import Finder, Stretch
from .answer import Said, Told, Unusable, shown
from .parties import Cast, head

#: What certainty each status stands for (-3 … 3).
CERTAINTY: dict[Status, float] = {"happened": 3.0, "ongoing": 3.0, "planned": 2.4, "hypothetical": 1.0, "negated": -2.5}
#: How much less sure an event is whose words are only almost in the story.
ALMOST = 0.8
STAGE = "llm"


@dataclass(slots=True)
class Event:
    """One event in the making: what the model told, and what in the reading it is. ``mentions``: positions in the new mentions."""

    told: Told
    type: str
    status: Status
    triggers: list[Stretch]
    actors: tuple[Words, ...]
    recipients: tuple[Words, ...]
    place: int | None
    sources: tuple[Source, ...]
    attributions: tuple[int, ...]
    confidence: float


class Ledger:
    """Takes in the events of one article, part by part, and writes them into its reading. ``rule``: the model and the prompt's version."""

    def __init__(self, reading: Reading, knowledge: Knowledge, rule: str) -> None:
        self.reading = reading
        self.knowledge = knowledge
        self.rule = rule
        self.problems: list[Problem] = []
        self.finder = Finder(reading)
        self.cast = Cast(reading, self.finder, rule, self.complain)
        self.places: list[Place] = list(reading.places)
        self.attributions: list[Attribution] = []
        self.events: list[Event] = []

    def complain(self, message: str) -> None:
        self.problems.append(Problem(stage=STAGE, message=message))

    def take(self, told: Told, part: Sequence[int], add: int) -> None:
        """One event of a part of the story. ``add``: by what the numbers sent exceed positions. Raises Unusable where it quotes nothing."""
        triggers = self.triggers(told, add)
        if not any(t.sentence in part for t in triggers):
            return  # told in sentences that were only sent along: their own part gives it
        near = [t.sentence for t in triggers]
        near += [n + d for n in near for d in (-1, 1)]
        type_, status = self.knowledge.recode(told.type, told.status)
        if type_ is None:  # rules say nothing of what did not happen; a model that says it means it
            type_, status = told.type, told.status
        sources, attributions = self.sources(told, triggers, near)
        self.join(
            Event(
                told=told,
                type=type_,
                status=status,
                triggers=triggers,
                actors=(actors := self.cast.all(told.actors, near)),
                recipients=tuple(r for r in self.cast.all(told.recipients, near) if r[0] not in {a[0] for a in actors}),
                place=self.place(told.place, near) if told.place else None,
                sources=sources,
                attributions=attributions,
                confidence=round(told.confidence * (1.0 if any(t.sure for t in triggers) else ALMOST), 2),
            )
        )

    def triggers(self, told: Told, add: int) -> list[Stretch]:
        found: list[Stretch] = []
        for quote in told.evidence:
            at = self.finder.find(quote.trigger, [] if quote.sentence is None else [quote.sentence - add])
            if at is None:
                self.complain(f"{told.type}: {shown(quote.trigger)} does not stand in the story: this evidence is left out")
            elif all(at.start >= t.end or at.end <= t.start for t in found):
                found.append(at)
        if not found:
            raise Unusable("none of its words stand in the story")
        return sorted(found, key=lambda t: t.start)

    def place(self, name: str, near: Sequence[int]) -> int | None:
        """Position in ``places``: one that the story names, else one of the gazetteer's at the words."""
        at = self.finder.find(name, near)
        if at is None:
            self.complain(f"the place {shown(name)} does not stand in the story: left out")
            return None
        for n, known in enumerate(self.places):
            if known.start < at.end and known.end > at.start:
                return n
        lookup = self.knowledge.places.lookup
        spot = next(iter((*lookup(self.reading.text[at.start : at.end]), *lookup(name))), None)
        if spot is None:
            self.complain(f"no place {shown(name)} is known: left out")
            return None
        self.places.append(spot.at(at.start, at.end, self.rule))
        return len(self.places) - 1

    def sources(self, told: Told, triggers: Sequence[Stretch], near: Sequence[int]) -> tuple[tuple[Source, ...], tuple[int, ...]]:
        """Sources as the record has them, and the attributions that carry them."""
        sources: dict[tuple[str, str], Source] = {}
        attributions = []
        for said in told.sources:
            found = self.cast.party(said.by, near)
            if found is None:
                self.complain(f"{told.type}: the source {shown(said.by.words)} does not stand in the story: left out")
                continue
            actor, party = found
            cue = self.finder.find(said.cue, [self.sentence_of(actor), *near]) if said.cue else None
            made = self.source(said, party, cue, near)
            if sources.setdefault((party.identifier_text or party.entity_text, said.stance), made) is made:
                attributions.append(self.attribution(said, actor, cue, triggers))
        return tuple(sources.values()), tuple(attributions)

    def source(self, said: Said, party: Party, cue: Stretch | None, near: Sequence[int]) -> Source:
        quoted = self.cast.party(said.quoting, near) if said.quoting else None
        inner = Source(party=quoted[1], stance=said.stance, cue="") if quoted else None
        words = self.reading.text[cue.start : cue.end] if cue else ""
        return Source(party=party, stance=said.stance, cue=words, quoting=inner)

    def attribution(self, said: Said, actor: int, cue: Stretch | None, triggers: Sequence[Stretch]) -> int:
        """Position of the attribution: whole sentences are its content, as the model says no more."""
        sentences = [self.reading.sentences[n] for n in dict.fromkeys(t.sentence for t in triggers)]
        words = self.cast.actors[actor]
        made = Attribution(
            source=(Span(words.start, words.end),),
            cue=(Span(cue.start, cue.end),) if cue else (),
            content=tuple(Span(s.start, s.end) for s in sentences),
            stance=said.stance,
            actor=actor,
            cue_lemma=self.reading.text[cue.start : cue.end].lower() if cue else "",
            rule=self.rule,
        )
        if made not in self.attributions:
            self.attributions.append(made)
        return self.attributions.index(made)

    def sentence_of(self, actor: int) -> int:
        return self.reading.tokens[self.cast.actors[actor].head].sentence

    def join(self, event: Event) -> None:
        """Add an event, or its evidence to one that is the same, told in another part or twice."""
        for known in self.events:
            if self.same(known, event):
                new = [t for t in event.triggers if all(t.start >= k.end or t.end <= k.start for k in known.triggers)]
                known.triggers = sorted([*known.triggers, *new], key=lambda t: t.start)
                told = {(s.party.identifier_text, s.stance) for s in known.sources}
                known.sources += tuple(s for s in event.sources if (s.party.identifier_text, s.stance) not in told)
                known.attributions = tuple(dict.fromkeys((*known.attributions, *event.attributions)))
                return
        self.events.append(event)

    def same(self, one: Event, other: Event) -> bool:
        """The same type, status, parties and, where both say it, date."""
        if (one.type, one.status) != (other.type, other.status):
            return False
        if one.told.date and other.told.date and one.told.date != other.told.date:
            return False
        return all(self.alike(a, b) for a, b in ((one.actors, other.actors), (one.recipients, other.recipients)))

    def alike(self, xs: Sequence[Words], ys: Sequence[Words]) -> bool:
        return not (xs or ys) or relation(xs, ys, self.cast.entities) == "same"

    def written(self) -> Reading:
        """The reading with the events in it."""
        actors, moved = self.cast.in_order()
        attributions = tuple(replace(a, actor=moved[a.actor]) for a in self.attributions if a.actor is not None)
        self.events.sort(key=lambda e: e.triggers[0].start)
        pairs = [(self.mention(e, t), n) for n, e in enumerate(self.events) for t in e.triggers]
        pairs.sort(key=lambda p: (p[0].start, p[0].end, p[1]))
        reading = replace(
            self.reading,
            entities=tuple(self.cast.entities),
            actors=actors,
            attributions=attributions,
            places=tuple(self.places),
            mentions=tuple(m for m, _ in pairs),
        )
        records, mentions = self.records(reading, [n for _, n in pairs])
        return replace(reading, records=records, mentions=mentions, problems=(*reading.problems, *self.problems))

    def mention(self, event: Event, at: Stretch) -> Mention:
        edtf = event.told.date
        times = [n for n, t in enumerate(self.reading.times) if edtf and t.edtf == edtf]
        here = self.reading.sentences[at.sentence]
        return Mention(
            start=at.start,
            end=at.end,
            token=head(self.reading, at),
            sentence=at.sentence,
            type=event.type,
            modes=event.told.modes if event.type == event.told.type else (),
            actors=event.actors,
            recipients=event.recipients,
            status=event.status,
            certainty=CERTAINTY[event.told.status],
            time=next((n for n in times if here.start <= self.reading.times[n].start < here.end), None),
            place=event.place,
            attributions=event.attributions,
            score=event.confidence,
            rule=self.rule,
        )

    def records(self, reading: Reading, owners: Sequence[int]) -> tuple[tuple[Record, ...], tuple[Mention, ...]]:
        """Records of the events, and the mentions that know theirs, or why there is none. ``owners``: the event of each mention."""
        work = Work(reading, self.knowledge)
        mentions = list(reading.mentions)
        records: dict[str, Record] = {}
        for n, event in enumerate(self.events):
            own = [m for m, owner in enumerate(owners) if owner == n]
            draft = self.draft(event, own, work)
            why = "" if complete(draft) else "too few parties are named"
            why = why or ("" if event.confidence >= LEAST else "the model is not sure of it")
            if not why:
                made = self.record(event, draft, work)
                why = "the same event twice" if made.id in records else ""
                records.setdefault(made.id, made)
            for m in own:
                mentions[m] = replace(mentions[m], note=why, record=None if why else len(records) - 1)
        return tuple(records.values()), tuple(mentions)

    def draft(self, event: Event, own: Sequence[int], work: Work) -> Draft:
        draft, reading, retelling = Draft(event.type), work.reading, self.knowledge.settling.retelling
        for m in own:
            draft.add(telling(m, reading.mentions[m], reading, work.tree, retelling), reading.entities)
        draft.actors, draft.recipients = list(event.actors), list(event.recipients)
        return draft

    def record(self, event: Event, draft: Draft, work: Work) -> Record:
        """As ``settle`` makes it, but date, sources and confidence are the model's."""
        made = record(draft, work)
        return replace(made, date_edtf=event.told.date, sources=event.sources, confidence=event.confidence)
