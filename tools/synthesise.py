"""Write a ledger of invented events, to measure with: as many as asked for, the same for the same seed.

    python tools/synthesise.py --events 200000 out.db [--seed 7]

200,000 events are some 300,000 reports in 80,000 articles, and 1.5 GB. The skew is that of news: a few
countries, types, outlets and words make up most of it, and a long tail the rest. Persons, towns and outlets are made up of syllables;
codes, types, modes and contexts are those of the data files. Rows go straight into the tables: nothing is read, nothing is gathered, and
the hashes of rows are empty, so ``dragoman verify`` complains of every one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from dragoman import plain
from dragoman.exporters.rows import joined, side
from dragoman.knowledge.ontology import EventType
from dragoman.knowledge.ontology import load as ontology
from dragoman.knowledge.tables import DATA, rows
from dragoman.store.lookup import folded
from dragoman.store.sqlite import APPLICATION
from dragoman.timeline import day_range
from dragoman.types import Evidence, Party, Place, Record, Size, Source, Span

SCHEMA = Path(plain.__file__).parent.parent / "store" / "schema" / "sqlite"
FIRST, DAYS = date(2015, 1, 1), 3652
#: Who makes the news most, by our impression of the wires; the other countries follow in the order of the table.
BIG = ["USA", "RUS", "UKR", "ISR", "CHN", "IRN", "GBR", "PSE", "FRA", "DEU", "IND", "TUR", "SYR", "PRK", "KOR", "PAK", "SAU", "JPN"]
TYPES = {"CONSULT": 21, "ACCUSE": 16, "SUPPORT": 9, "ASSAULT": 12, "AGREE": 7, "REQUEST": 7, "COOPERATE": 6, "COERCE": 5, "REJECT": 4}
TYPES |= {"AID": 3, "THREATEN": 3, "SANCTION": 2, "PROTEST": 2, "MOBILIZE": 1.5, "CONCEDE": 1, "RETREAT": 0.5}
SECTORS = {
    "GOV": 55,
    "MIL": 14,
    "": 12,
    "COP": 4,
    "LEG": 4,
    "REB": 3,
    "CVL": 3,
    "JUD": 2,
    "BUS": 1,
    "OPP": 1,
    "JRN": 0.6,
    "MED": 0.3,
    "REF": 0.1,
}
STATUS = {"happened": 72, "ongoing": 8, "planned": 12, "hypothetical": 4, "negated": 4}
TOLD = {"fact": 50, "claimed": 38, "contested": 7, "denied": 5}
AGENCIES = ("Nordic Press", "Coastline News Agency", "Wire & Post")
SYLLABLES = [consonant + vowel for consonant in "bdklmnrstvz" for vowel in "aeio"]
#: Words that a benchmark can look for: the first in every third article, the last in one of five hundred.
WORDS = ["officials", "talks", "border", "agreement", "statement", "forces", "meeting", "president", "trade", "security", "minister"]
WORDS += ["sanctions", "ceasefire", "aid", "drone", "port", "election", "police", "protest", "missile", "hospital", "refugees", "grain"]
WORDS += ["pipeline", "embassy", "summit", "court", "negotiations", "hostages", "convoy"]


class Skewed:
    """Draws from ``items``, the first most often: the n-th with weight 1 / n ** slope."""

    def __init__(self, items: Sequence[Any], slope: float = 1.0, weights: Sequence[float] | None = None) -> None:
        self.items = items
        self.sums = list(accumulate(weights or [1 / (n + 1) ** slope for n in range(len(items))]))

    def draw(self, dice: random.Random, count: int = 1) -> list[Any]:
        return dice.choices(self.items, cum_weights=self.sums, k=count)

    def one(self, dice: random.Random) -> Any:
        return self.draw(dice)[0]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with what its reports share. ``seen``: day of its first report, counted from FIRST."""

    record: Record
    told: str
    seen: int
    reports: int


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    ask.add_argument("--events", type=int, default=200_000)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("out", type=Path)
    given = ask.parse_args()
    if given.out.exists():
        sys.exit(f"{given.out} exists already")
    began = time.monotonic()
    synthesise(given.out, given.events, given.seed)
    print(f"{given.events:,} events in {time.monotonic() - began:.0f} s, {given.out.stat().st_size / 1e6:,.0f} MB")


