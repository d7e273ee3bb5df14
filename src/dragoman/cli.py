"""The command line: thin, no logic. Heavy imports stand inside the commands, so that help comes at once.

Exit codes: 0 done; 1 an error of ours or of the disk; 2 wrong use; 3 done, but some documents could not be read;
4 nothing found (kb who); 130 stopped by Ctrl-C; 141 the reader of our output has gone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from . import __version__

if TYPE_CHECKING:
    from .knowledge import Knowledge
    from .llm import Server
    from .runner import Found

EXAMPLE = Path(__file__).parent / "data" / "examples" / "border.txt"
BROKEN, SOME_FAILED, NOTHING, STOPPED, PIPE_CLOSED = 1, 3, 4, 130, 141


def main() -> None:
    """Run the command line; what goes wrong is told in one line where it is no error of ours."""
    from .knowledge.tables import DataError

    try:
        code = cli.main(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = STOPPED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (DataError, OSError) as error:
        click.echo(f"dragoman: {error}", err=True)
        code = BROKEN
    sys.exit(code if isinstance(code, int) else 0)


class Day(click.ParamType[str]):
    """An ISO date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from datetime import date

        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2024-01-16", param, ctx)


def options(*made: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator, shown in the order given."""

    def add(command: Any) -> Any:
        for option in reversed(made):
            command = option(command)
        return command

    return add


def existing(name: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(name, type=click.Path(exists=True, dir_okay=False, path_type=Path), **more)


INPUT = options(
    click.argument("paths", nargs=-1, metavar="[PATH|-]..."),
    click.option("--example", is_flag=True, help="Read the short invented story that comes with dragoman."),
    click.option("--published", type=Day(), help="Day of publication of articles that do not give theirs."),
    existing("--actors", multiple=True, help="A table of further actors; may be repeated."),
)


class Who(click.ParamType[str]):
    """``models``, ``rules``, ``llm``, or the folder of another model."""

    name = "reader"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in {"models", "rules", "llm"} and not (Path(value) / "model.json").is_file():
            self.fail(f"{value!r} is not one of models, rules, llm, nor a folder with a model (model.json …)", param, ctx)
        return value


READER = options(
    click.option(
        "--reader",
        type=Who(),
        default="models",
        metavar="models|rules|llm|DIR",
        help="Who reads: rules and the model that comes along (default), rules alone, a large language model on a server, or rules and the "
        "model in a folder.",
    ),
    click.option("--llm-url", metavar="URL", help="With --reader llm: its server, as http://localhost:8080/v1. The text is sent there."),
    click.option("--llm-model", metavar="NAME", help="With --reader llm: the model's name there. A key is read from OPENAI_API_KEY."),
    click.option("--llm-timeout", type=click.FloatRange(min=0, min_open=True), default=300, help="Seconds for one answer; by default 300."),
)
OUTPUT = click.option(
    "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="File to write, instead of standard output."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="dragoman")
def cli() -> None:
    """Reads news reports and keeps a ledger of what they report: who did what to whom, when, where,
    according to whom, and whether as fact, claim, denial or plan."""


@cli.command(
    epilog="\b\nExamples:\n  dragoman read --published 2024-03-12 story.txt\n  dragoman read news.jsonl | head -n 3\n"
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
    llm_url: str | None,
    llm_model: str | None,
    llm_timeout: float,
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

    PATH is a text file, a JSONL file (one article a line: {"text": …, "published": …}), a folder of them, or - for
    standard input. The output is a table on a terminal and one record a line (JSONL) elsewhere.
    """
    from .exporters import Options, exporter
    from .report import Report
    from .runner import readings

    form, asked = format_ or inferred(output), server(reader, llm_url, llm_model, llm_timeout)
    knowledge = knowing(actors, reader)
    with ExitStack() as stack:
        out = stack.enter_context(opened(output))
        wrong = stack.enter_context(errors.open("w", encoding="utf-8")) if errors else None
        looked_at = output is None and sys.stdout.isatty()
        counted = sys.stderr.isatty() and not looked_at and not quiet if progress is None else progress
        report = Report(sys.stderr, quiet, counted, wrong)
        settings = Options(knowledge=knowledge, now=now, explain=explain, terminal=looked_at)
        one_by_one = 1 if jobs is None and "-" in chosen(paths, example) else jobs
        exporter(form)(report.watch(readings(found(paths, example, published), knowledge, one_by_one, asked)), out, settings)
    ctx.exit(SOME_FAILED if report.failed else 0)


def inferred(output: Path | None) -> str:
    """The format that the file's name asks for; without one a table for people, records for programs."""
    from .exporters import SUFFIXES

    if output is None:
        return "table" if sys.stdout.isatty() else "jsonl"
    if output.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"no format known for {output.suffix or output.name!r}: give --format")
    return SUFFIXES[output.suffix.lower()]


