"""What the actor tables say, as values: who is known by a name (identity), and what they were on a day (``Term``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

IN_OFFICE, FORMER, FUTURE, UNKNOWN = "in office", "former", "future", "unknown"
FRESH_YEARS = 2  # after that many years beyond ``as_of`` an office without an end is no longer taken for held (ministers stay 30 months)

KEPT = 1 << 14  # standings: a story asks for the same again and again


def begins(day: str, start: str) -> bool:
    """True where ``day`` is not before ``start``; either may be partial (``2025-08``) and blank start means always."""
    return not start or day[: len(start)] >= start


def ends(day: str, end: str) -> bool:
    """True where ``day`` is after ``end`` (the last day in office); a partial end (``2025-08``) holds to its last day."""
    return bool(end) and day[: len(end)] > end


def stale(day: str, as_of: str) -> bool:
    """True where ``day`` lies more than FRESH_YEARS beyond the day the table was true of; False where that is unknown."""
    return bool(as_of) and day > f"{int(as_of[:4]) + FRESH_YEARS}{as_of[4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What somebody is from ``start`` to ``end`` (ISO dates, partial ones allowed; blank: open), both days included.

    ``code``: ISO 3166-1 alpha-3 or PLOVER's UNO EUR IGO NGO ISM IMG MNC; None for a bloc. ``sectors``: PLOVER, primary first.
    ``rank``: 0 is the highest office. ``as_of``: the day up to which the table knew; blank: not noted. ``rule``: file and line.
    """

    code: str | None = None
    sectors: tuple[str, ...] = ()
    office: str | None = None
    start: str = ""
    end: str = ""
    as_of: str = ""
    rank: int = 9
    rule: str = ""

    def covers(self, day: str) -> bool:
        return begins(day, self.start) and not ends(day, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entity on a day. ``validity``: ``in office``, ``former``, ``future`` or ``unknown``; None for states, groups and all else
    that holds no office.

    A former official has the sector ELI (PLOVER: former officials with no present post) and keeps the name of the last office.
    ``as_of``: blank, or the day up to which the source is known to be right when the day asked for lies after it.
    """

    code: str | None
    sectors: tuple[str, ...]
    office: str | None
    validity: str | None
    as_of: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # the tables make each once
class Known:
    """Somebody or something in the tables. ``kind``: country, government, person, organisation, group, bloc.

    ``names``: the usual name first. ``family``: family name of a person, None where not known. ``rule``: file and line.
    """

    id: str
    kind: str
    names: tuple[str, ...]
    family: str | None = None
    wikidata: str | None = None
    terms: tuple[Term, ...] = ()
    rule: str = ""

    @property
    def name(self) -> str:
        return self.names[0]

    def valid(self, on: str | None) -> bool:
        """True where some term covers the day, or no day is given."""
        return on is None or any(term.covers(on) for term in self.terms)

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def resolve(self, on: str | None) -> Standing:
        """What this is on an ISO day (None: the day is not known; then the latest term, validity ``unknown``)."""
        term, validity = choose(self.terms, on)
        sectors = term.sectors
        if self.kind != "person":
            return Standing(code=term.code, sectors=sectors, office=term.office, validity=None, as_of="", rule=term.rule)
        if validity == FORMER:
            sectors = ("ELI",)
        elif validity == FUTURE:
            sectors = ()
        late = bool(on and not term.end and term.as_of and on > term.as_of)
        as_of = term.as_of if late else ""
        return Standing(code=term.code, sectors=sectors, office=term.office, validity=validity, as_of=as_of, rule=term.rule)


def choose(terms: tuple[Term, ...], on: str | None) -> tuple[Term, str]:
    """The term that counts on a day, with its validity: the highest office held, else the last one left, else the next one taken up."""
    if on is None:
        return max(terms, key=lambda t: t.start), UNKNOWN
    day = on[:10]
    held = [t for t in terms if t.covers(day)]
    sure = [t for t in held if t.end or not stale(day, t.as_of)]
    if sure:
        return min(sorted(sure, key=lambda t: t.start, reverse=True), key=lambda t: t.rank), IN_OFFICE
    if held:
        return max(held, key=lambda t: t.start), UNKNOWN
    past = [t for t in terms if t.end and ends(day, t.end)]
    if past:
        return max(past, key=lambda t: t.end), FORMER
    return min(terms, key=lambda t: t.start), FUTURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A state or territory and its words. ``code``: the PLOVER value; ``sectors`` is ``("PRE",)`` for a partially recognised entity.

    ``adjectives`` ("French"), ``people`` ("Frenchman", "French"), ``capitals`` (which may stand for the government),
    ``short`` ("the North": to be trusted only in a text that names the country).
    ``holder``: True where the territory counts as part of ``code`` (Greenland: DNK).
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    short: tuple[str, ...]
    sectors: tuple[str, ...]
    wikidata: str | None
    start: str
    end: str
    holder: bool
    rule: str

    def exists(self, on: str | None) -> bool:
        return on is None or (begins(on, self.start) and not ends(on, self.end))


@dataclass(frozen=True, slots=True)
class Hit:
    """One reading of a name found in text.

    ``form`` says which of its words was used: ``name`` (full name or alias), ``family`` (a single word of a person's name), ``short``
    (holds only in a text that names the country: "Congress", "the North"), and for countries ``name``, ``adjective``, ``people`` or
    ``capital``. ``country`` is given for countries only.
    """

    known: Known
    form: str
    country: Country | None = None
    order: int = 0  # later tables win


@dataclass(frozen=True, slots=True)
class Match:
    """``length`` words of the text, read as any of ``hits``: those valid on the day first, then later tables first."""

    length: int
    hits: tuple[Hit, ...]

    @property
    def first(self) -> Hit:
        return self.hits[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A common noun for somebody ("soldier", "state media"). ``sectors``: PLOVER, primary first; empty for "leader", "side".

    ``kind``: person ("protester"), body (an institution or unit: "army", "parliament", "delegation") or former ("ousted", "exiled":
    a modifier that makes the person ELI).
    """

    term: str
    sectors: tuple[str, ...]
    kind: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """An office in words ("Foreign Minister"). ``office``: its canonical name; ``code``: the country, where only one has it.

    ``before``: True where it may stand before a name ("President Ruto", "Gen. Ruto"). ``capital``: True where it needs one ("Justice").
    """

    term: str
    office: str
    sectors: tuple[str, ...]
    code: str | None
    rank: int
    before: bool
    rule: str
    capital: bool = False


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """``length`` words of the text are this role, in the plural or not."""

    length: int
    role: Role
    plural: bool


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """``length`` words of the text are this title, in the plural or not."""

    length: int
    title: Title
    plural: bool