def synthesise(out: Path, events: int, seed: int = 7) -> None:
    """Write a new ledger with that many events."""
    db = sqlite3.connect(out)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")
    for path in sorted(SCHEMA.glob("*.sql")):
        db.executescript(path.read_text(encoding="utf-8"))
        db.execute(f"PRAGMA user_version = {int(path.stem)}")
    world = World(random.Random(seed))
    found = sorted((world.happening() for _ in range(events)), key=lambda h: h.seen)
    insert(db, "coder", [{"id": 1, "name": "synthesise", "current": 1}])
    insert(db, "event", (event(n, h, world) for n, h in enumerate(found, 1)))
    insert(db, "event_party", (row for n, h in enumerate(found, 1) for row in event_parties(n, h)))
    write_articles(db, found, world)
    help_to_find(db)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.commit()
    db.executescript("PRAGMA journal_mode = WAL;")
    db.close()


def ranked(known: Sequence[str], made_up: list[str]) -> list[str]:
    """The known words among the made-up ones, at ranks 40, 48, 57 … as news words stand behind those of grammar."""
    words = list(made_up)
    for n, word in enumerate(known):
        words.insert(int(40 * 1.19**n), word)
    return words


def help_to_find(db: sqlite3.Connection) -> None:
    """What the ledger keeps so that events are found: contexts one by one, names in one spelling, words."""
    of = db.execute("SELECT id, context, date FROM event WHERE context IS NOT NULL").fetchall()
    insert(db, "event_context", ({"event_id": n, "context": c, "date": day} for n, joined, day in of for c in joined.split("; ")))
    names = [row[0] for row in db.execute("SELECT DISTINCT name FROM event_party")]
    insert(db, "party_name", ({"name": name, "folded": folded(name)} for name in names))
    db.execute("INSERT INTO article_fts (article_fts) VALUES ('rebuild')")