def knowing(actors: Sequence[Path] = (), reader: str = "models") -> Knowledge:
    from .knowledge import Knowledge

    if reader in {"rules", "llm"}:
        return Knowledge(actors=tuple(actors), reader="rules")
    return Knowledge(actors=tuple(actors), model=None if reader == "models" else Path(reader))


def server(reader: str, url: str | None, model: str | None, timeout: float) -> Server | None:
    """That of the large language model, None where none is asked for; there is no address that is taken unasked."""
    if reader != "llm":
        if url or model:
            raise click.UsageError("--llm-url and --llm-model go with --reader llm")
        return None
    if not url:
        known = "http://localhost:8080/v1 (llama.cpp), http://localhost:11434/v1 (Ollama), https://api.openai.com/v1"
        raise click.UsageError(f"--reader llm needs --llm-url, the server that the text is sent to; for instance {known}")
    if not model:
        raise click.UsageError("--reader llm needs --llm-model, the name that the server has for the model")
    from .llm import Server

    try:
        return Server(url=url, model=model, timeout=timeout)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def chosen(paths: Sequence[str], example: bool) -> tuple[str, ...]:
    """What to read: the paths named, the example, or standard input where something is piped in."""
    named = (*paths, *([str(EXAMPLE)] if example else []))
    if not named and sys.stdin.isatty():
        raise click.UsageError("nothing to read: name a file or folder, pipe text in, or try --example")
    return named or ("-",)


def found(paths: Sequence[str], example: bool, published: str | None) -> Iterator[Found]:
    """The articles; those without a day of publication get ``published``."""
    from dataclasses import replace

    from .sources import Unread, articles

    for item in articles(chosen(paths, example)):
        yield item if isinstance(item, Unread) or item.published or not published else replace(item, published=published)


@contextmanager
def opened(output: Path | None) -> Iterator[IO[str]]:
    """Where to write to, as UTF-8. A pipe that nobody reads any more ends the command without a word."""
    if output is not None:
        with output.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        return
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(**({"errors": "backslashreplace"} if sys.stdout.isatty() else {"encoding": "utf-8", "newline": "\n"}))
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(PIPE_CLOSED) from None


@cli.command(epilog='\b\nExample:\n  dragoman explain --text "Kenya condemned the attack." --published 2024-03-12')
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
    llm_url: str | None,
    llm_model: str | None,
    llm_timeout: float,
    text: str | None,
    format_: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """Say for every sentence what was seen in it and why it gave a record or none.

    Each reason names the data file and line, or the model, that it comes from.
    """
    from .exporters import Options
    from .exporters.explained import as_jsonl, as_text
    from .report import Report
    from .runner import readings

    asked, knowledge = server(reader, llm_url, llm_model, llm_timeout), knowing(actors, reader)
    items = iter([spoken(text, published)]) if text is not None else found(paths, example, published)
    with opened(output) as out:
        report = Report(sys.stderr, quiet)
        settings = Options(knowledge=knowledge, explain=True, terminal=output is None and sys.stdout.isatty())
        (as_jsonl if format_ == "json" else as_text)(report.watch(readings(items, knowledge, 1, asked)), out, settings)
    ctx.exit(SOME_FAILED if report.failed else 0)


def spoken(text: str, published: str | None) -> Found:
    """The article of a text given on the command line; what was no text there is read as U+FFFD."""
    from .types import Article

    return Article(id="text", text=text.encode("utf-8", "replace").decode("utf-8"), published=published)


