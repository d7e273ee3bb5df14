"""Words and patterns of time expressions: ``time.tsv`` holds words by class, ``time_patterns.tsv`` how they combine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .tables import DataError, rows

#: Classes that are spelt by a rule rather than listed.
SPELT = {
    "year": r"(?:1[0-9]|20)\d\d",
    "short": r"'\d\d|’\d\d|‘\d\d",
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?",
    "iso": r"(?:1[0-9]|20)\d\d-[01]\d-[0-3]\d",
    "tens": r"(?:1[0-9]|20)\d0['’]?s|['’‘]?[1-9]0['’]?s",
    "hour": r"(?:2[0-3]|1\d|0?\d)",
    "minute": r"[0-5]\d",
    "figure": r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d)?(?: 1/2)?",
}

#: Classes one of which every time expression has: a sentence without any is passed over.
HINTS = (
    "month",
    "weekday",
    "unit",
    "season",
    "part",
    "deictic",
    "present",
    "past",
    "future",
    "clock",
    "holiday",
    "year",
    "tens",
    "ampm",
    "century",
    "hundred",
)
#: No part of a word, an amount, a decimal or a fraction.
_BEFORE = r"(?<![\w$£€#/])(?<!\w[.,’'])(?<![^\W\d]-)"
_AFTER = r"(?![\w/%])(?![.,]\d)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of time_patterns.tsv, compiled. ``meaning``: which resolver reads it. ``classes``: class of each named group."""

    regex: re.Pattern[str]
    meaning: str
    classes: Mapping[str, str]
    rule: str


@dataclass(frozen=True, slots=True)
class TimeWords:
    """``words``: class -> lower-case term -> value. ``capital``: terms that are time words only when capitalised ("May", "March")."""

    words: Mapping[str, Mapping[str, str]]
    capital: frozenset[str]
    patterns: tuple[Pattern, ...]
    hint: re.Pattern[str]

    def value(self, kind: str, term: str) -> str:
        """What a matched term means; the term itself for the classes that are spelt by a rule."""
        term = " ".join(term.split())
        return self.words[kind].get(term, term) if kind in self.words else term

    def number(self, text: str) -> float | None:
        """The number that words or figures name ("twenty-four", "2 1/2", "a"); None for a vague one ("several")."""
        if " ".join(text.split()) in self.words["vague"]:
            return None
        total = group = 0.0
        for word in re.split(r"[\s-]+", text.replace(",", "")):
            value = float(self.words["number"].get(word) or _figure(word))
            if value == 100:
                group = (group or 1) * value
            elif value > 100 and not word[0].isdigit():
                total, group = total + (group or 1) * value, 0.0
            elif word not in self.words["one"]:
                group += value
        return total + group or 1.0


def _figure(word: str) -> float:
    if word == "1/2":
        return 0.5
    try:
        return float(word)
    except ValueError:  # "a" and "and"
        return 0.0


def load(folder: Path) -> TimeWords:
    """The time words of a language. Raises DataError (file, line) on a pattern with an unknown class or a broken regex."""
    words: dict[str, dict[str, str]] = {}
    capital: set[str] = set()
    for row in rows(folder / "time.tsv", ("class", "term", "value", "case", "source")):
        words.setdefault(row["class"], {})[row["term"]] = row["value"]
        if row["case"] == "capital":
            capital.add(row["term"])
    spelt = {
        kind: "|".join(re.escape(t).replace("\\ ", r"\s+").replace("'", "['’]") for t in sorted(terms, key=len, reverse=True))
        for kind, terms in words.items()
    }
    spelt |= SPELT
    numeral = rf"(?:{spelt['number']})"
    spelt["n"] = (
        rf"(?:{SPELT['figure']}|{spelt['vague']}|{numeral}(?:[\s-]+(?:and\s+)?{numeral}(?!\w)){{0,4}}|(?:{spelt['one']})(?:\s+{numeral})?)"
    )
    patterns = []
    for row in rows(folder / "time_patterns.tsv", ("pattern", "meaning", "source")):
        try:
            patterns.append(_compile(row["pattern"], row["meaning"], spelt, row.where))
        except (KeyError, re.error) as error:
            raise DataError(
                f"{row.where}: {row['pattern']!r} cannot be read ({error}); classes are those of time.tsv and {', '.join(SPELT)}"
            ) from error
    hint = re.compile("|".join(spelt[kind] for kind in HINTS))
    return TimeWords(words, frozenset(capital), tuple(patterns), hint)


def _compile(pattern: str, meaning: str, spelt: Mapping[str, str], rule: str) -> Pattern:
    """``{month}`` is any month, ``{a:unit}`` a unit named a (a name used again gets a ``_``).

    A space is any white space, ``~`` white space or a hyphen; brackets only group.
    """
    classes: dict[str, str] = {}

    def group(m: re.Match[str]) -> str:
        name, _, kind = m[1].rpartition(":")
        name = name or kind
        while name in classes:
            name += "_"
        classes[name] = kind
        return f"(?P<{name}>{spelt[kind]})"

    source = pattern.replace("(", "(?:").replace("(?:?", "(?").replace("~", r"[\s-]+").replace(" ", r"\s+")
    body = re.sub(r"\{([a-z_]+(?::[a-z_]+)?)\}", group, source)
    return Pattern(re.compile(rf"{_BEFORE}(?:{body}){_AFTER}"), meaning, classes, rule)
