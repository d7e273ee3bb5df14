"""Look-ups in the actor tables. Identity (who has this name) and standing (what they were that day) are two questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .fold import fold, key
from .model import Country, Hit, Known, Match, Role, RoleMatch, Term, Title, TitleMatch
from .phrases import Phrases

_ACRONYM = 6  # letters; "US", "NATO", "UNRWA", "ASEAN" must be written in capitals, or "us" would be a state


@dataclass(slots=True)
class Draft:
    """An entity while its rows are being read; becomes a ``Known`` when first asked for."""

    kind: str
    names: list[str]
    family: str | None
    wikidata: str | None
    rule: str
    order: int
    terms: list[Term] = field(default_factory=list)
    raw: list[tuple[str, int]] = field(default_factory=list)  # lines of terms.tsv not yet read


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
    lower = alias.split()
    return all(not word[0].islower() or word in lower or word != word.lower() for word in text.split())


class Actors:
    """Everybody and everything that can act, by name, country, office and role. Built by ``load``; read-only afterwards."""

    def __init__(self) -> None:
        self.countries: list[Country] = []
        self.drafts: dict[str, Draft] = {}
        self.names: Phrases[Name] = Phrases()
        self.roles: Phrases[tuple[Role, bool]] = Phrases()
        self.titles: Phrases[tuple[Title, bool]] = Phrases()
        self.ranks: dict[str, int] = {}
        self._known: dict[str, Known] = {}

    def remember(self, known: Known) -> None:
        """Take an entity that needs no drafting (a country)."""
        self._known[known.id] = known

    # ---- by name

    def match(self, words: Sequence[str], at: int, on: str | None = None) -> Match | None:
        """The longest name that starts with ``words[at]`` (tokens of running text), or None.

        Capitals count; accents, hyphens, apostrophes and full stops do not. Among equal names those valid on the ISO day ``on`` come first.
        """
        for length, named in self.names.at(words, at):
            text = " ".join(words[at : at + length])
            hits = [self._hit(name) for name in named if fits(name.alias, text)]
            if hits:
                return Match(length, self._ordered(hits, on))
        return None

    def find(self, name: str, on: str | None = None) -> tuple[Hit, ...]:
        """All readings of exactly this name, best first; capitals do not count."""
        return self._ordered(map(self._hit, self.names.get(name)), on)

    def family(self, word: str, on: str | None = None, code: str | None = None) -> tuple[Known, ...]:
        """People with this family name (valid on the day, of this country, if given), the highest office first."""
        people = {self.known(id).id: self.known(id) for id in self._families.get(" ".join(fold(word)), ())}
        return self._fitting(people.values(), on, code, None)

    def spelt(self, name: str, on: str | None = None, code: str | None = None, office: str | None = None) -> tuple[Known, ...]:
        """People whose name sounds like this one, for spellings in no table ("Choi Son Hee"); give a day and a country or office.

        Without both it would find namesakes, and returns nothing.
        """
        if on is None or not (code or office):
            return ()
        people = {self.known(id).id: self.known(id) for id in self._keys.get(key(name), ())}
        return self._fitting(people.values(), on, code, office)

    def known(self, id: str) -> Known:
        """The entity with this id (a Wikidata id where there is one). Raises KeyError."""
        if id not in self._known:
            draft = self.drafts[id]
            terms = merged(draft.terms, [self._read_term(line, number) for line, number in draft.raw])
            self._known[id] = Known(
                id=id,
                kind=draft.kind,
                names=tuple(draft.names),
                family=draft.family,
                wikidata=draft.wikidata,
                terms=terms or (Term(rule=draft.rule),),
                rule=draft.rule,
            )
        return self._known[id]

    # ---- by country, office, role

    def country(self, text: str, on: str | None = None) -> Country | None:
        """The state that a name, adjective, people or capital belongs to ("the Netherlands", "Dutch", "The Hague"), or None.

        Where a word belongs to several (Korean, Congolese), None: the words around it must decide; see ``find``.
        """
        hits = [hit for hit in self.find(text, on) if hit.country]
        hits = [hit for hit in hits if hit.country and hit.country.exists(on)] or hits
        best = [hit for hit in hits if hit.form == "name"] or hits
        states = {hit.country.code: hit.country for hit in best if hit.country}
        return next(iter(states.values())) if len(states) == 1 else None

    def state(self, code: str) -> Country | None:
        """The state with this code, the present one before vanished ones, or None."""
        return self._states.get(code)

    def office_holder(self, code: str, office: str, on: str | None) -> tuple[Known, ...]:
        """Who held ``office`` (canonical, "Minister of Foreign Affairs") of a country on a day: one as a rule, none where not known.

        With a handover on that day the successor comes first. Terms long past their ``as_of`` do not count.
        """
        people = (self.known(id) for id in self._offices.get((code, office), ()))
        sitting = [p for p in people if on and any(t.office == office and t.code == code and t.covers(on) for t in p.terms)]
        sure = [p for p in sitting if p.resolve(on).validity == "in office"]
        return tuple(sorted(sure, key=lambda p: max(t.start for t in p.terms if t.office == office and on and t.covers(on)), reverse=True))

    def role(self, words: Sequence[str], at: int) -> RoleMatch | None:
        """The longest role word or phrase at ``words[at]`` ("state television", "lawmakers"), singular or plural, or None."""
        for length, found in self.roles.at(words, at):
            return RoleMatch(length, *found[-1])
        return None

    def title(self, words: Sequence[str], at: int) -> TitleMatch | None:
        """The longest title at ``words[at]`` ("Foreign Minister", "Gen.", "secretaries of state"), or None."""
        for length, found in self.titles.at(words, at):
            return TitleMatch(length, *found[-1])
        return None

    # ---- inside

    @cached_property
    def _states(self) -> dict[str, Country]:
        return {c.code: c for c in sorted(self.countries, key=lambda c: (not c.holder, not c.sectors, not c.end))}

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for id, draft in self.drafts.items():
            if draft.family:
                out.setdefault(" ".join(fold(draft.family)), []).append(id)
        return out

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for id, draft in self.drafts.items():
            if draft.kind == "person":
                for sound in {key(name) for name in draft.names if " " in name}:
                    out.setdefault(sound, []).append(id)
        return out

    @cached_property
    def _offices(self) -> dict[tuple[str, str], list[str]]:
        out: dict[tuple[str, str], list[str]] = {}
        for id, draft in self.drafts.items():
            if draft.kind == "person":
                raw = {(cells[1], cells[3]) for cells in (line.split("\t", 4) for line, _ in draft.raw)}
                for code, office in raw | {(t.code or "", t.office or "") for t in draft.terms}:
                    out.setdefault((code, office), []).append(id)
        return out

    def _read_term(self, line: str, number: int) -> Term:
        _, code, sectors, office, start, end, as_of, _ = line.split("\t")
        rank = self.ranks.get(office, 9)
        return Term(
            code=code or None,
            sectors=tuple(sectors.split("|")) if sectors else (),
            office=office or None,
            start=start,
            end=end,
            as_of=as_of,
            rank=rank,
            rule=f"actors/terms.tsv:{number}",
        )

    def _hit(self, name: Name) -> Hit:
        return Hit(self.known(name.id), name.form, name.country, name.order)

    def _ordered(self, hits: Iterable[Hit], on: str | None) -> tuple[Hit, ...]:
        """Each entity once: valid on the day first, then later tables, then the higher office, then the order of the tables."""
        once: dict[str, Hit] = {}
        for hit in hits:
            once.setdefault(hit.known.id, hit)
        return tuple(sorted(once.values(), key=lambda h: (not h.known.valid(on), -h.order, min(t.rank for t in h.known.terms))))

    def _fitting(self, people: Iterable[Known], on: str | None, code: str | None, office: str | None) -> tuple[Known, ...]:
        def counts(term: Term) -> bool:
            return (not code or term.code == code) and (not office or term.office == office) and (on is None or term.covers(on))

        ranked = [(min(t.rank for t in p.terms if counts(t)), p.name, p) for p in people if any(map(counts, p.terms))]
        return tuple(p for _, _, p in sorted(ranked, key=lambda r: r[:2]))


def merged(later: list[Term], earlier: list[Term]) -> tuple[Term, ...]:
    """Terms of two tables: one of the later table replaces those of the same office that overlap it in the earlier."""

    def replaced(term: Term) -> bool:
        return any(
            t.office == term.office and t.code == term.code and not (t.end and term.start > t.end) and not (term.end and t.start > term.end)
            for t in later
        )

    return tuple(sorted([*later, *(t for t in earlier if not replaced(t))], key=lambda t: (t.start, t.end)))
