"""Why: for every sentence what was seen in it, and why each word that might tell an event gave a record or none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from .counted import many
from .knowledge import Knowledge
from .knowledge.frames import Condition, Frame, Places
from .rules import reported_as
from .types import Actor, Attribution, Mention, Place, Reading, Record, Span, Time, Token, Vote

#: Frames that hang on a word and did not fit: at most so many are told of.
UNFIT = 3
#: Universal POS -> the letter of the frames files.
POS = {"VERB": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a"}
#: Characters of what somebody says that are shown.
LONGEST_CONTENT = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something found in a sentence. ``kind``: actor, time, place, attribution, attitude.

    ``means``: what it was taken for. ``rule``: the data file and line, or the pattern.
    """

    kind: str
    start: int
    end: int
    text: str
    means: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A word that might tell an event. ``record``: id of the record it went into, None for none; ``because``: the reason either way."""

    start: int
    end: int
    text: str
    event: str | None
    record: str | None
    because: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One sentence. ``because``: why it gave no record, None where it gave one."""

    start: int
    end: int
    text: str
    kind: str
    seen: tuple[Seen, ...]
    verdicts: tuple[Verdict, ...]
    because: str | None


def explain(reading: Reading, knowledge: Knowledge) -> tuple[Explained, ...]:
    """Every sentence of the reading, in order."""
    starts = [s.start for s in reading.sentences]
    seen: list[list[Seen]] = [[] for _ in starts]
    for found in chain(actors(reading), times(reading), places(reading), attributions(reading), attitudes(reading)):
        seen[max(0, bisect_right(starts, found.start) - 1)].append(found)
    words: list[list[Mention]] = [[] for _ in starts]
    for mention in reading.mentions:
        words[mention.sentence].append(mention)
    return tuple(sentence(n, seen[n], words[n], reading, knowledge) for n in range(len(starts)))


def sentence(n: int, seen: Sequence[Seen], mentions: Sequence[Mention], reading: Reading, knowledge: Knowledge) -> Explained:
    where = reading.sentences[n]
    verdicts = [verdict(m, reading, knowledge) for m in mentions] + list(unfit(n, mentions, reading, knowledge))
    given = any(v.record for v in verdicts)
    return Explained(
        start=where.start,
        end=where.end,
        text=reading.text[where.start : where.end],
        kind=where.kind,
        seen=tuple(sorted(seen, key=lambda s: (s.start, s.end))),
        verdicts=tuple(sorted(verdicts, key=lambda v: (v.start, v.end))),
        because=None if given else nothing(verdicts, seen),
    )


def nothing(verdicts: Sequence[Verdict], seen: Sequence[Seen]) -> str:
    """Why a sentence gave no record."""
    if any(v.event for v in verdicts):
        return "its event words gave no record of their own; see each"
    if any(v.because.startswith("no frame fits") for v in verdicts):
        return "words that can tell an event stand here, but no frame of theirs fits"
    return "no word of any event type stands here" + ("" if any(s.kind == "actor" for s in seen) else ", and no actor")


def actors(reading: Reading) -> Iterator[Seen]:
    return (Seen(kind="actor", start=a.start, end=a.end, text=a.text, means=actor_means(a, reading), rule=a.rule) for a in reading.actors)


def actor_means(actor: Actor, reading: Reading) -> str:
    """``Vladimir Putin [RUS GOV, President, in office]``, each entity of several."""
    names = " + ".join(entity_means(n, reading) for n in actor.entities)
    return f"{names} (the place stands for its government)" if actor.metonym else names


def entity_means(n: int, reading: Reading) -> str:
    entity = reading.entities[n]
    code = " ".join([entity.code or "no country", *entity.sectors])
    return f"{entity.name} [{', '.join(filter(None, [code, entity.office, entity.validity]))}]"


def times(reading: Reading) -> Iterator[Seen]:
    return (time(t, reading) for t in reading.times)


def time(t: Time, reading: Reading) -> Seen:
    means = f"{t.type} {t.value}" + (f", date {t.edtf}" if t.edtf else "")
    return Seen(kind="time", start=t.start, end=t.end, text=reading.text[t.start : t.end], means=means, rule=t.rule)


