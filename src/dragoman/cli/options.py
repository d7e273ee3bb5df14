"""What the commands share: options, and what stands behind them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from ..llm import Server
    from ..runner import Found
    from ..sources.manners import Guest
    from ..store import Ledger

EXAMPLE = Path(__file__).parent.parent / "data" / "examples" / "border.txt"
BROKEN, SOME_FAILED, NOTHING, STOPPED, PIPE_CLOSED = 1, 3, 4, 130, 141


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


def aside(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Kept for ``guest`` and ``server``, so that no command need hand it on."""
    ctx.meta[f"dragoman.{param.name}"] = value


ASIDE: dict[str, Any] = {"expose_value": False, "callback": aside}

FETCH = options(
    click.option(
        "--allow-private",
        is_flag=True,
        **ASIDE,
        help="Fetch URLs from this machine and private networks too, which is refused by default.",
    ),
    click.option(
        "--allow-host",
        multiple=True,
        metavar="HOST",
        **ASIDE,
        help="The same for one host, at any port; may be repeated.",
    ),
)
INPUT = options(
    click.argument("paths", nargs=-1, metavar="[PATH|URL|-]..."),
    click.option("--example", is_flag=True, help="Read the short invented story that comes with dragoman."),
    click.option("--published", type=Day(), help="Day of publication of articles that do not give theirs."),
    existing("--actors", multiple=True, help="A table of further actors; may be repeated."),
    FETCH,
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
    click.option(
        "--llm-url", metavar="URL", **ASIDE, help="With --reader llm: its server, as http://localhost:8080/v1. The text is sent there."
    ),
    click.option(
        "--llm-model", metavar="NAME", **ASIDE, help="With --reader llm: the model's name there. A key is read from OPENAI_API_KEY."
    ),
    click.option(
        "--llm-timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=300,
        **ASIDE,
        help="Seconds for one answer; by default 300.",
    ),
)
OUTPUT = click.option(
    "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="File to write, instead of standard output."
)
DB = click.option(
    "--db",
    metavar="LEDGER",
    envvar="DRAGOMAN_DB",
    default="ledger.db",
    help="The ledger: a file, or postgresql://…; by default $DRAGOMAN_DB, else ledger.db in this folder.",
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error.")


def inferred(output: Path | None) -> str:
    """The format that the file's name asks for; without one a table for people, records for programs."""
    from ..exporters import SUFFIXES

    if output is None:
        return "table" if sys.stdout.isatty() else "jsonl"
    if output.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"no format known for {output.suffix or output.name!r}: give --format")
    return SUFFIXES[output.suffix.lower()]


def knowing(actors: Sequence[Path] = (), reader: str = "models") -> Knowledge:
    from ..knowledge import Knowledge

    if reader in {"rules", "llm"}:
        return Knowledge(actors=tuple(actors), reader="rules")
    return Knowledge(actors=tuple(actors), model=None if reader == "models" else Path(reader))


def server(reader: str) -> Server | None:
    """That of the large language model, None where none is asked for; there is no address that is taken unasked."""
    meta = click.get_current_context().meta
    url, model = meta["dragoman.llm_url"], meta["dragoman.llm_model"]
    if reader != "llm":
        if url or model:
            raise click.UsageError("--llm-url and --llm-model go with --reader llm")
        return None
    if not url:
        known = "http://localhost:8080/v1 (llama.cpp), http://localhost:11434/v1 (Ollama), https://api.openai.com/v1"
        raise click.UsageError(f"--reader llm needs --llm-url, the server that the text is sent to; for instance {known}")
    if not model:
        raise click.UsageError("--reader llm needs --llm-model, the name that the server has for the model")
    from ..llm import Server

    try:
        return Server(url=url, model=model, timeout=meta["dragoman.llm_timeout"])
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def guest() -> Guest:
    """Who fetches URLs, within what the user allows."""
    from ..sources.fetch import Policy
    from ..sources.manners import Guest

    meta = click.get_current_context().meta
    hosts = frozenset(name.strip().lower().strip("[].") for name in meta.get("dragoman.allow_host", ()))
    return Guest(Policy(private=meta.get("dragoman.allow_private", False), hosts=hosts))


def guest_of(paths: Sequence[str]) -> Guest | None:
    """None where no URL is named."""
    from ..sources import is_url

    return guest() if any(map(is_url, paths)) else None


def chosen(paths: Sequence[str], example: bool) -> tuple[str, ...]:
    """What to read: the paths named, the example, or standard input where something is piped in."""
    named = (*paths, *([str(EXAMPLE)] if example else []))
    if not named and sys.stdin.isatty():
        raise click.UsageError("nothing to read: name a file or folder, pipe text in, or try --example")
    return named or ("-",)


def found(paths: Sequence[str], example: bool, published: str | None) -> Iterator[Found]:
    """The articles; those without a day of publication get ``published``."""
    from dataclasses import replace

    from ..sources import Unread, articles

    for item in articles(chosen(paths, example), guest=guest_of(paths)):
        yield item if isinstance(item, Unread) or item.published or not published else replace(item, published=published)


class Trouble(click.ClickException):
    """What goes wrong and is no wrong use: told in one line."""

    exit_code = BROKEN

    def show(self, file: IO[Any] | None = None) -> None:
        from ..exporters.safe import shown

        click.echo(f"dragoman: {shown(self.message)}", err=True)


@contextmanager
def ledger(where: str, write: bool = False, create: bool = False) -> Iterator[Ledger]:
    """The ledger, open. What is wrong with it is told in one line and ends the command with BROKEN; a wrong question is wrong use."""
    from ..store import Ledger, LedgerError
    from ..store.filters import FilterError

    try:
        with Ledger.open(where, write, create) as found:
            yield found
    except LedgerError as error:
        raise Trouble(str(error)) from None
    except FilterError as error:
        raise click.UsageError(str(error)) from None


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
