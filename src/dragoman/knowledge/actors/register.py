"""The generated tables of people and their terms: long, so kept as sorted lines and read only where somebody is named."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..tables import DataError, relative
from .fold import fold
from .model import Term

PEOPLE = "id\tname\taliases\tfamily\twikidata\tsource"
TERMS = "id\tcode\tsectors\toffice\tstart\tend\tas_of\tsource"


@dataclass(frozen=True, slots=True)
class Person:
    """A line of people.tsv."""

    id: str
    names: tuple[str, ...]
    family: str | None
    wikidata: str | None
    rule: str


class Table:
    """Lines of a TSV file sorted by their first cell, the id. Raises DataError where the header is another."""

    def __init__(self, path: Path, header: str) -> None:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else [header]
        self.first = 1 + next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)
        self.name = relative(path)
        if lines[self.first - 1 : self.first] != [header]:
            raise DataError(f"{self.name}:{self.first}: the header must be {header.split()}; run tools/build_actors.py")
        self.lines = lines[self.first :]

    def where(self, index: int) -> str:
        return f"{self.name}:{self.first + index + 1}"

    def of(self, id: str) -> Iterator[tuple[int, str]]:
        """Lines of this id, with their positions."""
        start = id + "\t"
        i = bisect_left(self.lines, start)
        while i < len(self.lines) and self.lines[i].startswith(start):
            yield i, self.lines[i]
            i += 1


class Register:
    """People by id, by the first word of a name, by family name, by country and office."""

    def __init__(self, people: Path, terms: Path, ranks: dict[str, int]) -> None:
        self._people = Table(people, PEOPLE)
        self._terms = Table(terms, TERMS)
        self._ranks = ranks
        self._by_first: dict[str, list[int]] = {}
        for i, line in enumerate(self._people.lines):
            _, name, aliases, _ = line.split("\t", 3)
            for alias in (name, *aliases.split("|")) if aliases else (name,):
                first = alias.partition(" ")[0]
                word = first.lower() if first.isascii() and first.isalpha() else (fold(first) or ("",))[0]
                known = self._by_first.setdefault(word, [])
                if not known or known[-1] != i:
                    known.append(i)
        self.unread = self._by_first.keys()  # words that begin names which nobody has taken yet

    def take(self, word: str) -> Sequence[Person]:
        """People with a name that starts with this folded word; each word is given out once, for the caller to keep."""
        return [self._person(i) for i in self._by_first.pop(word)] if word in self._by_first else ()

    def person(self, id: str) -> Person | None:
        return next((self._person(i) for i, _ in self._people.of(id)), None)

    def terms(self, id: str) -> list[Term]:
        return [self._term(i, line) for i, line in self._terms.of(id)]

    @cached_property
    def families(self) -> dict[str, list[str]]:
        """Folded family name, whole and without its particles -> ids."""
        out: dict[str, list[str]] = {}
        for line in self._people.lines:
            id, _, _, family, _ = line.split("\t", 4)
            words = (family.lower(),) if family.isascii() and family.isalpha() else fold(family)
            for name in {" ".join(words), *words[-1:]}:
                out.setdefault(name, []).append(id)
        return out

    @cached_property
    def offices(self) -> dict[tuple[str, str], list[str]]:
        """Country code and office -> ids, and country code and "" -> ids of all its people."""
        out: dict[tuple[str, str], dict[str, None]] = {}
        for line in self._terms.lines:
            id, code, _, office, _ = line.split("\t", 4)
            out.setdefault((code, office), {})[id] = None
            out.setdefault((code, ""), {})[id] = None
        return {place: list(ids) for place, ids in out.items()}

    def _person(self, index: int) -> Person:
        id, name, aliases, family, wikidata, _ = self._people.lines[index].split("\t")
        names = (name, *aliases.split("|")) if aliases else (name,)
        return Person(id, names, family or None, wikidata or None, self._people.where(index))

    def _term(self, index: int, line: str) -> Term:
        _, code, sectors, office, start, end, as_of, _ = line.split("\t")
        return Term(
            code=code or None,
            sectors=tuple(sectors.split("|")) if sectors else (),
            office=office or None,
            start=start,
            end=end,
            as_of=as_of,
            rank=self._ranks.get(office, 9),
            rule=self._terms.where(index),
        )
