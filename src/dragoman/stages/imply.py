"""Statements that accuse: a state's authority says that another state has attacked -> an ACCUSE mention beside the attack's own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from ..knowledge import Knowledge
from ..setting import Setting
from ..syntax import Tree
from ..types import Actor, Attribution, Entity, Mention, Reading

#: What a state is accused of where another state's authority says that it did it.
HOSTILE = frozenset({"ASSAULT", "COERCE"})
REAL = frozenset({"happened", "ongoing"})
#: Cues (class of classes.csv) that state as a fact what the speaker answers for.
ALLEGING = "alleging"
#: PLOVER sectors of those who speak or act for their state.
OFFICIAL = frozenset({"GOV", "MIL", "SPY", "COP", "LEG", "JUD"})
SPEAKING = frozenset({"GOV"})


def imply(reading: Reading, knowledge: Knowledge) -> Reading:
    """Add the accusations that statements imply, each once: speaker -> the state said to have done it, at the word that reports."""
    cues = knowledge.frames.classes.get(ALLEGING, frozenset())
    found = list(accusations(reading, cues))
    if not found:
        return reading
    setting = Setting(reading, Tree(reading.tokens), knowledge.setting)
    dated = [replace(m, time=setting.time(m), attributions=setting.attributions(m.token)) for m in found]
    return replace(reading, mentions=tuple(sorted([*reading.mentions, *dated], key=lambda m: (m.start, m.end))))


def accusations(reading: Reading, cues: frozenset[str]) -> Iterator[Mention]:
    said = {(m.sentence, reading.entities[n].code) for m in reading.mentions if m.type == "ACCUSE" for n, _, _ in m.actors}
    for m in reading.mentions:
        if m.type not in HOSTILE or m.status not in REAL or m.note or not m.attributions:
            continue
        attribution = reading.attributions[m.attributions[-1]]
        speaker = accuser(attribution, reading, cues)
        if speaker is None or not stated(m.token, attribution, reading):
            continue
        voice = reading.entities[speaker.entities[0]]
        accused = tuple(a for a in m.actors if another_state(reading.entities[a[0]], voice))
        cue = attribution.cue[0].start
        token = bisect_left(reading.tokens, cue, key=lambda t: t.start)
        sentence = reading.tokens[token].sentence if token < len(reading.tokens) else m.sentence
        if not accused or len(accused) < len(m.actors) or (sentence, voice.code) in said:
            continue
        said.add((sentence, voice.code))
        yield Mention(
            start=cue,
            end=attribution.cue[0].end,
            token=token,
            sentence=sentence,
            type="ACCUSE",
            modes=("allege",),
            actors=((speaker.entities[0], speaker.start, speaker.end),),
            recipients=accused,
            rule=attribution.rule,
        )


def stated(i: int, attribution: Attribution, reading: Reading) -> bool:
    """True where token ``i`` is what the content states, not what it mentions: its main verb, or the noun that "was" something."""
    tokens = reading.tokens
    if tokens[i].pos in {"NOUN", "PROPN"}:
        if tokens[i].dep != "attr":
            return False
        i = tokens[i].head
    above = tokens[tokens[i].head].start
    return tokens[i].head == i or not any(span.start <= above < span.end for span in attribution.content)


def accuser(attribution: Attribution, reading: Reading, cues: frozenset[str]) -> Actor | None:
    """The state authority that states this as a fact; None for media, observers, unnamed sources and doubts."""
    if attribution.actor is None or attribution.stance != "asserts" or attribution.cue_lemma not in cues:
        return None
    speaker = reading.actors[attribution.actor]
    voice = reading.entities[speaker.entities[0]]
    return speaker if is_state(voice, SPEAKING) and voice.kind not in {"people", "unknown"} else None


def is_state(entity: Entity, sectors: frozenset[str]) -> bool:
    return bool(entity.code) and (entity.kind in {"country", "government"} or bool(sectors & set(entity.sectors[:1])))


def another_state(entity: Entity, voice: Entity) -> bool:
    return is_state(entity, OFFICIAL) and entity.code != voice.code
