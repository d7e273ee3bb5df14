"""Reads the actor tables. Two shapes: tables written by hand (``COLUMNS``; users' own tables too) and the generated people and terms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..tables import Row, relative, rows
from .book import Actors, Draft, Name
from .model import Country, Known, Role, Term, Title

COLUMNS = ("kind", "name", "code", "sectors")
OPTIONAL = ("aliases", "family", "office", "start", "end", "wikidata", "as_of", "source")
KINDS = ("government", "organisation", "group", "bloc", "person")
HAND = ("metonyms.tsv", "blocs.tsv", "organisations.tsv", "institutions.tsv", "parties.tsv", "armed_groups.tsv", "figures.tsv")
AS_OF = "2026-01"  # up to where our hand-written rows are meant to be right, unless a row says otherwise
COUNTRY = ("code", "name", "aliases", "adjectives", "people", "capitals", "sectors", "wikidata", "start", "end", "holder")


def load(data: Path, language: str = "en", extra: tuple[Path, ...] = ()) -> Actors:
    """All tables under ``data``, then the user's own, later ones winning. Raises DataError naming file and line."""
    actors = Actors()
    folder, words = data / "actors", data / "languages" / language
    _titles(actors, words / "titles.tsv")
    _roles(actors, words / "roles.tsv")
    _countries(actors, folder / "countries.tsv")
    if (folder / "people.tsv").exists():
        _people(actors, folder / "people.tsv", folder / "terms.tsv")
    for order, path in enumerate((*(folder / name for name in HAND), *extra), start=1):
        for row in rows(path, COLUMNS):
            _add(actors, row, order)
    return actors


def _add(actors: Actors, row: Row, order: int) -> None:
    id = identity(row)
    draft = actors.drafts.get(id)
    if draft is None:
        family = row.cells.get("family") or None
        draft = actors.drafts[id] = Draft(row["kind"], [], family, row.cells.get("wikidata") or None, row.where, order)
    for alias in (row["name"], *(row.parts("aliases") if "aliases" in row.cells else ())):
        if alias not in draft.names or draft.order != order:
            if alias not in draft.names:
                draft.names.append(alias)
            single = draft.kind == "person" and " " not in alias
            actors.names.add(alias, Name(alias, id, "family" if single else "name", order))
    draft.order = order
    draft.terms.append(_term(actors, row))


def identity(row: Row) -> str:
    """The Wikidata id, else one made of kind, code and name: rows with the same id tell of one entity."""
    return row.cells.get("wikidata") or f"x-{row['kind']}-{row['code']}-{row['name']}".lower().replace(" ", "-")


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
    ):
        for word in dict.fromkeys(words):
            yield word, form


def _as_known(country: Country) -> Known:
    term = Term(code=country.code, sectors=country.sectors, start=country.start, end=country.end, rank=0, rule=country.rule)
    names = (country.name, *country.aliases)
    return Known(id=_country_id(country), kind="country", names=names, wikidata=country.wikidata, terms=(term,), rule=country.rule)


def _people(actors: Actors, people: Path, terms: Path) -> None:
    """The two generated tables, read without the csv module and kept as lines until somebody is named: they are long."""
    where = relative(people)
    for number, line in _lines(people):
        id, name, aliases, family, wikidata, _ = line.split("\t")
        names = [name, *aliases.split("|")] if aliases else [name]
        actors.drafts[id] = Draft("person", names, family or None, wikidata or None, f"{where}:{number}", 0)
        for alias in names:
            actors.names.add(alias, Name(alias, id, "name" if " " in alias else "family", 0))
    for number, line in _lines(terms):
        actors.drafts[line[: line.index("\t")]].raw.append((line, number))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines after the header, with their numbers."""
    with open(path, encoding="utf-8") as handle:
        header = False
        for number, line in enumerate(handle, start=1):
            if header:
                yield number, line.rstrip("\n")
            elif not line.startswith("#"):
                header = True


def _titles(actors: Actors, path: Path) -> None:
    for row in rows(path, ("title", "office", "sectors", "code", "rank", "before")):
        title = Title(
            term=row["title"],
            office=row["office"],
            sectors=row.parts("sectors"),
            code=row["code"] or None,
            rank=int(row["rank"]),
            before=row["before"] != "no",
            rule=row.where,
        )
        actors.ranks.setdefault(title.office, title.rank)
        actors.titles.add(title.term, (title, False))
        actors.titles.add(row.cells.get("plural") or plural(title.term), (title, True))


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
