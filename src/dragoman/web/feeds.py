"""Feeds and a calendar of the events that fit: for feed readers and calendar programs, which ask again and again."""

from __future__ import annotations

import io
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from ..ask import events
from ..exporters.gathered import Options, writer
from ..store import Ledger
from ..store.filters import Filter
from .answers import reply_kept
from .api import schema
from .asking import Asked, only_known
from .desk import AtDesk

router = APIRouter(tags=["feeds"], dependencies=[Depends(only_known)])

Most = Annotated[int, Query(ge=1, le=1000, description="Events at most.")]
#: Path -> exporter, media type, order.
FEEDS: dict[str, tuple[str, str, Literal["seen", "newest"]]] = {
    "/feed.atom": ("atom", "application/atom+xml", "seen"),
    "/feed.rss": ("rss", "application/rss+xml", "seen"),
    "/feed.json": ("jsonfeed", "application/feed+json", "seen"),
    "/calendar.ics": ("ical", "text/calendar", "newest"),
}


def add(path: str) -> None:
    form, media, sort = FEEDS[path]

    def feed(request: Request, desk: AtDesk, asked: Asked, limit: Most = 100) -> Response:
        return reply_kept(request, desk, (path, asked, limit), lambda ledger: written(ledger, asked, form, sort, limit), media)

    name = path.strip("/").replace(".", "_")
    text = {"type": "object"} if form == "jsonfeed" else {"type": "string"}
    router.add_api_route(
        path, feed, name=name, operation_id=name, summary=f"The events that fit, as {form}", responses=schema.told(text, media=media)
    )


def written(ledger: Ledger, asked: Filter, form: str, sort: str, limit: int) -> bytes:
    found = events.query(ledger, asked, limit, sort=sort)
    out = io.StringIO(newline="")
    what = events.described(asked)
    title = "dragoman" if what == "anything" else f"dragoman: {what}"
    writer(form)(events.rows_as_events(ledger, found.rows), out, Options(title=title))
    return out.getvalue().encode("utf-8", "replace")


for path in FEEDS:
    add(path)
