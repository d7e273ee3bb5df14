"""A page of events out of hundreds of thousands, in milliseconds whatever is asked for.

A database that knows no better reads all that fits and sorts it, or goes through all events by date until enough of them fit. So we say
where to begin: each part of a filter that has an index by date is a ``Path``. The shortest is walked from the newest entry on, what else is
asked for is tested entry by entry, and the walk ends when the page is full. A part of several ways (RUS or PRK; either side) is as many
walks, each of one page, put together. Where no path is short, what fits is dense, and any walk is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import words
from .codes import FilterError, codes, one_of
from .database import Database, Row, value
from .filters import MATCHING, ROLES, Filter, Side, Where, all_of, among, any_of, events_where, listed, side, way, ways

#: Entries up to which paths are counted to find the shortest.
COUNTED = 6000
#: Articles up to which it is quicker to look up all that they report; for more, events are tested against the list of articles.
RARE = 300
#: Events that an article reports, about: to know how long a path by articles is without walking it.
AN_ARTICLE = 4
#: Walks that are put together; more are one walk, of which all entries are read, or none.
WAYS = 24

#: Characters of a mark: no number in it is too long for a database.
MARKS = 40

#: The event after which a page begins: the value by which it is sorted (None: no date) and its id.
Mark = tuple[str | float | None, int]
#: A condition with {date} and {id} for the columns of a path, and its parameters.
Condition = tuple[str, tuple[object, ...]]
Span = Sequence[Condition]

#: A condition that looks at columns of the event.
_EVENT = re.compile(r"\be\.")

#: How a page is sorted: column, and whether the greatest comes first. Undated events come last either way.
SORTS = {
    "newest": ("date", True),
    "oldest": ("date", False),
    "seen": ("last_seen", True),
    "reports": ("independent_reports", True),
    "confidence": ("confidence", True),
}


@dataclass(frozen=True, slots=True)
class Page:
    """``rows``: of the table ``event``. ``after``: what to ask for to get the next page, None on the last one."""

    rows: tuple[Row, ...]
    after: str | None


NOTHING = Where("")


@dataclass(frozen=True, slots=True)
class Path:
    """A way to walk through the events that fit one part: entries of ``source`` on which ``where`` holds, by ``date`` and ``id``.

    ``also``: what else must hold of an entry; it is tested, not looked up. ``repeats``: an event may have several entries.
    ``ordered``: by date; otherwise all of them are read and sorted. ``length``: entries, None where they are still to be counted.
    """

    where: Where
    source: str = "event e"
    date: str = "e.date"
    id: str = "e.id"
    also: Where = NOTHING
    repeats: bool = False
    ordered: bool = True
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """``test``: the part's condition on one ``event e``; {id} in it stands for its id. ``routes``: each a set of paths that together lead
    to all events that fit; empty where there is none."""

    test: Where
    routes: tuple[tuple[Path, ...], ...] = ()


def page(database: Database, asked: Filter, limit: int = 50, after: str | None = None, sort: str = "newest") -> Page:
    """``limit`` events at most that fit a filter (``naming.understood``), those after ``after``. Raises FilterError for a bad ``after``."""
    column, newest = SORTS[one_of(sort, SORTS, "order")]
    mark = cursor(after, column)
    dated = column == "date"
    rows = _by_date(database, asked, limit + 1, mark, newest) if dated else _sorted(database, asked, limit + 1, mark, column)
    kept = tuple(rows[:limit])
    last = kept[-1] if kept and len(rows) > limit else None
    return Page(kept, f"{'' if last[column] is None else last[column]}~{last['id']}" if last else None)


def cursor(after: str | None, column: str) -> Mark | None:
    """Value and id of the event after which a page begins; the value is None among undated events."""
    if after is None:
        return None
    at, _, number = after.rpartition("~")
    try:
        if len(after) < MARKS:
            return (float(at) if column in {"independent_reports", "confidence"} else at or None), int(number)
    except ValueError:
        pass
    raise FilterError(f"no page after {after!r}; give what the page before it ended with")


def count(database: Database, asked: Filter) -> int:
    """How many events fit."""
    on = events_where(asked, database.kind)
    return int(value(database, "SELECT count(*) AS n FROM event e" + (f" WHERE {on.sql}" if on else ""), on.params))


def few(database: Database, asked: Filter) -> Where | None:
    """A query for the numbers of the events that fit, where it is quick because they are few; else None."""
    parts, span = _parts(database, asked), _days(asked)
    first, route = _shortest(database, parts, span)
    if not (first or span) or _length(database, route, span, COUNTED) >= COUNTED:
        return None
    tests = [part.test for part in parts if part is not first]
    walks = [_one_way(path, tests, span, "ASC") for path in route]
    sql = " UNION ".join(f"SELECT i FROM ({walk.sql}) w{n}" for n, walk in enumerate(walks))
    return Where(sql, tuple(p for walk in walks for p in walk.params))


def each(database: Database, asked: Filter, number: str) -> Where:
    """The condition that the event of that ``number`` (``r.event_id``) fits, to be tested on one after the other; empty for all."""
    tests, span = [part.test for part in _parts(database, asked)], _days(asked)
    one = _one_way(Path(Where(f"e.id = {number}")), tests, span, "ASC")
    return Where(f"EXISTS ({one.sql})", one.params) if tests or span else NOTHING


def _sorted(database: Database, asked: Filter, limit: int, mark: Mark | None, column: str) -> list[Row]:
    """The greatest first, by another column than the date: all that fits is read."""
    by = "COALESCE(e.last_seen, '')" if column == "last_seen" else f"e.{column}"
    at = (mark[0] or "" if column == "last_seen" else mark[0]) if mark else None
    beyond = Where(f"({by} < ? OR ({by} = ? AND e.id < ?))", (at, at, mark[1])) if mark else Where("")
    on = all_of(events_where(asked, database.kind), beyond)
    where = f" WHERE {on.sql}" if on else ""
    return database.query(f"SELECT e.* FROM event e{where} ORDER BY {by} DESC, e.id DESC LIMIT ?", (*on.params, limit))


def _by_date(database: Database, asked: Filter, limit: int, mark: Mark | None, newest: bool) -> list[Row]:
    """Dated events, then those without a date unless days are asked for."""
    parts = _parts(database, asked)
    rows: list[Row] = []
    if mark is None or mark[0] is not None:
        rows = _walk(database, parts, _dated(asked, mark, newest), limit, newest)
    if len(rows) < limit and not asked.since and not asked.until:
        number = mark[1] if mark and mark[0] is None else None
        rows += _walk(database, parts, _undated(number, newest), limit - len(rows), newest)
    return rows


def _days(asked: Filter) -> list[Condition]:
    made: list[Condition] = [("{date} >= ?", (asked.since,))] if asked.since else []
    return [*made, ("{date} <= ?", (asked.until,))] if asked.until else made


def _dated(asked: Filter, mark: Mark | None, newest: bool) -> list[Condition]:
    made = [("{date} IS NOT NULL", ()), *_days(asked)]
    if mark:
        less = "<" if newest else ">"
        made.append((f"{{date}} {less}= ? AND ({{date}} {less} ? OR {{id}} {less} ?)", (mark[0], mark[0], mark[1])))
    return made


def _undated(number: int | None, newest: bool) -> list[Condition]:
    made: list[Condition] = [("{date} IS NULL", ())]
    return made if number is None else [*made, (f"{{id}} {'<' if newest else '>'} ?", (number,))]


def _walk(database: Database, parts: Sequence[Part], span: Span, limit: int, newest: bool) -> list[Row]:
    """The first ``limit`` events of the span that pass all tests, along the shortest route."""
    first, route = _shortest(database, parts, span)
    tests = [part.test for part in parts if part is not first]
    order = "DESC" if newest else "ASC"
    walks = [_one_way(path, tests, span, order) for path in route]
    if not walks:
        return []
    sql = " UNION ".join(f"SELECT * FROM ({walk.sql} LIMIT {limit}) w{n}" for n, walk in enumerate(walks))
    sql = f"SELECT e.* FROM (SELECT d, i FROM ({sql}) u ORDER BY d {order}, i {order} LIMIT {limit}) k CROSS JOIN event e WHERE e.id = k.i"
    return database.query(f"{sql} ORDER BY k.d {order}, k.i {order}", tuple(p for walk in walks for p in walk.params))


def _one_way(path: Path, tests: Sequence[Where], span: Span, order: str) -> Where:
    """Dates and ids along one path, each event once."""
    at = all_of(path.where, path.also, *(Where(test.sql.format(id=path.id), test.params) for test in tests), *_at(path, span))
    of_event = path.source != "event e" and any(_EVENT.search(test.sql) for test in tests)
    joined = f" CROSS JOIN event e WHERE e.id = {path.id} AND" if of_event else " WHERE"
    once = f" GROUP BY {path.date}, {path.id}" if path.repeats else ""
    columns = f"SELECT {path.date} AS d, {path.id} AS i FROM {path.source}"
    return Where(f"{columns}{joined} {at.sql}{once} ORDER BY {path.date} {order}, {path.id} {order}", at.params)


def _at(path: Path, span: Span) -> list[Where]:
    return [Where(sql.format(date=path.date, id=path.id), params) for sql, params in span]


def _shortest(database: Database, parts: Sequence[Part], span: Span) -> tuple[Part | None, tuple[Path, ...]]:
    """The part and its route with the fewest entries to walk, of those longer than COUNTED the first; all events where there is none."""
    routes = [(part, route) for part in parts for route in part.routes]
    if len(routes) == 1 and _ordered(routes[0][1]):
        return routes[0]
    best: tuple[Part | None, tuple[Path, ...]] = (None, (Path(Where("")),))
    shortest = COUNTED + 1
    for part, route in routes:
        length = _length(database, route, span, shortest)
        if length < shortest and (length < COUNTED or _ordered(route)):
            best, shortest = (part, route), length
    return best


def _ordered(route: Sequence[Path]) -> bool:
    return all(path.ordered for path in route)


def _length(database: Database, route: Sequence[Path], span: Span, most: int) -> int:
    """Entries, counted up to ``most``."""
    total = 0
    for path in route:
        at = all_of(path.where, *_at(path, span))
        sql = f"SELECT count(*) AS n FROM (SELECT 1 FROM {path.source} WHERE {at.sql} LIMIT {min(most, COUNTED)}) c"
        total += path.length if path.length is not None else int(value(database, sql, at.params))
        if total >= most:
            break
    return total


def _parts(database: Database, asked: Filter) -> list[Part]:
    """What is asked for, field by field; the likely shortest first, since of equals the first is taken."""
    plain = "+" if database.kind == "sqlite" else ""  # a column that SQLite is to test, not to look up
    made = [
        *(_side(database, getattr(asked, role), ROLES[role], plain) for role in ROLES),
        _article(database, asked, plain),
        _column("lower(e.place)", asked.place, plain, "lower(?)"),
        _contexts(asked.context),
        _modes(asked.mode),
        _column("e.country", asked.country, plain),
        _column("e.event", asked.event, plain),
        _column("e.reported_as", asked.reported_as, plain),
        Part(among(f"{plain}e.status", asked.status)),
        Part(among(f"{plain}e.quad_code", asked.quad)),
        _least("e.independent_reports", asked.min_reports, plain),
        _least("e.confidence", asked.min_confidence, plain),
    ]
    return [part for part in made if part.test]


def _column(column: str, values: Sequence[str], plain: str, mark: str = "?") -> Part:
    marks = ", ".join([mark] * len(values))
    test = Where(f"{plain}{column} IN ({marks})", tuple(values)) if values else Where("")
    route = tuple(Path(Where(f"{column} = {mark}", (v,))) for v in values)
    return Part(test, (route,) if len(route) <= WAYS else ())


def _least(column: str, least: float | None, plain: str) -> Part:
    """A number at least so great. Its path is in the order of the number, so all of it is read: only where it is short is that the best."""
    if least is None:
        return Part(Where(""))
    by_number = Path(Where(f"{column} >= ?", (least,)), date=f"{plain}e.date", ordered=False)
    return Part(Where(f"{plain}{column} >= ?", (least,)), ((by_number,),))


def _contexts(values: Sequence[str]) -> Part:
    route = tuple(Path(Where("x.context = ?", (v,)), "event_context x", "x.date", "x.event_id") for v in values)
    return Part(any_of(*(listed("e.context", v) for v in values)), (route,) if route else ())


def _modes(values: Sequence[str]) -> Part:
    """A mode is looked for among the events of the types that have it."""
    test = any_of(*(listed("e.mode", v) for v in values))
    types = [name for name, modes in codes().types.items() if any(v in modes for v in values)]
    return Part(test, (tuple(Path(Where("e.event = ?", (name,)), also=test) for name in types),) if test else ())


def _side(database: Database, values: Sequence[str], roles: Sequence[str], plain: str) -> Part:
    """Who takes part, by an index each for codes, sectors, names and Wikidata ids."""
    sides = [s for v in values for s in side(v)]
    if not sides:
        return Part(Where(""))
    who = all_of(ways(sides, f"{plain}p"), among("p.role", roles))
    test = Where(f"EXISTS (SELECT 1 FROM event_party p WHERE p.event_id = {{id}} AND {who.sql})", who.params)
    if len(sides) * len(roles) > WAYS:
        at = all_of(ways(sides, "x"), among("x.role", roles))
        return Part(test, ((Path(at, "event_party x", f"{plain}x.date", "x.event_id", repeats=True, ordered=False),),))
    found = [_by_code(sides), _by_sector(database, sides, plain)] if any(s.sector for s in sides) else [_by_code(sides)]
    return Part(test, tuple(_parties(way, roles) for way in found if way is not None))


Way = tuple[Where, Where]


def _by_code(sides: Sequence[Side]) -> list[Way] | None:
    """Conditions on ``event_party x``, to look up and to test; None where a sector is all that is known of somebody."""
    found = [(way(replace(s, sector=None), "x"), way(Side(sector=s.sector), "x")) for s in sides]
    return found if all(first for first, _ in found) else None


def _by_sector(database: Database, sides: Sequence[Side], plain: str) -> list[Way] | None:
    """The same by sector: each of the lists of sectors that hold it; None where there are too many."""
    lists = _sector_lists(database)
    made = [
        (Where("x.sector = ?", (found,)), Where(f"{plain}x.code = ?", (s.code,)) if s.code else NOTHING)
        for s in sides
        for found in (lists if s.sector else [])
        if s.sector in found.split("; ")
    ]
    return [*made, *((way(s, "x"), NOTHING) for s in sides if not s.sector)] if len(made) <= 4 * WAYS else None


def _parties(found: Sequence[Way], roles: Sequence[str]) -> tuple[Path, ...]:
    return tuple(
        Path(all_of(first, Where("x.role = ?", (role,))), "event_party x", "x.date", "x.event_id", also, repeats=True)
        for first, also in found
        for role in roles
    )


def _sector_lists(database: Database) -> list[str]:
    """The different values of ``event_party.sector``: some dozens, found by hopping through its index."""
    first, after = "SELECT min(sector) FROM event_party", "SELECT min(p.sector) FROM event_party p WHERE p.sector > s.sector"
    sql = f"WITH RECURSIVE s(sector) AS ({first} UNION ALL SELECT ({after}) FROM s WHERE s.sector IS NOT NULL) SELECT sector FROM s"
    return [row["sector"] for row in database.query(sql) if row["sector"]]


def _article(database: Database, asked: Filter, plain: str) -> Part:
    """What one and the same article must be: outlet, story, key, words."""
    about = all_of(
        any_of(*(Where("lower(a.source) = lower(?)", (outlet,)) for outlet in asked.outlet)),
        among("a.story", asked.story),
        among("a.key", asked.article),
    )
    if asked.text is None:
        return _reported(about, about, _few(database, "article a", about), plain) if about else Part(about)
    matching = Where(*MATCHING[database.kind](asked.text))
    if database.kind != "sqlite":
        return _reported(all_of(matching, about), matching, None, plain)
    query = (words.fts5(words.sought(asked.text)),)
    few = _few(database, "article_fts", Where("article_fts MATCH ?", query))
    # without the + SQLite looks up each event with each of the articles
    holds = Where(f"{plain}{'a.id' if about else 'r.article_id'} IN (SELECT rowid FROM article_fts WHERE article_fts MATCH ?)", query)
    return _reported(all_of(holds, about), all_of(matching, about), few, plain)


def _few(database: Database, source: str, on: Where) -> int | None:
    """How many, None for RARE or more."""
    found = int(value(database, f"SELECT count(*) AS n FROM (SELECT 1 FROM {source} WHERE {on.sql} LIMIT {RARE}) c", on.params))
    return found if found < RARE else None


def _reported(test: Where, lookup: Where, articles: int | None, plain: str) -> Part:
    """Events that an article reports on which ``test`` holds; ``lookup``: the same to find it by; ``articles``: their number, if few."""
    article = "CROSS JOIN article a WHERE a.id = r.article_id AND" if re.search(r"\ba\.", test.sql) else "WHERE"
    one = Where(f"EXISTS (SELECT 1 FROM record r {article} r.event_id = {{id}} AND {test.sql})", test.params)
    if articles is None:
        return Part(one)
    events = f"SELECT r.event_id FROM article a CROSS JOIN record r WHERE r.article_id = a.id AND {lookup.sql}"
    path = Path(Where(f"e.id IN ({events})", lookup.params), date=f"{plain}e.date", ordered=False, length=AN_ARTICLE * articles)
    return Part(one, ((path,),))
