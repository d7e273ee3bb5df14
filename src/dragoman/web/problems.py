"""What goes wrong, told as RFC 9457 has it: ``application/problem+json`` with ``type``, ``title``, ``status``, ``detail``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..ask import Ambiguous
from ..exporters.safe import as_json
from ..store import LedgerBusy, LedgerError
from ..store.filters import FilterError

MEDIA = "application/problem+json"
#: Paths whose answers people look at; all others are for programs.
FOR_PROGRAMS = ("/api", "/reconcile", "/feed", "/calendar")

log = logging.getLogger("dragoman.web")

#: Renders a problem for people: request, status, title, detail.
Render = Callable[[Request, int, str, str], Response]


def problem(status: int, title: str, detail: str, **more: object) -> Response:
    """``title``: of this kind of problem. ``detail``: what is wrong this time, and what helps."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(as_json(body).encode("utf-8"), status_code=status, media_type=MEDIA)


def answer(request: Request, status: int, title: str, detail: str, **more: object) -> Response:
    """For people a page, for programs JSON."""
    page: Render | None = getattr(request.app.state, "problem_page", None)
    if page is None or request.url.path.startswith(FOR_PROGRAMS):
        return problem(status, title, detail, **more)
    return page(request, status, title, detail)


def unforeseen(request: Request, error: Exception) -> Response:
    """An error of ours: told in the log, not to whom asks."""
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    title, detail = "An error of ours", "the server's log says what went wrong; please report it"
    try:
        return answer(request, 500, title, detail)
    except Exception:  # the page that tells of it may be what is broken
        return problem(500, title, detail)


def tell(app: FastAPI, page: Render | None = None) -> None:
    """Let the application answer errors so. ``page``: how people are told."""
    app.state.problem_page = page

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        found = [{"where": ".".join(map(str, e["loc"])), "what": e["msg"]} for e in error.errors()[:20]]
        first = f"{found[0]['where']}: {found[0]['what']}" if found else "the request is not as it should be"
        return answer(request, 422, "Not as it should be", first, errors=found)

    @app.exception_handler(FilterError)
    def unknown(request: Request, error: FilterError) -> Response:
        return answer(request, 400, "No such thing to ask for", str(error))

    @app.exception_handler(Ambiguous)
    def several(request: Request, error: Ambiguous) -> Response:
        return answer(request, 404, "Several begin so", str(error))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        told = answer(request, error.status_code, HTTPStatus(error.status_code).phrase, str(error.detail))
        for name, value in (error.headers or {}).items():
            told.headers[name] = value
        return told

    @app.exception_handler(LedgerBusy)
    def busy(request: Request, error: LedgerBusy) -> Response:
        return answer(request, 503, "The ledger is busy", str(error))

    @app.exception_handler(LedgerError)
    def broken(request: Request, error: LedgerError) -> Response:
        log.error("%s", error)
        return answer(request, 503, "The ledger cannot be read", str(error))
