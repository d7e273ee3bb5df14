"""The filter of a request: the fields of ``store.filters.Filter`` as query parameters, named as the command line names them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from ..store.codes import FilterError
from ..store.filters import Filter

WHO = "code (RUS), sector (MIL), both (RUS:MIL), Wikidata id or name; `name:…` is always a name"
#: Values of one parameter at most.
MANY = 50

Text = Annotated[str, Query(max_length=200)]
#: A form sends its empty fields too: they ask for nothing.
Empty = Literal[""]


def many(about: str, example: str) -> Any:
    return Query(description=f"{about} May be repeated: any of them.", examples=[[example]], max_length=MANY)


async def asked(
    since: Annotated[str | None, Query(description="Events from this day, month or year on.", examples=["2024-01"], max_length=40)] = None,
    until: Annotated[str | None, Query(description="Events up to this day, month or year.", examples=["2024-06-30"], max_length=40)] = None,
    event: Annotated[list[Text], many("Event type.", "CONSULT")] = [],  # noqa: B006
    mode: Annotated[list[Text], many("Mode of the event type.", "visit")] = [],  # noqa: B006
    context: Annotated[list[Text], many("Context.", "military")] = [],  # noqa: B006
    quad: Annotated[
        list[Annotated[int, Query(ge=1, le=4)] | Empty], many("Verbal or material cooperation (1, 2), conflict (3, 4).", "4")
    ] = [],  # noqa: B006
    actor: Annotated[list[Text], many(f"Who does it: {WHO}.", "RUS")] = [],  # noqa: B006
    recipient: Annotated[list[Text], many("To whom.", "PRK")] = [],  # noqa: B006
    party: Annotated[list[Text], many("Either side.", "RUS:GOV")] = [],  # noqa: B006
    status: Annotated[list[Text], many("happened, ongoing, planned, hypothetical, negated.", "happened")] = [],  # noqa: B006
    reported_as: Annotated[list[Text], many("fact, claimed, contested, denied, planned, hypothetical, negated.", "contested")] = [],  # noqa: B006
    source: Annotated[list[Text], many("Who asserts or denies it.", "JRN")] = [],  # noqa: B006
    outlet: Annotated[list[Text], many("Reported by this outlet.", "Reuters")] = [],  # noqa: B006
    country: Annotated[list[Text], many("Where it happened: code or name.", "RUS")] = [],  # noqa: B006
    place: Annotated[list[Text], many("Where it happened, by name.", "Moscow")] = [],  # noqa: B006
    story: Annotated[list[Text], many("Reported in this story.", "sto-1")] = [],  # noqa: B006
    article: Annotated[list[Text], many("Reported in this article.", "art-04f1c2d3e4a5b6c7")] = [],  # noqa: B006
    text: Annotated[
        str | None,
        Query(description='Words of one of the reports: `"a phrase"`, begin*, OR, NOT.', examples=["grain deal"], max_length=500),
    ] = None,
    min_confidence: Annotated[
        Annotated[float, Query(ge=0, le=1, allow_inf_nan=False)] | Empty | None, Query(description="Confidence at least.", examples=[0.5])
    ] = None,
    min_reports: Annotated[
        Annotated[int, Query(ge=1, le=10**9)] | Empty | None, Query(description="Independent reports at least.", examples=[2])
    ] = None,
) -> Filter:
    """What the request asks for; empty values ask for nothing. Codes are looked at when the ledger is asked (FilterError)."""
    texts = {
        "event": event,
        "mode": mode,
        "context": context,
        "actor": actor,
        "recipient": recipient,
        "party": party,
        "status": status,
        "reported_as": reported_as,
        "source": source,
        "outlet": outlet,
        "country": country,
        "place": place,
        "story": story,
        "article": article,
    }
    return Filter(
        since=since or None,
        until=until or None,
        quad=tuple(int(q) for q in quad if q != ""),
        text=text or None,
        min_confidence=None if min_confidence == "" else min_confidence,
        min_reports=None if min_reports == "" else min_reports,
        **{name: tuple(value for value in values if value.strip()) for name, values in texts.items()},
    )


#: For the signature of a route.
Asked = Annotated[Filter, Depends(asked)]

#: What the page adds to its address and no list needs to know of.
OF_THE_PAGE = frozenset({"fragment", "view", "limit", "after", "sort", "token"})


async def only_known(request: Request) -> None:
    """Raises FilterError for a parameter that the route does not have: a slip of the pen would otherwise ask for everything."""
    names = set(request.query_params) - OF_THE_PAGE
    if not names:
        return
    known = parameters(request)
    for name in sorted(names - known):
        near = get_close_matches(name, known, n=1, cutoff=0.6)
        remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}" if known else "there is none here"
        raise FilterError(f"no parameter {name!r}; {remedy}")


def parameters(request: Request) -> frozenset[str]:
    """Names of the query parameters of the route, as the API's description has them."""
    table = getattr(request.app.state, "parameters", None)
    if table is None:
        table = request.app.state.parameters = described(request.app.openapi()["paths"])
    fits = (names for method, path, names in table if method == request.method.lower() and path.fullmatch(request.url.path))
    return next(fits, frozenset())


def described(paths: dict[str, Any]) -> list[tuple[str, re.Pattern[str], frozenset[str]]]:
    """(method, path, names) in the order of the routes."""
    return [
        (
            method,
            re.compile(_HOLE.sub("[^/]+", re.escape(path))),
            frozenset(p["name"] for p in route.get("parameters", ()) if p["in"] == "query"),
        )
        for path, methods in paths.items()
        for method, route in methods.items()
    ]


#: What stands for a part of a path, after ``re.escape``.
_HOLE = re.compile(r"\\\{\w+\\\}")
