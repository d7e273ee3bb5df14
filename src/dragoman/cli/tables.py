"""``dragoman kb``: the tables of actors."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .options import BROKEN, NOTHING, Day, existing, knowing, opened


@click.group()
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
    from .. import kb as tables
    from ..exporters.candidates import as_jsonl, as_table

    with opened(None) as out:
        found = tables.who(name, on, knowing(actors))
        (as_table if (format_ or ("table" if sys.stdout.isatty() else "json")) == "table" else as_jsonl)(found, out)
    ctx.exit(0 if found else NOTHING)


@kb.command(epilog="\b\nExample:\n  dragoman kb check my-actors.tsv")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Look through tables of actors, or folders of them, for what is wrong: file, line and remedy."""
    from .. import kb as tables

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
    from .. import kb as tables
    from ..plain import today

    codes = [code.strip().upper() for code in countries.split(",") if code.strip()]
    click.echo(tables.refresh(into, on or today(), codes, answer=answer))


@kb.command(epilog="\b\nExample:\n  dragoman kb diff actors-2024-01-01.tsv actors-2024-05-01.tsv")
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def diff(old: Path, new: Path) -> None:
    """List who was appointed and who left between two tables."""
    from .. import kb as tables

    for change in tables.diff(old, new):
        click.echo(str(change))
