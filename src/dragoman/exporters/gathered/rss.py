"""RSS 2.0: the same as the Atom feed, for readers that know no Atom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import IO

from ...types import Event
from . import telling
from .atom import GEORSS, located
from .ids import tag
from .left import Left
from .options import Options
from .xml import HEAD, element


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """One channel, in the order in which the events come. Nothing stays out: each title says how its event is told."""
    left = Left(noun="item")
    title = telling.tidy(options.title) or "dragoman"
    out.write(f'{HEAD}<rss version="2.0" xmlns:georss="{GEORSS}">\n<channel>\n  {element("title", title)}\n')
    out.write(f"  {element('link', tag('feed'))}\n  {element('description', title)}\n  {element('lastBuildDate', date(options.day))}\n")
    for event in events:
        out.write("  <item>\n" + "".join(f"    {line}\n" for line in item(event)) + "  </item>\n")
        left.written += 1
    out.write("</channel>\n</rss>\n")
    return left


def item(event: Event) -> Iterator[str]:
    yield element("title", telling.title(event))
    if address := telling.first_url(event):
        yield element("link", address)
    yield element("guid", tag(event.id), isPermaLink="false")
    if event.first_seen:
        yield element("pubDate", date(event.first_seen))
    for more in telling.tags(event):
        yield element("category", telling.tidy(more))
    yield element("description", "\n".join(telling.lines(event)))
    yield from located(event)


def date(day: str) -> str:
    """``Wed, 05 Mar 2031 00:00:00 +0000``."""
    return format_datetime(datetime.fromisoformat(telling.stamp(day, day)))
