"""A large ledger out of a few invented articles, for measuring.

The first articles (BASE) are invented, read by the rules and stored as any others: some hundred words, three of eight sentences tell
events, of 24 countries and 72 towns. They are dated in the four days before FIRST. Everything beyond is copied from their rows, four days
later with each copy, so that the archive holds some 130 articles a day for as many years as it is large: a million are 20 years. A copy
gets ids of its own; its keys (table ``clue``) are worked out anew for its days; its sketch of runs of words counts as another text's but
for one key in eight. Copies repeat the words, parties and towns of the first ones, as an archive repeats names; their texts are equal but
stand as rows of their own. What is not as in a true ledger: hashes of rows, and the days within readings and parties, stay those of the
first ones, and the feed of changes knows only these.
"""

from __future__ import annotations

import datetime
import json
import random
import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dragoman.gather import facts, profile
from dragoman.store import clues
from dragoman.store.rows import unpacked
from dragoman.types import Article

BASE = 500
#: Days that the base covers, and by which each copy is later.
SPAN = 4
FIRST = datetime.date(2002, 1, 5)
#: Numbers of a copy's rows are so much higher than those of the one before it.
STEP = 100_000

COUNTRIES = """
Kenya/Kenyan/Nairobi/Kisumu/Nakuru France/French/Paris/Lille/Nantes Peru/Peruvian/Lima/Cusco/Arequipa Japan/Japanese/Tokyo/Osaka/Nagoya
Poland/Polish/Warsaw/Gdansk/Lublin Egypt/Egyptian/Cairo/Suez/Luxor India/Indian/Delhi/Mumbai/Chennai Ghana/Ghanaian/Accra/Kumasi/Tamale
Chile/Chilean/Santiago/Valdivia/Iquique Turkey/Turkish/Ankara/Izmir/Bursa Iran/Iranian/Tehran/Shiraz/Tabriz Mali/Malian/Bamako/Gao/Mopti
Spain/Spanish/Madrid/Bilbao/Seville Sudan/Sudanese/Khartoum/Kassala/Omdurman Vietnam/Vietnamese/Hanoi/Hue/Haiphong
Colombia/Colombian/Bogota/Cali/Medellin Ukraine/Ukrainian/Kyiv/Odesa/Lviv Nigeria/Nigerian/Abuja/Kano/Ibadan Iraq/Iraqi/Baghdad/Basra/Mosul
Sweden/Swedish/Stockholm/Malmo/Uppsala Pakistan/Pakistani/Islamabad/Karachi/Lahore Mexico/Mexican/Puebla/Tijuana/Monterrey
Uganda/Ugandan/Kampala/Gulu/Jinja Serbia/Serbian/Belgrade/Nis/Subotica
"""
WHO = (
    "{0}'s president",
    "the {1} foreign minister",
    "police in {2}",
    "{1} soldiers",
    "the {1} opposition",
    "the mayor of {3}",
    "rebels near {4}",
    "the {1} government",
    "a {1} trade union",
)
DID = """
met accused attacked praised sued warned arrested visited criticized expelled detained thanked kidnapped bombed sanctioned evacuated
condemned besieged invited blamed
"""
THINGS = """
maize copper timber cotton cement wheat diesel salt coffee rubber sugar wool barley tin cocoa rice steel paper glass fish tea bricks
leather honey flour butter potatoes onions lentils gravel
"""
PLACES = """
harbour bridge stadium library museum market airport hospital quarry mill brewery lighthouse tunnel theatre orchard canal depot cathedral
laboratory prison ferry railway school warehouse tannery aqueduct observatory cemetery fountain garage
"""
HOW = """
crowded flooded closed repaired empty guarded painted quiet damaged busy famous abandoned expensive old dusty renamed
"""
SAID = ("officials said", "witnesses said", "a spokesman told reporters", "residents said", "the ministry said")


def article(dice: random.Random, number: int, first: datetime.date = FIRST) -> Article:
    """The days are those of a base that ends before ``first``."""
    ours, theirs = ([*dice.choice(COUNTRIES.split()).split("/")] for _ in "ab")
    day = first - datetime.timedelta(days=1 + number % SPAN)
    lines = [told(dice, ours, theirs), *(dice.choice((told, filler, filler))(dice, ours, theirs) for _ in range(7))]
    title = f"{dice.choice(ours[2:])}: {dice.choice(PLACES.split())}, {dice.choice(THINGS.split())} and the {dice.choice(PLACES.split())}"
    return Article(id=f"{first}-{number}", text=" ".join(lines), title=title, published=day.isoformat(), source=f"Paper {number % 9}")


def told(dice: random.Random, ours: Sequence[str], theirs: Sequence[str]) -> str:
    who, whom = (dice.choice(WHO).format(*side) for side in (ours, theirs))
    did, where = dice.choice(DID.split()), dice.choice(ours[2:])
    return f"{who[0].upper()}{who[1:]} {did} {whom} in {where} on {dice.choice(DAYS)}, {dice.choice(SAID)}."


