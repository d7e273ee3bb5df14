"""Commands that keep the ledger: ``ingest``, ``verify``, ``backup``, ``recode``, ``changes``, ``upgrade``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .options import DB, INPUT, QUIET, READER, SOME_FAILED, STOPPED, chosen, knowing, ledger, server

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
    llm_url: str | None,
    llm_model: str | None,
    llm_timeout: float,
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

    asked, named = server(reader, llm_url, llm_model, llm_timeout), chosen(paths, example)
    knowledge = knowing(actors, reader)
    with ExitStack() as stack:
        stack.enter_context(ended())
        wrong = stack.enter_context(errors.open("w", encoding="utf-8")) if errors else None
        counted = sys.stderr.isatty() and not quiet if progress is None else progress
        shown = Progress(sys.stderr, named, quiet, counted, wrong)
        held = stack.enter_context(ledger(db, write=True, create=True))
        try:
            totals = take(held, named, knowledge, jobs=jobs, server=asked, published=published, retry=retry, tell=shown.tell)
        except KeyboardInterrupt:
            shown.stopped(held)
            ctx.exit(STOPPED)
        finally:
            shown.clear()
        shown.done(held, totals, as_json)
    ctx.exit(SOME_FAILED if totals.counts["refused"] + totals.counts["failed"] else 0)


COMMANDS = (ingest,)
