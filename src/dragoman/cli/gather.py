"""``dragoman gather``: events and stories of files, without a ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..counted import many
from .export import read_now
from .options import INPUT, OUTPUT, QUIET, READER, SOME_FAILED, found, knowing, opened, server

if TYPE_CHECKING:
    from ..runner import Found
    from ..store import Ledger
    from ..types import Article


@click.command(
    epilog="\b\nExamples:\n  dragoman gather news.jsonl\n  dragoman gather --stories news.jsonl -o stories.jsonl\n"
    "  dragoman gather monday/ tuesday/ --format table"
)
@INPUT
@READER
@click.option("--stories", is_flag=True, help="Only group the articles by what they report, without reading them: fast.")
@click.option("--format", "-f", "form", type=click.Choice(("table", "jsonl")), help="By default a table on a terminal, else JSONL.")
@OUTPUT
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; by default one for few articles, all cores for many.")
@QUIET
@click.pass_context
def gather(
    ctx: click.Context,
    paths: tuple[str, ...],
    example: bool,
    published: str | None,
    actors: tuple[Path, ...],
    reader: str,
    stories: bool,
    form: str | None,
    output: Path | None,
    jobs: int | None,
    quiet: bool,
) -> None:
    """Gather what articles report of the same event: who says so, who denies it, which are copies of one text.

    Nothing is kept: for a ledger that grows use `dragoman ingest`.
    """
    how = form or ("table" if output is None and sys.stdout.isatty() else "jsonl")
    items = found(paths, example, published)
    if stories:
        failed = write_stories(items, how, output, quiet)
    else:
        model = server(reader)
        with read_now(items, knowing(actors, reader), jobs, model, quiet) as (held, failed):
            write_events(held, how, output)
    ctx.exit(SOME_FAILED if failed else 0)


def write_events(held: Ledger, how: str, output: Path | None) -> None:
    from ..exporters.jsonl import write
    from ..plain.events import event

    with opened(output) as out:
        if how == "table":
            from ..ask import events as asking
            from ..ask import printing
            from ..store.filters import Filter

            console = printing.screen(out, output is None and sys.stdout.isatty())
            first = asking.query(held, Filter(), 500)
            for page in (first, *asking.every(held, Filter(), first.after)):
                printing.events(page.rows, console)
            return
        names = {row["key"]: row["given_id"] for row in held.db.query("SELECT key, given_id FROM article")}
        for gathered in held.events():
            line = event(gathered)
            for report in line["reports"]:
                report["article_id"] = names[report["article_id"]] or report["article_id"]
            write(out, line)


def write_stories(items: Iterable[Found], how: str, output: Path | None, quiet: bool) -> int:
    """Gives how many inputs could not be read."""
    from ..exporters.jsonl import write
    from ..exporters.safe import shown
    from ..gather.grouping import stories
    from ..types import Article

    lost = 0

    def articles() -> Iterator[Article]:
        nonlocal lost
        for item in items:
            if isinstance(item, Article):
                yield item
                continue
            lost += 1
            if not quiet:
                click.echo(f"dragoman: {shown(str(item))}", err=True)

    with opened(output) as out:
        for story in stories(articles()):
            line = story.to_dict()
            if how == "jsonl":
                write(out, line)
                continue
            days = line["first"] if line["first"] == line["last"] else f"{line['first']} to {line['last']}"
            copies = f", {len(story.copies)} of them copies" if story.copies else ""
            count = many(len(story.articles), "article")
            if line["independent_reports"] > 1:
                copies += f", {line['independent_reports']} independent reports"
            out.write(f"{days or 'no day'}  {shown(line['title'] or '')}  ({count}{copies})\n")
            for one in line["articles"]:
                copy = " (copy)" if one["copy_of"] else ""
                out.write(f"    {shown(one['source'] or one['id'])}: {shown(one['title'] or '')}{copy}\n")
    return lost


COMMANDS = (gather,)
