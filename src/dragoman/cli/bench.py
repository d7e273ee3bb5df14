"""``dragoman bench``: how fast this machine reads a corpus, beside a bare parse."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import QUIET, Trouble, Who

if TYPE_CHECKING:
    from ..sources import Unread

#: How many inputs that are no story are shown one by one.
NOTES = 3


@click.command(epilog="\b\nExamples:\n  dragoman bench news.jsonl\n  dragoman bench --limit 200 --jobs 2 --json news.jsonl")
@click.argument("corpus", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--reader", type=Who(), default="models", metavar="models|rules|DIR", help="Who reads: rules and model (default), rules, DIR."
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Read only the first N stories.")
@click.option(
    "--jobs", type=click.IntRange(min=2), metavar="N", help="Read a second time with N processes, and tell how much faster it is."
)
@click.option("--rounds", type=click.IntRange(min=1), default=1, help="Measure so many times and take the least; by default once.")
@click.option("--json", "as_line", is_flag=True, help="One line of JSON instead of the table.")
@QUIET
def bench(corpus: Path, reader: str, limit: int | None, jobs: int | None, rounds: int, as_line: bool, quiet: bool) -> None:
    """Measure how fast CORPUS is read: words and stories a second, what each layer costs, memory, start.

    The yardstick is the bare parse: the same texts through spaCy's pipeline and nothing else. Each is measured in a process
    of its own with one thread; cpu_ratio is the processor time of reading, from file to written records, over that of the
    parse, without loading.
    """
    from ..bench import Asked, BenchError, table
    from ..bench import bench as measure
    from ..exporters.safe import as_json

    if reader == "llm":
        raise click.UsageError("bench measures this machine; a model on a server is not part of it")
    shown = Shown(quiet)
    try:
        figures = measure(Asked(corpus, reader, limit, jobs, rounds), shown.tell, shown.unread)
    except BenchError as error:
        shown.close()
        raise Trouble(str(error)) from None
    shown.close()
    click.echo(as_json(figures) if as_line else table(figures))


class Shown:
    """What it is at, on standard error: one line that is rewritten on a terminal, else nothing; and what in the corpus is no story."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.lost, self.began = quiet, 0, time.monotonic()
        self.terminal = sys.stderr.isatty() and not quiet

    def tell(self, what: str, done: int, count: int) -> None:
        if self.terminal:
            click.echo(f"\r\x1b[K{what}: {done:,} of {count:,}, {time.monotonic() - self.began:.0f} s", err=True, nl=False)

    def unread(self, item: Unread) -> None:
        from ..exporters.safe import shown

        self.lost += 1
        if not self.quiet and self.lost <= NOTES:
            click.echo(f"dragoman: {shown(str(item))}", err=True)

    def close(self) -> None:
        if self.terminal:
            click.echo("\r\x1b[K", err=True, nl=False)
        if self.lost > NOTES and not self.quiet:
            click.echo(f"dragoman: … and {self.lost - NOTES:,} more that are no story", err=True)


COMMANDS = (bench,)
