"""What a news page carries besides its story, and words that end in a full stop: languages/<language>/page.csv, abbreviations.csv."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .tables import DataError, Row, rows

#: Where on a page a pattern may match; see the head of page.csv.
PLACES = ("line", "top", "start", "lede", "inline", "open", "end")
KINDS = ("headline", "byline", "dateline", "published", "source", "credit", "caption", "share", "link", "masthead", "agency", "other")
_PART = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of page.csv: text that matches is furniture of this kind. ``rule``: file and line."""

    kind: str
    regex: re.Pattern[str]
    rule: str


@dataclass(frozen=True, slots=True)
class Page:
    """Patterns by place, regular expressions for the named parts (``when``, ``agency``, ``month`` …), word lists, and abbreviations.

    ``gates``: by place, one expression that matches where any of its patterns does: most lines match none, and this tells it sooner.
    ``abbreviations``: word without its last full stop -> title, number, never or maybe.
    """

    patterns: dict[str, tuple[Pattern, ...]]
    gates: dict[str, re.Pattern[str]]
    parts: dict[str, re.Pattern[str]]
    words: dict[str, frozenset[str]]
    abbreviations: dict[str, str]


def load(folder: Path) -> Page:
    """Page knowledge of one language. Raises DataError naming the line that cannot be used."""
    parts: dict[str, list[str]] = defaultdict(list)
    patterns: dict[str, list[Pattern]] = {place: [] for place in PLACES}
    words: dict[str, set[str]] = defaultdict(set)
    for row in rows(folder / "page.csv", ("kind", "where", "pattern", "source")):
        if row["where"] == "word":
            words[row["kind"]].add(row["pattern"])
        elif row["where"] == "part":
            parts[row["kind"]].append(_expand(row, parts))
        else:
            anchor = r"\Z" if row["where"] == "end" else ""
            patterns[_place(row)].append(Pattern(row["kind"], _compile(row, f"(?:{_expand(row, parts)}){anchor}"), row.where))
    return Page(
        patterns={place: tuple(found) for place, found in patterns.items()},
        gates={place: re.compile(_either(p.regex.pattern for p in found)) for place, found in patterns.items()},
        parts={kind: re.compile(_either(found)) for kind, found in parts.items()},
        words={kind: frozenset(found) for kind, found in words.items()},
        abbreviations={row["word"]: row["kind"] for row in rows(folder / "abbreviations.csv", ("word", "kind", "source"))},
    )


def _place(row: Row) -> str:
    if row["where"] not in PLACES:
        raise row.error(f"where is {row['where']!r}; it must be part, word, {', '.join(PLACES)}")
    if row["kind"] not in KINDS:
        raise row.error(f"kind is {row['kind']!r}; it must be one of {', '.join(KINDS)}")
    return row["where"]


def _either(found: Iterable[str]) -> str:
    return "(?:" + "|".join(found) + ")"


def _expand(row: Row, parts: dict[str, list[str]]) -> str:
    """The row's pattern with every ``{part}`` replaced by the part's alternatives, which must stand above it in the file."""

    def put(match: re.Match[str]) -> str:
        if match[1] not in parts:
            raise row.error(f"no part {match[1]!r} above this line")
        return _either(parts[match[1]])

    return _PART.sub(put, row["pattern"])


def _compile(row: Row, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise DataError(f"{row.where}: not a regular expression: {error}") from error