class World:
    """Who and what there is; ``happening`` makes an event of it."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.types: dict[str, EventType] = ontology(DATA / "ontology")
        names: dict[str, str] = {}
        for r in rows(DATA / "actors" / "countries.tsv", ("code", "name")):
            names.setdefault(r["code"], r["name"])
        order = [*BIG, *(c for c in names if c not in BIG)]
        self.names = names
        self.country = Skewed(order, 1.05)
        self.friends = {c: Skewed([*dice.sample(order[:40], 6), *dice.sample(order, 6)], 0.8) for c in order}
        self.people = {c: Skewed([self.person(c) for _ in range(max(8, 150 - 3 * n))], 0.9) for n, c in enumerate(order)}
        self.towns = {c: Skewed([self.name() for _ in range(max(3, 80 - n))], 0.9) for n, c in enumerate(order)}
        self.type = Skewed(list(TYPES), weights=list(TYPES.values()))
        self.modes = {t: Skewed(sorted(k.modes), 0.9) for t, k in self.types.items() if k.modes}
        self.contexts = Skewed([r["context"] for r in rows(DATA / "ontology" / "contexts.csv", ("context",))], 0.9)
        self.status, self.told = (Skewed(list(d), weights=list(d.values())) for d in (STATUS, TOLD))
        self.outlets = Skewed([f"The {self.name()} {kind}" for kind in ("Times", "Post", "Herald", "Gazette") for _ in range(150)], 0.9)
        self.vocabulary = Skewed(ranked(WORDS, [self.word() for _ in range(60_000)]), 1.0)

    def word(self) -> str:
        return "".join(self.dice.choices(SYLLABLES, k=self.dice.randint(2, 4)))

    def name(self) -> str:
        return self.word().capitalize()

    def person(self, country: str) -> Party:
        name = f"{self.name()} {self.name()}"
        sector = Skewed(list(SECTORS), weights=list(SECTORS.values())).one(self.dice)
        known = f"Q{self.dice.randrange(10**7, 10**8)}" if self.dice.random() < 0.6 else None
        return Party(
            code=country, sectors=(sector,) if sector else (), entity_text=name.split()[1], identifier_text=name, identifier_id=known
        )

    def party(self, country: str) -> Party:
        """A person half the time, else the country's government, police, army …, or a speaker without a code."""
        if self.dice.random() < 0.5:
            found: Party = self.people[country].one(self.dice)
            return found
        if self.dice.random() < 0.04:
            return Party(code=None, sectors=(), entity_text=self.dice.choice(("the West", "the international community", "witnesses")))
        sector = self.dice.choices(list(SECTORS), weights=list(SECTORS.values()))[0]
        name = self.names[country]
        return Party(code=country, sectors=(sector,) if sector else (), entity_text=name, identifier_text=f"{name} {sector}".strip())

    def parties(self, country: str) -> tuple[Party, ...]:
        return tuple(dict.fromkeys(self.party(country) for _ in range(self.dice.choices((1, 2, 3), (86, 11, 3))[0])))

    def happening(self) -> Happening:
        dice = self.dice
        kind = self.types[self.type.one(dice)]
        modes = (
            tuple(dict.fromkeys(self.modes[kind.name].draw(dice, dice.choices((0, 1, 2), (30, 66, 4))[0])))
            if kind.name in self.modes
            else ()
        )
        actor = self.country.one(dice)
        other = (self.friends[actor] if dice.random() < 0.6 else self.country).one(dice)
        status = self.status.one(dice)
        told = self.told.one(dice) if status in {"happened", "ongoing"} else status
        seen = int(DAYS * dice.random() ** 0.7)
        record = Record(
            id="drg-",
            event=kind.name,
            modes=modes,
            contexts=tuple(dict.fromkeys(self.contexts.draw(dice, dice.choices((0, 1, 2, 3), (15, 50, 25, 10))[0]))),
            actors=self.parties(actor),
            recipients=self.parties(other) if dice.random() < 0.78 else (),
            date_edtf=self.when(seen),
            place=self.place(other if dice.random() < 0.5 else actor),
            status=status,
            sources=self.sources(told, actor, other),
            size=Size(dead=(dice.randint(1, 40),) * 2 if kind.name == "ASSAULT" and dice.random() < 0.4 else None),
            confidence=round(dice.betavariate(6, 2), 3),
            evidence=(),
            sentence=0,
            quad=kind.quad,
            scale=kind.score(modes),
        )
        return Happening(record, told, seen, min(60, 1 + int(dice.paretovariate(1.7) - 1)))

    def when(self, seen: int) -> str | None:
        day = FIRST + timedelta(seen - self.dice.choices((0, 1, 2, 9), (50, 30, 15, 5))[0])
        kind = self.dice.choices(("none", "month", "span", "day"), (4, 2, 1, 93))[0]
        spelt = {"none": None, "month": f"{day:%Y-%m}", "span": f"{day}/{day + timedelta(6)}", "day": day.isoformat()}
        return spelt[kind]

    def place(self, country: str) -> Place | None:
        if self.dice.random() < 0.25:
            return None
        town, lat, lon = self.towns[country].one(self.dice), self.dice.uniform(-50, 65), self.dice.uniform(-120, 140)
        where = {"geonames_id": int(hashlib.md5(town.encode(), usedforsecurity=False).hexdigest()[:6], 16), "precision": "city"}
        return Place(start=0, end=0, name=town, country=country, lat=round(lat, 4), lon=round(lon, 4), **where)  # type: ignore[arg-type]

    def sources(self, told: str, actor: str, other: str) -> tuple[Source, ...]:
        stances = {"claimed": ["asserts"], "contested": ["asserts", "denies"], "denied": ["denies"]}.get(told, [])
        told_by = {"asserts": other, "denies": actor}
        return tuple(Source(party=self.party(told_by[s]), stance=s, cue="said") for s in stances)  # type: ignore[arg-type]

    def sentence(self, h: Happening) -> tuple[str, Span]:
        """The words of a report, and where its event word stands."""
        r = h.record
        who = " and ".join(p.identifier_text or p.entity_text for p in r.actors)
        whom = " and ".join(p.identifier_text or p.entity_text for p in r.recipients)
        word = past(r.event)
        where = f" in {r.place.name}" if r.place else ""
        text = f"{who} {word} {whom or 'others'}{where}, {' '.join(self.vocabulary.draw(self.dice, 9))}."
        return text, Span(len(who) + 1, len(who) + 1 + len(word))

    def filler(self) -> str:
        return " ".join(self.vocabulary.draw(self.dice, self.dice.randint(25, 60))).capitalize() + "."


