"""One thing by its id: an event, an article, a record, a story; an actor, a pair."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from ...ask import actors, dyads, events, listing, showing
from ...store import Ledger
from ...store.filters import Filter
from ..answers import reply, reply_kept
from ..asking import Asked
from ..desk import AtDesk
from . import schema

router = APIRouter(tags=["one"])

Id = Annotated[str, Path(min_length=1, max_length=200, description="Its id, or the beginning of it.")]
Who = Annotated[
    str, Path(min_length=1, max_length=200, description="Code (RUS), sector (MIL), both (RUS:MIL), Wikidata id or name.", examples=["RUS"])
]
By = Annotated[Literal["month", "week", "year"], Query(description="Period.")]
#: Articles and events of a story that are given.
OF_A_STORY = 500


def found(ledger: Ledger, name: str, kind: str) -> showing.Shown:
    shown = showing.show(ledger, name)
    if shown is None or getattr(shown, kind) is None:
        raise HTTPException(404, f"nothing of that kind is called {name!r}")
    return shown


@router.get(
    "/events/{id}",
    summary="An event with all its reports",
    operation_id="event",
    responses={**schema.told(schema.contract("GatheredEvent"), 404), 308: {"description": "It goes by another id now."}},
)
def event(request: Request, desk: AtDesk, id: Id) -> Response:
    """As `dragoman schema event` has it. The id of an event that was merged into another leads there."""
    with desk.ledger() as ledger:
        shown = found(ledger, id, "event")
        assert shown.event is not None
        if shown.forwarded:
            return RedirectResponse(f"/api/v1/events/{shown.event.id}", status_code=308)
        return reply(request, desk, lambda held: showing.plainly(held, shown))


@router.get(
    "/articles/{id}",
    summary="An article with its records",
    operation_id="article",
    responses=schema.told(schema.WHOLE_ARTICLE, 404),
)
def article(request: Request, desk: AtDesk, id: Id) -> Response:
    """By its key, or the id that it was given. Each record has the `event_id` of its event."""
    return reply(request, desk, lambda ledger: showing.plainly(ledger, found(ledger, id, "filed")))


@router.get(
    "/articles/{id}/reading",
    summary="All that was understood of an article",
    operation_id="reading",
    responses=schema.told(schema.contract("Reading"), 404),
)
def reading(request: Request, desk: AtDesk, id: Id) -> Response:
    """As `dragoman schema reading` has it."""

    def make(ledger: Ledger) -> dict[str, Any]:
        filed = found(ledger, id, "filed").filed
        whole = ledger.reading(filed.article.id) if filed else None
        if whole is None:
            raise HTTPException(404, "its reading is not kept")
        return whole

    return reply(request, desk, make)


@router.get("/records/{id}", summary="A record", operation_id="record", responses=schema.told({"type": "object", "required": ["id"]}, 404))
def record(request: Request, desk: AtDesk, id: Id) -> Response:
    """As `dragoman schema record` has it, with `event_id`."""
    return reply(request, desk, lambda ledger: showing.plainly(ledger, found(ledger, id, "record")))


@router.get(
    "/stories/{id}",
    summary="The articles and events of a story",
    operation_id="story",
    responses=schema.told(schema.WHOLE_STORY, 404),
)
def story(request: Request, desk: AtDesk, id: Id) -> Response:
    def make(ledger: Ledger) -> dict[str, Any]:
        asked = Filter(story=(id,))
        articles = listing.articles(ledger, asked, OF_A_STORY).rows
        if not articles:
            raise HTTPException(404, f"no story is called {id!r}")
        return {"story": id, "articles": articles, "events": [events.flat(row) for row in events.query(ledger, asked, OF_A_STORY).rows]}

    return reply(request, desk, make)


@router.get("/actors/{who}", summary="All that is known of an actor", operation_id="actor", responses=schema.told(schema.PORTRAIT, 404))
def actor(request: Request, desk: AtDesk, who: Who, asked: Asked) -> Response:
    """What it did, what was done to it, what it says and denies, with whom, when, under which names and offices."""

    def make(ledger: Ledger) -> dict[str, Any]:
        portrait = actors.portrait(ledger, who, asked)
        if not portrait.events:
            raise HTTPException(404, "; ".join(portrait.notes) or f"no event with {who!r}")
        return {**actors.plainly(portrait), "notes": list(portrait.notes)}

    return reply_kept(request, desk, ("actor", who, asked), make)


@router.get("/pairs/{one}/{other}", summary="A pair over time", operation_id="pair", responses=schema.told(schema.WHOLE_PAIR))
def pair(request: Request, desk: AtDesk, one: Who, other: Who, asked: Asked, by: By = "month") -> Response:
    """What each did to the other by month, with PLOVER's scores: events in the articles' own voice (`own_voice_…`) and those that only
    others claim; planned, denied and such counted apart. `together`: both did it together."""

    def make(ledger: Ledger) -> dict[str, Any]:
        found = dyads.dyad(ledger, one, other, by, asked)
        periods = [dyads.row(found, p) for p in found.periods]
        return {"one": one, "other": other, "by": by, "periods": periods, "notes": list(found.notes)}

    return reply_kept(request, desk, ("pair", one, other, by, asked), make)
