"""Checks of data files, ours and users': every slip with file, line and remedy, not only the first."""

from __future__ import annotations

import csv
import gzip
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import pairwise
from pathlib import Path

from .knowledge.actors.fold import fold
from .knowledge.actors.load import ALL_COLUMNS, COLUMNS, KINDS, NEEDED, SHORT
from .knowledge.coref import CLASSES, REFERS
from .knowledge.tables import DATA, DataError, relative, rows

BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"})  # PLOVER's values for actors of no state
DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
VERBATIM = frozenset({"pattern"})  # cells whose blanks count
WIKIDATA = re.compile(r"Q[1-9]\d*")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, where (``actors/figures.tsv:12``), and what to do about it."""

    where: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its cells by column, and where it stands."""

    cells: Mapping[str, str]
    where: str

    def parts(self, column: str) -> list[str]:
        return [p for p in self.cells.get(column, "").split("|") if p]


Check = Callable[[Sequence[Line]], Iterator[Complaint]]


def check(path: Path) -> list[Complaint]:
    """Everything wrong in a data file, by line; empty where all is well. A folder: all tables and TOML files below it."""
    path = path.resolve() if path.resolve().is_relative_to(DATA) else path  # ours are known by where they lie
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if {".tsv", ".csv", ".toml"} & set(p.suffixes))
        return [complaint for p in files for complaint in check(p)]
    if not path.exists():
        return [Complaint(str(path), "there is no such file", "check the path")]
    try:
        return list(_toml(path) if path.suffix == ".toml" else _table(path))
    except (UnicodeDecodeError, gzip.BadGzipFile) as error:
        return [Complaint(relative(path), f"cannot be read: {error}", "save it as UTF-8 text")]


def _toml(path: Path) -> Iterator[Complaint]:
    try:
        tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        yield Complaint(relative(path), f"no TOML: {error}", "mend the line it names")


def _table(path: Path) -> Iterator[Complaint]:
    if path.suffix == ".gz":
        return  # built by a tool, without header, and read by it alone
    header, lines, broken = _read(path)
    yield from broken
    if header is None:
        yield Complaint(relative(path), "no header", f"begin with a line that names the columns, such as {', '.join(NEEDED)}")
        return
    yield from _header(path, header)
    yield from _cells(lines)
    for one in _checks(path, header):
        yield from one(lines)


def _read(path: Path) -> tuple[list[str] | None, list[Line], list[Complaint]]:
    """Header, rows that fit it, and complaints about those that do not."""
    name, delimiter = relative(path), "\t" if ".tsv" in path.suffixes else ","
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    header: list[str] | None = None
    lines, broken = [], []
    text = StringIO(raw.decode("utf-8"), newline="")
    reader = csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE) if delimiter == "\t" else csv.reader(text)
    for cells in reader:
        if not cells or cells[0].startswith("#") or not any(cells):
            continue
        where = f"{name}:{reader.line_num}"
        if header is None:
            header = cells
        elif len(cells) != len(header):
            remedy = "leave no cell out, not even an empty one" if delimiter == "\t" else "quote cells that hold a comma"
            broken.append(Complaint(where, f"{len(cells)} cells where the header has {len(header)}", remedy))
        else:
            lines.append(Line(dict(zip(header, cells, strict=True)), where))
    return header, lines, broken


def _header(path: Path, header: Sequence[str]) -> Iterator[Complaint]:
    where = f"{relative(path)}:1"
    for column in {c for c in header if header.count(c) > 1}:
        yield Complaint(where, f"two columns {column!r}", "keep one")
    if path.is_relative_to(DATA) and "source" not in header and path.suffix != ".gz":
        yield Complaint(where, "no column 'source'", "say for each row where it comes from; hand for our own")


def _cells(lines: Sequence[Line]) -> Iterator[Complaint]:
    once: dict[tuple[str, ...], str] = {}
    for line in lines:
        for column, cell in line.cells.items():
            if cell != cell.strip() and column not in VERBATIM:
                yield Complaint(line.where, f"blank before or after {column} {cell.strip()!r}", "take it away")
        whole = tuple(line.cells.values())
        if whole in once:
            yield Complaint(line.where, f"the same row as {once[whole]}", "keep one")
        once.setdefault(whole, line.where)