@cli.command(epilog="\b\nExample:\n  dragoman schema reading > reading.schema.json")
@click.argument("what", type=click.Choice(("record", "reading")), default="record")
def schema(what: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a record or a reading."""
    import json

    from .schemas import schema as made

    with opened(None) as out:
        out.write(json.dumps(made(what), ensure_ascii=False, indent=2) + "\n")


@cli.command(
    "eval",
    epilog="\b\nExamples:\n  dragoman eval gold/ stories.jsonl --by-type\n  dragoman eval timex timebank.jsonl\n"
    "  dragoman eval gold/ stories.jsonl --reader llm --llm-url http://localhost:8080/v1 --llm-model NAME",
)
@click.argument("what", metavar="GOLD_DIR|timex|geo|attribution|factuality|dyads")
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
    llm_url: str | None,
    llm_model: str | None,
    llm_timeout: float,
    by_type: bool,
    limit: int | None,
    jobs: int | None,
    format_: str | None,
) -> None:
    """Compare what is read with annotations.

    GOLD_DIR holds one JSON file of events a story, FILEs are the stories; or name a layer, and FILE is a JSONL set of
    annotated documents.
    """
    from . import evaluation
    from .exporters.figures import as_json, as_table
    from .report import Report
    from .sources import articles

    asked, knowledge, report = server(reader, llm_url, llm_model, llm_timeout), knowing((), reader), Report(sys.stderr)
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


@cli.command(epilog="\b\nExample:\n  dragoman codebook PROTEST ASSAULT\n  dragoman codebook --format html -o codebook.html")
@click.argument("types", nargs=-1, metavar="[TYPE]...")
@click.option("--format", "-f", "format_", type=click.Choice(("text", "markdown", "html")), help="By default as FILE is called, or text.")
@OUTPUT
def codebook(types: tuple[str, ...], format_: str | None, output: Path | None) -> None:
    """Print the event types and modes: what counts, what does not, examples and their records."""
    from .exporters.codebook import FORMS, SUFFIXES

    ontology = knowing().ontology
    wanted = [name.upper() for name in types] or list(ontology)
    for name in wanted:
        if name not in ontology:
            raise click.UsageError(f"no event type {name!r}; there are {', '.join(ontology)}")
    form = format_ or SUFFIXES.get(output.suffix.lower() if output else "", "text")
    with opened(output) as out:
        FORMS[form]([ontology[name] for name in wanted], out)


@cli.group()
def kb() -> None:
    """Ask, check and renew the tables of actors."""


@kb.command(epilog='\b\nExample:\n  dragoman kb who "Kim" --on 2024-01-16')
@click.argument("name")
@click.option("--on", type=Day(), help="The day asked for; without it, any.")
@existing("--actors", multiple=True, help="A table of further actors; may be repeated.")
@click.option("--format", "-f", "format_", type=click.Choice(("table", "json")), help="By default a table on a terminal, else JSON.")
@click.pass_context
def who(ctx: click.Context, name: str, on: str | None, actors: tuple[Path, ...], format_: str | None) -> None:
    """Say whom a name, role or title means on a day, best guess first."""
    from . import kb as tables
    from .exporters.candidates import as_jsonl, as_table

    with opened(None) as out:
        found = tables.who(name, on, knowing(actors))
        (as_table if (format_ or ("table" if sys.stdout.isatty() else "json")) == "table" else as_jsonl)(found, out)
    ctx.exit(0 if found else NOTHING)


@kb.command(epilog="\b\nExample:\n  dragoman kb check my-actors.tsv")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Look through tables of actors, or folders of them, for what is wrong: file, line and remedy."""
    from . import kb as tables

    complaints = [complaint for path in paths for complaint in tables.check(path)]
    for complaint in complaints:
        click.echo(str(complaint))
    ctx.exit(BROKEN if complaints else 0)


@kb.command(epilog="\b\nExample:\n  dragoman kb refresh --countries FRA,KEN\n  dragoman kb refresh --answer saved.json --on 2024-05-01")
@click.option("--on", type=Day(), help="Day that the table is of; by default today.")
@click.option("--countries", default="", help="Codes parted by commas (KEN,UGA); by default all.")
@click.option("--answer", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A saved answer to read, instead of asking.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder of the table; by default this one.")
def refresh(on: str | None, countries: str, answer: Path | None, into: Path) -> None:
    """Write a table of office-holders as Wikidata has them; use it with --actors. Asks the network, unless --answer is given."""
    from . import kb as tables
    from .exporters.plain import today

    codes = [code.strip().upper() for code in countries.split(",") if code.strip()]
    click.echo(tables.refresh(into, on or today(), codes, answer=answer))


@kb.command(epilog="\b\nExample:\n  dragoman kb diff actors-2024-01-01.tsv actors-2024-05-01.tsv")
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def diff(old: Path, new: Path) -> None:
    """List who was appointed and who left between two tables."""
    from . import kb as tables

    for change in tables.diff(old, new):
        click.echo(str(change))


if __name__ == "__main__":
    main()
