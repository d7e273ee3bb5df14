"""PLOVER's event types, modes and scores: data/ontology/events/TYPE.toml, one file a type. No language outside the examples."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .tables import DataError, relative

KEYS = {"label", "quad", "scale", "recipient", "definition", "counts", "counts_not", "source", "modes", "example"}
#: What an example's expected record may say; only what it says is compared.
EXPECTED = {"event", "mode", "context", "actor", "recipient", "status", "date", "place", "sources", "reported_as", "size"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One way in which an event of a type is done. ``scale``: conflict-cooperation score, -10 to 10."""

    name: str
    scale: float
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text and exactly the records it must give. ``published``: ISO date or None; ``expect``: partial records, see EXPECTED."""

    text: str
    language: str
    published: str | None
    note: str
    expect: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One PLOVER type. ``quad``: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""

    name: str
    label: str
    quad: int
    scale: float
    needs_recipient: bool
    definition: str
    counts: tuple[str, ...]
    counts_not: tuple[str, ...]
    source: str
    modes: dict[str, Mode]
    examples: tuple[Example, ...]

    def score(self, modes: tuple[str, ...]) -> float:
        """``event_scale``: that of the mode farthest from zero, ties to the more conflictual; the type's own where there is no mode."""
        found = [self.modes[m].scale for m in modes if m in self.modes]
        return max(found, key=lambda s: (abs(s), -s), default=self.scale)


def load(folder: Path) -> dict[str, EventType]:
    """Every type of ``folder``/events by name. Raises DataError naming the file and the key that cannot be used."""
    return {path.stem: _type(path) for path in sorted((folder / "events").glob("*.toml"))}


def _type(path: Path) -> EventType:
    name = relative(path)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: {error}") from None
    for key in sorted(KEYS - raw.keys() - {"modes", "example"}):
        raise DataError(f"{name}: no key {key!r}; see another type's file")
    for key in sorted(raw.keys() - KEYS):
        raise DataError(f"{name}: unknown key {key!r}; known are {', '.join(sorted(KEYS))}")
    modes = {m: Mode(name=m, scale=float(v["scale"]), definition=v["definition"]) for m, v in raw.get("modes", {}).items()}
    return EventType(
        name=path.stem,
        label=raw["label"],
        quad=raw["quad"],
        scale=float(raw["scale"]),
        needs_recipient=raw["recipient"] == "required",
        definition=raw["definition"],
        counts=tuple(raw["counts"]),
        counts_not=tuple(raw["counts_not"]),
        source=raw["source"],
        modes=modes,
        examples=tuple(_example(e, n, path.stem, modes, name) for n, e in enumerate(raw.get("example", []), 1)),
    )


def _example(raw: dict[str, Any], n: int, type: str, modes: dict[str, Mode], name: str) -> Example:
    expect = []
    for record in raw["expect"]:
        unknown = sorted(record.keys() - EXPECTED)
        if unknown:
            raise DataError(f"{name}: example {n} expects unknown key {unknown[0]!r}; known are {', '.join(sorted(EXPECTED))}")
        record = {"event": type, **record}
        bad = [m for m in record.get("mode", []) if record["event"] == type and m not in modes]
        if bad:
            raise DataError(f"{name}: example {n}: {type} has no mode {bad[0]!r}; it has {', '.join(modes) or 'none'}")
        expect.append(record)
    return Example(
        text=raw["text"], language=raw.get("language", "en"), published=raw.get("published"), note=raw.get("note", ""), expect=tuple(expect)
    )