# ---- what kind of table it is


def _checks(path: Path, header: Sequence[str]) -> list[Check]:
    """The checks for a table of this shape."""
    if path.name in NAMED and path.is_relative_to(DATA):
        return NAMED[path.name]
    if "name" in header and ("code" in header or "sectors" in header) and "actors" in (path.parent.name, "actors"):
        is_actors = not path.is_relative_to(DATA) or path.parent.name == "actors"
        return [_columns(header), *ACTORS] if is_actors else []
    return []


def _columns(header: Sequence[str]) -> Check:
    def columns(lines: Sequence[Line]) -> Iterator[Complaint]:
        where = lines[0].where.rpartition(":")[0] + ":1" if lines else "header"
        for column in header:
            if column not in ALL_COLUMNS:
                yield Complaint(where, f"unknown column {column!r}", f"use {', '.join(ALL_COLUMNS)}; further notes go to 'source'")
        for column in NEEDED:
            if column not in header:
                yield Complaint(where, f"no column {column!r}", f"a table needs {', '.join(NEEDED)}; best are {', '.join(COLUMNS)}")

    return columns


def _kinds(lines: Sequence[Line]) -> Iterator[Complaint]:
    for line in lines:
        kind = line.cells.get("kind", "")
        if kind and kind not in KINDS:
            yield Complaint(line.where, f"no kind {kind!r}", f"one of {', '.join(KINDS)}")


def _names(lines: Sequence[Line]) -> Iterator[Complaint]:
    for line in lines:
        if not line.cells.get("name", "").strip():
            yield Complaint(line.where, "no name", "give the usual name")


def _codes(lines: Sequence[Line]) -> Iterator[Complaint]:
    known = states() | BODIES
    for line in lines:
        for code in line.parts("code"):
            if code not in known:
                yield Complaint(line.where, f"no country {code!r}", "ISO 3166-1 alpha-3 (KEN), KOS, PSE, or UNO EUR IGO NGO IMG ISM MNC")
        if len(line.parts("code")) > 1 and line.cells.get("kind") != "bloc":
            yield Complaint(line.where, "several codes", "only a bloc may mean several states; else write one row for each")


def _sectors(lines: Sequence[Line]) -> Iterator[Complaint]:
    for line in lines:
        for sector in line.parts("sectors"):
            if sector not in sectors():
                yield Complaint(line.where, f"no sector {sector!r}", f"one of {' '.join(sorted(sectors()))}; primary first, parted by |")


def _dates(lines: Sequence[Line]) -> Iterator[Complaint]:
    for line in lines:
        for column in ("start", "end", "as_of"):
            day = line.cells.get(column, "")
            if day and not DAY.fullmatch(day):
                yield Complaint(line.where, f"{column} {day!r} is no date", "write 2024-05-12, 2024-05 or 2024; blank: open")
        start, end = line.cells.get("start", ""), line.cells.get("end", "")
        if start and end and end < start[: len(end)]:
            yield Complaint(line.where, f"ends {end} before it starts {start}", "swap or mend them")


def _wikidata(lines: Sequence[Line]) -> Iterator[Complaint]:
    for line in lines:
        id = line.cells.get("wikidata", "")
        if id and not WIKIDATA.fullmatch(id):
            yield Complaint(line.where, f"no Wikidata id {id!r}", "write Q and a number, or leave it blank")


def _aliases(lines: Sequence[Line]) -> Iterator[Complaint]:
    """An alias twice in one cell, or of two entities of one country at one time: nobody could tell whom it means."""
    owners: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        names = [line.cells.get("name", ""), *(a.removeprefix(SHORT) for a in line.parts("aliases"))]
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield Complaint(line.where, f"alias {name!r} twice", "keep one")
        for name, written in {" ".join(fold(n)): n for n in reversed(names)}.items():
            for other in owners.get((name, line.cells.get("code", "")), ()):
                if not _same(line, other) and _together(line, other):
                    remedy = "give both the same name, or take the alias from one"
                    yield Complaint(line.where, f"alias {written!r} is also that of {other.cells['name']!r} ({other.where})", remedy)
            owners.setdefault((name, line.cells.get("code", "")), []).append(line)


