"""The ledger as people read it: a story's records in the terminal, or in a plain text file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from rich.console import Console, ConsoleRenderable, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..counted import many
from ..types import Party, Reading, Record
from . import wording
from .options import Options
from .safe import shown

#: Columns from which each record fits one row of a table; below it is a small block.
WIDE = 150
#: Columns of a file, which has no width of its own.
PAGE = 100
#: Sentences quoted for a record at most.
QUOTES = 3


class Screen(Console):
    """A console that takes no word of a text for a command, and knows no colour where nobody looks or NO_COLOR is set."""

    def __init__(self, out: IO[str], options: Options) -> None:
        super().__init__(
            file=out,
            width=options.width or (None if options.terminal else PAGE),
            force_terminal=options.terminal,
            no_color=not options.terminal or bool(os.environ.get("NO_COLOR")),
            highlight=False,
            markup=False,
            emoji=False,
        )

    def show(self, what: ConsoleRenderable) -> None:
        """Print and flush; in a file without the spaces that fill lines up."""
        if self.is_terminal:
            self.print(what)
        else:
            with self.capture() as page:
                self.print(what)
            self.file.write("".join(line.rstrip() + "\n" for line in page.get().splitlines()))
        self.file.flush()

    def on_broken_pipe(self) -> None:
        """Called where the reader of our output has gone; the command line deals with it."""
        raise BrokenPipeError


def write(readings: Iterable[Reading], out: IO[str], options: Options) -> None:
    """One ledger an article, each as soon as it is read."""
    console = Screen(out, options)
    for n, reading in enumerate(readings):
        if n:
            console.print()
        console.show(ledger(reading, options, console.width))


def ledger(reading: Reading, options: Options, width: int) -> ConsoleRenderable:
    """Heading, records, problems of one article."""
    body: list[ConsoleRenderable] = [heading(reading), Rule(style="dim", characters="─")]
    if not reading.records:
        body.append(Text("  no event found (dragoman explain tells why)", style="dim italic"))
    elif width >= WIDE:
        body.append(rows(reading, options, width))
    else:
        body += [block(record, why, width) for record, why in zip(reading.records, options.reasons(reading), strict=True)]
    body += [Text(f"  note: {shown(p.message)}", style="yellow dim") for p in reading.problems]
    return Group(*body)


def heading(reading: Reading) -> Text:
    count = len(reading.records)
    told = [shown(reading.source or ""), shown(reading.published or "no date"), many(count, "record")]
    title = Text(shown(reading.title or reading.article.id), style="bold")
    return Text("\n").join([title, Text(" · ".join(filter(None, told)), style="dim")])


def block(record: Record, why: Sequence[str], width: int) -> ConsoleRenderable:
    """One record: its date, what it says, how it is told."""
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(width=11)
    grid.add_column(ratio=1)
    grid.add_column(width=14, justify="left")
    grid.add_row(day(record), Group(parties(record), *details(record, why, width - 29)), status(record))
    return Padding(grid, (0, 0, 1, 0))


def rows(reading: Reading, options: Options, width: int) -> ConsoleRenderable:
    """All records as one table, a row each."""
    table = Table(box=None, expand=True, padding=(0, 2, 1, 0), header_style="dim", pad_edge=False)
    table.add_column("when", width=11)
    table.add_column("who → whom", ratio=5)
    table.add_column("what", ratio=3)
    table.add_column("where", ratio=2)
    table.add_column("told as", width=14)
    table.add_column("according to", ratio=3)
    table.add_column("words", ratio=7)
    for record, why in zip(reading.records, options.reasons(reading), strict=True):
        told = Text("\n").join([voice(words, who, others=words != "according to") for words, who in wording.sources(record)])
        size = wording.size(record.size)
        what = Text("\n").join([kind(record), *([Text(shown(size), style="dim")] if size else [])])
        words = Group(*quotes(record, width // 2), *reasons(why))
        table.add_row(day(record), parties(record), what, Text(shown(wording.place(record))), status(record), told, words)
    return table


def day(record: Record) -> Text:
    return Text(shown(wording.date(record)).replace(" – ", "\n–"), style="" if record.date_edtf else "dim")


def parties(record: Record) -> Text:
    """Actors → recipients, names with country and sector dim."""
    sides = [Text(", ").join(party(p) for p in side) for side in (record.actors, record.recipients) if side]
    if not record.actors:
        sides.insert(0, Text("unnamed", style="dim italic"))
    return Text.assemble((" → ", "bold")).join(sides)


def party(p: Party) -> Text:
    code = wording.code(p)
    return Text.assemble((shown(wording.name(p)), "bold"), (f" {shown(code)}" if code else "", "dim"))


def status(record: Record) -> Text:
    told = wording.told(record)
    mark, colour = wording.TOLD[told]
    text = Text(f"{mark} {told}", style=colour)
    return text.append("\n  ongoing", style="dim") if record.status == "ongoing" else text


def kind(record: Record) -> Text:
    return Text.assemble((record.event, "bold cyan"), (" " * bool(record.modes) + shown(" ".join(record.modes)), "cyan"))


def details(record: Record, why: Sequence[str], width: int) -> Iterator[Text]:
    """Type and place, according to whom, the words, the reasons: a line each."""
    place, size = wording.place(record), wording.size(record.size)
    line = kind(record)
    line.append(f" · {shown(place)}" if place else "")
    yield line.append(f" · {shown(size)}" if size else "")
    for words, who in wording.sources(record):
        yield voice(words, who)
    yield from quotes(record, 2 * width)
    yield from reasons(why)


def voice(words: str, who: str, others: bool = True) -> Text:
    return Text.assemble((f"{words} " if others else "", "dim"), shown(who))


def quotes(record: Record, width: int) -> Iterator[Text]:
    """The sentences that say so, cut to what stands around the word that says it."""
    for evidence in wording.passages(record)[:QUOTES]:
        before, trigger, after = map(spaced, wording.quote(evidence, width))
        yield Text.assemble(before, (trigger, "not dim bold underline"), after, style="italic dim")
    if more := wording.rest(record, QUOTES):
        yield Text(more, style="dim italic")


def spaced(words: str) -> str:
    """``shown``, with a space kept at either end."""
    return " " * words[:1].isspace() + shown(words) + " " * (words[-1:].isspace() and bool(words.strip()))


def reasons(why: Sequence[str]) -> Iterator[Text]:
    for reason in why:
        yield Text(f"· {shown(reason)}", style="dim")
