"""Readings and records as plain dicts, in the shape of the record contract (``dragoman schema`` prints it)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from .. import __version__
from ..rules import reported_as
from ..timeline import day_range
from ..types import Actor, Attribution, Dyad, Entity, Evidence, Mention, Party, Place, Problem, Reading, Record, Size, Source, Span, Time

CODER = f"dragoman {__version__} plover-2.0"


def record(r: Record, reading: Reading, now: str | None = None) -> dict[str, Any]:
    """One PLOVER JSON record. ``date``: the first day of ``date_edtf``, None where the text gives no ground. ``now``: the day of coding."""
    first, last = day_range(r.date_edtf)
    return {
        "id": r.id,
        "event": [r.event],
        "mode": list(r.modes),
        "context": list(r.contexts),
        "quad_code": r.quad,
        "event_scale": r.scale,
        "actor": [party(p) for p in r.actors],
        "recipient": [party(p) for p in r.recipients],
        "date": first,
        "enddate": last if last != first else None,
        "date_edtf": r.date_edtf,
        "event_loc": location(r.place) if r.place else None,
        "status": r.status,
        "reported_as": reported_as(r),
        "sources": [source(s) for s in r.sources],
        "size": size(r.size),
        "confidence": round(r.confidence, 3),
        "evidence": [evidence(e) for e in r.evidence],
        "event_text": [reading.text[e.trigger.start : e.trigger.end] for e in r.evidence],
        "text_info": text_info(r, reading),
        "cite_info": {
            "headline": reading.title,
            "publication": reading.source,
            "published": reading.published,
            "url": reading.article.url,
            "text_sha256": sha256(reading.text),
        },
        "coder": CODER,
        "coded_date": now or today(),
    }


def reading(r: Reading, now: str | None = None) -> dict[str, Any]:
    """Everything understood of one article."""
    return {
        "id": r.article.id,
        "title": r.title,
        "text": r.text,
        "text_sha256": sha256(r.text),
        "published": r.published,
        "source": r.source,
        "url": r.article.url,
        "language": r.language,
        "sentences": [[s.start, s.end] for s in r.sentences],
        "furniture": [{"start": f.start, "end": f.end, "kind": f.kind} for f in r.furniture],
        "times": [time(t) for t in r.times],
        "places": [toponym(p) for p in r.places],
        "actors": [actor(a, r.entities) for a in r.actors],
        "attributions": [*(attribution(a, r) for a in r.attributions), *(attribution(a, r) | {"stance": None} for a in r.attitudes)],
        "mentions": [mention(m, r) for m in r.mentions],
        "records": [record(x, r, now) for x in r.records],
        "dyads": [dyad(d) for d in r.dyads],
        "problems": [problem(p) for p in r.problems],
    }


def party(p: Party) -> dict[str, Any]:
    out: dict[str, Any] = {
        "code": p.code,
        "sector": list(p.sectors),
        "entity_text": p.entity_text,
        "identifier_text": p.identifier_text,
        "identifier_id": p.identifier_id,
        "office": p.office,
    }
    if p.validity:
        out["validity"] = p.validity
    return out


def source(s: Source) -> dict[str, Any]:
    out = {**party(s.party), "stance": s.stance, "cue": s.cue}
    if s.quoting:
        out["quoting"] = source(s.quoting)
    return out


def location(p: Place) -> dict[str, Any]:
    return {
        "placename": p.name,
        "country": p.country,
        "adm1": p.adm1,
        "lat": p.lat,
        "lon": p.lon,
        "geonames_id": p.geonames_id,
        "precision": p.precision,
    }


def size(s: Size) -> dict[str, Any]:
    return {
        "dead": bounds(s.dead),
        "injured": bounds(s.injured),
        "arrested": bounds(s.arrested),
        "quantity": None if s.quantity is None else {"text": s.quantity, "bounds": bounds(s.quantity_bounds)},
    }


def bounds(b: tuple[int, int | None] | None) -> list[int | None] | None:
    """[low, high]; high None = open ("at least 12")."""
    return None if b is None else [b[0], b[1]]


def evidence(e: Evidence) -> dict[str, Any]:
    return {"start": e.start, "end": e.end, "text": e.text, "trigger": [e.trigger.start, e.trigger.end], "rule": e.rule}


def text_info(r: Record, reading: Reading) -> dict[str, Any]:
    """Where the event is first told. ``sequence``: number of the sentence in ``sentences``, from 0."""
    first = r.evidence[0] if r.evidence else reading.sentences[r.sentence]
    return {"sequence": r.sentence, "start": first.start, "end": first.end}


def time(t: Time) -> dict[str, Any]:
    return {"start": t.start, "end": t.end, "type": t.type, "value": t.value}


def toponym(p: Place) -> dict[str, Any]:
    return {
        "start": p.start,
        "end": p.end,
        "name": p.name,
        "lat": p.lat,
        "lon": p.lon,
        "geonames_id": p.geonames_id,
        "country": p.country,
        "feature": p.feature,
    }


def actor(a: Actor, entities: tuple[Entity, ...]) -> dict[str, Any]:
    """``entity``: number of the (first) entity named, the same number wherever it is named."""
    first = entities[a.entities[0]] if a.entities else None
    return {
        "start": a.start,
        "end": a.end,
        "text": a.text,
        "entity": a.entities[0] if a.entities else None,
        "entities": list(a.entities),
        "name": first.name if first else None,
        "code": first.code if first else None,
        "sector": list(first.sectors) if first else [],
        "rule": a.rule,
    }


def attribution(a: Attribution, reading: Reading) -> dict[str, Any]:
    return {
        "source": spans(a.source),
        "cue": spans(a.cue),
        "content": spans(a.content),
        "stance": a.stance,
        "speaker": speaker(a, reading),
        "parent": a.parent,
        "rule": a.rule,
    }


def speaker(a: Attribution, reading: Reading) -> dict[str, Any] | None:
    """Who says it, as worded and as known; None where nobody is named ("reportedly")."""
    known = reading.actors[a.actor] if a.actor is not None else None
    entity = reading.entities[known.entities[0]] if known and known.entities else None
    if known is None and not a.source:
        return None
    return {
        "entity_text": known.text if known else " ".join(reading.text[s.start : s.end] for s in a.source),
        "identifier_text": entity.name if entity else None,
        "identifier_id": entity.wikidata if entity else None,
        "code": entity.code if entity else None,
        "sector": list(entity.sectors) if entity else [],
    }


def spans(items: tuple[Span, ...]) -> list[list[int]]:
    return [[s.start, s.end] for s in items]


def mention(m: Mention, reading: Reading) -> dict[str, Any]:
    return {
        "start": m.start,
        "end": m.end,
        "type": m.type,
        "status": m.status,
        "certainty": m.certainty,
        "record": reading.records[m.record].id if m.record is not None else None,
        "note": m.note or m.left_out or None,
        "rule": m.rule,
    }


def dyad(d: Dyad) -> dict[str, Any]:
    return {"event": d.event, "mode": list(d.modes), "status": d.status, "confidence": d.confidence}


def problem(p: Problem) -> dict[str, Any]:
    return {"stage": p.stage, "message": p.message, "start": p.start, "end": p.end}


@lru_cache(maxsize=4)  # every record of a text carries it
def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def today() -> str:
    return datetime.now(UTC).date().isoformat()
