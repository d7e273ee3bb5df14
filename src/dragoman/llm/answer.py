"""What the model wrote -> events as told, each part checked against the ontology. It has read a stranger's text: nothing is trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from ..knowledge import Knowledge
from ..knowledge.ontology import EventType
from ..timeline import day_range
from ..types import STATUSES, Stance, Status
from .client import clean

#: Most that is taken of each kind; more is no reading of a story.
EVENTS, EVIDENCE, PARTIES, SOURCES, CHARACTERS = 60, 12, 12, 6, 300
#: PLOVER's codes of actors of no state.
STATELESS = frozenset({"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"})
STANCES: tuple[Stance, ...] = get_args(Stance)
#: Opening braces tried in a text around the JSON.
BRACES = 40
#: How sure a model is that does not say so.
UNSAID = 0.7
THOUGHT = "</think>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A party as the model names it. ``words``: what stands in the story, by its account. ``code``, ``sectors``: such as PLOVER has."""

    name: str
    words: str
    code: str | None = None
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """According to whom, by the model's account."""

    by: Named
    stance: Stance
    cue: str = ""
    quoting: Named | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Where an event is told, by the model's account. ``sentence``: its number as sent, None where the model gave none."""

    sentence: int | None
    trigger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event by the model's account, its type, modes, status, codes and date being such as there are."""

    type: str
    modes: tuple[str, ...]
    status: Status
    actors: tuple[Named, ...]
    recipients: tuple[Named, ...]
    sources: tuple[Said, ...]
    date: str | None
    place: str | None
    evidence: tuple[Quote, ...]
    confidence: float


class Unusable(Exception):
    """An event, or a whole answer, that cannot be used; the message says why."""


def found(text: str) -> list[Any]:
    """The list of events in what the model wrote, also with words or a fence around it. Raises Unusable."""
    text = text.rpartition(THOUGHT)[2]
    made = whole(text)
    if made is None:
        made = next(objects(text), None)
    if isinstance(made, dict):
        made = made.get("events", [made] if "type" in made else None)
    if not isinstance(made, list):
        raise Unusable("the model's answer holds no JSON list of events")
    return made


def whole(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def objects(text: str) -> Iterator[Any]:
    """JSON values within a text that may be answers, the first ones first."""
    decoder = json.JSONDecoder()
    for n, match in enumerate(re.finditer(r"[{\[]", text)):
        if n == BRACES:
            return
        try:
            made, _ = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(made, dict):
            if {"events", "type"} & made.keys():
                yield made
        elif all(isinstance(m, dict) for m in made):
            yield made


class Checker:
    """Takes events apart. ``complain`` is told of each part that was left out."""

    def __init__(self, knowledge: Knowledge, sectors: Collection[str], complain: Callable[[str], None]) -> None:
        self.ontology: Mapping[str, EventType] = knowledge.ontology
        self.actors = knowledge.actors
        self.sectors = sectors
        self.complain = complain

    def event(self, raw: Any) -> Told:
        """Raises Unusable where it has no type, status or evidence that can be used."""
        if not isinstance(raw, dict):
            raise Unusable("it is no JSON object")
        type_ = string(raw.get("type")).upper().partition("/")[0].strip()
        if type_ not in self.ontology:
            raise Unusable(f"{shown(type_)} is no PLOVER type")
        status = next((s for s in STATUSES if s == string(raw.get("status")).lower()), None)
        if status is None:
            raise Unusable(f"{shown(string(raw.get('status')))} is no status")
        evidence = tuple(q for q in map(quote, items(raw, "evidence", EVIDENCE)) if q.trigger)
        if not evidence:
            raise Unusable("it quotes no words of the story")
        return Told(
            type=type_,
            modes=self.modes(type_, raw),
            status=status,
            actors=self.parties(raw, "actors"),
            recipients=self.parties(raw, "recipients"),
            sources=tuple(s for r in items(raw, "sources", SOURCES) if (s := self.source(r))),
            date=self.date(raw),
            place=string(raw.get("place")) or None,
            evidence=evidence,
            confidence=share(raw.get("confidence")),
        )

    def modes(self, type_: str, raw: dict[str, Any]) -> tuple[str, ...]:
        said = [string(m).lower().replace("_", "-") for m in items(raw, "modes", EVIDENCE)]
        for mode in said:
            if mode not in self.ontology[type_].modes:
                self.complain(f"{type_} has no mode {shown(mode)}: left out")
        return tuple(dict.fromkeys(m for m in said if m in self.ontology[type_].modes))

    def parties(self, raw: dict[str, Any], side: str) -> tuple[Named, ...]:
        return tuple(p for r in items(raw, side, PARTIES) if (p := self.party(r)))

    def party(self, raw: Any) -> Named | None:
        """None where it has no name."""
        if isinstance(raw, str):
            raw = {"name": raw}
        if not isinstance(raw, dict):
            return None
        name, words = string(raw.get("name")), string(raw.get("words"))
        if not (name or words):
            return None
        code = string(raw.get("country")).upper() or None
        if code and code not in STATELESS and self.actors.state(code) is None:
            self.complain(f"{shown(code)} is no code of a country: left out")
            code = None
        said = [string(s).upper() for s in items(raw, "sectors", PARTIES)]
        return Named(name=name or words, words=words or name, code=code, sectors=tuple(dict.fromkeys(s for s in said if s in self.sectors)))

    def source(self, raw: Any) -> Said | None:
        """One whose stance is none is taken to assert: without the source a claim would pass for a fact."""
        by = self.party(raw)
        if by is None:
            return None
        if not isinstance(raw, dict):
            return Said(by=by, stance="asserts")
        stance = next((s for s in STANCES if s == string(raw.get("stance")).lower()), None)
        return Said(by=by, stance=stance or "asserts", cue=string(raw.get("cue")), quoting=self.party(raw.get("quoting")))

    def date(self, raw: dict[str, Any]) -> str | None:
        said = string(raw.get("date")) or None
        if said and day_range(said) == (None, None):
            self.complain(f"{shown(said)} is no EDTF date: left out")
            return None
        return said


def items(raw: dict[str, Any], key: str, most: int) -> list[Any]:
    """The list under a key, a single value as a list of one; [] where there is none."""
    value = raw.get(key)
    return value[:most] if isinstance(value, list) else [] if value is None or value == "" else [value]


def string(value: Any) -> str:
    """A short text of one line without control characters; "" for anything else. The key is cut out: a server knows it, and may say it."""
    return clean(value, CHARACTERS) if isinstance(value, str) else ""


def shown(words: str) -> str:
    return repr(words[:60])


def quote(raw: Any) -> Quote:
    """Where and by which word; also of a bare string."""
    if not isinstance(raw, dict):
        return Quote(None, string(raw))
    number = raw.get("sentence")
    if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) < 8:
        number = int(number)
    return Quote(number if isinstance(number, int) and not isinstance(number, bool) else None, string(raw.get("trigger")))


def share(value: Any) -> float:
    """A number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        return UNSAID
    return float(value)
