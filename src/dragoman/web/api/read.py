"""``POST /read``: a story in, all that is understood of it out. Read in a process of its own, so that the server goes on answering."""

from __future__ import annotations

import asyncio
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from ...exporters.safe import as_json
from ...plain import reading as plainly
from ...sources.text import fingerprint
from ...timeline import parse_day
from ...types import Article, Reading
from . import examples, schema

if TYPE_CHECKING:
    from ...runner import Pool

router = APIRouter(tags=["read"])

#: Code points of a story; 20,000 are a very long one.
LONGEST = 200_000
#: Seconds that a story may take, loading the model included.
PATIENCE = 90.0
#: Stories that wait for the one that is being read.
WAITING = 8


class Story(BaseModel):
    """A story to be read. Without `published` its day is looked for in the text; "on Tuesday" is told from it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": examples.STORY_TEXT, "published": "2024-03-05"}]})

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    published: Annotated[str, Field(max_length=40, description="Day of publication, ISO 8601.")] | None = None
    title: Annotated[str, Field(max_length=1000)] | None = None
    source: Annotated[str, Field(max_length=200, description="The outlet.")] | None = None


class Busy(Exception):
    """Too many stories wait already."""


class TooSlow(Exception):
    """A story took longer than PATIENCE."""


class Readers:
    """One process that reads, started when first asked for. ``reader``: ``models`` or ``rules``."""

    def __init__(self, reader: str = "models") -> None:
        self.reader, self.turn, self.waiting = reader, asyncio.Lock(), 0
        self.pool: Pool | None = None

    async def read(self, article: Article) -> Reading:
        """Raises Busy, TooSlow."""
        if self.waiting > WAITING:
            raise Busy
        self.waiting += 1
        try:
            async with self.turn:
                return await self._within(article)
        finally:
            self.waiting -= 1

    async def _within(self, article: Article) -> Reading:
        try:
            return await asyncio.wait_for(self._read(article), PATIENCE)
        except TimeoutError:
            self.close()  # nothing else ends what is being read
            raise TooSlow from None
        except asyncio.CancelledError:
            self.close()
            raise

    async def _read(self, article: Article) -> Reading:
        pool = self.pool
        if pool is None:
            pool = self.pool = await run_in_threadpool(self._start)
        return await asyncio.wrap_future(pool.submit(article))

    def _start(self) -> Pool:
        from ...knowledge import Knowledge
        from ...runner import Pool

        return Pool(Knowledge(reader=self.reader), 1)

    def close(self) -> None:
        """End the process, whatever it does."""
        pool, self.pool = self.pool, None
        if pool:
            pool.close(wait=False)


@router.post(
    "/read",
    summary="Read a story",
    operation_id="read",
    responses=schema.told(schema.contract("Reading"), 413, 429),
)
async def read(request: Request, story: Story) -> Response:
    """All that is understood of it, as `dragoman schema reading` has it. Nothing is stored."""
    if story.published is not None and parse_day(story.published) is None:
        raise HTTPException(400, f"published: {story.published!r} is no day such as 2024-01-16")
    found = await reading_of(request, story)
    return Response(as_json(await run_in_threadpool(plainly, found)).encode("utf-8"), media_type="application/json")


async def reading_of(request: Request, story: Story) -> Reading:
    """The reading of a pasted story, for the page too. Raises HTTPException with what helps."""
    readers: Readers = request.app.state.readers
    day = parse_day(story.published)
    article = Article(
        id=fingerprint(story.text),
        text=story.text,
        title=story.title or None,
        source=story.source or None,
        published=day.isoformat() if day else None,
        dated_by="given" if day else None,
    )
    try:
        return await readers.read(article)
    except Busy:
        raise HTTPException(429, "other stories are being read; try again in some seconds", {"retry-after": "10"}) from None
    except TooSlow:
        raise HTTPException(422, f"this story took longer than {PATIENCE:.0f} seconds to read; split it") from None
    except BrokenProcessPool:
        readers.close()
        raise HTTPException(422, "the process that read this story died; split it") from None
