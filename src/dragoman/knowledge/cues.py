"""Words that report what somebody says, and where their content stands: languages/<language>/cues.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from ..types import Stance
from .tables import Row, rows

#: What ``pos`` may say, and the frames that each allows ("*": a preposition as well). The head of cues.csv tells what they mean.
FRAMES = {
    "v": {"that", "obj", "claim", "inf", "raise", "pred", "cites", "rest", "told", "doing", "*"},
    "n": {"that", "inf", "self", "alone", "*"},
    "j": {"that", "inf", "*"},
    "r": {"clause"},
    "a": {"noun"},
    "p": {"clause"},
    "w": {"*"},
    "d": {"document"},
    "l": {"light"},
    "f": {"definite"},
    "g": {"negates"},
    "s": {"nobody"},
    "c": {"line"},
    "b": {"owner"},
    "m": {"clause"},
    "t": {"clause"},
    "x": {"clause"},
    "i": {"noun"},
    "o": {"noun"},
    "u": {"clause"},
}
PREPOSITIONS = frozenset({"of", "for", "on", "as", "to", "with", "about", "over", "in", "against", "at", "by", "from"})
HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Cue:
    """One row. ``words``: dictionary forms, the governing one first; ``rule``: file and line.

    ``claims``: False where the source wishes, judges or speaks of something without stating it as a fact.
    """

    words: tuple[str, ...]
    pos: str
    frames: tuple[str, ...]
    stance: Stance
    rule: str
    claims: bool = True

    @property
    def prepositions(self) -> frozenset[str]:
        """The frames that are prepositions."""
        return PREPOSITIONS.intersection(self.frames)


class Cues:
    """Cues by part of speech and first word (``of``), those of more words first."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        found: dict[str, dict[str, tuple[Cue, ...]]] = {pos: {} for pos in FRAMES}
        for cue in sorted(cues, key=lambda c: -len(c.words)):
            found[cue.pos][cue.words[0]] = (*found[cue.pos].get(cue.words[0], ()), cue)
        self.of: Mapping[str, Mapping[str, tuple[Cue, ...]]] = found

    def starting(self, pos: str, lemma: str) -> tuple[Cue, ...]:
        return self.of[pos].get(lemma, ())


def load(folder: Path) -> Cues:
    """Cues of one language folder. Raises DataError naming the line that cannot be used."""
    return Cues(_cue(row) for row in rows(folder / "cues.csv", ("phrase", "pos", "frame", "stance", "source")))


def _cue(row: Row) -> Cue:
    words, frames = tuple(row["phrase"].split()), row.parts("frame")
    if not words or not frames:
        raise row.error("phrase and frame must not be empty")
    if row["pos"] not in FRAMES:
        raise row.error(f"pos {row['pos']!r} is not one of {', '.join(FRAMES)}")
    allowed = FRAMES[row["pos"]] | (PREPOSITIONS if "*" in FRAMES[row["pos"]] else set())
    for frame in frames:
        if frame not in allowed:
            raise row.error(f"frame {frame!r} does not go with pos {row['pos']}; write one of {', '.join(sorted(allowed - {'*'}))}")
    stance = next((s for s in get_args(Stance) if s == row["stance"]), None)
    if stance is None and row["stance"] != HOLDS:
        raise row.error(f"stance {row['stance']!r} is not one of {', '.join((*get_args(Stance), HOLDS))}")
    return Cue(words, row["pos"], frames, stance or "asserts", row.where, claims=stance is not None)
