"""Words and patterns of time expressions: ``time.tsv`` holds words by class, ``time_patterns.tsv`` how they combine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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

#: Classes of which every time expression has one: a sentence without any is passed over.
HINTS = frozenset(
    f"{{{kind}}}"
    for kind in (
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
        "ampm",
        "century",
        "hundred",
    )
)
#: No part of a word, an amount, a decimal or a fraction.
_BEFORE = r"(?<![\w$£€#/])(?<!\w[.,’'])(?<![^\W\d]-)"
_AFTER = r"(?![\w/%])(?![.,]\d)"
#: Needs of the classes of SPELT: some figure, and for these three one that can be a year.
FIGURE, YEAR = "{figure}", "{year}"
_OF_YEARS = frozenset({"year", "tens", "iso"})
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(f"{SPELT['year']}|{SPELT['tens']}")
#: In a pattern: what it needs, what is in brackets, and what may be missing or be another character.
_NEED = re.compile(r"\{[a-z_:]+\}|[a-z]{2,}|:")
_GROUP = re.compile(r"\(([^()]*)\)([?*]|\{\d)?")
_LOOSE = re.compile(r"\[[^\]]*\]|\\.|(?:\{[a-z_:]+\}|[^()])(?:[?*]|\{\d)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of time_patterns.tsv, compiled. ``meaning``: which resolver reads it. ``classes``: class of each named group.

    ``needs``: words and classes, as ``Search.terms`` names them, without any of which it fits nowhere.
    """

    regex: re.Pattern[str]
    meaning: str
    classes: Mapping[str, str]
    rule: str
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Search:
    """Patterns, and for each term which of their needs ("year", "{month}") it meets."""

    terms: Mapping[str, frozenset[str]]
    patterns: Sequence[Pattern]

    def within(self, text: str) -> list[Pattern]:
        """Those that may fit in a sentence (lower case, white space as single spaces); none where no class of HINTS is."""
        met = frozenset[str]().union(*[needs for term, needs in self.terms.items() if term in text])
        if _FIGURE.search(text):
            met |= {FIGURE, YEAR} if _YEAR.search(text) else {FIGURE}
        return [] if met.isdisjoint(HINTS) else [p for p in self.patterns if p.needs <= met]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """``words``: class -> lower-case term -> value. ``capital``: terms that are time words only when capitalised ("May", "March")."""

    words: Mapping[str, Mapping[str, str]]
    capital: frozenset[str]
    search: Search

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
    return TimeWords(words, frozenset(capital), Search(_terms(words, patterns), patterns))


def _terms(words: Mapping[str, Mapping[str, str]], patterns: Sequence[Pattern]) -> dict[str, frozenset[str]]:
    """Each term that meets a need of the patterns or stands in a class of HINTS, but for those that hold one which meets the same."""
    classes = {f"{{{kind}}}": tuple(terms) for kind, terms in words.items()}
    terms: dict[str, set[str]] = {}
    for need in HINTS.union(*(p.needs for p in patterns)) - {FIGURE, YEAR}:
        for term in classes.get(need, (need,)):
            terms.setdefault(term, set()).add(need)
    return {
        term: frozenset(needs) for term, needs in terms.items() if not any(t != term and t in term and needs <= terms[t] for t in terms)
    }


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
    return Pattern(re.compile(rf"{_BEFORE}(?:{body}){_AFTER}"), meaning, classes, rule, needed(pattern))


def needed(pattern: str) -> frozenset[str]:
    """The words and classes without any of which a pattern fits nowhere."""
    before, bare = "", _LOOSE.sub(" ", pattern)
    while bare != before:
        before, bare = bare, _GROUP.sub(lambda m: " " if m[2] or m[1][:1] == "?" else f" {' '.join(_shared(m[1]))} ", bare)
    return frozenset(_shared(bare))


def _shared(alternatives: str) -> set[str]:
    """What all alternatives need."""
    return set.intersection(*({_need(n) for n in _NEED.findall(a)} - {"{n}"} for a in alternatives.split("|")))


def _need(found: str) -> str:
    """A word stands for itself; for a class under another name ("{a:unit}") the class, for one that is spelt by a rule a figure."""
    kind = found[1:-1].rpartition(":")[2]
    if found[0] != "{":
        return found
    return YEAR if kind in _OF_YEARS else FIGURE if kind in SPELT else f"{{{kind}}}"