def event(n: int, h: Happening, world: World) -> dict[str, Any]:
    r = h.record
    reprints = sum(world.dice.random() < 0.35 for _ in range(h.reports - 1))
    return {
        "id": n,
        "event_id": name("evt", n),
        **told_columns(r, h.told),
        "adm1": None,
        "precision": r.place.precision if r.place else None,
        "asserted_by": joined(s.party.entity_text for s in r.sources if s.stance == "asserts"),
        "denied_by": joined(s.party.entity_text for s in r.sources if s.stance == "denies"),
        "dead_low": r.size.dead[0] if r.size.dead else None,
        "dead_high": r.size.dead[1] if r.size.dead else None,
        "reports": h.reports,
        "independent_reports": h.reports - reprints,
        "reprints": reprints,
        "first_seen": (FIRST + timedelta(h.seen)).isoformat(),
        "last_seen": (FIRST + timedelta(h.seen + min(3, h.reports - 1))).isoformat(),
        "headline": f"{world.filler()[:60]}",
        "quote": world.sentence(h)[0],
    }


def told_columns(r: Record, told: str) -> dict[str, Any]:
    """What the tables of events and of records both say."""
    first, last = day_range(r.date_edtf)
    return {
        "event": r.event,
        "mode": joined(r.modes),
        "context": joined(r.contexts),
        "quad_code": r.quad,
        "event_scale": r.scale,
        **side("actor", r.actors),
        **side("recipient", r.recipients),
        "date": first,
        "enddate": last if last != first else None,
        "date_edtf": r.date_edtf,
        "place": r.place.name if r.place else None,
        "country": r.place.country if r.place else None,
        "lat": r.place.lat if r.place else None,
        "lon": r.place.lon if r.place else None,
        "geonames_id": r.place.geonames_id if r.place else None,
        "status": r.status,
        "reported_as": told,
        "confidence": r.confidence,
    }


def event_parties(n: int, h: Happening) -> Iterator[dict[str, Any]]:
    r = h.record
    roles = {"actor": r.actors, "recipient": r.recipients}
    roles |= {stance: tuple(s.party for s in r.sources if s.stance == stance) for stance in ("asserts", "denies")}
    for role, parties in roles.items():
        for k, p in enumerate(parties):
            called = p.identifier_text or p.entity_text
            known = {"code": p.code, "sector": joined(p.sectors), "name": called, "wikidata": p.identifier_id}
            body = json.dumps(plain.party(p), ensure_ascii=False)
            yield {"event_id": n, "role": role, "n": k, **known, "date": day_range(r.date_edtf)[0], "body": body}