def _same(a: Line, b: Line) -> bool:
    """True for two rows of one entity."""
    ids = a.cells.get("wikidata", ""), b.cells.get("wikidata", "")
    return (bool(ids[0]) and ids[0] == ids[1]) or a.cells.get("name") == b.cells.get("name")


def _together(a: Line, b: Line) -> bool:
    """True where the times of two rows overlap."""
    return not (_ends_before(a, b) or _ends_before(b, a))


def _ends_before(a: Line, b: Line) -> bool:
    end, start = a.cells.get("end", ""), b.cells.get("start", "")
    return bool(end and start) and start[: len(end)] >= end


def _once(*columns: str) -> Check:
    def once(lines: Sequence[Line]) -> Iterator[Complaint]:
        seen: dict[tuple[str, ...], str] = {}
        for line in lines:
            key = tuple(line.cells.get(c, "") for c in columns)
            if key in seen:
                yield Complaint(line.where, f"{' '.join(key)!r} stands also in {seen[key]}", "keep one")
            seen.setdefault(key, line.where)

    return once


def _one_of(column: str, allowed: Iterable[str]) -> Check:
    values = sorted(allowed)

    def one_of(lines: Sequence[Line]) -> Iterator[Complaint]:
        for line in lines:
            if line.cells.get(column, "") not in values:
                yield Complaint(line.where, f"{column} {line.cells.get(column, '')!r}", f"one of {', '.join(v or 'blank' for v in values)}")

    return one_of


def _ranks(lines: Sequence[Line]) -> Iterator[Complaint]:
    for line in lines:
        if not line.cells.get("rank", "").isdecimal():
            yield Complaint(line.where, f"rank {line.cells.get('rank', '')!r} is no number", "0 is the highest office, 8 the lowest")


def _sorted_ids(lines: Sequence[Line]) -> Iterator[Complaint]:
    for before, line in pairwise(lines):
        if line.cells["id"] < before.cells["id"]:
            yield Complaint(line.where, f"id {line.cells['id']} out of order", "sort the file by id; look-ups rely on it")


def _dangling(lines: Sequence[Line]) -> Iterator[Complaint]:
    people = {row["id"] for row in rows(DATA / "actors" / "people.tsv", ("id",))}
    for line in lines:
        if line.cells["id"] not in people:
            yield Complaint(line.where, f"nobody in people.tsv has the id {line.cells['id']}", "add the person or drop the term")


@cache
def states() -> frozenset[str]:
    """Codes of countries.tsv, with the ISO codes of dependencies and vanished states."""
    return frozenset(code for row in rows(DATA / "actors" / "countries.tsv", ("code", "iso")) for code in (row["code"], row["iso"]) if code)


@cache
def sectors() -> frozenset[str]:
    """PLOVER's sectors, as the ontology has them."""
    return frozenset(row["sector"] for row in rows(DATA / "ontology" / "sectors.csv", ("sector",)))


ACTORS: list[Check] = [_kinds, _names, _codes, _sectors, _dates, _wikidata, _aliases]
NAMED: dict[str, list[Check]] = {
    "countries.tsv": [_names, _codes, _sectors, _dates, _wikidata],
    "people.tsv": [_names, _once("id"), _sorted_ids],
    "terms.tsv": [_codes, _sectors, _dates, _sorted_ids, _dangling],
    "roles.tsv": [_once("term"), _sectors, _one_of("kind", {"", "person", "body", "former"})],
    "titles.tsv": [_once("title"), _codes, _sectors, _ranks, _one_of("before", {"", "no", "capital"})],
    "coref.tsv": [_once("term", "class"), _one_of("class", CLASSES), _one_of("refers", REFERS | {""})],
    "given_names.tsv": [_once("name"), _one_of("refers", {"man", "woman"})],
    "places.tsv": [],
}

__all__ = ["Complaint", "DataError", "check"]
