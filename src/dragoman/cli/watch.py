"""``dragoman watch``: feeds, polled politely into the ledger."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import DB, FETCH, QUIET, READER, SOME_FAILED, STOPPED, existing, guest, knowing, ledger, server

if TYPE_CHECKING:
    from ..sources import Article, Unread
    from ..sources.subscriptions import Subscription
    from ..store import Outcome

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: No feed is asked more often, in seconds.
SHORTEST = 60
_SPAN = re.compile(r"([0-9]{1,6})\s*([smhd])")


class Span(click.ParamType[float]):
    """A time such as 15m, in seconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        found = _SPAN.fullmatch(str(value).strip().lower())
        seconds = int(found[1]) * UNITS[found[2]] if found else 0
        if seconds < SHORTEST:
            self.fail(f"{value!r} is not a time such as 15m, 2h or 1d, of a minute at least", param, ctx)
        return float(seconds)


@click.command(
    epilog="\b\nExamples:\n  dragoman watch --db news.db feeds.opml\n  dragoman watch --db news.db --once https://gazette.example/rss\n"
    "\nIn a crontab: 0 * * * * dragoman watch --once --quiet --db /data/news.db /data/feeds.opml"
)
@click.argument("feeds", nargs=-1, required=True, metavar="FILE|URL...")
@DB
@READER
@existing("--actors", multiple=True, help="A table of further actors; may be repeated.")
@click.option("--once", is_flag=True, help="Poll each feed once and end, for cron; by default until ended (Ctrl-C, SIGTERM).")
@click.option("--every", type=Span(), default="15m", show_default=True, help="Time between two polls of a feed: 30m, 2h, 1d.")
@click.option("--full/--no-full", default=True, help="Fetch the page of an entry that is a summary (default), or take the summary.")
@FETCH
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read; by default one for few articles, all cores for many.")
@QUIET
@click.pass_context
def watch(
    ctx: click.Context,
    feeds: tuple[str, ...],
    db: str,
    reader: str,
    actors: tuple[Path, ...],
    once: bool,
    every: float,
    full: bool,
    jobs: int | None,
    quiet: bool,
) -> None:
    """Poll feeds (RSS, Atom, JSON Feed) and read what is new into a ledger.

    FILE is a list of feeds: OPML, as feed readers export it, or one URL a line; URL is a feed. robots.txt is obeyed, no
    host is asked more than once a second, or as seldom as it likes, and a feed that fails is asked ever less often. What a
    feed was last asked is kept in the ledger, so that the command may be ended and given again at any time.
    """
    from ..intake import take
    from ..watch import Watch
    from ..watch.memory import Memory
    from .progress import ended

    wanted, asked, knowledge = listed(feeds), server(reader), knowing(actors, reader)

    def say(line: str) -> None:
        from ..exporters.safe import shown

        if not quiet:
            print(f"dragoman: {shown(line)}", file=sys.stderr, flush=True)

    def tell(locator: str, outcome: Outcome) -> None:
        if outcome.status in {"refused", "failed"}:
            say(f"{locator}: {outcome.status}: {outcome.reason}")

    with ended(), ledger(db, write=True, create=True) as held:

        def keep(items: Sequence[Article | Unread]) -> Mapping[str, int]:
            return take(held, items, knowledge, jobs=jobs, server=asked, tell=tell).counts

        run = Watch(guest(), Memory(held.db), keep, say, every=every, full=full)
        try:
            run.run(wanted, once)
        except KeyboardInterrupt:
            say("ended; all that was told is stored, and the same command goes on from here")
            ctx.exit(STOPPED if once else 0)
    ctx.exit(SOME_FAILED if run.failed else 0)


def listed(feeds: Sequence[str]) -> list[Subscription]:
    """The feeds of all lists, each once."""
    from ..sources import is_url
    from ..sources.subscriptions import LARGEST, NoList, subscriptions

    found: dict[str, Subscription] = {}
    for name in feeds:
        try:
            if is_url(name):
                data = name.encode("utf-8", "replace")
            else:
                with open(name, "rb") as file:
                    data = file.read(LARGEST + 1)
            for item in subscriptions(data, name):
                found.setdefault(item.url, item)
        except NoList as reason:
            raise click.UsageError(str(reason)) from None
        except OSError as error:
            raise click.UsageError(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    return list(found.values())


COMMANDS = (watch,)
