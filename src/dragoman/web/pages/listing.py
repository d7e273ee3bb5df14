"""Events as a list: a row of the ledger's table each, as readers see it; and what all of them come to, by month, country, pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...ask import events as asking
from ...ask import figures
from ...store import Ledger
from ...store.codes import QUADS, REPORTED_AS, codes
from ...store.filters import Filter
from ...store.pages import SORTS
from ...types import STATUSES, Place, Size
from . import address, charts, labels, links
from .labels import Deed, Where, Who

#: Characters of a quotation in a list.
QUOTE = 160
#: Lines of each table of sums.
TOP = 8
#: How the orders of the list are called.
ORDERS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "seen": "last reported first",
    "reports": "most reported first",
    "confidence": "surest first",
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the list."""

    id: str
    href: str
    when: str
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    deed: Deed
    place: Where | None
    size: str
    told: str
    mark: str
    status: str
    ongoing: bool
    asserted_by: str
    denied_by: str
    independent: int
    reprints: int
    quote: str
    headline: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Counted:
    """A line of a table of sums: what, how many, the list of these, how long its bar is (0 to 100)."""

    name: str
    count: int
    href: str
    bar: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """All that fit, in sums. ``total`` events, ``undated`` of them without a period; ``by``: what ``periods`` are."""

    total: int
    first: str | None
    last: str | None
    by: str
    periods: tuple[Counted, ...]
    undated: int
    columns: tuple[charts.Column, ...]
    told: tuple[Counted, ...]
    quads: tuple[Counted, ...]
    types: tuple[Counted, ...]
    countries: tuple[Counted, ...]
    pairs: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list. ``next``: address of the next page, None on the last one. ``notes``: how names were understood."""

    lines: tuple[Line, ...]
    next: str | None
    first: str | None
    notes: tuple[str, ...]


def listed(ledger: Ledger, asked: Filter, limit: int, after: str | None, sort: str, path: str = "/events") -> Listed:
    """Raises FilterError."""
    found = asking.query(ledger, asked, limit, after, sort)
    more = {"sort": (sort,) if sort != "newest" else (), "limit": (str(limit),) if limit != 50 else ()}
    here = address.values(asked) | more
    forward = path + links.query(here | {"after": (found.after,)}) if found.after else None
    return Listed(tuple(map(line, found.rows)), forward, path + links.query(here) if after else None, found.notes)


def line(row: Row) -> Line:
    told = row["reported_as"]
    return Line(
        id=row["event_id"],
        href=links.event(row["event_id"]),
        when=labels.when(row["date_edtf"]),
        actors=sides(row, "actor"),
        recipients=sides(row, "recipient"),
        deed=labels.deed(row["event"], split(row["mode"]), row["quad_code"]),
        place=labels.place(place(row)),
        size=labels.size(size(row)),
        told=told,
        mark=labels.TOLD.get(told, "?"),
        status=row["status"],
        ongoing=row["status"] == "ongoing",
        asserted_by=row["asserted_by"] or "",
        denied_by=row["denied_by"] or "",
        independent=row["independent_reports"],
        reprints=row["reprints"],
        quote=cut(row["quote"] or "", QUOTE),
        headline=row["headline"] or "",
        confidence=row["confidence"],
    )


def split(joined: str | None) -> tuple[str, ...]:
    """The parts of a cell that holds several."""
    return tuple(part for part in (joined or "").split("; ") if part)


def sides(row: Row, role: str) -> tuple[Who, ...]:
    """Names with their codes and sectors, which stand in cells of the same order."""
    names = split(row[role])
    code, sector = (aligned(row[f"{role}_{what}"], len(names)) for what in ("code", "sector"))
    made = []
    for n, name in enumerate(names):
        shown = " ".join(dict.fromkeys(filter(None, (code[n], sector[n].split(" ")[0]))))
        made.append(Who(name, shown, None, None, links.actor(links.named(name)), code[n] or None))
    return tuple(made)


def aligned(cell: str | None, length: int) -> list[str]:
    """A value for each name; none where they do not go together."""
    parts = (cell or "").split("; ")
    return parts if len(parts) == length else [""] * length


def place(row: Row) -> Place | None:
    if not row["place"]:
        return None
    return Place(start=0, end=0, name=row["place"], country=row["country"], adm1=row["adm1"], precision=row["precision"])


def size(row: Row) -> Size:
    people = {
        what: (row[f"{what}_low"], row[f"{what}_high"]) if row[f"{what}_low"] is not None else None
        for what in ("dead", "injured", "arrested")
    }
    return Size(**people, quantity=row["quantity"])


def cut(text: str, width: int) -> str:
    """The text on one line, cut at a space."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    kept = line[:width].rpartition(" ")[0] or line[:width]
    return kept + " …"


