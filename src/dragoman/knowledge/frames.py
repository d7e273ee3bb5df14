"""The event lexicon: words that report an event, and where their parties stand in the sentence (data/languages/*/frames/*.csv).

phrase     dictionary forms, several alike with "|"; the word a phrase hangs on stands first (verbs, adjectives; others may stand
           between: "put trial" is "put on trial") or last (nouns)
pos        v verb, n noun, a adjective, participle or preposition, m modal verb
mode       one or several joined by "+"; "-": none; empty: none, unless the content tells it (classes "mode.…")
actor, recipient    places: "|" before the next best, "+" between those collected together, "-" nobody, empty: DEFAULTS
if         conditions that must all hold, joined by ";": place=value|value, or !place=value; a value is a word, an @class of classes.csv,
           or one of any, actor, country, armed, gov, person, place, public, speaker (cast.py)

Places are told in arguments.py (subj, obj …), clauses.py (inf, that …) and cast.py (speaker, doer …); "obj.by" is what stands at "by" of
the object; any other word is a preposition. Of the rows that fit a word the most particular wins: more words of its phrase, then more
conditions; of two alike the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from .tables import Row, rows

COLUMNS = ("phrase", "pos", "mode", "actor", "recipient", "if", "note", "source")
#: Where parties stand when a row does not say: alternatives in order, each a tuple of places collected together.
DEFAULTS = {
    "v": (("subj", "subj.doer", "subj.verb.subj", "subj.issuer"), ("obj", "comp")),
    "n": (("poss", "by", "mod", "light", "from", "of"), ("against", "on", "to", "with", "in")),
    "a": (("subj",), ("to", "for", "of", "with", "on")),
    "m": (("speaker",), ("subj",)),
}

#: Which rows fit a word, by its Universal POS.
KINDS = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a", "ADP": "a", "ADV": "a"}
#: Places whose words may stand in another sentence.
BEYOND = frozenset({"speaker", "issuer"})

Places = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Condition:
    """``place`` must (or, negated, must not) be filled by one of ``values``: lemmas, ``@class`` or a built-in class.

    "about|over": one of these places. ``ends``: last words of all that these values say, None where one is a built-in class.
    """

    place: str
    values: frozenset[str]
    negated: bool = False
    ends: frozenset[str] | None = None

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(v for v in self.values if not v.startswith("@"))

    @cached_property
    def classes(self) -> tuple[str, ...]:
        return tuple(sorted(v[1:] for v in self.values if v.startswith("@")))


@dataclass(frozen=True)
class Frame:
    """One row. ``words``: lemmas; ``actor``/``recipient``: alternatives in order, each a tuple of places that are all collected.

    ``open``: the row names no mode, so what the word is about may tell it; False where it says "-", no mode.
    """

    words: tuple[str, ...]
    pos: str
    type: str
    modes: tuple[str, ...]
    actor: Places
    recipient: Places
    conditions: tuple[Condition, ...]
    rule: str
    open: bool = True

    @cached_property
    def others(self) -> frozenset[str]:
        """Its words but the one it hangs on."""
        return frozenset(self.words[:-1] if self.pos == "n" else self.words[1:])

    @cached_property
    def asked(self) -> tuple[frozenset[str], ...]:
        """For each condition that its sentence must meet, the last words of all that meet it."""
        asking = (c for c in self.conditions if not c.negated and c.place not in BEYOND)
        return tuple(c.ends for c in asking if c.ends is not None)

    @cached_property
    def weight(self) -> tuple[int, int, int]:
        """How specific: more words first, then more conditions that ask for something, then more that rule something out."""
        return len(self.words), sum(not c.negated for c in self.conditions), len(self.conditions)

    @property
    def symmetric(self) -> bool:
        """True where all parties are collected as actors and none is a recipient."""
        return not self.recipient and any(len(together) > 1 for together in self.actor)


class Frames:
    """All frames by the lemma they hang on: the verb or adjective (first word) or the head noun (last word)."""

    def __init__(self, frames: Iterable[Frame], classes: dict[str, frozenset[str]]) -> None:
        self.classes = classes
        self.by_key: dict[tuple[str, str], list[Frame]] = defaultdict(list)
        self.by_rule: dict[str, Frame] = {}
        for frame in frames:
            self.by_rule.setdefault(frame.rule, frame)
            self.by_key[frame.pos, frame.words[-1] if frame.pos == "n" else frame.words[0]].append(frame)

        self.heads = frozenset(word for _, word in self.by_key)
        self.words = frozenset(word for frames in self.by_key.values() for frame in frames for word in frame.words)

    def hanging_on(self, pos: str, lemma: str) -> list[Frame]:
        return self.by_key.get((pos, lemma), [])

    def nearest(self, pos: str, lemma: str, type: str) -> Frame:
        """For a word that a model takes for an event: its plainest frame of that type, whatever that asks for, or one of defaults."""
        same = [f for f in self.hanging_on(pos, lemma) if f.type == type]
        if same:
            return min(same, key=lambda f: f.weight)
        actor, recipient = (tuple((p,) for p in places) for places in DEFAULTS[pos])
        return Frame(words=(lemma,), pos=pos, type=type, modes=(), actor=actor, recipient=recipient, conditions=(), rule="")


def places(cell: str, default: tuple[str, ...]) -> Places:
    """``subj+with|by`` -> (("subj", "with"), ("by",)); ``-`` -> (); empty -> each default place alone."""
    if cell == "-":
        return ()
    if not cell:
        return tuple((p,) for p in default)
    return tuple(tuple(part.split("+")) for part in cell.replace(" ", "").split("|"))


def conditions(row: Row, lasts: Mapping[str, frozenset[str]]) -> tuple[Condition, ...]:
    """``lasts``: the last words of each class."""
    out = []
    for part in filter(None, (p.strip() for p in row["if"].split(";"))):
        place, sep, values = part.partition("=")
        if not sep or not values:
            raise row.error(f"condition {part!r} is not place=value; write for instance obj=@weapon")
        negated = place.startswith("!")
        asked = frozenset(v.strip() for v in values.split("|"))
        out.append(Condition(place.lstrip("!").strip(), asked, negated, ends(asked, lasts)))
    return tuple(out)


def ends(values: Iterable[str], lasts: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """The last word of each value and of each word of a class; None where a class is not one of classes.csv."""
    if any(v.startswith("@") and v[1:] not in lasts for v in values):
        return None
    return frozenset().union(*(lasts[v[1:]] if v.startswith("@") else last(v) for v in values))


def last(*phrases: str) -> frozenset[str]:
    """The last word of each."""
    return frozenset(phrase.rpartition(" ")[2] for phrase in phrases)


def alike(row: Row, type: str, lasts: Mapping[str, frozenset[str]]) -> list[Frame]:
    """The frames of one row, one for each phrase: they differ in nothing else."""
    if row["pos"] not in DEFAULTS:
        raise row.error(f"pos {row['pos']!r} is not one of v (verb), n (noun), a (adjective, preposition), m (modal verb)")
    actor, recipient = DEFAULTS[row["pos"]]
    frame = Frame(
        words=(),
        pos=row["pos"],
        type=type,
        modes=tuple(m for m in row["mode"].split("+") if m and m != "-"),
        open=not row["mode"],
        actor=places(row["actor"].strip(), actor),
        recipient=places(row["recipient"].strip(), recipient),
        conditions=conditions(row, lasts),
        rule=row.where,
    )
    return [replace(frame, words=tuple(phrase.split())) for phrase in row.parts("phrase")]


def load(folder: Path) -> Frames:
    """Frames of one language folder. Raises DataError with file, line and remedy."""
    classes: dict[str, set[str]] = defaultdict(set)
    table = folder / "classes.csv"
    if table.exists():
        for row in rows(table, ("class", "word", "source")):
            classes[row["class"].lstrip("@")].add(row["word"])
    tables = sorted((folder / "frames").glob("*.csv"))
    named = {name: frozenset(words) for name, words in classes.items()}
    lasts = {name: last(*words) for name, words in classes.items()}
    return Frames((frame for path in tables for row in rows(path, COLUMNS) for frame in alike(row, path.stem, lasts)), named)
