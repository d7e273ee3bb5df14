"""Which address shows what. Each route reads the ledger, makes a view, and hands it to a template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from ...ask import about as asking_about
from ...ask import actors as asking_actors
from ...ask import disputing, dyads, searching, showing
from ...ask import events as asking_events
from ...ask import listing as lists
from ...store import Ledger
from ...store.filters import Filter, FilterError
from ...timeline import parse_day
from ...types import Article, Filed, Reading
from ..api.read import Story, reading_of
from ..asking import Asked
from ..desk import AtDesk, Desk
from . import actor, address, exporting, happening, labels, links, listing, pair, render, story, unchanged

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, route_class=unchanged.Unchanged)

#: Events, articles of a page.
EVENTS, STORIES, HITS, DISPUTES = 50, 40, 20, 20
#: Fields that the form of the events page shows; what else is asked for is passed on.
FORM = (
    "since",
    "until",
    "text",
    "event",
    "quad",
    "actor",
    "recipient",
    "reported_as",
    "status",
    "country",
    "place",
    "source",
    "outlet",
    "min_reports",
)

After = Annotated[str | None, Query(max_length=200)]
Sort = Annotated[str, Query(max_length=20)]
Limit = Annotated[int, Query(ge=1, le=500)]
Name = Annotated[str, Query(max_length=300)]


PASTED = ("text", "title", "published", "source")


@router.get("/")
@router.get("/events")
def events(
    request: Request, desk: AtDesk, asked: Asked, after: After = None, sort: Sort = "newest", limit: Limit = EVENTS, fragment: Name = ""
) -> HTMLResponse:
    """The list of events, with what all of them come to."""
    with desk.ledger() as ledger:
        found = listing.listed(ledger, asked, limit, after, sort or "newest")
    context: dict[str, Any] = {"found": found, "chips": address.chips(asked, "/events", {})}
    if fragment == "list":
        context["sums"] = unchanged.kept(request, desk, ("span", asked), partial(listing.span, asked=asked))
        return HTMLResponse(render.text("_list.html", **context))
    context["sums"] = unchanged.kept(request, desk, ("summary", asked), partial(listing.summary, asked=asked))
    more: dict[str, Any] = {"asked": asked, "choices": listing.choices(asked, sort), "hidden": listing.hidden(asked, FORM)}
    return render.page(
        request, "events.html", **context, **more, query=links.query(address.values(asked)), exports=exporting.choices(asked)
    )


@router.get("/events/{event_id}")
def event(request: Request, desk: AtDesk, event_id: str) -> Response:
    """An event; under an id that was passed on, the way to the one that has its reports now."""
    with desk.ledger() as ledger:
        shown = showing.show(ledger, event_id) if event_id.startswith("evt-") else None
        found = shown.event if shown else None
        if found is None:
            raise HTTPException(404, f"no event {event_id!r} in this ledger")
        if found.id != event_id:
            return RedirectResponse(links.event(found.id) + links.query({"from": event_id}), status_code=301)
        came = request.query_params.get("from", "")
        forwarded = came if came and (known := ledger.event(came)) and known.id == found.id and came != found.id else None
        view = happening.happening(found, forwarded)
    return render.page(request, "event.html", e=view, exports=())


@router.get("/records/{record_id}")
def record(desk: AtDesk, record_id: str) -> Response:
    """A record stands in its article."""
    with desk.ledger() as ledger:
        shown = showing.show(ledger, record_id) if record_id.startswith("drg-") else None
    if shown is None or shown.article is None or shown.record is None:
        raise HTTPException(404, f"no record {record_id!r} in this ledger")
    return RedirectResponse(links.article(shown.article.id, shown.record.id), status_code=302)


@router.get("/articles/{key}")
async def article(request: Request, desk: AtDesk, key: str, why: Name = "") -> Response:
    """A story with its records. ``why``: read it again, to tell every reason with the votes."""
    found = await run_in_threadpool(kept, desk, key)
    if found.key != key:
        return RedirectResponse(links.article(found.key), status_code=302)
    because = await again(request, found.filed.article) if why else None
    return await run_in_threadpool(shown, request, found, because)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger has of an article. ``others``: articles of the same story. ``first``: whose text it prints again; ``elsewhere``: who
    else prints its own (``ask.showing.copies``)."""

    key: str
    filed: Filed
    understood: dict[str, Any]
    events: dict[str, str]
    story: str | None
    others: list[Any]
    first: dict[str, Any] | None
    elsewhere: list[dict[str, Any]]


