"""Lists of a ledger other than events, a page at a time: articles, records, stories, actors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..store import Ledger, pages
from ..store.codes import FilterError
from ..store.database import Row, marks
from ..store.filters import Filter, Where, all_of, articles_where, events_where
from ..store.naming import shortest, understood
from .events import notes

#: Names that are looked at where words of them are given.
LIKE = 400
#: Rows that a list sorted by counts goes on for.
DEEP = 20_000


@dataclass(frozen=True, slots=True)
class Listed:
    """``after``: where the next page begins, None on the last one. ``notes``: how names were understood."""

    rows: tuple[Row, ...]
    after: str | None
    notes: tuple[str, ...] = ()


def articles(ledger: Ledger, asked: Filter, limit: int = 50, after: str | None = None) -> Listed:
    """Articles, by day of publication, the newest first, those without one last. Raises FilterError."""
    meant = understood(ledger.db, asked)
    itself, events = divided(meant.asked)
    short = pages.few(ledger.db, events)
    told = Where(f"r.event_id IN ({short.sql})", short.params) if short else pages.each(ledger.db, events, "r.event_id")
    of_it = "a.id IN (SELECT r.article_id FROM record r WHERE" if short else "EXISTS (SELECT 1 FROM record r WHERE r.article_id = a.id AND"
    reports = Where(f"{of_it} {told.sql})", told.params) if told else told
    on = all_of(articles_where(itself, ledger.db.kind), reports, beyond(after))
    order = "ORDER BY a.published DESC NULLS LAST, a.id DESC"
    sql = f"""SELECT a.id, a.key, a.title, a.published, a.dated_by, a.source, a.author, a.url, a.language, a.partial, a.story, a.stored_at,
              (SELECT c.key FROM article c WHERE c.id = a.copy_of) AS copy_of,
              (SELECT count(DISTINCT r.event_id) FROM record r WHERE r.article_id = a.id) AS events
              FROM (SELECT a.id FROM article a{f" WHERE {on.sql}" if on else ""} {order} LIMIT ?) k JOIN article a ON a.id = k.id {order}"""
    return paged(ledger.db.query(sql, (*on.params, limit + 1)), limit, notes(meant), mark_of_article)


def divided(asked: Filter) -> tuple[Filter, Filter]:
    """What is asked of an article itself, and what of the events that it reports."""
    itself = Filter(outlet=asked.outlet, story=asked.story, article=asked.article, text=asked.text)
    return itself, replace(asked, outlet=(), story=(), article=(), text=None)


def mark_of_article(row: Row) -> str:
    return f"{row['published'] or ''}~{row['id']}"


def beyond(after: str | None) -> Where:
    """Articles after a mark: undated ones stand behind all others."""
    if after is None:
        return Where("")
    day, _, number = after.rpartition("~")
    held = whole(number, after)
    if not day:
        return Where("a.published IS NULL AND a.id < ?", (held,))
    return Where("(a.published < ? OR (a.published = ? AND a.id < ?) OR a.published IS NULL)", (day, day, held))


def records(ledger: Ledger, asked: Filter, limit: int = 50, after: str | None = None) -> Listed:
    """Records that are gathered into an event, the last stored first. Raises FilterError."""
    meant = understood(ledger.db, asked)
    itself, events = divided(meant.asked)
    about, short = articles_where(itself, ledger.db.kind), pages.few(ledger.db, events)
    plain = "+" if short and ledger.db.kind == "sqlite" else ""  # without it SQLite looks up each event with each of the articles
    on = all_of(
        Where("r.event_id IS NOT NULL"),
        Where(f"r.event_id IN ({short.sql})", short.params) if short else pages.each(ledger.db, events, "r.event_id"),
        Where(f"{plain}r.article_id IN (SELECT a.id FROM article a WHERE {about.sql})", about.params) if about else about,
        Where("r.id < ?", (whole(after, after),)) if after is not None else Where(""),
    )
    sql = f"""SELECT r.id, r.record_id, g.event_id, t.key AS article, r.event, r.mode, r.context, r.quad_code, r.event_scale,
              r.actor, r.actor_code, r.actor_sector, r.recipient, r.recipient_code, r.recipient_sector, r.date, r.enddate, r.date_edtf,
              r.place, r.country, r.lat, r.lon, r.geonames_id, r.status, r.reported_as, r.sources, r.denied_by, r.confidence, r.quote,
              r.start, r."end", r.origin, r.reprint, t.title AS headline, t.source AS publication, t.published, t.url
              FROM (SELECT r.id FROM record r WHERE {on.sql} ORDER BY r.id DESC LIMIT ?) k JOIN record r ON r.id = k.id
              JOIN event g ON g.id = r.event_id JOIN article t ON t.id = r.article_id ORDER BY r.id DESC"""
    return paged(ledger.db.query(sql, (*on.params, limit + 1)), limit, notes(meant), lambda row: str(row["id"]))


def stories(ledger: Ledger, asked: Filter, limit: int = 50, after: str | None = None) -> Listed:
    """Stories (articles on one happening), that with the latest article first. ``title``: of its first article. Raises FilterError."""
    meant, skip = understood(ledger.db, asked), passed(after)
    on = all_of(Where("a.story IS NOT NULL"), articles_where(meant.asked, ledger.db.kind))
    sql = f"""SELECT a.story, count(*) AS articles, count(DISTINCT a.source) AS outlets, min(a.published) AS first,
              max(a.published) AS last, min(a.id) AS number FROM article a WHERE {on.sql}
              GROUP BY a.story ORDER BY max(a.published) DESC NULLS LAST, a.story LIMIT ? OFFSET ?"""
    found = ledger.db.query(sql, (*on.params, limit + 1, skip))
    titles = {}
    if found:
        numbers = [row["number"] for row in found]
        titles = {
            row["id"]: row["title"] for row in ledger.db.query(f"SELECT id, title FROM article WHERE id IN ({marks(numbers)})", numbers)
        }
    rows = [{"story": row["story"], "title": titles.get(row["number"]), **row} for row in found]
    return counted(rows, limit, skip, notes(meant))


def actors(
    ledger: Ledger, asked: Filter, limit: int = 50, after: str | None = None, by: Literal["code", "name"] = "name", like: str | None = None
) -> Listed:
    """Who takes part in the events that fit, those in the most events first.

    ``by``: ``name`` tells persons and bodies apart, ``code`` puts those of a country together. ``like``: words of the name.
    ``did``/``done``: events as actor and as recipient. Raises FilterError.
    """
    meant, skip = understood(ledger.db, asked), passed(after)
    on = events_where(meant.asked, ledger.db.kind)
    joined = Where(f"p.event_id IN (SELECT e.id FROM event e WHERE {on.sql})", on.params) if on else on
    held = shortest(ledger.db, like, LIKE, begun=True) if like else ()
    called = Where(f"p.name IN ({marks(held)})", held) if held else Where("1 = 0" if like else "")
    where = all_of(Where("p.role IN ('actor', 'recipient')"), joined, called)
    key = "p.name" if by == "name" else "COALESCE(p.code, p.name)"
    sql = f"""SELECT {key} AS name, max(p.code) AS code, max(p.sector) AS sector, max(p.wikidata) AS wikidata,
              count(DISTINCT p.event_id) AS events, sum(CASE WHEN p.role = 'actor' THEN 1 ELSE 0 END) AS did,
              sum(CASE WHEN p.role = 'recipient' THEN 1 ELSE 0 END) AS done, min(p.date) AS first, max(p.date) AS last
              FROM event_party p WHERE {where.sql} GROUP BY {key} ORDER BY count(DISTINCT p.event_id) DESC, {key} LIMIT ? OFFSET ?"""
    return counted(ledger.db.query(sql, (*where.params, limit + 1, skip)), limit, skip, notes(meant))


def paged(found: Sequence[Row], limit: int, said: tuple[str, ...], mark: Any) -> Listed:
    """The rows without the ledger's own number; one more than asked for tells that there are more."""
    kept = found[:limit]
    after = mark(kept[-1]) if kept and len(found) > limit else None
    return Listed(tuple({name: value for name, value in row.items() if name != "id"} for row in kept), after, said)


def counted(found: Sequence[Row], limit: int, skip: int, said: tuple[str, ...]) -> Listed:
    """The same where the mark is how many to pass over."""
    more = len(found) > limit and skip + limit < DEEP
    kept = ({name: value for name, value in row.items() if name != "number"} for row in found[:limit])
    return Listed(tuple(kept), str(skip + limit) if more else None, said)


def passed(after: str | None) -> int:
    return min(whole(after, after), DEEP) if after else 0


def whole(number: str | None, after: str | None) -> int:
    """Raises FilterError for a mark that no page ended with."""
    if number and number.isascii() and number.isdigit() and len(number) < 19:
        return int(number)
    raise FilterError(f"no page after {after!r}; give what the page before it ended with")