def summary(ledger: Ledger, asked: Filter) -> Summary:
    """Sums of all that fit. Raises FilterError."""
    facets = figures.facets(ledger, asked)
    series = figures.timeline(ledger, asked)
    here = address.values(asked)
    spots = [(code, n) for code, n in facets.by["country"] if code][:TOP]
    pairs = figures.links(ledger, asked, TOP)
    periods = [(name, sums.events) for name, sums in series.bins]
    return Summary(
        total=facets.events,
        first=series.first,
        last=series.last,
        by=series.by,
        periods=counted([(name, n, within(here, name, series.by)) for name, n in periods[-60:]], labels_of=str),
        undated=series.undated.events,
        columns=charts.columns([(name, tuple(sums.quads), within(here, name, series.by)) for name, sums in series.bins]),
        told=counted([(name, n, links.events(**here | {"reported_as": (name,)})) for name, n in facets.by["reported_as"]]),
        quads=counted([(str(q), n, links.events(**here | {"quad": (str(q),)})) for q, n in facets.by["quad_code"]], labels_of=quad),
        types=counted([(name, n, links.events(**here | {"event": (name,)})) for name, n in facets.by["event"]], labels_of=labels.label),
        countries=counted([(code, n, links.events(**here | {"country": (code,)})) for code, n in spots], labels_of=country),
        pairs=counted(
            [(f"{link.actor}\t{link.recipient}", link.sums["events"], links.pair(link.actor, link.recipient)) for link in pairs], pair
        ),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """What the list says of all that fit: how many, their first and last day."""

    total: int
    first: str | None
    last: str | None


def span(ledger: Ledger, asked: Filter) -> Span:
    """Raises FilterError."""
    return Span(*asking.span(ledger, asked))


def within(here: address.Values, period: str, by: str) -> str:
    """The list of a period's events."""
    since, until = charts.bounds(period, by)
    return links.events(**here | {"since": (since,), "until": (until,)})


def quad(number: str) -> str:
    return QUADS.get(int(number), "no class")


def country(code: str) -> str:
    return labels.country(code) or code


def pair(both: str) -> str:
    one, _, other = both.partition("\t")
    return f"{country(one)} → {country(other)}"


def counted(found: Iterable[tuple[str, int, str]], labels_of: Any = str) -> tuple[Counted, ...]:
    rows = list(found)
    most = max((n for _, n, _ in rows), default=1) or 1
    return tuple(Counted(labels_of(name), n, href, max(1, round(100 * n / most))) for name, n, href in rows)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: ``(value, label, chosen)`` each."""

    types: tuple[tuple[str, str, bool], ...]
    quads: tuple[tuple[str, str, bool], ...]
    told: tuple[tuple[str, str, bool], ...]
    statuses: tuple[tuple[str, str, bool], ...]
    orders: tuple[tuple[str, str, bool], ...]
    countries: tuple[tuple[str, str], ...]


def choices(asked: Filter, sort: str) -> Choices:
    kinds = sorted(labels.types().values(), key=lambda kind: (kind.quad, kind.name))
    return Choices(
        types=tuple((kind.name, kind.label, kind.name in asked.event) for kind in kinds),
        quads=tuple((str(n), words, n in asked.quad) for n, words in QUADS.items()),
        told=tuple((name, name, name in asked.reported_as) for name in REPORTED_AS),
        statuses=tuple((name, name, name in asked.status) for name in STATUSES),
        orders=tuple((name, ORDERS.get(name, name), name == sort) for name in SORTS),
        countries=tuple(sorted(codes().countries.items(), key=lambda item: item[1])),
    )


def hidden(asked: Filter, shown: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Conditions that the form has no field for: it passes them on."""
    return tuple((name, value) for name, held in address.values(asked, but=shown).items() for value in held)
