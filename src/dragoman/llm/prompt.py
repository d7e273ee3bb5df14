"""What the model is asked: instructions made of the ontology, a story as JSON, and the schema of the answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from ..knowledge import DataError, Knowledge
from ..knowledge.instructions import FILE, load
from ..knowledge.ontology import EventType
from ..types import STATUSES, Reading
from .answer import STANCES

#: Sentences at the head of a story, and before a later part of it, that are sent along with each part: they say who is meant.
HEAD, BEFORE = 3, 2
#: Characters of one sentence that are sent.
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Prompt:
    """``version``: of the prompt file, and a digest of all that is sent save the story: it changes with the ontology too."""

    system: str
    schema: dict[str, Any]
    version: str
    sectors: frozenset[str]


def prompt(knowledge: Knowledge) -> Prompt:
    """Raises DataError where the prompt file cannot be used."""
    given = load(knowledge.data)
    try:
        system = Template(given.text.strip()).substitute(
            types="\n\n".join(map(described, knowledge.ontology.values())),
            sectors="; ".join(f"{name} {meaning}" for name, meaning in given.sectors.items()),
        )
    except (KeyError, ValueError) as error:
        raise DataError(f"{FILE}: {error}; it may name $types and $sectors, and $$ is a dollar") from None
    made = schema(knowledge.ontology, [*given.sectors])
    digest = hashlib.sha256((system + json.dumps(made)).encode()).hexdigest()[:8]
    return Prompt(system, made, f"{given.version}.{digest}", frozenset(given.sectors))


def described(kind: EventType) -> str:
    """A type as the codebook has it, without its examples."""
    lines = [f"{kind.name}: {kind.definition}"]
    lines += [f"counts: {'; '.join(kind.counts)}"] if kind.counts else []
    lines += [f"not: {'; '.join(kind.counts_not)}"] if kind.counts_not else []
    lines += [f"modes: {'; '.join(f'{m.name} ({m.definition})' for m in kind.modes.values())}"] if kind.modes else []
    lines += ["recipient required"] if kind.needs_recipient else []
    return "\n".join(lines)


def numbered(reading: Reading) -> int:
    """What is added to a sentence's position for its number: 0 is kept for a headline."""
    return 0 if reading.sentences and reading.sentences[0].kind == "headline" else 1


def story(reading: Reading, part: Sequence[int]) -> str:
    """Sentences as JSON, so that no text in them can pass for an end of the story; those of ``part`` are to be coded."""
    add = numbered(reading)
    sent = sorted({*range(min(HEAD, part[0])), *range(max(0, part[0] - BEFORE), part[0]), *part})
    sentences = [{"n": n + add, "text": " ".join(sentence(reading, n)[:LONGEST].split())} for n in sent]
    asked = {"published": reading.published, "first": part[0] + add, "last": part[-1] + add, "sentences": sentences}
    return json.dumps(asked, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def sentence(reading: Reading, n: int) -> str:
    return reading.text[reading.sentences[n].start : reading.sentences[n].end]


def schema(ontology: Mapping[str, EventType], sectors: Sequence[str]) -> dict[str, Any]:
    """JSON Schema of the answer, in the part of the language that servers agree on: every key required, none further."""
    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    party = {"name": text, "words": text, "country": maybe, "sectors": array({"type": "string", "enum": [*sectors]})}
    quoted = {**closed(party), "type": ["object", "null"]}
    event = {
        "type": {"type": "string", "enum": [*ontology]},
        "modes": array({"type": "string", "enum": sorted({m for kind in ontology.values() for m in kind.modes})}),
        "actors": array(closed(party)),
        "recipients": array(closed(party)),
        "status": {"type": "string", "enum": [*STATUSES]},
        "sources": array(closed({**party, "stance": {"type": "string", "enum": [*STANCES]}, "cue": text, "quoting": quoted})),
        "date": maybe,
        "place": maybe,
        "evidence": array(closed({"sentence": {"type": "integer"}, "trigger": text})),
        "confidence": {"type": "number"},
    }
    return closed({"events": array(closed(event))})


def array(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
