"""OpenRefine's Reconciliation API, version 0.2, over the actors of the ledger: names in a spreadsheet become ids that a filter takes."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from ..ask.resembling import KINDS, Likeness, resembling
from ..counted import many
from ..exporters.safe import as_json
from ..store.codes import codes
from .api import schema
from .desk import AtDesk, Desk

router = APIRouter(tags=["reconcile"])

#: Queries of one request; OpenRefine sends ten.
MANY = 200
LIMIT = 25
OBJECT = {"type": "object"}

Prefix = Annotated[str, Query(max_length=200, description="The beginning of a name.", examples=["Kim"])]


async def reconcile(request: Request) -> Response:
    """The manifest, or answers to ``queries``, of the address or a form."""
    queries = request.query_params.get("queries")
    if request.method == "POST":
        body = (await request.body()).decode("utf-8", "replace")
        queries = parse_qs(body, max_num_fields=MANY).get("queries", [queries])[0] if body.count("&") < MANY else queries
    desk: Desk = request.app.state.desk
    body_of = manifest(request) if not queries else await run_in_threadpool(answers, desk, understood(queries))
    return Response(as_json(body_of).encode("utf-8"), media_type="application/json")


router.add_route("/reconcile", reconcile, methods=["GET", "POST"])


def understood(queries: str) -> dict[str, dict[str, Any]]:
    """What is asked for. Raises HTTPException where that is not what the protocol says."""
    try:
        found = json.loads(queries)
    except (ValueError, RecursionError):
        raise HTTPException(400, "queries: no JSON") from None
    fits = isinstance(found, dict) and all(isinstance(q, dict) and isinstance(q.get("query"), str) for q in found.values())
    if not fits:
        raise HTTPException(400, 'queries: an object such as {"q0": {"query": "Putin"}} is expected')
    if len(found) > MANY:
        raise HTTPException(400, f"queries: {MANY} at most")
    return found  # type: ignore[no-any-return]


def answers(desk: Desk, queries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    with desk.ledger() as ledger:
        return {
            name: {"result": [candidate(f) for f in resembling(ledger, q["query"][:200], limit(q.get("limit")), kind(q.get("type")))]}
            for name, q in queries.items()
        }


def limit(given: object) -> int:
    return min(given, LIMIT) if isinstance(given, int) and given > 0 else 5


def kind(given: object) -> str | None:
    return given if isinstance(given, str) and given in KINDS else None


def candidate(found: Likeness) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "type": [{"id": found.kind, "name": KINDS[found.kind]}],
        "score": found.score,
        "match": found.match,
        "description": describing(found),
    }


def describing(found: Likeness) -> str:
    known = [codes().countries.get(found.code, found.code) if found.code and found.kind != "country" else None, *found.sectors]
    return ", ".join([*filter(None, known), many(found.events, "event")])


def manifest(request: Request) -> dict[str, Any]:
    here = str(request.base_url).rstrip("/")
    suggest = {"service_url": here, "service_path": "/reconcile/suggest"}
    return {
        "versions": ["0.2"],
        "name": "dragoman",
        "identifierSpace": f"{here}/actors/",
        "schemaSpace": f"{here}/reconcile/types/",
        "defaultTypes": [{"id": name, "name": about} for name, about in KINDS.items()],
        "view": {"url": f"{here}/actors/{{{{id}}}}"},
        "suggest": {"entity": suggest},
    }


@router.get("/reconcile/suggest", summary="OpenRefine: actors by what is typed", operation_id="suggest", responses=schema.told(OBJECT))
def suggest(request: Request, desk: AtDesk, prefix: Prefix = "") -> Response:
    with desk.ledger() as ledger:
        found = resembling(ledger, prefix, 10, begun=True) if prefix.strip() else []
    body = {"result": [{"id": f.id, "name": f.name, "description": describing(f), "view": quote(f.id)} for f in found]}
    return Response(as_json(body).encode("utf-8"), media_type="application/json")
