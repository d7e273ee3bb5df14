"""Reads the actor tables. Two shapes: tables written by hand (``COLUMNS``; users' own tables too) and the generated people and terms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..tables import Row, rows
from .book import Actors, Draft, Name, merged
from .model import Country, Known, Role, Term, Title
from .register import Register

COLUMNS = ("kind", "name", "code", "sectors")
OPTIONAL = ("aliases", "family", "office", "start", "end", "wikidata", "as_of", "source")
ALL_COLUMNS = (*COLUMNS, *OPTIONAL)
NEEDED = ("name", "code", "sectors")  # of a user's table; the kind of a row without one is guessed
FIGHTERS = frozenset({"REB", "PRM", "UAF", "CRM"})
KINDS = ("government", "organisation", "group", "bloc", "person")
HAND = ("metonyms.tsv", "blocs.tsv", "organisations.tsv", "institutions.tsv", "parties.tsv", "armed_groups.tsv", "figures.tsv")
SHORT = "~"  # before an alias: it holds only in a text that names the country
AS_OF = "2026-01"  # up to where our hand-written rows are meant to be right, unless a row says otherwise
COUNTRY = ("code", "name", "aliases", "adjectives", "people", "capitals", "short", "sectors", "wikidata", "start", "end", "holder")


def load(data: Path, language: str = "en", extra: tuple[Path, ...] = ()) -> Actors:
    """All tables under ``data``, then the user's own, later ones winning. Raises DataError naming file and line."""
    folder, words = data / "actors", data / "languages" / language
    titles = list(_titles(words / "titles.tsv"))
    ranks = {title.office: title.rank for title, _ in reversed(titles)}
    actors = Actors(Register(folder / "people.tsv", folder / "terms.tsv", ranks), ranks)
    for title, plurals in titles:
        actors.titles.add(title.term, (title, False))
        actors.titles.add(plurals, (title, True))
    _roles(actors, words / "roles.tsv")
    _countries(actors, folder / "countries.tsv")
    for order, path in enumerate((*(folder / name for name in HAND), *extra), start=1):
        for row in rows(path, COLUMNS if order <= len(HAND) else NEEDED):
            _add(actors, row, order)
    return actors


def kind_of(row: Row) -> str:
    """The kind that a row states, else the one that its cells suggest: who holds an office is a person, who fights a group."""
    stated = row.cells.get("kind", "")
    if stated and stated not in KINDS:
        raise row.error(f"no kind {stated!r}; one of {', '.join(KINDS)}")
    if stated:
        return stated
    if row.cells.get("office") or row.cells.get("family"):
        return "person"
    return "group" if FIGHTERS.intersection(row.parts("sectors")[:1]) else "organisation"


def _add(actors: Actors, row: Row, order: int) -> None:
    id = identity(row)
    draft = actors.drafts.get(id)
    if draft is None:
        family = row.cells.get("family") or None
        draft = actors.drafts[id] = Draft(kind_of(row), [], family, row.cells.get("wikidata") or None, row.where, order)
    for written in (row["name"], *(row.parts("aliases") if "aliases" in row.cells else ())):
        alias = written.removeprefix(SHORT)
        if alias not in draft.names or draft.order != order:
            if alias not in draft.names:
                draft.names.append(alias)
            actors.names.add(alias, Name(alias, id, _form(draft.kind, written), order))
    if draft.order != order:
        draft.order, draft.older, draft.terms = order, list(merged(draft.terms, draft.older)), []
    draft.terms.append(_term(actors, row))


def _form(kind: str, written: str) -> str:
    """See ``Hit``: what an alias is, as the table writes it."""
    if written.startswith(SHORT):
        return "short"
    return "family" if kind == "person" and " " not in written else "name"


def identity(row: Row) -> str:
    """The Wikidata id, else one made of kind, code and name: rows with the same id tell of one entity."""
    return row.cells.get("wikidata") or f"x-{kind_of(row)}-{row['code']}-{row['name']}".lower().replace(" ", "-")


def _term(actors: Actors, row: Row) -> Term:
    cell = row.cells.get
    office = cell("office") or None
    return Term(
        code=row["code"] or None,
        sectors=row.parts("sectors"),
        office=office,
        start=cell("start") or "",
        end=cell("end") or "",
        as_of=cell("as_of") or AS_OF,
        rank=actors.ranks.get(office or "", 9),
        rule=row.where,
    )


def _countries(actors: Actors, path: Path) -> None:
    for row in rows(path, COUNTRY):
        country = Country(
            code=row["code"],
            name=row["name"],
            aliases=row.parts("aliases"),
            adjectives=row.parts("adjectives"),
            people=row.parts("people"),
            capitals=row.parts("capitals"),
            short=row.parts("short"),
            sectors=row.parts("sectors"),
            wikidata=row["wikidata"] or None,
            start=row["start"],
            end=row["end"],
            holder=bool(row["holder"]),
            rule=row.where,
        )
        actors.countries.append(country)
        actors.remember(_as_known(country))
        for alias, form in _country_words(country):
            actors.names.add(alias, Name(alias, _country_id(country), form, 0, country))


def _country_id(country: Country) -> str:
    return country.wikidata or f"x-country-{country.name}".lower().replace(" ", "-")


def _country_words(country: Country) -> Iterator[tuple[str, str]]:
    for form, words in (
        ("name", (country.name, *country.aliases)),
        ("adjective", country.adjectives),
        ("people", country.people),
        ("capital", country.capitals),
        ("short", country.short),
    ):
        for word in dict.fromkeys(words):
            yield word, form


def _as_known(country: Country) -> Known:
    term = Term(code=country.code, sectors=country.sectors, start=country.start, end=country.end, rank=0, rule=country.rule)
    names = (country.name, *country.aliases)
    return Known(id=_country_id(country), kind="country", names=names, wikidata=country.wikidata, terms=(term,), rule=country.rule)


def _titles(path: Path) -> Iterator[tuple[Title, str]]:
    """Titles with their plurals."""
    for row in rows(path, ("title", "office", "sectors", "code", "rank", "before", "plural")):
        title = Title(
            term=row["title"],
            office=row["office"],
            sectors=row.parts("sectors"),
            code=row["code"] or None,
            rank=int(row["rank"]),
            before=row["before"] != "no",
            capital=row["before"] == "capital",
            rule=row.where,
        )
        yield title, row["plural"] or plural(title.term)


def _roles(actors: Actors, path: Path) -> None:
    for row in rows(path, ("term", "plural", "sectors", "kind")):
        role = Role(term=row["term"], sectors=row.parts("sectors"), kind=row["kind"] or "person", rule=row.where)
        if row["plural"] != role.term:
            actors.roles.add(role.term, (role, False))
        if role.kind != "former":
            actors.roles.add(row["plural"] or plural(role.term), (role, True))


def plural(term: str) -> str:
    """Regular English plural of the last word; irregular ones stand in the table."""
    if term.endswith(("man", "MAN")):
        return term[:-2] + "en"
    if term.endswith(("s", "x", "ch", "sh")):
        return term + "es"
    if term.endswith("y") and term[-2:-1] not in "aeiou":
        return term[:-1] + "ies"
    return term + "s"
