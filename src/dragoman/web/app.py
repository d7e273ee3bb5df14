"""The application: pages, API and files of the page, behind one guard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from .. import __version__
from . import api, feeds, pages, problems, reconcile
from .api.schema import document
from .desk import Desk
from .security import Guard, bindable

STATIC = Path(__file__).parent / "static"
#: Requests answered at once: more would only get into each other's way, since Python runs one at a time while SQLite works beside it.
THREADS = 8
ABOUT = (
    "Events that news articles report: who did what to whom, when, where, according to whom, and whether as fact, claim, denial or "
    "plan.\n\n"
    "Every list takes the same filter. Different parameters must all hold; of one that is repeated, any value. "
    "Lists come in pages (`items`, `next`: give it as `after`), and as a whole with the suffix `.csv`, `.jsonl` or `.geojson`."
)


class Files(StaticFiles):
    """Files of the page: looked for anew each time (they have an ETag), so that an update is seen at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = "public, max-age=0, must-revalidate"
        return answer


def create(
    where: str,
    *,
    token: str | None = None,
    host: str = "127.0.0.1",
    names: Iterable[str] = (),
    reader: str = "models",
    note: str = "",
) -> FastAPI:
    """The application for one ledger, which it never writes to.

    ``token``: what those who ask must show. ``host``: the address it will be bound to; ``names``: further names that it may be asked by.
    ``reader``: who reads pasted stories, ``models`` or ``rules``. ``note``: what every page says of the ledger. Raises LedgerError for what
    is no ledger, Refused for an address that others reach without a token.
    """
    bindable(host, token)
    app = FastAPI(
        title="dragoman",
        version=__version__,
        description=f"{ABOUT}\n\n{note}".strip(),
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
    )
    app.state.desk = Desk(where)
    app.state.readers = api.Readers(reader)
    app.state.note = note
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guard, token=token, host=host, names=tuple(names))
    problems.tell(app, getattr(pages, "error", None))
    for part in (api, feeds, reconcile, pages):
        app.include_router(part.router)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    app.mount("/static", Files(directory=STATIC), name="static")
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield
    app.state.readers.close()
