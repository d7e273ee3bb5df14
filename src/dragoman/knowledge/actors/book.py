"""Look-ups in the actor tables. Identity (who has this name) and standing (what they were that day) are two questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .fold import fold, key
from .model import IN_OFFICE, Country, Hit, Known, Match, Role, RoleMatch, Term, Title, TitleMatch, begins
from .phrases import Phrases, Words
from .register import Register

_ACRONYM = 6  # letters; "US", "NATO", "UNRWA", "ASEAN" must be written in capitals, or "us" would be a state
_KEPT = 20_000  # readings of names


@dataclass(slots=True)
class Draft:
    """An entity of the hand-written tables while its rows are being read; becomes a ``Known`` when first asked for."""

    kind: str
    names: list[str]
    family: str | None
    wikidata: str | None
    rule: str
    order: int
    terms: list[Term] = field(default_factory=list)
    older: list[Term] = field(default_factory=list)  # of the tables before the last that tells of it


class Name(NamedTuple):
    """A name as the table writes it, and whose it is. ``form``: see ``Hit``."""

    alias: str
    id: str
    form: str
    order: int
    country: Country | None = None


def fits(alias: str, text: str) -> bool:
    """True where the capitals of ``text`` allow it to be ``alias``: "US" is not "us", "Downing Street" not "downing street"."""
    if alias.islower():
        return True
    letters = "".join(c for c in alias if c.isalpha())
    if letters.isupper() and len(letters) <= _ACRONYM:
        return not any(c.islower() for c in text)
    lower = {word for word in alias.replace("-", " ").split() if word.islower()}
    return all(not word[0].islower() or word.lower() in lower or word != word.lower() for word in text.split())


def once(names: Sequence[Name]) -> Iterable[Name]:
    """Each entity by one of its names, that of the latest table."""
    out: dict[str, Name] = {}
    for name in sorted(names, key=lambda n: -n.order):
        out.setdefault(name.id, name)
    return out.values()


class Actors:
    """Everybody and everything that can act, by name, country, office and role. Built by ``load``; its answers never change."""

    def __init__(self, register: Register, ranks: dict[str, int]) -> None:
        self.register = register
        self.ranks = ranks
        self.countries: list[Country] = []
        self.drafts: dict[str, Draft] = {}
        self.names: Phrases[Name] = Phrases()
        self.roles: Phrases[tuple[Role, bool]] = Phrases()
        self.titles: Phrases[tuple[Title, bool]] = Phrases()
        self._known: dict[str, Known] = {}
        self._read: dict[tuple[str, str | None], tuple[Hit, ...]] = {}
        self._terms: dict[tuple[str, str], list[tuple[Term, Known]]] = {}
        self._spelt: dict[tuple[str, str | None], dict[str, list[str]]] = {}

    def remember(self, known: Known) -> None:
        """Take an entity that needs no drafting (a country)."""
        self._known[known.id] = known

    # ---- by name

    def match(self, words: Words, at: int, on: str | None = None) -> Match | None:
        """The longest name that starts with word ``at``, or None.

        Capitals count; accents, hyphens, apostrophes and full stops do not. Among equal names those valid on the ISO day ``on`` come first.
        """
        first = words.folded[at].partition(" ")[0]
        if first in self.register.unread:
            self._open(first)
        for length, named in self.names.at(words, at):
            hits = self._named(" ".join(words.text[at : at + length]), named, on)
            if hits:
                return Match(length, hits)
        return None

    def find(self, name: str, on: str | None = None) -> tuple[Hit, ...]:
        """All readings of exactly this name, best first; capitals do not count."""
        self._open("".join(fold(name)[:1]))
        return self._ordered(self.names.get(name), on)

    def peoples(self, name: str) -> frozenset[str]:
        """Codes of the countries whose people or adjective this is, and not their name."""
        return frozenset(n.country.code for n in once(self.names.get(name)) if n.country and n.form in {"adjective", "people"})

    def family(self, word: str, on: str | None = None, code: str | None = None) -> tuple[Known, ...]:
        """People with this family name (valid on the day, of this country, if given), the highest office first."""
        name = " ".join(fold(word))
        ids = dict.fromkeys((*self.register.families.get(name, ()), *self._families.get(name, ())))
        return self._fitting(map(self.known, ids), on, code, None)

    def spelt(self, name: str, on: str | None = None, code: str | None = None, office: str | None = None) -> tuple[Known, ...]:
        """People whose name sounds like this one, for spellings in no table ("Choi Son Hee"): of a day and a country, better an office too.

        Without day and country it would find namesakes, and returns nothing.
        """
        if on is None or not code:
            return ()
        alike = self._sounds(code, office).get(key(name), ())
        return self._fitting(map(self.known, alike), on, code, office)

    def known(self, id: str) -> Known:
        """The entity with this id (a Wikidata id where there is one). Raises KeyError."""
        if id not in self._known:
            self._known[id] = self._make(id)
        return self._known[id]

    # ---- by country, office, role

    def country(self, text: str, on: str | None = None) -> Country | None:
        """The state that a name, adjective, people or capital belongs to ("the Netherlands", "Dutch", "The Hague"), or None.

        Where a word belongs to several (Congolese), None: the words around it must decide; see ``find``.
        """
        hits = [hit for hit in self.find(text, on) if hit.country and hit.form != "short"]
        hits = [hit for hit in hits if hit.country and hit.country.exists(on)] or hits
        best = [hit for hit in hits if hit.form == "name"] or hits
        states = {hit.country.code: hit.country for hit in best if hit.country}
        return next(iter(states.values())) if len(states) == 1 else None

    def state(self, code: str) -> Country | None:
        """The state with this code (not its dependencies, regions or predecessors), or None."""
        return self._states.get(code)

    def office_holder(self, code: str, office: str, on: str | None) -> tuple[Known, ...]:
        """Who held ``office`` (canonical, "Minister of Foreign Affairs") of a country on a day: one as a rule, none where not known.

        With a handover on that day the successor comes first. Terms long past their ``as_of`` do not count.
        """
        if on is None:
            return ()
        sitting = [(t, p) for t, p in self._held(code, office) if t.covers(on)]
        current = [(t.start, p.name, p) for t, p in sitting if p.resolve(on).validity == IN_OFFICE]
        return tuple(dict.fromkeys(p for _, _, p in sorted(current, key=lambda c: c[:2], reverse=True)))

    def heads(self, code: str, offices: Sequence[str], on: str | None) -> tuple[Known, ...]:
        """Who holds one of these offices of a country on a day, then those who held one before, the latest first."""
        ever = {id: self.known(id) for office in offices for id in self._of_office(code, office)}.values()
        held = [(max(t.start for t in p.terms if t.code == code and t.office in offices), p.name, p) for p in ever]
        past = [p for start, _, p in sorted(held, key=lambda h: h[:2], reverse=True) if on is None or begins(on, start)]
        return tuple(sorted(past, key=lambda p: on is None or p.resolve(on).validity != IN_OFFICE))

    def role(self, words: Words, at: int) -> RoleMatch | None:
        """The longest role word or phrase at word ``at`` ("state television", "lawmakers"), singular or plural, or None."""
        for length, found in self.roles.at(words, at):
            return RoleMatch(length, *found[-1])
        return None

    def calls(self, folded: str) -> bool:
        """Whether a role or title may begin with this folded word."""
        return folded in self._calling

    def title(self, words: Words, at: int) -> TitleMatch | None:
        """The longest title at word ``at`` ("Foreign Minister", "Gen.", "secretaries of state"), or None."""
        for length, found in self.titles.at(words, at):
            fitting = [(title, plural) for title, plural in found if fits_title(title, words.text[at])]
            if fitting:
                return TitleMatch(length, *fitting[-1])
        return None

    # ---- inside

    def _open(self, word: str) -> None:
        """Fetch people from the register whose name starts with this folded word."""
        for person in self.register.take(word):
            for alias in person.names:
                if fold(alias)[:1] == (word,):
                    self.names.add(alias, Name(alias, person.id, "name" if " " in alias else "family", 0))

    def _make(self, id: str) -> Known:
        """Hand-written rows and the register put together; the hand-written ones lead."""
        draft, person = self.drafts.get(id), self.register.person(id)
        if draft is None:
            if person is None:
                raise KeyError(id)
            draft = Draft("person", [], None, None, person.rule, 0)
        names = dict.fromkeys((*draft.names, *(person.names if person else ())))
        terms = merged(draft.terms, list(merged(draft.older, self.register.terms(id)))) or (Term(rule=draft.rule),)
        family = draft.family or (person.family if person else None)
        wikidata = draft.wikidata or (person.wikidata if person else None)
        return Known(id=id, kind=draft.kind, names=tuple(names), family=family, wikidata=wikidata, terms=terms, rule=draft.rule)

    @cached_property
    def _calling(self) -> frozenset[str]:
        return self.roles.begun() | self.titles.begun()

    @cached_property
    def _states(self) -> dict[str, Country]:
        return {c.code: c for c in self.countries if not c.holder}

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        """Family names of the hand-written tables; where none is given, the last word of the name."""
        out: dict[str, list[str]] = {}
        for id, draft in self.drafts.items():
            if draft.kind == "person":
                words = fold(draft.family or draft.names[0].split()[-1])
                for family in {" ".join(words), *words[-1:]}:
                    out.setdefault(family, []).append(id)
        return out

    @cached_property
    def _offices(self) -> dict[tuple[str, str], list[str]]:
        out: dict[tuple[str, str], list[str]] = {}
        for id, draft in self.drafts.items():
            if draft.kind == "person":
                for code, office in {(t.code or "", office) for t in draft.terms for office in (t.office or "", "")}:
                    out.setdefault((code, office), []).append(id)
        return out

    def _of_office(self, code: str, office: str | None) -> Iterable[str]:
        """Ids of people who ever held the office (None: any) of this country."""
        place = (code, office or "")
        return dict.fromkeys((*self._offices.get(place, ()), *self.register.offices.get(place, ())))

    def _held(self, code: str, office: str) -> list[tuple[Term, Known]]:
        """All terms of an office of a country; put together once."""
        if (code, office) not in self._terms:
            people = map(self.known, self._of_office(code, office))
            self._terms[code, office] = [(t, p) for p in people for t in p.terms if (t.code, t.office) == (code, office)]
        return self._terms[code, office]

    def _sounds(self, code: str, office: str | None) -> dict[str, list[str]]:
        """Ids of people who ever held the office (None: any) of this country, by the sound of their names; put together once."""
        if (code, office) not in self._spelt:
            out: dict[str, list[str]] = {}
            for id in self._of_office(code, office):
                for sound in set(map(key, self._names(id))):
                    out.setdefault(sound, []).append(id)
            self._spelt[code, office] = out
        return self._spelt[code, office]

    def _names(self, id: str) -> Iterable[str]:
        draft, person = self.drafts.get(id), self.register.person(id)
        return dict.fromkeys((*(draft.names if draft else ()), *(person.names if person else ())))

    def _named(self, text: str, named: Sequence[Name], on: str | None) -> tuple[Hit, ...]:
        """Readings of a name as the text has it, best first; kept, since a story names the same ones again and again."""
        if (text, on) not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[text, on] = self._ordered([name for name in named if fits(name.alias, text)], on)
        return self._read[text, on]

    def _ordered(self, names: Sequence[Name], on: str | None) -> tuple[Hit, ...]:
        """Each entity once: valid on the day first, then later tables, then the higher office, then the order of the tables."""
        hits = [Hit(self.known(name.id), name.form, name.country, name.order) for name in once(names)]
        if len(hits) > 1:
            hits.sort(key=lambda h: (not h.known.valid(on), -h.order, min(t.rank for t in h.known.terms)))
        return tuple(hits)

    def _fitting(self, people: Iterable[Known], on: str | None, code: str | None, office: str | None) -> tuple[Known, ...]:
        def counts(term: Term) -> bool:
            return (not code or term.code == code) and (not office or term.office == office) and (on is None or term.covers(on))

        ranked = [(min(t.rank for t in p.terms if counts(t)), p.name, p) for p in people if any(map(counts, p.terms))]
        return tuple(p for _, _, p in sorted(ranked, key=lambda r: r[:2]))


def fits_title(title: Title, first: str) -> bool:
    """Short forms ("Gen.", "Rep.", "MP") and words that mean something else ("Justice") need a capital; others do not."""
    term = title.term
    return first[:1].isupper() or not (title.capital or term.endswith(".") or term.isupper() or len(term) <= 3)


def merged(later: list[Term], earlier: list[Term]) -> tuple[Term, ...]:
    """Terms of two tables: one of the later table replaces those of the same office that overlap it in the earlier."""

    def replaced(term: Term) -> bool:
        return any(
            t.office == term.office and t.code == term.code and not (t.end and term.start > t.end) and not (term.end and t.start > term.end)
            for t in later
        )

    return tuple(sorted([*later, *(t for t in earlier if not replaced(t))], key=lambda t: (t.start, t.end)))
