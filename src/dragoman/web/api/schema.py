"""What the answers look like, for OpenAPI: rows spelt as ``name: type``, the contracts of events, records and readings as they stand."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ...schemas import schema
from ...store.codes import REPORTED_AS
from ...types import STATUSES

Schema = dict[str, Any]
#: ``text``, ``text?`` (may be null) …
KINDS: dict[str, Schema] = {
    "text": {"type": "string"},
    "int": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
}
#: Path of a list -> an item of it: put in when all is made, since FastAPI drops what is null.
EXAMPLES: dict[str, Any] = {}
CONTRACTS = {"GatheredEvent": "event", "Record": "record", "Reading": "reading"}


def kind(spelt: str) -> Schema:
    base = KINDS[spelt.removesuffix("?")]
    return {**base, "type": [base["type"], "null"]} if spelt.endswith("?") else dict(base)


def row(spelt: str, **more: Schema) -> Schema:
    """``"event_id: text, date: text?"`` as an object that has these and no others."""
    pairs = [part.split(":") for part in spelt.split(",") if part.strip()]
    properties = {name.strip(): kind(what.strip()) for name, what in pairs} | more
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def part_of(items: Schema) -> Schema:
    """A page of a list."""
    return {
        "type": "object",
        "required": ["items", "next", "notes"],
        "properties": {
            "items": array(items),
            "next": {"type": ["string", "null"], "description": "Give it as `after` for the next page; null on the last one."},
            "notes": {**array({"type": "string"}), "description": "How names were understood."},
        },
        "additionalProperties": False,
    }


SIDES = (
    "actor: text?, actor_code: text?, actor_sector: text?, recipient: text?, recipient_code: text?, recipient_sector: text?, "
    "date: text?, enddate: text?, date_edtf: text?, place: text?, country: text?"
)
QUADS = "quad_1: int, quad_2: int, quad_3: int, quad_4: int"
SUMS = "events: int, " + QUADS + ", " + ", ".join(f"{told}: int" for told in REPORTED_AS)
#: Codes that some columns are limited to.
LIMITED = {"status": {"type": "string", "enum": list(STATUSES)}, "reported_as": {"type": "string", "enum": list(REPORTED_AS)}}

EVENT = row(
    f"event_id: text, event: text, mode: text?, context: text?, quad_code: int, event_scale: number, {SIDES}, adm1: text?, lat: number?, "
    "lon: number?, geonames_id: int?, precision: text?, status: text, reported_as: text, asserted_by: text?, denied_by: text?, "
    "dead_low: int?, dead_high: int?, injured_low: int?, injured_high: int?, arrested_low: int?, arrested_high: int?, quantity: text?, "
    "quantity_low: int?, quantity_high: int?, confidence: number, reports: int, independent_reports: int, reprints: int, "
    "first_seen: text?, last_seen: text?, headline: text?, quote: text?",
    **LIMITED,
)
RECORD = row(
    "record_id: text, event_id: text, article: text, event: text, mode: text?, context: text?, quad_code: int, event_scale: number, "
    f"{SIDES}, lat: number?, lon: number?, geonames_id: int?, status: text, reported_as: text, "
    "sources: text?, denied_by: text?, confidence: number, quote: text, start: int, end: int, origin: text?, reprint: int, "
    "headline: text?, publication: text?, published: text?, url: text?",
    **LIMITED,
)
ARTICLE = row(
    "key: text, title: text?, published: text?, dated_by: text?, source: text?, author: text?, url: text?, language: text?, "
    "partial: text?, story: text?, stored_at: text, copy_of: text?, events: int"
)
WHOLE_ARTICLE = row(
    "id: text, title: text?, published: text?, dated_by: text?, source: text?, author: text?, url: text?, language: text?, "
    "partial: text?, text: text",
    records=array({"type": "object"}),
)
STORY = row("story: text, title: text?, articles: int, outlets: int, first: text?, last: text?")
WHOLE_STORY = row("story: text", articles=array(ARTICLE), events=array(EVENT))
ACTOR = row("name: text, code: text?, sector: text?, wikidata: text?, events: int, did: int, done: int, first: text?, last: text?")
PLACE = row(
    "name: text, country: text?, adm1: text?, lat: number?, lon: number?, precision: text?, geonames_id: int?, area: flag, reports: int, "
    f"first: text?, last: text?, {SUMS}"
)
PAIR = row(f"actor: text, actor_name: text, recipient: text, recipient_name: text, scale: number, first: text?, last: text?, {SUMS}")
CHANGE = row("seq: int, at: text, kind: text, id: text, action: text, into: text?")
PIECES = array(row("text: text, found: flag"))
HIT = row(
    "article: text, title: text, words: text, found: text, source: text?, published: text?, language: text?, url: text?, story: text?, "
    "events: int",
    pieces=PIECES,
)
PERIOD = row(
    "period: text?, actor: text, recipient: text, together: int, events: int, fact: int, claimed: int, contested: int, planned: int, "
    "hypothetical: int, denied: int, negated: int, quad_1: int, quad_2: int, quad_3: int, quad_4: int, scale_sum: number, "
    "scale_mean: number?, own_voice_sum: number, own_voice_mean: number?"
)
WHOLE_PAIR = row("one: text, other: text, by: text", periods=array(PERIOD), notes=array({"type": "string"}))
PORTRAIT = row(
    "actor: text, first: text?, last: text?, roles: counts, did: counts, done_to_it: counts, reported_as: counts, "
    "months: counts, places: counts",
    names=array(row("name: text, office: text?, code: text?, count: int", sector=array({"type": "string"}))),
    partners=array(row("name: text, did: int, done: int, scale_mean: number")),
    notes=array({"type": "string"}),
)
COUNTS = {"quads": {**array({"type": "integer"}), "minItems": 4, "maxItems": 4}, "told": KINDS["counts"]}
TIMELINE = row(
    "by: text, first: text?, last: text?", bins=array(row("period: text, events: int", **COUNTS)), undated=row("events: int", **COUNTS)
)
GRAPH = row("by: text, more: flag", nodes=array(row("id: text, name: text, country: flag, events: int")), links=array(PAIR))
FACET = array({"type": "object", "required": ["value", "events"], "properties": {"value": {}, "events": {"type": "integer"}}})
STATS = row(
    "events: int, reports: int, first: text?, last: text?, seq: int",
    ledger=row("articles: int, records: int, events: int"),
    intake=KINDS["counts"],
    **dict.fromkeys(("event", "quad_code", "status", "reported_as", "country"), FACET),
)
COLLECTION: Schema = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {"type": {"const": "FeatureCollection"}, "features": array({"type": "object"})},
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": array({"type": "object"}),
    },
}


def answers(*kinds: int) -> dict[int | str, dict[str, Any]]:
    """Problems that a route may answer with, beside 400 and 422."""
    about = {
        400: "What is asked for does not exist: the detail names what does.",
        404: "There is none of that name.",
        413: "More is sent than is taken.",
        422: "A parameter is not as it should be.",
        429: "Other stories are being read; try again in some seconds.",
    }
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": about[code], "content": content} for code in sorted({400, 422, *kinds})}


def told(found: Schema, *problems: int, media: str = "application/json") -> dict[int | str, Any]:
    """``responses`` of a route."""
    unchanged = {"description": "Whoever asks has it already (If-None-Match)."}
    return {200: {"description": "As asked.", "content": {media: {"schema": found}}}, 304: unchanged, **answers(*problems)}


def lists(items: Schema) -> dict[int | str, Any]:
    """``responses`` of a list: JSON, or what Accept asks for."""
    found = told(part_of(items))
    content = {"text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}}}
    found[200]["content"] |= content | {"application/geo+json": {"schema": COLLECTION}}
    return found


def wholes() -> dict[int | str, Any]:
    """``responses`` of a list as a whole, by its suffix."""
    content: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}}}
    content["application/geo+json"] = {"schema": COLLECTION}
    return {200: {"description": "All that fits, or `limit` of it.", "content": content}, 304: {"description": "As before."}, **answers()}


QUERIES: Schema = {"type": "string", "examples": ['{"q0": {"query": "Mira Tolan", "type": "actor", "limit": 3}}']}
RECONCILING = {"tags": ["reconcile"], "responses": {str(code): what for code, what in told({"type": "object"}, 413).items()}}
#: One route with two methods, which FastAPI would give one name.
RECONCILE: Schema = {
    "get": {
        **RECONCILING,
        "operationId": "reconcile",
        "summary": "OpenRefine's Reconciliation API 0.2: the manifest, or answers to queries",
        "description": "Ids are what the filters of this API take: a code (RUS), a Wikidata id (Q7747), or `name:…`.",
        "parameters": [{"name": "queries", "in": "query", "required": False, "schema": QUERIES}],
    },
    "post": {
        **RECONCILING,
        "operationId": "reconcile_post",
        "summary": "The same, with the queries in a form",
        "requestBody": {
            "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"queries": QUERIES}}}}
        },
    },
}


def contract(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def document(app: FastAPI) -> Schema:
    """The whole description, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, license_info=app.license_info, routes=app.routes
        )
        made["paths"]["/reconcile"] = RECONCILE
        for path, example in EXAMPLES.items():
            content = made["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
            content["example"] = {"items": [example], "next": None, "notes": []}
        parts = made.setdefault("components", {}).setdefault("schemas", {})
        parts["Problem"] = PROBLEM
        for name, what in CONTRACTS.items():
            parts[name] = moved(schema(what), name)
        for unused in ("HTTPValidationError", "ValidationError"):
            parts.pop(unused, None)
        app.openapi_schema = made
    return app.openapi_schema


def moved(found: Schema, name: str) -> Schema:
    """A schema as a component: its references point to where it stands now."""
    here = f"#/components/schemas/{name}"
    text = json.dumps({key: value for key, value in found.items() if key != "$schema"})
    moved: Schema = json.loads(text.replace('"#/', f'"{here}/').replace('"$ref": "#"', f'"$ref": "{here}"'))
    return moved
