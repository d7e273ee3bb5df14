"""Figures of an evaluation: as a table for people, as one JSON object for programs."""

from __future__ import annotations

import json
from typing import IO, Any

from rich.console import Console
from rich.table import Table

Figures = dict[str, Any]


def as_json(figures: Figures, out: IO[str]) -> None:
    out.write(json.dumps(figures) + "\n")


def as_table(figures: Figures, out: IO[str]) -> None:
    """One line a figure; what holds several figures (a role, an event type) becomes a table with a row each."""
    console = Console(file=out, highlight=False)
    single = Table.grid(padding=(0, 3))
    for key, value in figures.items():
        if not isinstance(value, dict):
            single.add_row(key, str(value))
    console.print(single)
    groups = {key: value for key, value in figures.items() if isinstance(value, dict)}
    for title, rows in groups.items():
        console.print()
        console.print(grouped(title, rows))


def grouped(title: str, rows: Figures) -> Table:
    """Rows of figures, or one row where there is only one."""
    inner = rows if all(isinstance(value, dict) for value in rows.values()) else {"": rows}
    columns = list(dict.fromkeys(key for row in inner.values() for key in row))
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for name, row in inner.items():
        table.add_row(name, *(str(row.get(column, "")) for column in columns))
    return table
