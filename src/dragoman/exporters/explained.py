"""Explanations: as text for people, as JSONL for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import IO

from rich.console import ConsoleRenderable, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..explain import Explained, Verdict, explain
from ..types import Reading
from .jsonl import write
from .options import Options
from .safe import shown
from .table import Screen, heading


def as_jsonl(readings: Iterable[Reading], out: IO[str], options: Options) -> None:
    """One article a line: ``{"id", "sentences": [...], "problems": [...]}``."""
    for reading in readings:
        sentences = [asdict(s) for s in explain(reading, options.knowledge)]
        write(out, {"id": reading.article.id, "sentences": sentences, "problems": [asdict(p) for p in reading.problems]})


def as_text(readings: Iterable[Reading], out: IO[str], options: Options) -> None:
    """Sentence by sentence."""
    screen = Screen(out, options)
    for reading in readings:
        screen.show(heading(reading))
        for number, sentence in enumerate(explain(reading, options.knowledge)):
            screen.show(Padding(Group(*told(number, sentence)), (1, 0, 0, 0)))
        for problem in reading.problems:
            screen.show(Text(f"\nnote: {shown(problem.message)}", style="yellow"))


def told(number: int, sentence: Explained) -> Iterator[ConsoleRenderable]:
    """The sentence, what was seen, and the verdicts."""
    kind = " (headline)" if sentence.kind == "headline" else ""
    yield Text.assemble((f"[{number}]{kind} ", "dim"), (shown(sentence.text), "bold"))
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(width=2)
    grid.add_column(width=11)
    grid.add_column(ratio=2, overflow="fold")
    grid.add_column(ratio=6, overflow="fold")
    for seen in sentence.seen:
        grid.add_row("", Text(seen.kind, style="cyan"), Text(shown(seen.text)), with_rule(Text(shown(seen.means)), seen.rule))
    for verdict in sentence.verdicts:
        grid.add_row(*judged(verdict))
    if grid.row_count:
        yield grid
    if sentence.because:
        yield Text(f"    no record: {sentence.because}", style="yellow")


def judged(verdict: Verdict) -> tuple[Text, Text, Text, Text]:
    """A mark, what it is, the word, the reason."""
    mark, style = ("✓", "green") if verdict.record else ("✗", "yellow") if verdict.event else ("·", "dim")
    event = Text(f"{verdict.event}: " if verdict.event else "", style="bold")
    reason = event + Text(shown(verdict.because), style="" if verdict.event else "dim")
    kind = "event" if verdict.event else "word"
    return Text(mark, style=style), Text(kind, style=style), Text(shown(verdict.text), style="bold"), with_rule(reason, verdict.rule)


def with_rule(text: Text, rule: str) -> Text:
    return text.append(f"  {shown(rule)}", style="dim") if rule else text