def write_articles(db: sqlite3.Connection, found: Sequence[Happening], world: World) -> None:
    """Four events an article, in the order in which they were seen; further reports in articles soon after."""
    count = max(1, len(found) * 2 // 5)
    told: list[list[int]] = [[] for _ in range(count)]
    for n, h in enumerate(found):
        for k in range(h.reports):
            told[min(count - 1, n * count // len(found) + (world.dice.randrange(400) if k else 0))].append(n)
    articles, records = [], []
    for n, numbers in enumerate(told, 1):
        article, made = written(n, numbers, found, world)
        articles.append(article)
        records += made
        if len(articles) == 2000 or n == count:
            insert(db, "article", articles)
            insert(db, "record", records)
            articles, records = [], []


def written(n: int, numbers: Sequence[int], found: Sequence[Happening], world: World) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The article that reports those events, and its records."""
    title, text, records = world.filler()[:70], "", []
    outlet, seen = world.outlets.one(world.dice), max((found[k].seen for k in numbers), default=0)
    for sequence, k in enumerate(numbers):
        words, trigger = world.sentence(found[k])
        at = len(text)
        text += words + " " + world.filler() + "\n\n"
        evidence = Evidence(
            start=at, end=at + len(words), text=words, trigger=Span(at + trigger.start, at + trigger.end), rule="synthesised"
        )
        records.append((k, sequence, evidence))
    text = text or world.filler()
    sha = hashlib.sha256(f"{n} {text}".encode()).hexdigest()
    published = (FIRST + timedelta(seen)).isoformat()
    article = {
        "id": n,
        "key": f"art-{sha[:16]}",
        "text_sha256": sha,
        "given": "{}",
        "coder_id": 1,
        "title": title,
        "text": text,
        "published": published,
        "dated_by": "given",
        "source": outlet,
        "url": f"https://news.example/{n}",
        "language": "en",
        "story": name("sty", n // 3),
        "stored_at": f"{published}T12:00:00Z",
    }
    origin = world.dice.choice(AGENCIES) if world.dice.random() < 0.3 else outlet
    cited = {"headline": title, "publication": outlet, "published": published, "url": article["url"], "text_sha256": sha}
    return article, [record(n, 64 * n + at, found[k], k + 1, at, e, origin, cited) for k, at, e in records]


def record(
    article: int, n: int, h: Happening, event: int, sequence: int, e: Evidence, origin: str, cited: Mapping[str, Any]
) -> dict[str, Any]:
    r, first_last = h.record, day_range(h.record.date_edtf)
    body = {
        "id": name("drg", n),
        "event": [r.event],
        "mode": list(r.modes),
        "context": list(r.contexts),
        "quad_code": r.quad,
        "event_scale": r.scale,
        "actor": [plain.party(p) for p in r.actors],
        "recipient": [plain.party(p) for p in r.recipients],
        "date": first_last[0],
        "enddate": first_last[1] if first_last[1] != first_last[0] else None,
        "date_edtf": r.date_edtf,
        "event_loc": plain.location(r.place) if r.place else None,
        "status": r.status,
        "reported_as": h.told,
        "sources": [plain.source(s) for s in r.sources],
        "size": plain.size(r.size),
        "confidence": r.confidence,
        "evidence": [plain.evidence(e)],
        "event_text": [past(r.event)],
        "text_info": {"sequence": sequence, "start": e.start, "end": e.end},
        "cite_info": cited,
        "coder": "synthesise",
        "coded_date": cited["published"],
    }
    return {
        "record_id": name("drg", n),
        "article_id": article,
        "coder_id": 1,
        "event_id": event,
        **told_columns(r, h.told),
        "sources": joined(s.party.entity_text for s in r.sources if s.stance == "asserts"),
        "denied_by": joined(s.party.entity_text for s in r.sources if s.stance == "denies"),
        "quote": e.text,
        "start": e.start,
        "end": e.end,
        "origin": origin,
        "reprint": 0,
        "body": json.dumps(body, ensure_ascii=False),
    }


def past(event: str) -> str:
    """A word of the text that stands for the event."""
    return event.lower() + ("d" if event.endswith("E") else "ed")


def name(kind: str, n: int) -> str:
    return f"{kind}-{hashlib.sha256(f'{kind}{n}'.encode()).hexdigest()[:16]}"


def insert(db: sqlite3.Connection, table: str, found: Iterable[Mapping[str, Any]]) -> None:
    """Rows into a table: columns that they do not name are NULL, or empty where the table wants a value."""
    columns = list(db.execute(f"PRAGMA table_info({table})"))
    empty = {c[1]: ("" if "INT" not in c[2] else 0) if c[3] and c[4] is None and not c[5] else None for c in columns}
    named = ", ".join(f'"{c}"' for c in empty)
    sql = f"INSERT INTO {table} ({named}) VALUES ({', '.join('?' * len(empty))})"
    db.executemany(sql, (tuple(row.get(c, standard) for c, standard in empty.items()) for row in found))


if __name__ == "__main__":
    main()
