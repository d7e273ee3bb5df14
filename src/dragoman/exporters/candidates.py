"""Answers to "who is that": a table for people, JSONL for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..kb import Candidate
from .jsonl import write
from .safe import shown


def as_jsonl(found: Iterable[Candidate], out: IO[str]) -> None:
    for candidate in found:
        write(out, asdict(candidate))


def as_table(found: Iterable[Candidate], out: IO[str]) -> None:
    """A row each: who, what they are, from when to when, and the data line that says so."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in ("who", "code", "office", "term", "validity", "read as", "data"):
        table.add_column(column, overflow="fold", no_wrap=column in {"code", "validity", "data"})
    for c in found:
        term = f"{c.start or '…'} – {c.end or '…'}" if c.start or c.end else ""
        code = " ".join([c.country or "—", *c.sectors])
        row = (c.name, code, c.office or c.kind, term, c.validity or "", c.form, c.where)
        table.add_row(*(Text(shown(cell), style="bold" if n == 0 else "") for n, cell in enumerate(row)))
    nobody = Text("nobody of that name is known", style="dim italic")
    Console(file=out, highlight=False, width=None if out.isatty() else 120).print(table if table.row_count else nobody)
