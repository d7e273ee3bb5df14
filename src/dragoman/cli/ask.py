"""Commands that ask the ledger: ``query``, ``search``, ``show``, ``dyad``, ``actor``, ``contested``. They never write to it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..counted import many
from .filters import FILTERS, TELLING, asked
from .options import DB, NOTHING, OUTPUT, QUIET, Trouble, ledger, opened, options

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..store import Ledger

    Line = Mapping[str, Any]

FORMATS = ("table", "jsonl", "csv")
#: Known without loading the store, so that help comes at once; a test compares them with store.pages.SORTS.
SORTS = ("newest", "oldest", "seen", "reports", "confidence")

SAYING = options(
    click.option("--format", "-f", "form", type=click.Choice(FORMATS), help="By default a table on a terminal, else JSONL."),
    click.option("--csv", "form", flag_value="csv", help="The same as --format csv; cells that a spreadsheet would run are made safe."),
    OUTPUT,
    click.option("--fail-if-empty", is_flag=True, help="Exit code 4 where nothing is found."),
    QUIET,
)


def paged(limit: int) -> Callable[[Any], Any]:
    return options(
        click.option("--limit", type=click.IntRange(min=0), default=limit, show_default=True, help="At most so many; 0 for all."),
        click.option("--after", metavar="MARK", help="The next page: what the one before ended with."),
    )


@click.command(
    epilog="\b\nExamples:\n  dragoman query --actor RUS --recipient UKR --since 2024-01\n"
    "  dragoman query --event ASSAULT --country SDN --csv -o sudan.csv\n"
    "  dragoman query --party PRK:MIL --reported-as contested --sort reports\n  dragoman query --text '\"grain deal\"' --count"
)
@DB
@FILTERS
@TELLING
@click.option("--sort", type=click.Choice(SORTS), default="newest", show_default=True, help="By date, last report, reports or confidence.")
@paged(50)
@click.option("--count", "counted", is_flag=True, help="Only how many events fit.")
@click.option("--full", is_flag=True, help="JSONL of whole events, with all their reports, instead of flat rows.")
@SAYING
@click.pass_context
def query(
    ctx: click.Context,
    /,
    db: str,
    sort: str,
    limit: int,
    after: str | None,
    counted: bool,
    full: bool,
    form: str | None,
    output: Path | None,
    fail_if_empty: bool,
    quiet: bool,
    **filters: Any,
) -> None:
    """List the events that fit: who did what to whom, when, where, how it is told, by how many.

    Different options must all hold; of one that is repeated, any value. Names are found by their words, whatever their accents and case.
    """
    from ..ask import events as asking

    wanted, how = asked(filters), chosen(form, output)
    with answering(db) as held:
        if counted:
            found = asking.count(held, wanted)
            with opened(output) as out:
                out.write(f"{found}\n")
            ctx.exit(NOTHING if fail_if_empty and not found else 0)
        first = asking.query(held, wanted, limit or 500, after, sort)
        told(first.notes, quiet)
        if not first.rows:
            ctx.exit(empty(held, f"no event fits: {asking.described(wanted)}", "events", fail_if_empty, quiet))
        rest = asking.every(held, wanted, first.after, sort) if not limit else iter(())
        with opened(output) as out:
            if how == "table":
                from ..ask import printing

                console = printing.screen(out, output is None and sys.stdout.isatty())
                for page in (first, *rest):
                    printing.events(page.rows, console)
            elif full and how == "jsonl":
                from ..plain.events import event

                lines((event(e) for page in chain(first, rest) for e in asking.rows_as_events(held, page.rows)), how, out)
            else:
                lines((asking.flat(row) for page in chain(first, rest) for row in page.rows), how, out)
    more(first.after if limit else None, quiet)


def chain(first: Any, rest: Iterable[Any]) -> Iterator[Any]:
    yield first
    yield from rest


@click.command(
    epilog="\b\nExamples:\n  dragoman search missile launch\n"
    "  dragoman search '\"border post\" OR checkpoint' --outlet Reuters --since 2024-01\n"
    "  dragoman search 'negotiat* NOT trade'"
)
@click.argument("terms", nargs=-1, required=True, metavar="TERMS...")
@DB
@click.option("--since", metavar="DAY", help="Published from this day, month or year on.")
@click.option("--until", metavar="DAY", help="Published up to this day, month or year.")
@click.option("--outlet", multiple=True, metavar="NAME", help="By this outlet; may be repeated.")
@click.option("--language", multiple=True, metavar="CODE", help="In this language (en); may be repeated.")
@paged(20)
@SAYING
@click.pass_context
def search(
    ctx: click.Context,
    terms: tuple[str, ...],
    db: str,
    since: str | None,
    until: str | None,
    outlet: tuple[str, ...],
    language: tuple[str, ...],
    limit: int,
    after: str | None,
    form: str | None,
    output: Path | None,
    fail_if_empty: bool,
    quiet: bool,
) -> None:
    """Find articles by their words, the best first.

    All words must occur. "a phrase", begin*, OR, NOT (or -word) and brackets are understood; anything else is a word.
    """
    from ..ask import searching as asking

    text, how = " ".join(terms), chosen(form, output)
    with answering(db) as held:
        found = asking.search(held, text, limit or 100_000, offset(after), since, until, outlet, language)
        if not found.hits:
            ctx.exit(empty(held, f"no article holds: {text}", "articles", fail_if_empty, quiet))
        with opened(output) as out:
            if how == "table":
                from ..ask import printing

                printing.hits(found, printing.screen(out, output is None and sys.stdout.isatty()))
            else:
                lines(map(asking.flat, found.hits), how, out)
    shown = f"{len(found.hits):,} of {many(found.total, 'article')}"
    told([shown], quiet or how != "table")
    more(str(found.after) if found.after else None, quiet)


def offset(after: str | None) -> int:
    if after is not None and not after.isdecimal():
        raise click.UsageError(f"no page after {after!r}; give what the page before it ended with")
    return int(after or 0)


@click.command(epilog="\b\nExamples:\n  dragoman show evt-9f3c1a2b\n  dragoman show art-04f1 --format json")
@click.argument("name", metavar="ID")
@DB
@click.option("--format", "-f", "form", type=click.Choice(("text", "json")), help="By default text on a terminal, else JSON.")
@OUTPUT
@click.pass_context
def show(ctx: click.Context, name: str, db: str, form: str | None, output: Path | None) -> None:
    """Show an event with all its reports, a record, or an article; by its id, or the beginning of it.

    Reports that are independent of each other stand apart; those that print one again are listed below it.
    """
    from ..ask import showing as asking

    terminal = output is None and sys.stdout.isatty()
    with answering(db) as held:
        found = asking.show(held, name)
        if found is None:
            told([f"nothing in {db} is called {name!r}; ids begin with evt-, drg- or art- (dragoman query and search list them)"], False)
            ctx.exit(NOTHING)
        with opened(output) as out:
            if (form or ("text" if terminal else "json")) == "json":
                lines([asking.plainly(held, found)], "jsonl", out)
            else:
                from ..ask import printing

                printing.anything(found, printing.screen(out, terminal))


@click.command(
    epilog="\b\nExamples:\n  dragoman dyad RUS PRK\n  dragoman dyad RUS UKR --by year --event ASSAULT\n"
    "  dragoman dyad 'Kim Jong Un' RUS:GOV --csv"
)
@click.argument("one", metavar="WHO")
@click.argument("other", metavar="WHOM")
@DB
@click.option("--by", type=click.Choice(("month", "week", "year")), default="month", show_default=True)
@FILTERS
@SAYING
@click.pass_context
def dyad(
    ctx: click.Context,
    /,
    one: str,
    other: str,
    db: str,
    by: Any,
    form: str | None,
    output: Path | None,
    fail_if_empty: bool,
    quiet: bool,
    **filters: Any,
) -> None:
    """The record of a pair over time: what each did to the other, by month, with PLOVER's scores.

    Events in the articles' own voice and those that only others claim are scored apart; what is planned, denied or did not happen is
    counted, and scored nowhere. JSONL and CSV have one line for each period and direction.
    """
    from ..ask import dyads as asking

    for name in ("actor", "recipient"):
        if filters.get(name):
            raise click.UsageError(f"the two sides are the two arguments; --{name} would be a third")
    wanted, how = asked(filters), chosen(form, output)
    with answering(db) as held:
        found = asking.dyad(held, one, other, by, wanted)
        told(found.notes, quiet)
        if not found.periods:
            ctx.exit(empty(held, f"no event between {one} and {other}{of(wanted)}", "events", fail_if_empty, quiet))
        with opened(output) as out:
            if how == "table":
                from ..ask import printing, tables

                tables.pair(found, printing.screen(out, output is None and sys.stdout.isatty()))
            else:
                lines((asking.row(found, p) for p in found.periods), how, out)


@click.command(
    epilog="\b\nExamples:\n  dragoman actor PRK\n  dragoman actor Q7747 --since 2024\n  dragoman actor 'Sergei Lavrov' --format json"
)
@click.argument("who", metavar="WHO")
@DB
@FILTERS
@click.option("--format", "-f", "form", type=click.Choice(("table", "json")), help="By default a table on a terminal, else JSON.")
@OUTPUT
@click.option("--fail-if-empty", is_flag=True, help="Exit code 4 where nothing is found.")
@QUIET
@click.pass_context
def actor(
    ctx: click.Context, /, who: str, db: str, form: str | None, output: Path | None, fail_if_empty: bool, quiet: bool, **filters: Any
) -> None:
    """What a country, group or person did, what was done to it, what it says and denies, with whom, and under which names and offices.

    WHO is a code (RUS), a sector (MIL), both (RUS:MIL), a Wikidata id (Q7747) or a name.
    """
    from ..ask import actors as asking

    wanted, terminal = asked(filters), output is None and sys.stdout.isatty()
    with answering(db) as held:
        found = asking.portrait(held, who, wanted)
        told(found.notes, quiet)
        if not found.events:
            ctx.exit(empty(held, f"no event with {who}{of(wanted)}", "events", fail_if_empty, quiet))
        with opened(output) as out:
            if (form or ("table" if terminal else "json")) == "json":
                lines([asking.plainly(found)], "jsonl", out)
            else:
                from ..ask import printing, tables

                tables.portrait(found, printing.screen(out, terminal))


@click.command(epilog="\b\nExamples:\n  dragoman contested --since 2024-01\n  dragoman contested --event ASSAULT --party ISR")
@DB
@FILTERS
@paged(20)
@SAYING
@click.pass_context
def contested(
    ctx: click.Context,
    /,
    db: str,
    limit: int,
    after: str | None,
    form: str | None,
    output: Path | None,
    fail_if_empty: bool,
    quiet: bool,
    **filters: Any,
) -> None:
    """Events that some assert and some deny, both sides next to each other with their words.

    JSONL and CSV have one line for each voice.
    """
    from ..ask import disputing as asking

    wanted, how = asked(filters), chosen(form, output)
    with answering(db) as held:
        found = asking.disputes(held, wanted, limit or 100_000, after)
        told(found.notes, quiet)
        if not found.disputes:
            ctx.exit(empty(held, f"no contested event{of(wanted)}", "events", fail_if_empty, quiet))
        with opened(output) as out:
            if how == "table":
                from ..ask import printing, tables

                tables.disputes(found.disputes, printing.screen(out, output is None and sys.stdout.isatty()))
            else:
                lines((row for dispute in found.disputes for row in asking.flat(dispute)), how, out)
    more(found.after, quiet)


@contextmanager
def answering(db: str) -> Iterator[Ledger]:
    """The ledger, to be read only, as it is at one and the same moment."""
    from ..ask import Ambiguous

    try:
        with ledger(db) as held, held.db.transaction():
            yield held
    except Ambiguous as error:
        raise Trouble(str(error)) from None


def chosen(form: str | None, output: Path | None) -> str:
    """The format asked for, or that of the file's name, or that which suits who looks."""
    if form:
        return form
    if output is not None:
        known = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".txt": "table"}
        if output.suffix.lower() not in known:
            raise click.UsageError(f"no format known for {output.suffix or output.name!r}: give --format")
        return known[output.suffix.lower()]
    return "table" if sys.stdout.isatty() else "jsonl"


def lines(found: Iterable[Line], how: str, out: Any) -> None:
    """JSONL, each line at once, or CSV with safe cells."""
    from ..exporters.jsonl import write

    if how == "jsonl":
        for line in found:
            write(out, dict(line))
        return
    from ..ask.rows import as_csv

    as_csv(found, out)


def told(notes: Iterable[str], quiet: bool) -> None:
    from ..exporters.safe import shown

    for note in notes if not quiet else ():
        click.echo(f"dragoman: {shown(note)}", err=True)


def empty(held: Ledger, what: str, of_what: str, fail: bool, quiet: bool) -> int:
    """Says what was looked for and how much there is; the exit code."""
    size = held.size()[of_what]
    told([f"{what}; {held.db.where} holds {size:,} {of_what if size != 1 else of_what[:-1]}"], quiet)
    return NOTHING if fail else 0


def of(wanted: Any) -> str:
    from ..ask.events import described
    from ..store.filters import Filter

    return f" ({described(wanted)})" if wanted != Filter() else ""


def more(after: str | None, quiet: bool) -> None:
    if after:
        told([f"there is more: the same with --after {after}"], quiet)


COMMANDS = (query, search, show, dyad, actor, contested)
