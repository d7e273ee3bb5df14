"""Lists: a page of JSON, or all that fits as CSV, JSONL or GeoJSON (by suffix or Accept)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from ...ask import events, figures, listing, searching
from ...store import Ledger
from ...store.changes import changes
from ..answers import Form, Pages, Part, listed
from ..asking import Asked
from ..desk import AtDesk
from . import examples, schema

router = APIRouter(tags=["lists"])

Limit = Annotated[int | None, Query(ge=1, le=1000, description="At most so many; by default 50, and all where a file is asked for.")]
After = Annotated[str | None, Query(max_length=200, description="The next page: what the one before ended with (`next`).")]
Sort = Annotated[
    Literal["newest", "oldest", "seen", "reports", "confidence"], Query(description="By date, last report, reports or confidence.")
]
By = Annotated[Literal["code", "name"], Query(description="`code` puts those of a country together, `name` tells them apart.")]
Like = Annotated[
    str | None,
    Query(max_length=200, description="Words of the name, the last one as far as it is typed; accents and case aside.", examples=["Kim"]),
]
Words = Annotated[
    str, Query(min_length=1, max_length=500, description='All words must occur: `"a phrase"`, begin*, OR, NOT (or -word), brackets.')
]
Day = Annotated[str | None, Query(max_length=40, description="Day, month or year of publication.", examples=["2024-01"])]
Names = Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=50)]
Since = Annotated[int, Query(ge=0, le=2**62, description="Number (`seq`) of the last change that you have.")]


def both(path: str, pages: Callable[..., Any], items: schema.Schema, example: Any, about: str, costly: bool = False) -> None:
    """A list under its name and, for files, under its name with a suffix. ``pages``: gives ``Pages`` for the parameters that it names."""
    chosen = Depends(pages)

    def one(request: Request, desk: AtDesk, found: Pages = chosen, limit: Limit = None, after: After = None) -> Response:
        return listed(request, desk, found, limit, after, None, costly)

    def whole(request: Request, desk: AtDesk, form: Form, found: Pages = chosen, limit: Limit = None, after: After = None) -> Response:
        return listed(request, desk, found, limit, after, form, costly)

    name = path.strip("/")
    router.add_api_route(path, one, name=name, operation_id=name, summary=about, responses=schema.lists(items))
    if example:
        schema.EXAMPLES["/api/v1" + path] = example
    router.add_api_route(
        path + ".{form}", whole, name=f"{name}_file", operation_id=f"{name}_file", summary=f"{about}, as a file", responses=schema.wholes()
    )


async def of_events(asked: Asked, sort: Sort = "newest") -> Pages:
    def page(ledger: Ledger, limit: int, after: str | None) -> Part:
        found = events.query(ledger, asked, limit, after, sort)
        return Part([events.flat(row) for row in found.rows], found.after, found.notes)

    return page


def listing_of(found: listing.Listed) -> Part:
    return Part(found.rows, found.after, found.notes)


async def of_articles(asked: Asked) -> Pages:
    return lambda ledger, limit, after: listing_of(listing.articles(ledger, asked, limit, after))


async def of_records(asked: Asked) -> Pages:
    return lambda ledger, limit, after: listing_of(listing.records(ledger, asked, limit, after))


async def of_stories(asked: Asked) -> Pages:
    return lambda ledger, limit, after: listing_of(listing.stories(ledger, asked, limit, after))


async def of_actors(asked: Asked, by: By = "name", q: Like = None) -> Pages:
    return lambda ledger, limit, after: listing_of(listing.actors(ledger, asked, limit, after, by, q or None))


async def of_places(asked: Asked) -> Pages:
    def page(ledger: Ledger, limit: int, after: str | None) -> Part:
        skip = listing.passed(after)
        found = figures.places(ledger, asked, limit + 1, skip)
        return Part([place(spot) for spot in found[:limit]], further(len(found), limit, skip))

    return page


async def of_pairs(asked: Asked, by: By = "code") -> Pages:
    def page(ledger: Ledger, limit: int, after: str | None) -> Part:
        skip = listing.passed(after)
        found = figures.links(ledger, asked, limit + 1, by, skip)
        return Part([pair(link) for link in found[:limit]], further(len(found), limit, skip))

    return page


async def of_hits(text: Words, since: Day = None, until: Day = None, outlet: Names = [], language: Names = []) -> Pages:  # noqa: B006
    def page(ledger: Ledger, limit: int, after: str | None) -> Part:
        skip = listing.passed(after)
        found = searching.search(ledger, text, limit, skip, since or None, until or None, outlet, language)
        return Part([hit(h) for h in found.hits], further(len(found.hits) + (found.after is not None), limit, skip))

    return page


async def of_changes(since: Since = 0) -> Pages:
    def page(ledger: Ledger, limit: int, after: str | None) -> Part:
        found = list(islice(changes(ledger.db, listing.whole(after, after) if after else since), limit + 1))
        return Part(found[:limit], str(found[limit - 1]["seq"]) if len(found) > limit else None)

    return page


def further(found: int, limit: int, skip: int) -> str | None:
    return str(skip + limit) if found > limit and skip + limit < listing.DEEP else None


def place(spot: figures.Spot) -> dict[str, Any]:
    names = ("name", "country", "adm1", "lat", "lon", "precision", "geonames_id", "area", "reports", "first", "last")
    return {name: getattr(spot, name) for name in names} | dict(spot.sums)


def pair(link: figures.Link) -> dict[str, Any]:
    sides = {"actor": link.actor, "actor_name": figures.named(link.actor)}
    sides |= {"recipient": link.recipient, "recipient_name": figures.named(link.recipient)}
    return {**sides, "scale": link.scale, "first": link.first, "last": link.last, **link.sums}


def hit(found: searching.Hit) -> dict[str, Any]:
    pieces = [{"text": text, "found": held} for text, held in found.words]
    return {**searching.flat(found), "pieces": pieces}


both("/events", of_events, schema.EVENT, examples.EVENT, "Events that fit")
both("/articles", of_articles, schema.ARTICLE, examples.ARTICLE, "Articles, or those that report events that fit")
both("/records", of_records, schema.RECORD, None, "Records: what each article reports of the events that fit")
both("/stories", of_stories, schema.STORY, examples.STORY, "Stories: articles on one happening", costly=True)
both("/actors", of_actors, schema.ACTOR, examples.ACTOR, "Who takes part in the events that fit", costly=True)
both("/places", of_places, schema.PLACE, None, "Where the events that fit happened", costly=True)
both("/pairs", of_pairs, schema.PAIR, None, "Who did something to whom, the most frequent first", costly=True)
both("/search", of_hits, schema.HIT, None, "Articles by their words, the best first")
both("/changes", of_changes, schema.CHANGE, examples.CHANGE, "What came, changed, was merged or removed, in order")
