"""What is told when a page cannot be shown, and what to do then."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .render import page

#: Where to go on from each kind of trouble.
REMEDIES = {
    400: "Change the address, or begin again with all events.",
    404: "Ids begin with evt- (events), art- (articles), sty- (stories). Search for a word of the story, or look through the list.",
    405: "Open the page by its address instead.",
    410: "It is no part of this ledger any more.",
    413: "Paste a shorter story.",
    422: "Change the address, or begin again with all events.",
    503: "Wait a moment, then load the page again.",
}


def error(request: Request, status: int, title: str, detail: str) -> Response:
    """A page for people. ``detail``: what is wrong this time."""
    told = "" if detail.strip() == title.strip() else detail
    return page(request, "error.html", status=status, code=status, title=title, detail=told, remedy=REMEDIES.get(status, ""))
