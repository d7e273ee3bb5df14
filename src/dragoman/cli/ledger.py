"""Commands that keep the ledger: ``ingest``, ``verify``, ``backup``, ``recode``, ``changes``, ``upgrade``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..counted import many
from .options import (
    BROKEN,
    DB,
    INPUT,
    QUIET,
    READER,
    SOME_FAILED,
    STOPPED,
    Day,
    chosen,
    existing,
    guest_of,
    knowing,
    ledger,
    opened,
    server,
)

AS_JSON = click.option("--json", "as_json", is_flag=True, help="The figures at the end as one JSON object.")
PROGRESS = click.option("--progress/--no-progress", default=None, help="Count on standard error; by default where it is a terminal.")


@click.command(
    epilog="\b\nExamples:\n  dragoman ingest news.jsonl\n  dragoman ingest --db crisis.db pages/ more.jsonl\n"
    "  tail -f wire.jsonl | dragoman ingest --db crisis.db -"
)
@DB
@INPUT
@READER
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; by default one for few articles, all cores for many.")
@click.option("--retry", is_flag=True, help="Look again at inputs that were refused or failed before.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="File for every input that was not stored, as JSONL.")
@AS_JSON
@PROGRESS
@QUIET
@click.pass_context
def ingest(
    ctx: click.Context,
    db: str,
    paths: tuple[str, ...],
    example: bool,
    published: str | None,
    actors: tuple[Path, ...],
    reader: str,
    jobs: int | None,
    retry: bool,
    errors: Path | None,
    as_json: bool,
    progress: bool | None,
    quiet: bool,
) -> None:
    """Read news into a ledger, which is made where there is none.

    PATH is what `dragoman read` takes. A text that the ledger has is not read again. Each article is on the disk when it
    is counted: give the same command again after it was ended, however that came about, and it goes on where it was.
    """
    from contextlib import ExitStack

    from ..intake import ingest as take
    from .progress import Progress, ended

    asked, named = server(reader), chosen(paths, example)
    knowledge = knowing(actors, reader)
    with ExitStack() as stack:
        stack.enter_context(ended())
        wrong = stack.enter_context(errors.open("w", encoding="utf-8")) if errors else None
        counted = sys.stderr.isatty() and not quiet if progress is None else progress
        shown = Progress(sys.stderr, named, quiet, counted, wrong)
        held = stack.enter_context(ledger(db, write=True, create=True))
        try:
            totals = take(
                held, named, knowledge, jobs=jobs, server=asked, published=published, retry=retry, tell=shown.tell, guest=guest_of(named)
            )
        except KeyboardInterrupt:
            shown.stopped()
            ctx.exit(STOPPED)
        finally:
            shown.clear()
        shown.done(held, totals, as_json)
    ctx.exit(SOME_FAILED if totals.counts["refused"] + totals.counts["failed"] else 0)


@click.command(epilog="\b\nExample:\n  dragoman verify --db crisis.db")
@DB
@click.option("--quick", is_flag=True, help="Without the database's own check of every page.")
@AS_JSON
@click.pass_context
def verify(ctx: click.Context, db: str, quick: bool, as_json: bool) -> None:
    """Check that the ledger holds what was put into it: each row's hash, each quote in its text, each reference.

    What is damaged is named, a line each; the exit code is then 1. Nothing is changed.
    """
    from collections import Counter

    from ..exporters.safe import as_json as told
    from ..exporters.safe import shown
    from ..store.verify import verify as check

    seen: Counter[str] = Counter()
    wrong = 0
    with ledger(db) as held:
        for damage in check(held.db, quick, seen):
            wrong += 1
            click.echo(shown(str(damage)), err=as_json)
    if as_json:
        click.echo(told({"damaged": wrong, "rows": dict(sorted(seen.items()))}))
    else:
        rows = many(sum(seen.values()), "row")
        click.echo(f"{rows} looked at, {wrong:,} damaged" if wrong else f"{rows}, all sound")
    ctx.exit(BROKEN if wrong else 0)


@click.command(epilog="\b\nExamples:\n  dragoman backup --db crisis.db crisis-2024-03-12.db\n  dragoman backup --db crisis.db crisis.zip")
@DB
@click.argument("to", metavar="FILE", type=click.Path(path_type=Path))
def backup(db: str, to: Path) -> None:
    """Copy the ledger to FILE, zipped where that ends in .zip, and verify the copy. Others may read and write meanwhile."""
    from ..store.backup import backup as copy

    with ledger(db) as held:
        copy(held.db, to)
    click.echo(f"{to}: a copy that was verified; it is opened as any ledger is", err=True)


@click.command(epilog="\b\nExample:\n  dragoman recode --db crisis.db")
@DB
@existing("--actors", multiple=True, help="A table of further actors; may be repeated.")
@READER
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; by default one for few articles, all cores for many.")
@PROGRESS
@QUIET
@click.pass_context
def recode(
    ctx: click.Context,
    db: str,
    actors: tuple[Path, ...],
    reader: str,
    jobs: int | None,
    progress: bool | None,
    quiet: bool,
) -> None:
    """Read all stored articles again with this version of dragoman.

    What it reads otherwise is kept beside the old and counts when all is read. Broken off, it goes on where it was.
    """
    from ..store.recode import recode as again
    from .progress import Recount, ended

    asked, knowledge = server(reader), knowing(actors, reader)
    shown = Recount(sys.stderr, quiet, sys.stderr.isatty() and not quiet if progress is None else progress)
    with ended(), ledger(db, write=True) as held:
        shown.total = held.size()["articles"]
        try:
            done = again(held, knowledge, jobs=jobs, server=asked, tell=shown.tell)
        except KeyboardInterrupt:
            shown.say("stopped; the old records still count; give the same command again, and it goes on where it was")
            ctx.exit(STOPPED)
        finally:
            shown.clear()
    if not quiet:
        click.echo(shown.summary(done))
    ctx.exit(SOME_FAILED if done.failed else 0)


@click.command(epilog="\b\nExamples:\n  dragoman changes --db crisis.db --since 2024-03-12\n  dragoman changes --db crisis.db --since 1041")
@DB
@click.option("--since", default="0", metavar="SEQ|DATE", help="Those after this number, or from this day on; by default all.")
def changes(db: str, since: str) -> None:
    """List what came, changed, was merged or removed, one JSON object a line, in order.

    Whoever keeps a copy of the events asks for those after the last "seq" that they have.
    """
    from ..exporters.safe import as_json as told
    from ..store.changes import changes as feed

    after: int | str = int(since) if since.isdecimal() else Day().convert(since, None, None)
    with ledger(db) as held, opened(None) as out:
        for entry in feed(held.db, after):
            out.write(told(entry) + "\n")


@click.command(epilog="\b\nExample:\n  dragoman upgrade --db crisis.db")
@DB
@click.option("--reindex", is_flag=True, help="Make anew what articles and events are found by.")
def upgrade(db: str, reindex: bool) -> None:
    """Bring a ledger that an older dragoman made up to date; a copy of it as it was is kept beside it."""
    with ledger(db, write=True) as held:
        if reindex:
            held.reindex()
        click.echo(f"{held.db.where}: up to date", err=True)


COMMANDS = (ingest, verify, backup, recode, changes, upgrade)