def filler(dice: random.Random, ours: Sequence[str], _: Sequence[str]) -> str:
    thing, other, place = dice.choice(THINGS.split()), dice.choice(THINGS.split()), dice.choice(PLACES.split())
    return f"The {place} of {dice.choice(ours[2:])}, known for its {thing} and {other}, is {dice.choice(HOW.split())}."


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def end_of(path: Path) -> datetime.date:
    """The day after the last one of an archive."""
    db = sqlite3.connect(path)
    (number,) = db.execute("SELECT max(id) FROM article").fetchone()
    db.close()
    return FIRST + datetime.timedelta(days=SPAN * (number // STEP))


def grow(path: Path, size: int) -> None:
    """Copy the first articles (those that were stored before the first copy), and all that hangs on them, until there are some ``size``."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -1000000", "foreign_keys = OFF", "wal_autocheckpoint = 100000"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    db.create_function("later", 2, later, deterministic=True)
    last = {table: db.execute(f"SELECT max(id) FROM {table} WHERE id < {STEP}").fetchone()[0] for table in ("article", "record", "event")}
    known = list(filed(db, last))
    held = db.execute("SELECT max(id) FROM article").fetchone()[0] // STEP
    for part in batches(range(held + 1, round(size / last["article"])), 10):
        db.execute("BEGIN")
        for copy in part:
            copied(db, copy, last)
        rows = sorted(row for copy in part for row in clue_rows(known, copy))
        db.executemany("INSERT OR IGNORE INTO clue (key, article_id, record_id) VALUES (?, ?, ?)", rows)
        db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.execute("ANALYZE")
    db.close()


def batches(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def copied(db: sqlite3.Connection, copy: int, last: dict[str, int]) -> None:
    up, mark, days = copy * STEP, f"'-{copy}'", copy * SPAN
    of_article, of_event = f"article_id <= {last['article']}", f"event_id <= {last['event']}"
    for table, which in (
        ("article", f"id <= {last['article']}"),
        ("sighting", of_article),
        ("intake", of_article),
        ("reading", of_article),
        ("event", f"id <= {last['event']}"),
        ("record", f"id <= {last['record']}"),
        ("event_party", of_event),
        ("event_context", of_event),
        ("history", of_event),
    ):
        dated = ("published", "date", "enddate", "date_edtf", "first_seen", "last_seen", "facts", "body")
        changed = {
            **dict.fromkeys(("id", "article_id", "event_id", "copy_of"), f"{{0}} + {up}"),
            **dict.fromkeys(("key", "text_sha256", "record_id", "story", "locator"), f"{{0}} || {mark}"),
            **dict.fromkeys(dated, f"later({{0}}, {days})"),
        }
        if table == "event":
            changed["event_id"] = changed["key"]
        if table in {"reading", "event_party"}:
            del changed["body"]
        if table == "history":
            changed |= {"at": changed["date"], "id": "NULL"}
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(changed.get(name, "{0}").format(f'"{name}"') for name in names)
        db.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {which}")
    db.execute(f"INSERT INTO article_fts (rowid, title, text) SELECT id + {up}, title, text FROM article WHERE id <= {last['article']}")


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOVED: dict[tuple[str, int], str] = {}


def later(told: Any, days: int) -> Any:
    """All days in a cell, so much later."""
    if isinstance(told, bytes):
        return zlib.compress(str(later(unpacked(told), days)).encode(), 1)
    return _DAY.sub(lambda m: moved(m[0], days), told) if isinstance(told, str) else told


def moved(day: str, days: int) -> str:
    if (day, days) not in _MOVED:
        if len(_MOVED) > 10_000:
            _MOVED.clear()
        _MOVED[day, days] = (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()
    return _MOVED[day, days]


Known = tuple[int, profile.Profile, list[tuple[int, facts.Facts]]]


def filed(db: sqlite3.Connection, last: dict[str, int]) -> Iterator[Known]:
    """The base: numbers of articles, what they and their records are compared by."""
    records: dict[int, list[tuple[int, facts.Facts]]] = {}
    for number, article_id, told in db.execute(f"SELECT id, article_id, facts FROM record WHERE id <= {last['record']}"):
        records.setdefault(article_id, []).append((number, facts.from_dict(json.loads(unpacked(told)))))
    names = "id, published, source, url, title, signature, terms"
    for row in db.execute(f"SELECT {names} FROM article WHERE id <= {last['article']}"):
        yield row[0], clues.profile_of(dict(zip(names.split(", "), row, strict=True))), records.get(row[0], [])


def clue_rows(known: Sequence[Known], copy: int) -> Iterator[tuple[int, int, int]]:
    """The keys of a copy, each once."""
    up, days = copy * STEP, copy * SPAN
    for number, of, records in known:
        there = replace(of, published=of.published and moved(of.published, days))
        for key in clues.numbers(clues.ARTICLE, (other(key, copy) for key in profile.keys(there))):
            yield key, number + up, 0
        for record, told in records:
            moved_to = [day and moved(day, days) for day in (told.first, told.last, told.published)]
            then = replace(told, first=moved_to[0], last=moved_to[1], published=moved_to[2])
            for key in clues.numbers(clues.RECORD, facts.keys(then)):
                yield key, number + up, record + up


def other(key: str, copy: int) -> str:
    """Runs of words are another text's, but for one in eight."""
    return f"{key} of {copy}" if key.startswith("copy ") and int(key[-1], 16) % 8 else key
