"""Full-text search over articles: the best first, with the words around what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..store import Ledger
from ..store.database import Database, Row, marks, value
from ..store.filters import Filter, Where, all_of, among, any_of, checked
from ..store.words import Either, fts5, sought, terms, tsquery

#: What stands around a word that was found; no text holds them but by malice, and then only a mark is wrong.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
#: Words of an article that are shown around what was found.
AROUND = 30
#: A word in the title counts as much as so many in the text.
TITLE = 5.0

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One article. ``title`` and ``words`` are pieces of text, each with whether it was looked for. ``events``: that it reports."""

    key: str
    title: Pieces
    words: Pieces
    source: str | None
    published: str | None
    language: str | None
    url: str | None
    story: str | None
    events: int


@dataclass(frozen=True, slots=True)
class Hits:
    """``total``: articles that fit, None where they were not counted. ``after``: where the next page begins, None on the last."""

    hits: tuple[Hit, ...]
    total: int
    after: int | None


def search(
    ledger: Ledger,
    text: str,
    limit: int = 20,
    after: int = 0,
    since: str | None = None,
    until: str | None = None,
    outlet: Sequence[str] = (),
    language: Sequence[str] = (),
) -> Hits:
    """Articles that hold the words (store/words.py says how they are read), by relevance; ``after``: how many to pass over.

    ``since``/``until``: day of publication. Raises FilterError where no word is named or a date is none.
    """
    days = checked(Filter(since=since, until=until))
    on = all_of(
        Where("a.published >= ?", (days.since,)) if days.since else Where(""),
        Where("substr(a.published, 1, 10) <= ?", (days.until,)) if days.until else Where(""),
        any_of(*(Where("lower(a.source) = lower(?)", (name,)) for name in outlet)),
        among("a.language", tuple(language)),
    )
    asking = _Postgres(ledger.db, text, on) if ledger.db.kind == "postgresql" else _SQLite(ledger.db, text, on)
    best = asking.best(limit + 1, after)
    kept = best[:limit]
    return Hits(tuple(_hits(ledger.db, kept, asking.around(kept))), asking.total(), after + limit if len(best) > limit else None)


class _SQLite:
    """FTS5: bm25, snippets."""

    def __init__(self, database: Database, text: str, on: Where) -> None:
        self.database, self.query, self.on = database, fts5(sought(text)), on

    def _where(self) -> tuple[str, tuple[object, ...]]:
        source = "article_fts JOIN article a ON a.id = article_fts.rowid" if self.on else "article_fts"
        on = all_of(Where("article_fts MATCH ?", (self.query,)), self.on)
        return f"FROM {source} WHERE {on.sql}", on.params

    def best(self, limit: int, after: int) -> list[int]:
        sql, params = self._where()
        rank = f"article_fts.rank MATCH 'bm25({TITLE}, 1.0)'"
        sql = f"SELECT article_fts.rowid AS n {sql} AND {rank} ORDER BY article_fts.rank, article_fts.rowid LIMIT ? OFFSET ?"
        return [row["n"] for row in self.database.query(sql, (*params, limit, after))]

    def total(self) -> int:
        sql, params = self._where()
        return int(value(self.database, f"SELECT count(*) AS n {sql}", params))

    def around(self, numbers: Sequence[int]) -> dict[int, Row]:
        sql = f"""SELECT rowid AS n, highlight(article_fts, 0, ?, ?) AS title, snippet(article_fts, 1, ?, ?, '…', {AROUND}) AS words
                  FROM article_fts WHERE article_fts MATCH ? AND rowid IN ({marks(numbers)})"""
        return {row["n"]: row for row in self.database.query(sql, (OPEN, CLOSE, OPEN, CLOSE, self.query, *numbers))} if numbers else {}


class _Postgres:
    """``article.fts``, ts_rank, ts_headline."""

    def __init__(self, database: Database, text: str, on: Where) -> None:
        self.database, self.on, found = database, on, sought(text)
        self.query, self.params = tsquery(found)
        self.any_word, self.each = tsquery(Either(terms(found)))  # a headline shows nothing of words that stand far apart

    def _where(self) -> tuple[str, tuple[object, ...]]:
        on = all_of(Where(f"a.fts @@ {self.query}", self.params), self.on)
        return f"FROM article a WHERE {on.sql}", on.params

    def best(self, limit: int, after: int) -> list[int]:
        sql, params = self._where()
        sql = f"SELECT a.id AS n {sql} ORDER BY ts_rank(a.fts, {self.query}) DESC, a.id LIMIT ? OFFSET ?"
        return [row["n"] for row in self.database.query(sql, (*params, *self.params, limit, after))]

    def total(self) -> int:
        sql, params = self._where()
        return int(value(self.database, f"SELECT count(*) AS n {sql}", params))

    def around(self, numbers: Sequence[int]) -> dict[int, Row]:
        how = f"StartSel={OPEN}, StopSel={CLOSE}"
        title = f"ts_headline('simple', coalesce(a.title, ''), {self.any_word}, '{how}, HighlightAll=true') AS title"
        words = f"ts_headline('simple', a.text, {self.any_word}, '{how}, MaxFragments=1, MaxWords={AROUND}, MinWords=12') AS words"
        sql = f"SELECT a.id AS n, {title}, {words} FROM article a WHERE a.id IN ({marks(numbers)})"
        return {row["n"]: row for row in self.database.query(sql, (*self.each, *self.each, *numbers))} if numbers else {}


def _hits(database: Database, numbers: Sequence[int], around: dict[int, Row]) -> list[Hit]:
    """The articles in that order."""
    if not numbers:
        return []
    known = f"SELECT id, key, source, published, language, url, story FROM article WHERE id IN ({marks(numbers)})"
    counts = (
        f"SELECT article_id AS n, count(DISTINCT event_id) AS events FROM record WHERE article_id IN ({marks(numbers)}) GROUP BY article_id"
    )
    articles = {row["id"]: row for row in database.query(known, numbers)}
    events = {row["n"]: row["events"] for row in database.query(counts, numbers)}
    return [
        Hit(
            title=pieces(around[n]["title"] or "") if n in around else (),
            words=pieces(around[n]["words"] or "") if n in around else (),
            events=events.get(n, 0),
            **{name: value for name, value in articles[n].items() if name != "id"},
        )
        for n in numbers
    ]


def flat(hit: Hit) -> dict[str, Any]:
    """One line, for programs. ``found``: what was looked for, as it stands in the words shown."""
    title, words = ("".join(text for text, _ in part) for part in (hit.title, hit.words))
    found = list(dict.fromkeys(text for text, held in (*hit.title, *hit.words) if held))
    known = {"source": hit.source, "published": hit.published, "language": hit.language, "url": hit.url, "story": hit.story}
    return {"article": hit.key, "title": title, "words": words, "found": "; ".join(found), **known, "events": hit.events}


def pieces(marked: str) -> Pieces:
    """Text with marks as pieces: ``…the [border] post`` gives ``(("…the ", False), ("border", True), (" post", False))``."""
    found: list[tuple[str, bool]] = []
    for n, part in enumerate(marked.split(OPEN)):
        inside, mark, outside = part.partition(CLOSE)
        found += [(inside, True), (outside, False)] if n and mark else [(part, False)]
    return tuple((text, held) for text, held in found if text)
