"""Questions about the actor tables, and keeping them up to date: who is that, is this table sound, who has come and gone.

An actor table is a TSV (or CSV) file with a header. Needed: ``name``, ``code`` (ISO 3166-1 alpha-3, or UNO EUR IGO NGO IMG ISM MNC, or
blank) and ``sectors`` (PLOVER, primary first, parted by ``|``). Optional:

``kind``      government, organisation, group, bloc or person. Left out: a person where the row has an office, a group where its first
              sector is one of fighters, else an organisation.
``aliases``   other names, parted by ``|``; one that begins with ``~`` holds only in a text that names the country. A single word among the
              aliases of a person means the person by itself.
``family``    family name of a person, where it is not the last word of the name.
``office``    its one name in the tables: ``Minister of Foreign Affairs`` (titles.tsv lists them).
``start``, ``end``  first and last day, ``2024-05-12``, ``2024-05`` or ``2024``; blank: open.
``wikidata``  Q and a number. Rows with the same id tell of one entity.
``as_of``     the day up to which the row is known to be right.
``source``    where it comes from.

Rows of a later table win: their names come first, and a term of theirs replaces one of the same office and time.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from . import wikidata
from .knowledge import Knowledge
from .knowledge.actors import Actors, Country, Hit, Known, Words
from .knowledge.actors.fold import fold
from .knowledge.actors.model import FORMER, FUTURE
from .knowledge.tables import rows
from .tablecheck import Complaint, check

__all__ = ["Candidate", "Change", "Complaint", "check", "diff", "overlay", "refresh", "who"]

COLUMNS = ("kind", "name", "code", "sectors", "office", "start", "end", "wikidata", "as_of", "source")
OFFICES = {"foreign": "Minister of Foreign Affairs", "defence": "Minister of Defence", "interior": "Minister of the Interior"}
SECTORS = {"defence": "GOV|MIL"}
HEADS = {"head of state": (0, 1), "head of government": (2, 2)}  # their ranks in titles.tsv
USUAL = {"head of state": "President", "head of government": "Prime Minister"}
SINCE = 5  # years back from the day of a refresh: who left before that is not asked for
MOST = 40  # candidates shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer to "who is that": what the name may mean on the day asked for.

    ``kind``: person, country, government, organisation, group, bloc, role, title. ``form``: how the name was read (name, family, short,
    adjective, people, capital, role, title, holder). ``validity``: in office, former, future, unknown; None where it holds on that day and
    is no office. ``where``: data file and line.
    """

    name: str
    kind: str
    country: str | None
    sectors: tuple[str, ...]
    office: str | None
    start: str
    end: str
    validity: str | None
    form: str
    aliases: tuple[str, ...]
    id: str | None
    where: str


# ---- who


def who(name: str, on: str | None, knowledge: Knowledge) -> list[Candidate]:
    """What a name, role or title means on an ISO day (None: no day), best first; empty where the tables do not know it."""
    actors = knowledge.actors
    words = name.split()
    for start in range(min(2, len(words))):  # "the Kremlin" is listed, "the foreign minister" is not
        asked = " ".join(words[start:])
        found = [*_named(asked, on, actors), *_holders(asked, on, actors), *_nouns(asked, actors)]
        if found or words[0].lower() != "the":
            return list(_once(found))[:MOST]
    return []


