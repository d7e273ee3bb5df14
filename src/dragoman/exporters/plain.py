"""Readings and records as plain dicts, in the shape of the record contract (``dragoman schema`` prints it)."""

from __future__ import annotations

from typing import Any

from ..types import Actor, Attribution, Entity, Party, Place, Reading, Record, Size, Source, Span


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


def bounds(b: tuple[int, int | None] | None) -> list[int | None] | None:
    return None if b is None else [b[0], b[1]]


def size(s: Size) -> dict[str, Any]:
    return {
        "dead": bounds(s.dead),
        "injured": bounds(s.injured),
        "arrested": bounds(s.arrested),
        "quantity": None if s.quantity is None else {"text": s.quantity, "bounds": bounds(s.quantity_bounds)},
    }


def spans(items: tuple[Span, ...]) -> list[list[int]]:
    return [[s.start, s.end] for s in items]


def actor(a: Actor, entities: tuple[Entity, ...]) -> dict[str, Any]:
    first = entities[a.entities[0]] if a.entities else None
    return {
        "start": a.start,
        "end": a.end,
        "text": a.text,
        "entity": a.entities[0] if a.entities else None,
        "entities": list(a.entities),
        "code": first.code if first else None,
        "sector": list(first.sectors) if first else [],
        "rule": a.rule,
    }


def attribution(a: Attribution, reading: Reading) -> dict[str, Any]:
    speaker = reading.actors[a.actor] if a.actor is not None else None
    entity = reading.entities[speaker.entities[0]] if speaker and speaker.entities else None
    return {
        "source": spans(a.source),
        "cue": spans(a.cue),
        "content": spans(a.content),
        "stance": a.stance,
        "speaker": {
            "entity_text": speaker.text,
            "identifier_text": entity.name if entity else None,
            "code": entity.code if entity else None,
            "sector": list(entity.sectors) if entity else [],
        }
        if speaker
        else None,
        "parent": a.parent,
        "rule": a.rule,
    }


def record(r: Record, reading: Reading) -> dict[str, Any]:
    """One PLOVER JSON record. ``date`` is the first day of ``date_edtf``; None where the text gives no ground."""
    from ..rules import day_range, reported_as

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
        "confidence": r.confidence,
        "evidence": [
            {"start": e.start, "end": e.end, "text": e.text, "trigger": [e.trigger.start, e.trigger.end], "rule": e.rule} for e in r.evidence
        ],
        "event_text": [reading.text[e.trigger.start : e.trigger.end] for e in r.evidence],
    }


def reading(r: Reading) -> dict[str, Any]:
    """Everything understood of one article."""
    return {
        "id": r.article.id,
        "title": r.title,
        "text": r.text,
        "published": r.published,
        "source": r.source,
        "url": r.article.url,
        "language": r.language,
        "sentences": [[s.start, s.end] for s in r.sentences],
        "furniture": [{"start": f.start, "end": f.end, "kind": f.kind} for f in r.furniture],
        "times": [{"start": t.start, "end": t.end, "type": t.type, "value": t.value} for t in r.times],
        "places": [
            {
                "start": p.start,
                "end": p.end,
                "name": p.name,
                "lat": p.lat,
                "lon": p.lon,
                "geonames_id": p.geonames_id,
                "country": p.country,
                "feature": p.feature,
            }
            for p in r.places
        ],
        "actors": [actor(a, r.entities) for a in r.actors],
        "attributions": [attribution(a, r) for a in r.attributions],
        "mentions": [
            {"start": m.start, "end": m.end, "type": m.type, "status": m.status, "certainty": m.certainty, "record": m.record}
            for m in r.mentions
        ],
        "records": [record(x, r) for x in r.records],
        "dyads": [],
        "problems": [{"stage": p.stage, "message": p.message, "start": p.start, "end": p.end} for p in r.problems],
    }
