"""Atom (RFC 4287): an entry for each event, whose id stays the same when new reports come and whose day of change moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from ...types import Event
from . import telling
from .ids import tag
from .left import Left
from .options import Options
from .xml import HEAD, element, text

GEORSS = "http://www.georss.org/georss"
PLOVER, TOLD = tag("plover"), tag("reported-as")


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """One feed, in the order in which the events come. Nothing stays out: each title says how its event is told."""
    left = Left(noun="entry")
    out.write(f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="{GEORSS}">\n')
    title = telling.tidy(options.title) or "dragoman"
    out.write(f"  <id>{text(tag('feed/' + title.replace(' ', '-')))}</id>\n  {element('title', title)}\n")
    out.write(f"  <updated>{telling.stamp(options.day, options.day)}</updated>\n  <author><name>dragoman</name></author>\n")
    out.write(f"  {element('generator', telling.tidy(options.coder))}\n")
    for event in events:
        out.write("  <entry>\n" + "".join(f"    {line}\n" for line in entry(event, options)) + "  </entry>\n")
        left.written += 1
    out.write("</feed>\n")
    return left


def entry(event: Event, options: Options) -> Iterator[str]:
    yield element("id", tag(event.id))
    yield element("title", telling.title(event))
    yield element("updated", telling.stamp(event.last_seen, options.day))
    if event.first_seen:
        yield element("published", telling.stamp(event.first_seen, options.day))
    for at, address in enumerate(telling.urls(event)):
        yield element("link", rel="via" if at else "alternate", href=address)
    yield element("category", term=event.event, scheme=PLOVER)
    for more in (*event.modes, *event.contexts):
        yield element("category", term=telling.tidy(more))
    yield element("category", term=event.reported_as, scheme=TOLD)
    for outlet in telling.outlets(event):
        yield f"<contributor>{element('name', outlet)}</contributor>"
    yield element("summary", telling.told(event))
    yield element("content", "\n".join(telling.lines(event)), type="text")
    yield from located(event)


def located(event: Event) -> Iterator[str]:
    """GeoRSS: the place's name, and a point only where it is no mere middle of an area."""
    if (point := telling.point(event)) and telling.exact(event):
        yield element("georss:point", f"{point[1]} {point[0]}")
    if place := telling.place(event):
        yield element("georss:featurename", place)
