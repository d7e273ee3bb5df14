"""Words that say whether an event is real (languages/<language>/modality.csv), what each class of them does (ontology/modality.csv)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..types import STATUSES, Status
from .tables import Row, rows

#: v, n, a: governing verb, noun, adjective; x: auxiliary; r: adverb; d: determiner or pronoun; p: preposition; m: conjunction;
#: q: adjective before the event's noun. The head of the language's file tells which frames go with which.
KINDS = ("v", "n", "a", "x", "r", "d", "p", "m", "q")
#: Words whose forms are kept in mind.
KEPT = 1 << 14


@dataclass(frozen=True, slots=True)
class Effect:
    """What a word does to the event below it. ``holds``/``denied``: certainty where the word's own clause is true, or false.

    ``status``/``status_denied``: None leaves the event's status as it is. ``record``: False where an event told so gives no record.
    """

    name: str
    holds: float
    denied: float
    status: Status | None
    status_denied: Status | None
    record: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """One row of a language's file. ``words``: dictionary forms (or forms as written), the governing one first."""

    words: tuple[str, ...]
    frames: tuple[str, ...]
    effect: Effect
    rule: str


def plain(form: str) -> str:
    """Lower case, and the apostrophe of the keyboard."""
    return form.lower().replace("\u2019", "'")


class Modality:
    """Effects by kind and first word, those of more words first.

    ``event_nouns``: dictionary forms of nouns that denote events. ``forms(text, lemma)``: how a word may stand in the table, as written
    or in its dictionary form; () where it stands there as neither.
    """

    def __init__(self, words: Iterable[tuple[str, Word]], effects: dict[str, Effect], event_nouns: frozenset[str] = frozenset()) -> None:
        self.effects = effects
        self.event_nouns = event_nouns
        found: dict[tuple[str, str], list[Word]] = defaultdict(list)
        for kind, word in words:
            found[kind, word.words[0]].append(word)
        self._found = {key: tuple(sorted(group, key=lambda w: -len(w.words))) for key, group in found.items()}
        self._first = frozenset(word for _, word in found)
        self.forms = lru_cache(maxsize=KEPT)(self._forms)

    def _forms(self, text: str, lemma: str) -> tuple[str, ...]:
        return tuple(form for form in dict.fromkeys((plain(text), plain(lemma))) if form in self._first)

    def starting(self, kind: str, word: str) -> tuple[Word, ...]:
        return self._found.get((kind, word), ())


def load(data: Path, language: str) -> Modality:
    """All of them. Raises DataError naming the line that cannot be used."""
    classes = rows(data / "ontology" / "modality.csv", ("class", "holds", "denied", "status", "status_denied", "record"))
    effects = {e.name: e for e in map(_effect, classes)}
    folder = data / "languages" / language
    table = rows(folder / "modality.csv", ("phrase", "pos", "frame", "class", "source"))
    nouns = frozenset(row["word"] for row in rows(folder / "event_nouns.csv", ("word", "source")))
    return Modality((_word(row, effects) for row in table), effects, nouns)


def _effect(row: Row) -> Effect:
    try:
        holds, denied = float(row["holds"]), float(row["denied"])
    except ValueError:
        raise row.error("holds and denied must be numbers from -3 to 3") from None
    return Effect(row["class"], holds, denied, _status(row, "status"), _status(row, "status_denied"), row["record"] != "no")


def _status(row: Row, column: str) -> Status | None:
    found = next((s for s in STATUSES if s == row[column]), None)
    if row[column] and found is None:
        raise row.error(f"{column} {row[column]!r} is not one of {', '.join(STATUSES)}")
    return found


def _word(row: Row, effects: dict[str, Effect]) -> tuple[str, Word]:
    if row["pos"] not in KINDS:
        raise row.error(f"pos {row['pos']!r} is not one of {', '.join(KINDS)}")
    if row["class"] not in effects:
        raise row.error(f"no class {row['class']!r} in ontology/modality.csv")
    if not row["phrase"].strip():
        raise row.error("phrase must not be empty")
    return row["pos"], Word(tuple(row["phrase"].split()), row.parts("frame"), effects[row["class"]], row.where)
