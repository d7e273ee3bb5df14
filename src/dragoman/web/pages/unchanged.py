"""A page that whoever asks has already is not made again: its ETag holds as long as the ledger stays the same."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from ...store import Ledger
from ..answers import etag, known
from ..desk import Desk

T = TypeVar("T")
#: This run of the program: another one may have other templates.
RUN = secrets.token_hex(8)


class Unchanged(APIRoute):
    """A route of pages. ``request.state.shows``: the state of the ledger that the page tells of, None for one that shows more than that."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        make = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if request.method != "GET":
                return await make(request)
            request.state.shows = now = await run_in_threadpool(request.app.state.desk.state)
            if known(request, tag := etag(request, now, RUN)):
                return Response(status_code=304, headers={"etag": tag})
            made = await make(request)
            if isinstance(made, HTMLResponse) and made.status_code == 200 and request.state.shows:
                made.headers["etag"] = etag(request, request.state.shows, RUN)
            return made

        return answer


def kept(request: Request, desk: Desk, key: object, make: Callable[[Ledger], T]) -> T:
    """A part of a page that is kept (Desk.kept); where it tells of an earlier state of the ledger, so does the page."""
    found = desk.kept_at(key, make)
    request.state.shows = found.state
    return found.value
