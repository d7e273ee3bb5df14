"""Commands that read: ``read``, ``explain``; and what tells of the reader: ``schema``, ``eval``, ``codebook``."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import INPUT, OUTPUT, QUIET, READER, SOME_FAILED, Day, chosen, found, inferred, knowing, opened, server

if TYPE_CHECKING:
    from ..runner import Found


@click.command(
    epilog="\b\nExamples:\n  dragoman read --published 2024-03-12 story.txt\n"
    "  dragoman read page.html feed.xml crawl.warc.gz 'news/*.jsonl' | head -n 3\n"
    "  dragoman read story.txt --reader llm --llm-url http://localhost:8080/v1 --llm-model NAME"
)
@INPUT
@READER
@click.option("--format", "-f", "format_", type=click.Choice(("table", "jsonl", "reading", "html")), help="Form of the output.")
@OUTPUT
@click.option("--explain", is_flag=True, help="Add the reasons for each record: words, data file and line.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; by default one for few articles, all cores for many.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="File for every problem met, as JSONL.")
@click.option("--now", type=Day(), help="Day of coding that records carry, instead of today.")
@click.option("--progress/--no-progress", default=None, help="Count on standard error; by default where it is a terminal.")
@QUIET
@click.pass_context
def read(
    ctx: click.Context,
    paths: tuple[str, ...],
    example: bool,
    published: str | None,
    actors: tuple[Path, ...],
    reader: str,
    format_: str | None,
    output: Path | None,
    explain: bool,
    jobs: int | None,
    errors: Path | None,
    now: str | None,
    progress: bool | None,
    quiet: bool,
) -> None:
    """Read news text and write event records.

    PATH is a file, a folder, a pattern such as 'news/*.html', or - for standard input: text, JSONL (one article a line:
    {"text": …, "published": …}), HTML, a feed (RSS, Atom, JSON Feed), a web archive (WARC), mail (EML, mbox) or Parquet;
    gzip and Zstandard are unpacked. URL is a page or a feed, which is fetched from the public web as its robots.txt allows;
    nothing else is fetched. The output is a table on a terminal and one record a line (JSONL) elsewhere.
    """
    from ..exporters import Options, exporter
    from ..report import Report
    from ..runner import readings

    form, asked = format_ or inferred(output), server(reader)
    knowledge = knowing(actors, reader)
    with ExitStack() as stack:
        out = stack.enter_context(opened(output))
        wrong = stack.enter_context(errors.open("w", encoding="utf-8")) if errors else None
        looked_at = output is None and sys.stdout.isatty()
        counted = sys.stderr.isatty() and not looked_at and not quiet if progress is None else progress
        report = Report(sys.stderr, quiet, counted, wrong)
        settings = Options(knowledge=knowledge, now=now, explain=explain, terminal=looked_at)
        one_by_one = 1 if jobs is None and "-" in chosen(paths, example) else jobs
        done = readings(found(paths, example, published), knowledge, one_by_one, asked, brief=form == "jsonl" and not explain)
        exporter(form)(report.watch(done), out, settings)
    ctx.exit(SOME_FAILED if report.failed else 0)


@click.command(epilog='\b\nExample:\n  dragoman explain --text "Kenya condemned the attack." --published 2024-03-12')
@INPUT
@READER
@click.option("--text", help="Explain this text instead of a file.")
@click.option("--format", "-f", "format_", type=click.Choice(("text", "json")), default="text", help="Text for people (default) or JSONL.")
@OUTPUT
@QUIET
@click.pass_context
def explain(
    ctx: click.Context,
    paths: tuple[str, ...],
    example: bool,
    published: str | None,
    actors: tuple[Path, ...],
    reader: str,
    text: str | None,
    format_: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """Say for every sentence what was seen in it and why it gave a record or none.

    Each reason names the data file and line, or the model, that it comes from.
    """
    from ..exporters import Options
    from ..exporters.explained import as_jsonl, as_text
    from ..report import Report
    from ..runner import readings

    asked, knowledge = server(reader), knowing(actors, reader)
    items = iter([spoken(text, published)]) if text is not None else found(paths, example, published)
    with opened(output) as out:
        report = Report(sys.stderr, quiet)
        settings = Options(knowledge=knowledge, explain=True, terminal=output is None and sys.stdout.isatty())
        (as_jsonl if format_ == "json" else as_text)(report.watch(readings(items, knowledge, 1, asked)), out, settings)
    ctx.exit(SOME_FAILED if report.failed else 0)


def spoken(text: str, published: str | None) -> Found:
    """The article of a text given on the command line; what was no text there is read as U+FFFD."""
    from ..types import Article

    return Article(id="text", text=text.encode("utf-8", "replace").decode("utf-8"), published=published)


@click.command(epilog="\b\nExample:\n  dragoman schema reading > reading.schema.json")
@click.argument("what", type=click.Choice(("record", "reading", "event")), default="record")
def schema(what: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a record, a reading or a gathered event."""
    import json

    from ..schemas import schema as made

    with opened(None) as out:
        out.write(json.dumps(made(what), ensure_ascii=False, indent=2) + "\n")