def places(reading: Reading) -> Iterator[Seen]:
    return (place(p, reading) for p in reading.places)


def place(p: Place, reading: Reading) -> Seen:
    name = ", ".join(filter(None, [p.name, p.adm1, p.country]))
    at = f"{p.lat:.2f}, {p.lon:.2f}" if p.lat is not None and p.lon is not None else "not located"
    number = f" (GeoNames {p.geonames_id})" if p.geonames_id else ""
    return Seen(kind="place", start=p.start, end=p.end, text=reading.text[p.start : p.end], means=f"{name}: {at}{number}", rule=p.rule)


def attributions(reading: Reading) -> Iterator[Seen]:
    return (attribution(a, reading) for a in reading.attributions if a.cue or a.source or a.content)


def attitudes(reading: Reading) -> Iterator[Seen]:
    """What somebody wishes, fears or thinks: it claims nothing."""
    for a in reading.attitudes:
        if a.cue or a.source or a.content:
            seen = attribution(a, reading)
            yield replace(seen, kind="attitude", means=seen.means.replace(f" {a.stance} “", " holds “", 1))


def attribution(a: Attribution, reading: Reading) -> Seen:
    """Shown at its cue: ``the Kremlin asserts “Putin met …”``."""
    spans = a.cue or a.source or a.content
    content = joined(a.content, reading)
    words = content if len(content) <= LONGEST_CONTENT else content[:LONGEST_CONTENT] + "…"
    return Seen(
        kind="attribution",
        start=spans[0].start,
        end=spans[-1].end,
        text=joined(spans, reading),
        means=f"{joined(a.source, reading) or 'somebody unnamed'} {a.stance} “{words}”",
        rule=a.rule,
    )


def joined(spans: Sequence[Span], reading: Reading) -> str:
    return " … ".join(reading.text[s.start : s.end] for s in spans)


def verdict(mention: Mention, reading: Reading, knowledge: Knowledge) -> Verdict:
    record = reading.records[mention.record] if mention.record is not None else None
    return Verdict(
        start=mention.start,
        end=mention.end,
        text=reading.text[mention.start : mention.end],
        event=" ".join([mention.type, *mention.modes]) if mention.type else None,
        record=record.id if record else None,
        because=because(mention, record, reading, knowledge),
        rule=mention.rule,
    )


def because(mention: Mention, record: Record | None, reading: Reading, knowledge: Knowledge) -> str:
    """What the frame asked for and found; then what came of it."""
    frame = knowledge.frames.by_rule.get(mention.rule)
    if mention.type is None and frame is None:
        return misfit(candidates(reading.tokens[mention.token], knowledge))
    found = f"{who(mention, reading)}; {mention.status}{polled(mention)}"
    asked = f"frame “{wording(frame)}”: {found}" if frame else found
    if record:
        return f"{asked}; told as {reported_as(record)}"
    return f"{asked}; no record: {mention.note or mention.left_out or no_record(mention)}"


def polled(mention: Mention) -> str:
    """``; votes: ACCUSE +3.0 (rule), ACCUSE +1.2 (reader-1); actor “Kenya” +4.1``; nothing where rules read alone."""
    if not mention.votes:
        return ""
    by_matter = {of: [v for v in mention.votes if v.of == of] for of in dict.fromkeys(v.of for v in mention.votes)}
    return "; votes: " + "; ".join(", ".join(map(voted, votes)) for votes in by_matter.values())


def voted(vote: Vote) -> str:
    if vote.of in {"actor", "recipient"}:
        return f"{vote.of} “{vote.says}” {rounded(vote.weight)}"
    return f"{vote.says} {rounded(vote.weight)} ({'rule' if vote.by == 'rules' or '.csv:' in vote.by else vote.by})"


def rounded(weight: float) -> str:
    return f"{round(weight, 1) + 0.0:+.1f}"  # no "-0.0"


def no_record(mention: Mention) -> str:
    if mention.type is None:
        return "not a PLOVER event"
    if not mention.actors and not mention.recipients:
        return "nobody is named who could take part, and no event told before fits it"
    return "nobody who acts is named"