def kept(desk: Desk, key: str) -> Kept:
    with desk.ledger() as ledger:
        found = showing.show(ledger, key) if not key.startswith(("evt-", "drg-")) else None
        if found is None or found.filed is None:
            raise HTTPException(404, f"no article {key!r} in this ledger")
        name = found.filed.article.id
        of_story = ledger.db.query("SELECT story FROM article WHERE key = ?", (name,))[0]["story"]
        others = [row for row in in_story(ledger, of_story) if row["key"] != name]
        understood = ledger.reading(name) or {}
        return Kept(name, found.filed, understood, dict(found.event_ids), of_story, others, *showing.copies(ledger, name))


def shown(request: Request, found: Kept, because: dict[str, tuple[str, ...]] | None) -> Response:
    view = story.story(found.filed.article, found.filed.records, found.understood, found.events, because)
    elsewhere = [(row["source"], row["published"], links.outside(row["url"])) for row in found.elsewhere]
    context: dict[str, Any] = {"key": found.key, "story": found.story, "others": found.others, "first": found.first, "elsewhere": elsewhere}
    return render.page(request, "story.html", s=view, why=because is not None, **context)


async def again(request: Request, known: Article) -> dict[str, tuple[str, ...]]:
    """Record id -> why it is there, by reading the text once more."""
    told = Story.model_construct(text=known.text, published=known.published, title=known.title, source=known.source)
    reading = await reading_of(request, told)
    return await run_in_threadpool(because_of, reading, request.app.state.readers.reader)


def because_of(reading: Reading, reader: str) -> dict[str, tuple[str, ...]]:
    from ...api import default_knowledge
    from ...explain import reasons

    return {r.id: lines for r, lines in zip(reading.records, reasons(reading, default_knowledge(reader)), strict=True)}


def in_story(ledger: Ledger, name: str | None, most: int = 200) -> list[Any]:
    """The articles of a story, in the order of publication."""
    columns = "key, title, source, published, copy_of"
    return ledger.db.query(f"SELECT {columns} FROM article WHERE story = ? ORDER BY published, id LIMIT {most}", (name,)) if name else []


@router.get("/stories")
def stories(request: Request, desk: AtDesk, asked: Asked, after: After = None) -> Response:
    """Happenings that articles report, the latest first."""
    with desk.ledger() as ledger:
        found = lists.stories(ledger, asked, STORIES, after)
    here = address.values(asked)
    forward = "/stories" + links.query(here | {"after": (found.after,)}) if found.after else None
    back = "/stories" + links.query(here) if after else None
    chips = address.chips(asked, "/stories", {})
    return render.page(request, "stories.html", stories=found.rows, next=forward, first=back, notes=found.notes, chips=chips)


@router.get("/stories/{name}")
def of_story(request: Request, desk: AtDesk, name: str) -> Response:
    """All articles on one happening, and their events."""
    with desk.ledger() as ledger:
        articles = in_story(ledger, name)
        if not articles:
            raise HTTPException(404, f"no story {name!r} in this ledger")
        found = listing.listed(ledger, Filter(story=(name,)), 100, None, "oldest")
    return render.page(request, "one_story.html", name=name, articles=articles, found=found, listed=links.events(story=name))