@click.command(
    "eval",
    epilog="\b\nExamples:\n  dragoman eval gold/ stories.jsonl --by-type\n  dragoman eval timex timebank.jsonl\n"
    "  dragoman eval gold/ stories.jsonl --reader llm --llm-url http://localhost:8080/v1 --llm-model NAME",
)
@click.argument("what", metavar="GOLD_DIR|timex|geo|attribution|factuality|dyads|grouping|coref")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@READER
@click.option("--by-type", is_flag=True, help="Figures for each event type too.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first documents.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; by default one for few documents, all cores for many.")
@click.option("--format", "-f", "format_", type=click.Choice(("table", "json")), help="By default a table on a terminal, else JSON.")
@click.pass_context
def evaluate(
    ctx: click.Context,
    what: str,
    files: tuple[str, ...],
    reader: str,
    by_type: bool,
    limit: int | None,
    jobs: int | None,
    format_: str | None,
) -> None:
    """Compare what is read with annotations.

    GOLD_DIR holds one JSON file of events a story, FILEs are the stories; or name a layer, and FILE is a JSONL set of
    annotated documents.
    """
    from .. import evaluation
    from ..exporters.figures import as_json, as_table
    from ..report import Report
    from ..sources import articles

    asked, knowledge, report = server(reader), knowing((), reader), Report(sys.stderr)
    watch = report.watch if asked else None  # what a server leaves unanswered counts as a story without events, and is told
    if what in evaluation.LAYERS:
        if len(files) > 1:
            raise click.UsageError("a layer takes one set")
        made = evaluation.layer(what, Path(files[0]), knowledge, jobs, limit, asked, watch)
    elif Path(what).is_dir():
        made = evaluation.stories(Path(what), articles(files), knowledge, by_type, jobs, limit, asked, watch)
    else:
        raise click.UsageError(f"{what!r} is no folder of annotations, nor one of {', '.join(evaluation.LAYERS)}")
    with opened(None) as out:
        (as_table if (format_ or ("table" if sys.stdout.isatty() else "json")) == "table" else as_json)(made, out)
    ctx.exit(SOME_FAILED if report.failed else 0)


@click.command(epilog="\b\nExample:\n  dragoman codebook PROTEST ASSAULT\n  dragoman codebook --format html -o codebook.html")
@click.argument("types", nargs=-1, metavar="[TYPE]...")
@click.option("--format", "-f", "format_", type=click.Choice(("text", "markdown", "html")), help="By default as FILE is called, or text.")
@OUTPUT
def codebook(types: tuple[str, ...], format_: str | None, output: Path | None) -> None:
    """Print the event types and modes: what counts, what does not, examples and their records."""
    from ..exporters.codebook import FORMS, SUFFIXES

    ontology = knowing().ontology
    wanted = [name.upper() for name in types] or list(ontology)
    for name in wanted:
        if name not in ontology:
            raise click.UsageError(f"no event type {name!r}; there are {', '.join(ontology)}")
    form = format_ or SUFFIXES.get(output.suffix.lower() if output else "", "text")
    with opened(output) as out:
        FORMS[form]([ontology[name] for name in wanted], out)
