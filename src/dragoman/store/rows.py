"""Nouns as rows of the ledger's tables, and rows as nouns."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..exporters import rows as flat
from ..plain import back, mention, party, problem, reading, record, sha256
from ..timeline import day_range
from ..types import Article, Change, Event, Party, Problem, Reading, Record, Span
from .database import LedgerError, Row
from .hashes import key_of

_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
#: What came along with a text, and is kept as it came.
GIVEN = ("id", "title", "published", "source", "url", "language", "author", "dated_by", "raw_sha256", "partial", "locator")
#: Columns of exporters.rows that stand in `article`, or under another name.
ELSEWHERE = frozenset({"id", "article", "headline", "publication", "published"})


def article_row(found: Reading) -> Row:
    """Title, day, source and language are those that the reader found; what was given stands in ``given``."""
    article = found.article
    sha = sha256(article.text)
    return {
        "key": key_of(sha),
        "text_sha256": sha,
        "raw_sha256": article.raw_sha256,
        "given_id": article.id,
        "given": given(article),
        "text": article.text,
        **as_found(found),
        "author": article.author,
        "url": article.url,
        "partial": article.partial,
        "copy_of": None,
        "story": None,
        "signature": None,
        "terms": None,
    }


def as_found(found: Reading) -> Row:
    """Columns of `article` that another coder may find otherwise."""
    return found_in(found.article, {name: getattr(found, name) for name in ("title", "published", "source", "language")})


def found_in(article: Article, found: Mapping[str, Any]) -> Row:
    """The same, where the reading is a dict. ``article``: as it came."""
    by_reader = found["published"] is not None and found["published"] != article.published
    return {
        "title": found["title"],
        "published": found["published"],
        "dated_by": "text" if by_reader else (article.dated_by or ("given" if article.published else None)),
        "source": found["source"],
        "language": found["language"],
    }


def given(article: Article) -> str:
    known: Row = {name: getattr(article, name) for name in GIVEN if getattr(article, name) is not None}
    if article.problems:
        known["problems"] = [problem(p) for p in article.problems]
    if article.dyads:
        known["dyads"] = [[[a.start, a.end], [b.start, b.end]] for a, b in article.dyads]
    return as_json(known)


def article_as_given(row: Row) -> Article:
    """The article as it came in, to be read again."""
    known = json.loads(row["given"])
    dyads = tuple((Span(*one), Span(*other)) for one, other in known.pop("dyads", ()))
    problems = tuple(Problem(**p) for p in known.pop("problems", ()))
    return Article(text=row["text"], dyads=dyads, problems=problems, **known)


def article_of(row: Row) -> Article:
    """The article as a reader found it; its id is the ledger's key."""
    return Article(
        id=row["key"],
        text=row["text"],
        title=row["title"],
        published=row["published"],
        source=row["source"],
        url=row["url"],
        language=row["language"],
        author=row["author"],
        dated_by=row["dated_by"],
        raw_sha256=row["raw_sha256"],
        partial=row["partial"],
    )


def body_of(found: Reading, day: str) -> Row:
    """The reading as plain dicts, without what stands in other tables: its text and its records."""
    whole = reading(replace(found, records=(), mentions=()), day)
    whole["mentions"] = [mention(m, found) for m in found.mentions]
    whole["text"] = None
    return whole


def whole(body: str, text: str, records: Sequence[Row]) -> Row:
    """The reading that ``body_of`` took apart."""
    found: Row = json.loads(body)
    found["text"] = text
    found["records"] = list(records)
    return found


def problems_of(body: Row) -> list[Row]:
    """Rows of `problem` for the body of a reading."""
    return [{name: problem[name] for name in ("stage", "message", "start", "end")} for problem in body["problems"]]


def deflated(body: str, effort: int = 6) -> bytes:
    """``effort``: 1 to 9, as zlib has it."""
    return zlib.compress(body.encode("utf-8"), effort)


def inflated(blob: bytes) -> str:
    """Raises LedgerError where it is not as it was written."""
    try:
        return zlib.decompress(bytes(blob)).decode("utf-8")
    except (zlib.error, UnicodeError) as error:
        raise LedgerError(f"what is stored is damaged ({error}); `dragoman verify` says where") from error


def unpacked(told: str | bytes) -> str:
    """What ``Database.packed`` made of a text, or the text itself: older ledgers have it as it is."""
    return told if isinstance(told, str) else inflated(told)


def record_row(r: Record, found: Reading, day: str) -> Row:
    """The flat columns and the whole record. ``day``: of coding, as the record carries it."""
    columns = {name: value for name, value in flat.row(r, found).items() if name not in ELSEWHERE}
    return {"record_id": r.id, **columns, "body": as_json(record(r, found, day))}


def record_of(row: Row) -> Record:
    return back.record(json.loads(unpacked(row["body"])))


def event_row(e: Event) -> Row:
    first, last = day_range(e.date_edtf)
    place = e.place
    told = e.reports[0]
    row: Row = {
        "event_id": e.id,
        "event": e.event,
        "mode": flat.joined(e.modes),
        "context": flat.joined(e.contexts),
        "quad_code": e.quad,
        "event_scale": e.scale,
        **flat.side("actor", e.actors),
        **flat.side("recipient", e.recipients),
        "date": first,
        "enddate": last if last != first else None,
        "date_edtf": e.date_edtf,
        "place": place.name if place else None,
        "country": place.country if place else None,
        "adm1": place.adm1 if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "geonames_id": place.geonames_id if place else None,
        "precision": place.precision if place else None,
        "status": e.status,
        "reported_as": e.reported_as,
        "asserted_by": flat.joined(p.entity_text for p in e.asserted_by),
        "denied_by": flat.joined(p.entity_text for p in e.denied_by),
        "quantity": e.size.quantity,
        "confidence": round(e.confidence, 3),
        "reports": len(e.reports),
        "independent_reports": e.independent_reports,
        "reprints": e.reprints,
        "first_seen": e.first_seen,
        "last_seen": e.last_seen,
        "headline": told.article.title,
        "quote": told.record.evidence[0].text,
    }
    for name, bounds in (
        ("dead", e.size.dead),
        ("injured", e.size.injured),
        ("arrested", e.size.arrested),
        ("quantity", e.size.quantity_bounds),
    ):
        low, high = bounds or (None, None)
        row[f"{name}_low"], row[f"{name}_high"] = low, high
    return row


def party_rows(e: Event) -> list[Row]:
    """Who is in it, in the order of the event."""
    day, _ = day_range(e.date_edtf)
    sides = (("actor", e.actors), ("recipient", e.recipients), ("asserts", e.asserted_by), ("denies", e.denied_by))
    return [_party_row(role, n, p, day) for role, parties in sides for n, p in enumerate(parties)]


def _party_row(role: str, n: int, p: Party, day: str | None) -> Row:
    return {
        "role": role,
        "n": n,
        "code": p.code,
        "sector": flat.joined(p.sectors),
        "name": p.identifier_text or p.entity_text,
        "wikidata": p.identifier_id,
        "date": day,
        "body": as_json(party(p)),
    }


def party_of(row: Row) -> Party:
    return back.party(json.loads(row["body"]))


def history_row(c: Change) -> Row:
    return {"at": c.at, "field": c.field, "old": c.old, "new": c.new, "record_id": c.record}


def change_of(row: Row) -> Change:
    return Change(at=row["at"], field=row["field"], old=row["old"], new=row["new"], record=row["record_id"])


def from_json(text: str) -> Any:
    return json.loads(text)


def as_json(value: Any) -> str:
    return _PLAIN(value)