@router.get("/pairs")
def pairs(request: Request, desk: AtDesk, asked: Asked, one: Name = "", other: Name = "", by: Name = "month", at: Name = "") -> Response:
    """Asks for the two sides, or shows them where they are named."""
    one, other = one.strip(), other.strip()
    if one and other and "/" not in one + other:
        return RedirectResponse(links.pair(one, other), status_code=303)
    if one and other:
        return between(request, desk, asked, one, other, by, at)
    top = unchanged.kept(request, desk, ("summary", Filter()), partial(listing.summary, asked=Filter())).pairs
    return render.page(request, "pairs.html", one=one, other=other, top=top)


@router.get("/pairs/{one}/{other}")
def between(request: Request, desk: AtDesk, asked: Asked, one: str, other: str, by: Name = "month", at: Name = "") -> Response:
    """Cooperation and conflict of two sides over time, with the events behind each period."""
    if by not in dyads.DAYS:
        raise FilterError(f"no period {by!r}; there are {', '.join(dyads.DAYS)}")
    with desk.ledger() as ledger:
        found = dyads.dyad(ledger, one, other, by, asked)  # type: ignore[arg-type]
        rows = dyads.between(ledger, one, other, by, at or None, asked)  # type: ignore[arg-type]
    view = pair.between(found, asked, at or None)
    lines = [(direction, listing.line(row)) for direction, row in rows]
    return render.page(
        request, "pair.html", v=view, lines=lines, chips=address.chips(asked, request.url.path, {}), periods=tuple(dyads.DAYS)
    )


@router.get("/actors")
def actors(request: Request, desk: AtDesk, who: Name = "") -> Response:
    """Asks for an actor."""
    if who.strip():
        return RedirectResponse(links.actor(who.strip()), status_code=303)
    found = unchanged.kept(request, desk, "most named", partial(lists.actors, asked=Filter(), limit=60, by="code"))
    top = [(row["code"] or "", labels.actor_name(row["name"]), row["events"], links.actor(actor.other(row["name"]))) for row in found.rows]
    return render.page(request, "actors.html", top=top)


@router.get("/actors/{who:path}")
def one_actor(request: Request, desk: AtDesk, asked: Asked, who: str) -> Response:
    """What an actor did, what was done to it."""
    with desk.ledger() as ledger:
        found = asking_actors.portrait(ledger, who, asked)
        latest = listing.listed(ledger, Filter(party=(who,)), 15, None, "newest")
    view = actor.figure(found, asked)
    named = next((name.name for name in view.names), view.name)
    shown = named if who.startswith("Q") and who[1:].isdecimal() else view.name
    return render.page(request, "actor.html", a=view, shown=shown, found=latest, chips=address.chips(asked, request.url.path, {}))


@router.get("/contested")
def contested(request: Request, desk: AtDesk, asked: Asked, after: After = None) -> Response:
    """Events that some assert and some deny, the two sides next to each other."""
    with desk.ledger() as ledger:
        found = disputing.disputes(ledger, asked, DISPUTES, after)
    here = address.values(asked, but=("reported_as",))
    views = [happening.happening(d.event) for d in found.disputes]
    forward = "/contested" + links.query(here | {"after": (found.after,)}) if found.after else None
    back = "/contested" + links.query(here) if after else None
    return render.page(
        request, "contested.html", disputes=views, next=forward, first=back, notes=found.notes, chips=address.chips(asked, "/contested", {})
    )


