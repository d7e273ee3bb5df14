"""``dragoman scale``: archives, on several processes or machines."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from .options import QUIET, SOME_FAILED, Day, Trouble, Who

ENGINES = ("local", "ray", "spark")


@click.command(
    epilog="\b\nExamples:\n  dragoman scale 'archive/*.parquet' out/\n  dragoman scale news.jsonl out/ --engine spark --partitions 200\n"
    "  dragoman scale 2019/ 2020/ out/ --reader rules --jobs 8"
)
@click.argument("paths", nargs=-1, required=True, metavar="IN...")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--engine", type=click.Choice(ENGINES), default="local", help="Who runs it: processes here (default), Ray Data, PySpark.")
@click.option(
    "--reader", type=Who(), default="models", metavar="models|rules|DIR", help="Who reads: rules and model (default), rules, DIR."
)
@click.option("--partitions", type=click.IntRange(min=1), metavar="N", help="Cut the input into about N parts; by default 8 MB each.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes on this machine; by default all cores.")
@click.option("--now", type=Day(), help="Day of coding that records carry, instead of today.")
@QUIET
@click.pass_context
def scale(
    ctx: click.Context,
    paths: tuple[str, ...],
    out: Path,
    engine: str,
    reader: str,
    partitions: int | None,
    jobs: int | None,
    now: str | None,
    quiet: bool,
) -> None:
    """Read large archives and gather their events, as Parquet files in the folder OUT.

    IN is Parquet or JSONL: files, folders, patterns. OUT gets articles/, records/ and events/, each in parts, and
    manifest.json, which says what is done: the same command again does only what lacks. Engine and number of processes
    change nothing in what is written.
    """
    from importlib.util import find_spec

    if reader == "llm":
        raise click.UsageError("scale reads by rules and models")
    if find_spec("pyarrow") is None:
        raise Trouble("scale needs pyarrow: pip install 'dragoman[parquet]'")
    from ..scale import Asked, ScaleError
    from ..scale import scale as run

    shown = Shown(quiet)
    try:
        done = run(Asked(paths, out, engine, reader, partitions, jobs, now), shown.tell)
    except ScaleError as error:
        raise Trouble(str(error)) from None
    except KeyboardInterrupt:
        if not quiet:
            click.echo("\ndragoman: stopped; give the same command again, and it goes on with what lacks", err=True)
        raise
    counts = done.counts()
    if not quiet:
        names = ("inputs", "read", "duplicates", "refused", "failed", "records", "events")
        click.echo(", ".join(f"{counts.get(name, 0):,} {name}" for name in names))
    ctx.exit(SOME_FAILED if counts.get("refused") or counts.get("failed") else 0)


class Shown:
    """Progress on standard error: one line that is rewritten on a terminal, else a line a phase."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.terminal, self.began = quiet, sys.stderr.isatty(), time.monotonic()

    def tell(self, phase: str, done: int, count: int, told: dict[str, Any]) -> None:
        if self.quiet or not (self.terminal or done == count):
            return
        line = f"{phase}: {done:,} of {count:,}, {time.monotonic() - self.began:.0f} s"
        click.echo(f"\r\x1b[K{line}" if self.terminal else f"dragoman: {line}", err=True, nl=not self.terminal or done == count)


COMMANDS = (scale,)
