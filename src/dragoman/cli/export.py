"""``dragoman export``: gathered events in the formats of the field, from a ledger or straight from files."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from ..counted import many
from .filters import FILTERS, TELLING, TOLD, asked
from .options import DB, INPUT, PIPE_CLOSED, QUIET, READER, SOME_FAILED, Day, Trouble, found, knowing, ledger, opened, server

if TYPE_CHECKING:
    from ..exporters.gathered import Format, Left, Options
    from ..knowledge import Knowledge
    from ..llm import Server
    from ..store import Ledger

#: Known without loading the exporters, so that help comes at once; a test compares them.
NAMES = (
    *("plover", "csv", "parquet", "polecat", "gdelt", "acled", "ged", "panel"),
    *("ftm", "graphml", "gexf", "geojson", "ical", "atom", "rss", "jsonfeed", "annotation", "brat", "stix"),
)


@click.command(
    epilog="\b\nExamples:\n  dragoman export -o events.csv\n  dragoman export --db crisis.db -f polecat -o events.txt --since 2024-01\n"
    "  dragoman export -f gdelt -o crisis            writes crisis.export.CSV and crisis.mentions.CSV\n"
    "  dragoman export -f geojson news.jsonl > events.geojson"
)
@DB
@click.option("-f", "--format", "form", type=click.Choice(NAMES), help="By default as FILE is called; PLOVER JSONL without one.")
@click.option("-o", "--output", metavar="FILE", help="File to write; - for standard output, the default.")
@click.option("--part", metavar="NAME", help="Only one file of a format that has several: gdelt has events and mentions.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Leave nothing out for how it is told. Else polecat, gdelt, acled, ged, panel, graphml, gexf, geojson and stix, whose users count "
    "each row, line or dot as a thing that happened, leave out what is denied, planned, hypothetical or negated, and ical all of these but "
    "plans; unless --status or --reported-as names it.",
)
@click.option("--exact", is_flag=True, help="Write cells as they are, also those that a spreadsheet would run as a formula.")
@click.option("--acled-inter", type=click.Choice(("text", "numeric")), default="text", help="ACLED's kinds of actors as words or numbers.")
@click.option("--title", default="dragoman", help="Title, for formats that have one.")
@click.option("--now", type=Day(), help="Day of coding to write, instead of today.")
@FILTERS
@TELLING
@INPUT
@READER
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read files; by default one for few articles, all cores for many.")
@QUIET
@click.pass_context
def export(
    ctx: click.Context,
    /,
    db: str,
    form: str | None,
    output: str | None,
    part: str | None,
    everything: bool,
    exact: bool,
    acled_inter: Any,
    title: str,
    now: str | None,
    paths: tuple[str, ...],
    example: bool,
    published: str | None,
    actors: tuple[Path, ...],
    reader: str,
    jobs: int | None,
    quiet: bool,
    **filters: Any,
) -> None:
    """Write the ledger's events in a format of the field; annotation and brat write whole articles, those that report an event that fits.

    With PATH the articles there are read and their events gathered for this one export, without a ledger. What a format
    has no room for is left out and told, with the reason.
    """
    from ..exporters.gathered import FORMATS, Options

    where = None if output in {None, "-"} else Path(output or "")
    name = form or inferred(where)
    files = planned(FORMATS[name], where, part)
    also = frozenset(TOLD if everything else (*filters["status"], *filters["reported_as"]))
    settings = Options(also=also, now=now, exact=exact, title=title, acled_inter=acled_inter)
    wanted = asked(filters)
    with ExitStack() as stack:
        if paths or example:
            model = server(reader)
            items = found(paths, example, published)
            held, failed = stack.enter_context(read_now(items, knowing(actors, reader), jobs, model, quiet))
        else:
            held, failed = stack.enter_context(ledger(db)), 0
        stack.enter_context(held.db.transaction())  # all files tell of one and the same moment
        for to, piece in files:
            source = (lambda: held.filed(wanted)) if FORMATS[name].takes == "filed" else (lambda: held.events(wanted))
            left = write(name, source, to, replace(settings, part=piece))
            tell(left, to, quiet)
    ctx.exit(SOME_FAILED if failed else 0)


def inferred(output: Path | None) -> str:
    """The format that the file's name asks for; PLOVER JSONL for standard output."""
    from ..exporters.gathered import format_of

    if output is None:
        return "plover"
    name = format_of(output.name)
    if name is None:
        raise click.UsageError(f"no format known for {output.name!r}: give --format")
    return name


def planned(form: Format, output: Path | None, part: str | None) -> list[tuple[Path | None, str | None]]:
    """Each file to write (None: standard output) and the part of the format that goes into it."""
    names = dict(form.parts)
    if part is not None and part not in names:
        raise click.UsageError(f"no part {part!r}; {'choose from ' + ', '.join(names) if names else 'this format is one file'}")
    if part is not None or not names:
        return [(output, part)]
    if output is None:
        raise click.UsageError(f"this format is several files: name them with -o, or one of {', '.join(names)} with --part")
    endings = [*names.values(), ".csv"]
    stem = next((output.name[: -len(e)] for e in endings if output.name.lower().endswith(e.lower())), output.name)
    return [(output.with_name(stem + ending), name) for name, ending in names.items()]


@contextmanager
def read_now(
    items: Iterable[Any], knowledge: Knowledge, jobs: int | None, model: Server | None, quiet: bool
) -> Iterator[tuple[Ledger, int]]:
    """A ledger of these articles that is gone afterwards, and how many could not be read."""
    from ..intake import take
    from .progress import Progress

    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        path = str(Path(folder) / "ledger.db")
        shown = Progress(sys.stderr, (), quiet, sys.stderr.isatty() and not quiet)
        with ledger(path, write=True, create=True) as held:
            try:
                totals = take(held, items, knowledge, jobs=jobs, server=model, tell=shown.tell)
            finally:
                shown.clear()
        with ledger(path) as held:
            yield held, totals.counts["refused"] + totals.counts["failed"]


def write(name: str, source: Callable[[], Iterable[Any]], output: Path | None, options: Options) -> Left:
    """One file, whole or not at all."""
    from ..exporters.gathered import FORMATS, writer

    with binary(output) if FORMATS[name].binary else text(output) as out:
        try:
            return writer(name)(source(), out, options)
        except ImportError as error:
            raise Trouble(str(error)) from None


@contextmanager
def text(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        with opened(None) as out:
            yield out
        return
    with placed(output) as path, path.open("w", encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def binary(output: Path | None) -> Iterator[IO[bytes]]:
    """For standard output it is made aside first: such formats jump back in their file, and a pipe cannot."""
    if output is not None:
        with placed(output) as path, path.open("wb") as file:
            yield file
        return
    if sys.stdout.isatty():
        raise click.UsageError("this format is not for a terminal: name a file with -o")
    with tempfile.TemporaryFile() as file:
        yield file
        file.seek(0)
        try:
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(PIPE_CLOSED) from None


@contextmanager
def placed(output: Path) -> Iterator[Path]:
    """Where to write; it takes its place when all is written, so that a run that fails leaves the old file as it was."""
    if output.exists() and not output.is_file():  # a pipe or a device
        yield output
        return
    target = output.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    try:
        yield Path(name)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def tell(left: Left, output: Path | None, quiet: bool) -> None:
    from ..exporters.safe import shown

    if quiet:
        return
    written = many(left.written, left.noun)
    for line in [f"{written} to {output}" if output else written, *left.lines()]:
        click.echo(f"dragoman: {shown(line)}", err=True)


COMMANDS: Sequence[click.Command] = (export,)