@router.get("/search")
def search(
    request: Request,
    desk: AtDesk,
    q: Name = "",
    since: Name = "",
    until: Name = "",
    after: After = None,
) -> Response:
    """Articles by their words."""
    outlets = tuple(o.strip() for o in request.query_params.getlist("outlet") if o.strip())
    if after is not None and not (after.isdecimal() and len(after) < 9):
        raise FilterError(f"no page after {after!r}; give what the page before it ended with")
    found = None
    if q.strip():
        with desk.ledger() as ledger:
            found = searching.search(ledger, q, HITS, int(after or 0), since or None, until or None, outlets)
    here = {"q": (q,), "since": (since,), "until": (until,), "outlet": outlets}
    forward = links.search(**here, after=found.after) if found and found.after else None
    begins = int(after or 0) + 1
    return render.page(
        request,
        "search.html",
        q=q,
        since=since,
        until=until,
        outlets=outlets,
        found=found,
        next=forward,
        first=links.search(**here) if after else None,
        begins=begins,
    )


@router.get("/about")
def about(request: Request, desk: AtDesk) -> Response:
    """What the ledger holds, who coded it, what was left out and why, and what the types mean."""
    with desk.ledger() as ledger:
        apart = tuple(sorted((how, n) for how, n in ledger.counts().items() if how not in {"stored", "started"}))
    found = desk.kept(("about", apart), asking_about.about)
    request.state.shows = None  # inputs that are refused change nothing else
    kinds = sorted(labels.types().values(), key=lambda kind: (kind.quad, kind.name))
    return render.page(request, "about.html", a=found, kinds=kinds, where=shortened(desk.where))


def shortened(where: str) -> str:
    """The ledger's name: the last part of a path, an address without user and password."""
    if "://" in where:
        return where.partition("://")[0] + "://" + where.rpartition("@")[2].partition("?")[0].partition("://")[2].partition("/")[2] or where
    return where.replace("\\", "/").rpartition("/")[2]


@router.get("/export")
def export(
    request: Request,
    desk: AtDesk,
    asked: Asked,
    f: Name = "",
    part: Name = "",
    everything: Annotated[str, Query(alias="all", max_length=10)] = "",
) -> Response:
    """What is shown as a file; without a format the choice of them."""
    with desk.ledger() as ledger:
        total = asking_events.count(ledger, asked)
    if not f:
        chips = address.chips(asked, "/export", {})
        return render.page(
            request, "export.html", exports=exporting.choices(asked), total=total, chips=chips, shown=links.events(**address.values(asked))
        )
    file, media, _ = exporting.checked(f, part or None)
    made = exporting.body(partial(Ledger.open, desk.where), f, asked, part or None, bool(everything))
    return StreamingResponse(made, media_type=media, headers={"content-disposition": f'attachment; filename="{file}"'})


@router.get("/read")
def paste(request: Request) -> Response:
    """The box to paste a story into."""
    return render.page(request, "read.html", given=dict.fromkeys(PASTED, ""), s=None, trouble="")


@router.post("/read")
async def read(request: Request) -> Response:
    """The story that was pasted, read. Nothing of it is kept."""
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    given = {name: form.get(name, "").replace("\r\n", "\n") for name in PASTED}
    if not given["text"].strip():
        return render.page(request, "read.html", status=422, given=given, s=None, trouble="Paste the text of a story first.")
    try:
        if given["published"].strip() and parse_day(given["published"].strip()) is None:
            raise HTTPException(422, f"{given['published']!r} is no day such as 2024-01-16")
        about = {name: given[name].strip() or None for name in PASTED if name != "text"}
        asked = Story.model_validate({"text": given["text"], **about})
        reading = await reading_of(request, asked)
    except ValidationError as error:
        first = error.errors()[0]
        trouble = f"{first['loc'][0]}: {first['msg']}" if first["loc"] else first["msg"]
        return render.page(request, "read.html", status=422, given=given, s=None, trouble=trouble)
    except HTTPException as error:
        return render.page(request, "read.html", status=error.status_code, given=given, s=None, trouble=str(error.detail))
    return await run_in_threadpool(pasted, request, given, reading)


def pasted(request: Request, given: dict[str, str], reading: Reading) -> Response:
    because = because_of(reading, request.app.state.readers.reader)
    view = story.of_reading(reading, because)
    return render.page(request, "read.html", given=given, s=view, trouble="")
