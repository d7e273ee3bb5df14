"""Answers to programs: JSON with an ETag that holds as long as the ledger does, and lists as CSV, JSONL or GeoJSON."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from .. import __version__
from ..exporters.gathered import Left, Options
from ..exporters.gathered.cells import Sheet
from ..exporters.safe import as_json
from ..store import Ledger
from .desk import Desk, State, state

Form = Literal["csv", "jsonl", "geojson"]
MEDIA = {"csv": "text/csv", "jsonl": "application/x-ndjson", "geojson": "application/geo+json"}
#: Other names of the same, as programs ask for them.
ALIASES = {"application/jsonl": "jsonl", "application/jsonlines": "jsonl", "application/x-jsonlines": "jsonl"}
#: Rows fetched together where a list is asked for as a whole.
TOGETHER = 500
#: Items of a page, where nothing is said.
USUAL = 50
#: What of a place is only the middle of an area.
EXACT = frozenset({"city", "site"})

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a list. ``next``: what to give as ``after`` for the next one, None on the last. ``notes``: how names were understood."""

    items: Sequence[Item]
    next: str | None = None
    notes: Sequence[str] = ()


#: Gives one page: ledger, limit, after.
Pages = Callable[[Ledger, int, "str | None"], Part]


def reply(request: Request, desk: Desk, make: Callable[[Ledger], Any], media: str = "application/json", of: str = "") -> Response:
    """``make``'s answer as JSON (bytes go out as they are), or 304 where whoever asks has it. ``of``: what else the answer depends on."""
    with desk.ledger() as ledger:
        tag = etag(request, state(ledger), media + of)
        if known(request, tag):
            return Response(status_code=304, headers={"etag": tag})
        made = make(ledger)
    body = made if isinstance(made, bytes) else as_json(made).encode("utf-8")
    return Response(body, media_type=media, headers={"etag": tag, "vary": "accept"})


def reply_kept(request: Request, desk: Desk, key: Hashable, make: Callable[[Ledger], Any], media: str = "application/json") -> Response:
    """The same for an answer that is kept (Desk.kept): bytes as they go out. ``key``: what the answer depends on."""

    def written(ledger: Ledger) -> bytes:
        made = make(ledger)
        return made if isinstance(made, bytes) else as_json(made).encode("utf-8")

    found = desk.kept_at(key, written)
    tag = etag(request, found.state, media)
    if known(request, tag):
        return Response(status_code=304, headers={"etag": tag})
    return Response(found.value, media_type=media, headers={"etag": tag, "vary": "accept"})


def etag(request: Request, at: State, of: str) -> str:
    """Weak: the answer may be compressed on its way. ``at``: the state of the ledger that it tells of; ``of``: what else it depends on."""
    asked = f"{__version__} {request.url.path}?{request.url.query} {of}"
    return f'W/"{".".join(map(str, at))}-{hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()[:16]}"'


def known(request: Request, tag: str) -> bool:
    held = request.headers.get("if-none-match", "")
    return held.strip() == "*" or tag.removeprefix("W/") in (part.strip().removeprefix("W/") for part in held.split(","))


def listed(
    request: Request, desk: Desk, pages: Pages, limit: int | None, after: str | None, form: Form | None, costly: bool = False
) -> Response:
    """A list: a page of JSON; or in the form asked for as a whole, where no ``limit`` is given.

    ``costly``: the whole list is made for every page of it, so that pages are kept and few.
    """
    form = form or wanted(request.headers.get("accept", ""))
    if form is None:
        make: Callable[[Ledger], Any] = lambda ledger: as_page(pages(ledger, limit or USUAL, after or None))  # noqa: E731
        return reply_kept(request, desk, (request.url.path, request.url.query), make) if costly else reply(request, desk, make)
    if limit is not None:
        return reply(request, desk, lambda ledger: b"".join(written([pages(ledger, limit, after or None)], form)), MEDIA[form])
    name = request.url.path.rsplit("/", 1)[-1].partition(".")[0]
    first = with_first(desk, pages, after or None, 10 * TOGETHER if costly else TOGETHER)
    told = {"content-disposition": f'attachment; filename="{name}.{form}"', "vary": "accept"}
    return StreamingResponse(written(first, form), media_type=MEDIA[form], headers=told)


def as_page(part: Part) -> dict[str, Any]:
    return {"items": list(part.items), "next": part.next, "notes": list(part.notes)}


def wanted(accept: str) -> Form | None:
    """The form that the client names before JSON, None for JSON."""
    for kind in accept.split(","):
        name = kind.partition(";")[0].strip().lower()
        if name in {"application/json", "*/*", "text/html"}:
            return None
        for form, media in MEDIA.items():
            if name == media or ALIASES.get(name) == form:
                return form  # type: ignore[return-value]
    return None


def with_first(desk: Desk, pages: Pages, after: str | None, together: int) -> Iterator[Part]:
    """All pages. The first is fetched at once, so that what is asked wrongly is told before anything is sent."""
    first = fetched(desk, pages, after, together)

    def rest() -> Iterator[Part]:
        part = first
        yield part
        while part.next:
            part = fetched(desk, pages, part.next, together)
            yield part

    return rest()


def fetched(desk: Desk, pages: Pages, after: str | None, together: int) -> Part:
    """Each page in whichever thread has to fetch it, with that thread's ledger."""
    with desk.ledger() as ledger:
        return pages(ledger, together, after)


def written(parts: Iterable[Part], form: Form) -> Iterator[bytes]:
    return {"csv": as_csv, "jsonl": as_jsonl, "geojson": as_geojson}[form](parts)


def as_jsonl(parts: Iterable[Part]) -> Iterator[bytes]:
    for part in parts:
        yield "".join(as_json(dict(item)) + "\n" for item in part.items).encode("utf-8")


def as_csv(parts: Iterable[Part]) -> Iterator[bytes]:
    """One header; cells that a spreadsheet would run are made safe."""
    out = io.StringIO(newline="")
    sheet: Sheet | None = None
    for part in parts:
        for item in part.items:
            row = flat(item)
            sheet = sheet or Sheet(out, tuple(row), Options(), Left())
            sheet.add(row)
        yield out.getvalue().encode("utf-8", "replace")
        out.seek(0)
        out.truncate()


def as_geojson(parts: Iterable[Part]) -> Iterator[bytes]:
    """A feature an item; without a geometry where no place is known."""
    yield b'{"type":"FeatureCollection","features":['
    comma = ""
    for part in parts:
        for item in part.items:
            yield (comma + as_json(feature(item))).encode("utf-8")
            comma = ",\n"
    yield b"]}\n"


def feature(item: Item) -> dict[str, Any]:
    """``area``: the point is the middle of a country, division or region: draw it soft."""
    row = flat(item)
    lat, lon = row.get("lat"), row.get("lon")
    where = {"type": "Point", "coordinates": [lon, lat]} if lat is not None and lon is not None else None
    if where:
        row["area"] = row.get("precision") not in EXACT
    return {"type": "Feature", "geometry": where, "properties": row}


def flat(item: Item) -> dict[str, Any]:
    """Nested things as columns: ``a: {b: 1}`` is ``a_b``, lists of texts are joined by ``; ``."""
    row: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, Mapping):
            row |= {f"{name}_{key}": held for key, held in flat(value).items()}
        elif isinstance(value, (list, tuple)):
            plain = all(isinstance(v, str | int | float) for v in value)
            row[name] = ("; ".join(map(str, value)) if plain else as_json(list(value))) or None
        else:
            row[name] = int(value) if isinstance(value, bool) else value
    return row