def who(mention: Mention, reading: Reading) -> str:
    """``actor Putin; recipient Choe Son Hui``."""
    sides = (("actor", mention.actors), ("recipient", mention.recipients))
    told = [f"{side} {', '.join(reading.text[s:e] for _, s, e in words)}" for side, words in sides if words]
    return "; ".join(told) or "no parties found"


def wording(frame: Frame) -> str:
    """The frame as its file has it: ``open fire (v), actor subj, recipient on|at, if obj=@weapon``."""
    sides = (("actor", frame.actor), ("recipient", frame.recipient))
    parts = [f"{' '.join(frame.words)} ({frame.pos})", *(f"{side} {at(where)}" for side, where in sides if where)]
    return ", ".join([*parts, "if " + "; ".join(map(condition, frame.conditions))] if frame.conditions else parts)


def at(places: Places) -> str:
    return "|".join("+".join(together) for together in places)


def condition(c: Condition) -> str:
    return f"{'!' * c.negated}{c.place}={'|'.join(sorted(c.values))}"


def unfit(n: int, mentions: Sequence[Mention], reading: Reading, knowledge: Knowledge) -> Iterator[Verdict]:
    """Words of the sentence that frames hang on, none of which fits, and that no stage has looked at."""
    span = reading.sentences[n]
    for token in reading.tokens[span.first : span.last]:
        frames = candidates(token, knowledge)
        if frames and not any(m.start <= token.start < m.end for m in mentions):
            yield Verdict(start=token.start, end=token.end, text=token.text, event=None, record=None, because=misfit(frames), rule="")


def candidates(token: Token, knowledge: Knowledge) -> list[Frame]:
    """Frames that hang on the word."""
    kind = POS.get(token.pos)
    words = dict.fromkeys((token.lemma, token.text.lower()) if kind == "n" else (token.lemma,))
    return [frame for word in words for frame in knowledge.frames.hanging_on(kind, word)] if kind else []


def misfit(frames: Sequence[Frame]) -> str:
    """``no frame fits: CONSULT needs obj=@actor (CONSULT.csv:105); nor 3 phrases with this word``."""
    if not frames:
        return "no event type has this word"
    alone = [f for f in frames if len(f.words) == 1]
    needs = [f"{f.type} needs {'; '.join(map(condition, f.conditions)) or 'its parties'} ({f.rule})" for f in alone[:UNFIT]]
    rest = [many(len(alone) - UNFIT, "more frame")] if len(alone) > UNFIT else []
    rest += [many(len(frames) - len(alone), "phrase") + " with this word"] if len(alone) < len(frames) else []
    return "no frame fits: " + "; ".join([*needs, *(f"nor {words}" if needs else words for words in rest)])


def reasons(reading: Reading, knowledge: Knowledge) -> tuple[tuple[str, ...], ...]:
    """For each record the reasons, a line each: its words, parties, dates, places and sources, with data file and line."""
    lines: list[list[str]] = [[] for _ in reading.records]
    for mention in reading.mentions:
        if mention.record is not None:
            lines[mention.record] += support(mention, reading, knowledge)
    return tuple(tuple(dict.fromkeys(found)) for found in lines)


def support(mention: Mention, reading: Reading, knowledge: Knowledge) -> Iterator[str]:
    """What one mention gives to its record."""
    frame = knowledge.frames.by_rule.get(mention.rule)
    asked = f": frame “{wording(frame)}”" if frame else ""
    yield f"“{reading.text[mention.start : mention.end]}” tells {mention.type}, {mention.status}{asked}{polled(mention)} ({mention.rule})"
    for entity, start, end in (*mention.actors, *mention.recipients):
        yield f"“{reading.text[start:end]}” is {entity_means(entity, reading)} ({reading.entities[entity].rule or 'named in the text'})"
    for s in circumstances(mention, reading):
        yield f"“{s.text}”: {s.means} ({s.rule})"


def circumstances(mention: Mention, reading: Reading) -> Iterator[Seen]:
    """Its time, place and attributions."""
    if mention.time is not None:
        yield time(reading.times[mention.time], reading)
    if mention.place is not None:
        yield place(reading.places[mention.place], reading)
    yield from (attribution(reading.attributions[n], reading) for n in mention.attributions)
