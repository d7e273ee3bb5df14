"""Sums of the events that fit, for charts: over time, on the map, between parties, by kind. Kept until the ledger changes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from ...ask import figures
from ..answers import reply_kept
from ..asking import Asked
from ..desk import AtDesk
from . import schema
from .lists import By, pair, place

router = APIRouter(tags=["figures"])

#: Places of a map at most, those with the most events.
SPOTS = 2000
Period = Annotated[Literal["day", "week", "month", "year"] | None, Query(description="By default what suits the span.")]
Most = Annotated[int, Query(ge=1, le=SPOTS, description="Places at most, those with the most events.")]
Links = Annotated[int, Query(ge=1, le=500, description="Pairs at most, those with the most events.")]


@router.get("/stats", summary="How many events fit, by kind", operation_id="stats", responses=schema.told(schema.STATS))
def stats(request: Request, desk: AtDesk, asked: Asked) -> Response:
    """`event`, `quad_code` … `country`: value and events, the most frequent first; value null where nothing is known. `intake`: how
    inputs ended, of the whole ledger."""
    return reply_kept(request, desk, ("stats", asked), lambda ledger: all_stats(ledger, asked))


def all_stats(ledger: Any, asked: Any) -> dict[str, Any]:
    from ..desk import last_change

    found = figures.facets(ledger, asked)
    by = {name: [{"value": value, "events": n} for value, n in counts] for name, counts in found.by.items()}
    whole = {"events": found.events, "reports": found.reports, "first": found.first, "last": found.last, "seq": last_change(ledger)}
    return {**whole, "ledger": ledger.size(), "intake": ledger.counts(), **by}


@router.get("/timeline", summary="Events that fit over time", operation_id="timeline", responses=schema.told(schema.TIMELINE))
def timeline(request: Request, desk: AtDesk, asked: Asked, by: Period = None) -> Response:
    """`bins`: periods with events, in order; `quads`: by PLOVER's quad class 1 to 4; `told`: by how they are reported. `undated`: events
    without a date, or with one known less well than a period is long."""
    return reply_kept(request, desk, ("timeline", asked, by), lambda ledger: series(figures.timeline(ledger, asked, by)))


def series(found: figures.Series) -> dict[str, Any]:
    bins = [{"period": name, **sums(held)} for name, held in found.bins]
    return {"by": found.by, "first": found.first, "last": found.last, "bins": bins, "undated": sums(found.undated)}


def sums(held: figures.Sums) -> dict[str, Any]:
    return {"events": held.events, "quads": held.quads, "told": held.told}


@router.get(
    "/geojson",
    summary="Places of the events that fit, as a map draws them",
    operation_id="geojson",
    responses=schema.told(schema.COLLECTION, media="application/geo+json"),
)
def geojson(request: Request, desk: AtDesk, asked: Asked, most: Most = SPOTS) -> Response:
    """A feature for each place, with sums of its events. `area`: a country, division or region, of which the point is only the middle.
    `more`: there are more places than are given. A feature for each event: `/events.geojson`."""
    return reply_kept(
        request, desk, ("geojson", asked, most), lambda ledger: collection(figures.places(ledger, asked, most + 1), most), GEO
    )


GEO = "application/geo+json"


def collection(found: list[figures.Spot], most: int) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [spot(s) for s in found[:most]], "more": len(found) > most}


def spot(found: figures.Spot) -> dict[str, Any]:
    known = place(found)
    lat, lon = known.pop("lat"), known.pop("lon")
    where = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": where, "properties": known}


@router.get("/graph", summary="Who did something to whom, as a network", operation_id="graph", responses=schema.told(schema.GRAPH))
def graph(request: Request, desk: AtDesk, asked: Asked, by: By = "code", links: Links = 80) -> Response:
    """`links`: the pairs with the most events; `nodes`: their parties, `events` those of these links. `more`: there are more pairs."""
    return reply_kept(request, desk, ("graph", asked, by, links), lambda ledger: network(ledger, asked, by, links))


def network(ledger: Any, asked: Any, by: Any, most: int) -> dict[str, Any]:
    found = figures.links(ledger, asked, most + 1, by)
    kept = found[:most]
    return {"by": by, "nodes": figures.nodes(kept), "links": [pair(link) for link in kept], "more": len(found) > most}
