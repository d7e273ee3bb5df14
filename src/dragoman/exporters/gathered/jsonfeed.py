"""JSON Feed 1.1: the same as the Atom feed, for programs that would rather read JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from ...types import Event
from ..safe import as_json
from . import telling
from .ids import tag
from .left import Left
from .options import Options


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """One feed, an item a line. Nothing stays out: each title says how its event is told."""
    left = Left(noun="item")
    title = telling.tidy(options.title) or "dragoman"
    out.write(f'{{"version": "https://jsonfeed.org/version/1.1", "title": {as_json(title)}, "items": [')
    for event in events:
        out.write((",\n" if left.written else "\n") + as_json(item(event, options)))
        left.written += 1
    out.write("\n]}\n")
    return left


def item(event: Event, options: Options) -> dict[str, Any]:
    """``_dragoman``: our own extension, as the format allows names that begin with a line."""
    found = {
        "id": tag(event.id),
        "title": telling.title(event),
        "url": telling.first_url(event),
        "content_text": "\n".join(telling.lines(event)),
        "summary": telling.told(event),
        "date_published": telling.stamp(event.first_seen, options.day) if event.first_seen else None,
        "date_modified": telling.stamp(event.last_seen, options.day),
        "tags": list(telling.tags(event)),
        "authors": [{"name": outlet} for outlet in telling.outlets(event)],
        "_dragoman": {"event_id": event.id, "status": event.status, "reported_as": event.reported_as, "date_edtf": event.date_edtf},
    }
    return {key: value for key, value in found.items() if value not in (None, [])}
