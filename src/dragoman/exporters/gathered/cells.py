"""Cells of tables: a spreadsheet runs none of them, no line of a tab-separated file breaks, and the words come back as they were.

A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"); so does each line of a cell, and
what follows a semicolon or a tab in it, since a spreadsheet of another country splits lines there. ``unsafe`` takes the marks away.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from .left import Left
from .options import Options

MARK = "'"
#: What a spreadsheet passes over before a formula: spaces of every kind, characters without width, quotation marks, control characters.
_PASSED = "\\s\x00-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\"'"
#: = + - @ and their full-width and small forms (East Asian versions of spreadsheets take them for the same).
_FORMULA = re.compile(f"[{_PASSED}]*[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]")
_NUMBER = re.compile(r"\s*[+-]?(\d[\d., ]*)?\d(e[+-]?\d+)?%?\s*", re.IGNORECASE | re.ASCII)
#: Where a spreadsheet may start another cell or line.
_EDGES = re.compile("([\t\r\n;\v\f\x85\u2028\u2029]+)")
#: A cell that begins with a tab or a line end; apostrophes may stand before it, so that one of ours can be told from the text's own.
_BEGINS = re.compile("'*[\t\r\n\v\f\x85\u2028\u2029]")
#: No text without one of these can run or begin with an edge: most cells are done with one look.
_SUSPECT = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212\t\r\n\v\f\x85\u2028\u2029]")
#: What no file in UTF-8 can hold, and what ends a text for programs written in C.
_LONE = re.compile("[\x00\ud800-\udfff]")
#: What may end a line or a cell, or acts on a terminal; in a table where a line is a row it becomes a space.
_BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def safe(text: str) -> str:
    """The text with an apostrophe before each part that a spreadsheet would run; the same text where there is none."""
    if not _SUSPECT.search(text):
        return text
    guarded = "".join(part if n % 2 else _marked(part) for n, part in enumerate(_EDGES.split(text)))
    return MARK + guarded if _BEGINS.match(guarded) else guarded


def unsafe(text: str) -> str:
    """What ``safe`` was given: ``unsafe(safe(text)) == text`` for every text."""
    whole = text[1:] if text[:1] == MARK and _BEGINS.match(text[1:]) else text
    return "".join(part if n % 2 else _unmarked(part) for n, part in enumerate(_EDGES.split(whole)))


def runs(part: str) -> bool:
    """Whether a spreadsheet may take this for a formula; a number such as -3.0 is none. True as well for a marked one, to tell it apart."""
    return bool(_FORMULA.match(part)) and not _NUMBER.fullmatch(part)


def _marked(part: str) -> str:
    return MARK + part if runs(part) else part


def _unmarked(part: str) -> str:
    return part[1:] if part[:1] == MARK and runs(part[1:]) else part


def written(text: str) -> str:
    """Text that can be written at all: lone surrogates and NUL become U+FFFD."""
    return _LONE.sub("\ufffd", text)


def on_one_line(text: str) -> str:
    """For a table in which tabs and line ends separate: each run of white space and control characters is one space.

    A quotation mark in front would open a quoted cell for most readers: then all of them become apostrophes.
    """
    flat = _BREAKS.sub(" ", written(text)).strip()
    return flat.replace('"', MARK) if flat.startswith('"') else flat


class Sheet:
    """A table that grows by rows. ``tabs``: tab-separated, one line a row, nothing quoted; else CSV as RFC 4180 has it.

    ``missing``: what stands for None. ``header``: whether the first line names the columns.
    """

    def __init__(
        self,
        out: IO[str],
        columns: Sequence[str],
        options: Options,
        left: Left,
        *,
        tabs: bool = False,
        missing: str = "",
        header: bool = True,
    ) -> None:
        self.columns, self.left, self.missing, self.tabs, self.exact = tuple(columns), left, missing, tabs, options.exact
        self.out = out
        self.csv = csv.writer(out, lineterminator="\n")
        if header:
            self.line(self.columns)

    def add(self, row: Mapping[str, Any]) -> None:
        """One row; a column that it does not name is missing. Raises KeyError for one that the table does not have."""
        if unknown := row.keys() - set(self.columns):
            raise KeyError(f"no column {', '.join(sorted(unknown))}")
        self.line([self.cell(row.get(column)) for column in self.columns])
        self.left.written += 1

    def line(self, cells: Iterable[str]) -> None:
        if self.tabs:
            self.out.write("\t".join(cells) + "\n")
        else:
            self.csv.writerow(cells)

    def cell(self, value: Any) -> str:
        """One cell as text. Only words are made safe: numbers are no formulas."""
        if value is None or value == "":
            return self.missing
        if not isinstance(value, str):
            return str(int(value)) if isinstance(value, bool) else str(value)
        text = on_one_line(value) if self.tabs else written(value)
        guarded = text if self.exact else safe(text)
        if guarded != text:
            self.left.marks["cell", "with ' in front, against spreadsheets that run formulas (--exact leaves it out)"] += 1
        return guarded or self.missing
