"""What of a ledger is asked for, as SQL with ``?`` placeholders that SQLite and PostgreSQL both understand.

A ``Filter`` holds what the user said. ``checked`` spells its codes as the ontology does, or says what is wrong with them.
``events_where`` is the condition on ``event e``, ``articles_where`` on ``article a``, ``records_where`` on ``record r``.
Several values of one field mean any of them; different fields must all hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..timeline import day_range
from ..types import STATUSES
from . import words
from .codes import QUADS, REPORTED_AS, STATELESS, Codes, FilterError, codes, one_of

__all__ = ["Filter", "FilterError", "Side", "Where", "articles_where", "checked", "events_where", "records_where", "side"]

Texts = tuple[str, ...]

_QID = re.compile(r"Q[1-9]\d*")
#: What makes of a value a name, exactly as the ledger has it.
NAME = "name:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Events that are asked for; an empty filter asks for all.

    ``since``/``until``: the event's first day, both included; a month or year stands for its first, or last, day. Events without a date
    are left out where either is given. ``actor``, ``recipient``, ``party`` (either side) and ``source`` (who asserts or denies it) are each
    a code (``RUS``), a sector (``MIL``), both (``RUS:MIL``), a Wikidata id (``Q7747``), a country's name, or another name; ``name:…`` is
    always a name. ``outlet``, ``story``, ``article`` (its key): of one of the reports. ``place``: its name. ``text``: full text of one of
    the reports (store/words.py). ``quad``: PLOVER's 1 to 4. ``min_reports``: independent ones.
    """

    since: str | None = None
    until: str | None = None
    event: Texts = ()
    mode: Texts = ()
    context: Texts = ()
    quad: tuple[int, ...] = ()
    actor: Texts = ()
    recipient: Texts = ()
    party: Texts = ()
    status: Texts = ()
    reported_as: Texts = ()
    source: Texts = ()
    outlet: Texts = ()
    country: Texts = ()
    place: Texts = ()
    story: Texts = ()
    article: Texts = ()
    text: str | None = None
    min_confidence: float | None = None
    min_reports: int | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A condition and its parameters, in order."""

    sql: str
    params: tuple[object, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sql)


@dataclass(frozen=True, slots=True)
class Side:
    """One way to name who takes part; what is None may be anything."""

    code: str | None = None
    sector: str | None = None
    name: str | None = None
    wikidata: str | None = None


ROLES = {"actor": ("actor",), "recipient": ("recipient",), "party": ("actor", "recipient"), "source": ("asserts", "denies")}


def checked(asked: Filter, known: Codes | None = None) -> Filter:
    """The filter with its codes spelt as the ontology does. Raises FilterError: no event type 'CONSLT'; did you mean CONSULT?"""
    known = known or codes()
    for role in ROLES:
        for value in getattr(asked, role):
            side(value, known)
    if asked.text is not None:
        words.sought(asked.text)
    since, until = _day(asked.since, 0), _day(asked.until, 1)
    if since and until and since > until:
        raise FilterError(f"no day is both since {asked.since} and until {asked.until}")
    return replace(
        asked,
        since=since,
        until=until,
        event=_spelt(asked.event, known.types, "event type"),
        mode=_spelt(asked.mode, known.modes, "mode"),
        context=_spelt(asked.context, known.contexts, "context"),
        quad=tuple(_quad(q) for q in asked.quad),
        status=_spelt(asked.status, STATUSES, "status"),
        reported_as=_spelt(asked.reported_as, REPORTED_AS, "way of reporting"),
        country=tuple(_country(c, known) for c in asked.country),
    )


def _spelt(values: Iterable[str], known: Iterable[str], what: str) -> Texts:
    return tuple(one_of(value, known, what) for value in values)


def _quad(number: int) -> int:
    if number in QUADS:
        return number
    raise FilterError(f"no quad class {number}; there are " + ", ".join(f"{n} ({words})" for n, words in QUADS.items()))


def _country(value: str, known: Codes) -> str:
    return known.country(value) or one_of(value, [*known.countries, *known.countries.values(), *known.territories], "country")


def _day(value: str | None, end: int) -> str | None:
    if value is None:
        return None
    day = day_range(value)[end]
    if day is None or "/" in value:
        raise FilterError(f"{value!r} is no date; give a day (2024-01-16), a month (2024-01) or a year (2024)")
    return day


def side(value: str, known: Codes | None = None) -> tuple[Side, ...]:
    """Whom ``value`` means; ``NGO`` and ``IGO`` are each a code and a sector.

    Raises FilterError where one part of a code of two is unknown.
    """
    known = known or codes()
    value = value.strip()
    if not value or value == NAME:
        raise FilterError("no actor named: give a code (RUS), a sector (MIL), both (RUS:MIL), a Wikidata id (Q7747) or a name")
    if value.startswith(NAME):
        return (Side(name=value.removeprefix(NAME).strip()),)
    if _QID.fullmatch(value):
        return (Side(wikidata=value),)
    code, colon, sector = (part.strip() for part in value.partition(":"))
    if colon and (not code or len(code) == 3) and len(sector) == 3:
        return (Side(code=_actor_code(code, known) if code else None, sector=one_of(sector, known.sectors, "sector")),)
    plain = value.upper() if value in {value.upper(), value.lower()} else ""
    found = [Side(code=plain)] if known.is_actor(plain) else []
    found += [Side(sector=plain)] if plain in known.sectors else []
    if not found and (country := known.named(value)):
        return (Side(code=country),)
    return tuple(found) or (Side(name=value),)


def _actor_code(code: str, known: Codes) -> str:
    return one_of(code, [*known.countries, *STATELESS], "code of a country or other actor")


def events_where(asked: Filter, dialect: str = "sqlite") -> Where:
    """The condition on ``event e``; empty for all. ``asked`` must be ``checked``. ``dialect``: sqlite or postgresql (``Database.kind``)."""
    return all_of(*_events(asked, dialect), _of_articles(asked, dialect))


def records_where(asked: Filter, dialect: str = "sqlite") -> Where:
    """The condition on ``record r``: those gathered into an event that is asked for; empty for all."""
    on = all_of(*_events(asked, dialect))
    return Where(f"r.event_id IN (SELECT e.id FROM event e WHERE {on.sql})", on.params) if on else on


def articles_where(asked: Filter, dialect: str = "sqlite") -> Where:
    """The condition on ``article a``: one that is itself as asked for and, where events are asked for, reports one of them."""
    of_records = records_where(asked, dialect)
    reports = Where(f"a.id IN (SELECT r.article_id FROM record r WHERE {of_records.sql})", of_records.params) if of_records else of_records
    return all_of(_articles(asked, dialect), reports)


def all_of(*conditions: Where) -> Where:
    held = [c for c in conditions if c]
    return Where(" AND ".join(c.sql for c in held), tuple(p for c in held for p in c.params))


def any_of(*conditions: Where) -> Where:
    held = [c for c in conditions if c]
    sql = " OR ".join(c.sql for c in held)
    return Where(f"({sql})" if len(held) > 1 else sql, tuple(p for c in held for p in c.params))


def _events(asked: Filter, dialect: str) -> list[Where]:
    """What is asked of the event itself, a condition each field."""
    return [
        Where("e.date >= ?", (asked.since,)) if asked.since else Where(""),
        Where("e.date <= ?", (asked.until,)) if asked.until else Where(""),
        among("e.event", asked.event),
        any_of(*(listed("e.mode", mode) for mode in asked.mode)),
        any_of(*(listed("e.context", context) for context in asked.context)),
        among("e.quad_code", asked.quad),
        *(_party(getattr(asked, role), ROLES[role]) for role in ROLES),
        among("e.status", asked.status),
        among("e.reported_as", asked.reported_as),
        among("e.country", asked.country),
        any_of(*(Where("lower(e.place) = lower(?)", (place,)) for place in asked.place)),
        Where("e.confidence >= ?", (asked.min_confidence,)) if asked.min_confidence is not None else Where(""),
        Where("e.independent_reports >= ?", (asked.min_reports,)) if asked.min_reports is not None else Where(""),
    ]


def among(column: str, values: Sequence[object]) -> Where:
    if not values:
        return Where("")
    return Where(f"{column} = ?" if len(values) == 1 else f"{column} IN ({', '.join('?' * len(values))})", tuple(values))


def listed(column: str, value: str) -> Where:
    """``value`` is one of those that the column joins by ``; ``."""
    return Where(f"('; ' || {column} || ';') LIKE ?", (f"%; {value};%",))


def _party(values: Texts, roles: Texts) -> Where:
    if not values:
        return Where("")
    who = all_of(ways([s for value in values for s in side(value)]), among("p.role", roles))
    return Where(f"e.id IN (SELECT p.event_id FROM event_party p WHERE {who.sql})", who.params)


def ways(sides: Sequence[Side], table: str = "p") -> Where:
    """The condition on a row of ``event_party`` that it is one of them; names, of which there may be thousands, as one list."""
    names = [s.name for s in sides if s == Side(name=s.name)]
    return any_of(among(f"{table}.name", names), *(way(s, table) for s in sides if s != Side(name=s.name)))


def way(who: Side, table: str = "p") -> Where:
    """The condition on a row of ``event_party``."""
    known = {"code": who.code, "name": who.name, "wikidata": who.wikidata}
    sector = listed(f"{table}.sector", who.sector) if who.sector else Where("")
    return all_of(*(Where(f"{table}.{column} = ?", (part,)) for column, part in known.items() if part), sector)


def _of_articles(asked: Filter, dialect: str) -> Where:
    on = _articles(asked, dialect)
    if not on:
        return on
    return Where(f"e.id IN (SELECT r.event_id FROM record r JOIN article a ON a.id = r.article_id WHERE {on.sql})", on.params)


def _articles(asked: Filter, dialect: str) -> Where:
    """What is asked of the article itself."""
    return all_of(
        any_of(*(Where("lower(a.source) = lower(?)", (outlet,)) for outlet in asked.outlet)),
        among("a.story", asked.story),
        among("a.key", asked.article),
        Where(*MATCHING[dialect](asked.text)) if asked.text is not None else Where(""),
    )


def _in_sqlite(text: str) -> tuple[str, tuple[object, ...]]:
    return "a.id IN (SELECT rowid FROM article_fts WHERE article_fts MATCH ?)", (words.fts5(words.sought(text)),)


def _in_postgres(text: str) -> tuple[str, tuple[object, ...]]:
    sql, params = words.tsquery(words.sought(text))
    return f"a.fts @@ {sql}", params


#: How each database is asked for articles that hold words. PostgreSQL: ``article.fts`` is a tsvector of title and text, 'simple'.
MATCHING: dict[str, Callable[[str], tuple[str, tuple[object, ...]]]] = {"sqlite": _in_sqlite, "postgresql": _in_postgres}