def _once(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Each person once, though two sources may tell of the same: same last word of the name, same office since the same day."""
    seen = set()
    for c in found:
        same = (fold(c.name)[-1:], c.country, c.office, c.start) if c.kind == "person" else (c.name, c.kind, c.country, c.form)
        if same not in seen:
            yield c
        seen.add(same)


def _named(name: str, on: str | None, actors: Actors) -> Iterator[Candidate]:
    """By full name or alias, then by family name."""
    hits = actors.find(name, on)
    for hit in hits:
        yield _candidate(hit.known, hit.form, on, hit)
    listed = {hit.known.id for hit in hits}
    family = actors.family(name, on) or actors.family(name)
    for known in family:
        if known.id not in listed:
            yield _candidate(known, "family", on)


def _holders(name: str, on: str | None, actors: Actors) -> Iterator[Candidate]:
    """Of "Kenyan foreign minister", "president of Chad": who held the office that day."""
    words = name.split()
    for n in range(1, len(words)):
        front, back = " ".join(words[:n]), " ".join(words[n:])
        place, office = (front.removesuffix("'s").removesuffix("’s"), back) if not back.lower().startswith("of ") else (back[3:], front)
        state, title = actors.country(place, on), actors.title(Words(office.split()), 0)
        if state and title and title.length == len(office.split()):
            holders = [_candidate(known, "holder", on) for known in actors.office_holder(state.code, title.title.office, on)]
            yield from (c for c in holders if c.start == holders[0].start)  # a predecessor's end may be unknown


def _nouns(name: str, actors: Actors) -> Iterator[Candidate]:
    """A common noun or title by itself."""
    words = Words(name.split())
    title, role = actors.title(words, 0), actors.role(words, 0)
    if title and title.length == len(words):
        t = title.title
        yield Candidate(t.term, "title", t.code, t.sectors, t.office, "", "", None, "title", (), None, t.rule)
    if role and role.length == len(words):
        r = role.role
        yield Candidate(r.term, "role", None, r.sectors, None, "", "", None, "role", (), None, r.rule)


def _candidate(known: Known, form: str, on: str | None, hit: Hit | None = None) -> Candidate:
    standing = known.resolve(on)
    term = next((t for t in known.terms if t.rule == standing.rule and t.office == standing.office), known.terms[0])
    validity = standing.validity
    if known.kind != "person" and not known.valid(on):
        validity = FUTURE if on is not None and not any(t.end and t.end < on for t in known.terms) else FORMER
    code, sectors = standing.code, standing.sectors
    if form == "capital":
        sectors = ("GOV", *sectors)  # a capital that acts is its government
    aliases = tuple(n for n in known.names if n != known.name) or (_words(hit.country) if hit and hit.country else ())
    return Candidate(
        known.name, known.kind, code, sectors, standing.office, term.start, term.end, validity, form, aliases, known.wikidata, standing.rule
    )


def _words(country: Country) -> tuple[str, ...]:
    return (*country.aliases, *country.adjectives)


# ---- refresh


def refresh(
    out: Path,
    on: str,
    countries: Sequence[str] = (),
    offices: Sequence[str] = tuple(wikidata.KINDS),
    answer: Path | None = None,
    knowledge: Knowledge | None = None,
) -> Path:
    """Write ``actors-DAY.tsv`` in the folder ``out``: who holds and lately held these offices, by Wikidata; returns its path.

    ``on``: the day it is asked. ``countries``: codes, none = all. ``offices``: some of ``wikidata.KINDS``. ``answer``: a saved answer to
    read instead of asking. Raises OSError (no answer, no place to write) or DataError (no good answer).
    """
    if answer is not None:
        told = wikidata.load(answer)
    else:
        told = wikidata.holdings(wikidata.ask(wikidata.query(countries, f"{int(on[:4]) - SINCE}{on[4:]}")))
    wanted = [h for h in told if h.office in offices and (not countries or h.code in countries)]
    path = out / f"actors-{on}.tsv"
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(overlay(wanted, on, (knowledge or Knowledge()).actors), encoding="utf-8")
    return path


def overlay(told: Iterable[wikidata.Holding], on: str, actors: Actors) -> str:
    """Holdings as an actor table: sorted, so that two of them can be compared line by line."""
    text = StringIO()
    writer = csv.writer(text, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
    text.write(f"# Office-holders as Wikidata had them on {on}. Made by: dragoman kb refresh. Use: --actors {'actors-' + on}.tsv\n")
    writer.writerow(COLUMNS)
    lines = {_line(h, on, actors) for h in told if actors.state(h.code)}
    ordered = sorted(lines, key=lambda line: (line[2], line[4], line[5], line[1]))
    writer.writerows(ordered)
    return text.getvalue()


def _line(h: wikidata.Holding, on: str, actors: Actors) -> tuple[str, ...]:
    """Cells of COLUMNS."""
    name, sectors = " ".join(h.name.split()), SECTORS.get(h.office, "GOV")
    return ("person", name, h.code, sectors, _office(h, actors, on), h.start, h.end, h.wikidata, on, "Wikidata")


def _office(h: wikidata.Holding, actors: Actors, on: str) -> str:
    """The office by its name in our tables: of a head, the one that the tables last knew in that state (King, President, Chancellor)."""
    if h.office in OFFICES:
        return OFFICES[h.office]
    low, high = HEADS[h.office]
    names = [office for office, rank in actors.ranks.items() if low <= rank <= high]
    known = [t for p in actors.heads(h.code, names, on) for t in p.terms if t.code == h.code and t.office in names]
    same = [t for t in known if t.covers(h.start or on)]
    latest = max(same or known, key=lambda t: (t.start, t.office or ""), default=None)
    return (latest.office if latest else None) or USUAL[h.office]


# ---- diff


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Somebody who came or went between two tables. ``what``: appointed or left. ``day``: when, blank where the tables do not say."""

    country: str
    office: str
    day: str
    what: str
    name: str

    def __str__(self) -> str:
        return f"{self.country}  {self.office}: {self.name} {self.what}{' ' + self.day if self.day else ''}"


def diff(old: Path, new: Path) -> list[Change]:
    """Who was appointed and who left between two actor tables, by country and office. Raises DataError on a table that cannot be read."""
    before, after = _serving(old), _serving(new)
    out = []
    for key, row in after.items():
        if key not in before and not row["end"]:
            out.append(Change(row["code"], row["office"], row["start"], "appointed", row["name"]))
        elif row["end"] and (key not in before or not before[key]["end"]):
            out.append(Change(row["code"], row["office"], row["end"], "left", row["name"]))
    gone = [row for key, row in before.items() if key not in after and not row["end"]]
    return sorted([*out, *(Change(row["code"], row["office"], "", "left", row["name"]) for row in gone)])


def _serving(path: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows that name an office, by who, where, what and since when."""
    out: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows(path, ("name", "code", "office")):
        cells = dict.fromkeys(COLUMNS, "") | row.cells
        if cells["office"]:
            out[cells["wikidata"] or cells["name"], cells["code"], cells["office"], cells["start"]] = cells
    return out
