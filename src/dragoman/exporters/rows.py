"""Records as flat rows: what tables, spreadsheets and data frames need. Lists are joined by ``; ``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..rules import reported_as
from ..timeline import day_range
from ..types import Party, Reading, Record

#: Name -> type of each column.
COLUMNS: dict[str, type] = {
    "id": str,
    "article": str,
    "event": str,
    "mode": str,
    "context": str,
    "quad_code": int,
    "event_scale": float,
    "actor": str,
    "actor_code": str,
    "actor_sector": str,
    "recipient": str,
    "recipient_code": str,
    "recipient_sector": str,
    "date": str,
    "enddate": str,
    "date_edtf": str,
    "place": str,
    "country": str,
    "lat": float,
    "lon": float,
    "geonames_id": int,
    "status": str,
    "reported_as": str,
    "sources": str,
    "denied_by": str,
    "confidence": float,
    "quote": str,
    "start": int,
    "end": int,
    "headline": str,
    "publication": str,
    "published": str,
}


def rows(readings: Iterable[Reading]) -> Iterator[dict[str, Any]]:
    """One dict a record, with the keys of COLUMNS in their order; None where nothing is known."""
    for reading in readings:
        for record in reading.records:
            yield row(record, reading)


def row(record: Record, reading: Reading) -> dict[str, Any]:
    first, last = day_range(record.date_edtf)
    place, proof = record.place, record.evidence[0]
    return {
        "id": record.id,
        "article": reading.article.id,
        "event": record.event,
        "mode": joined(record.modes),
        "context": joined(record.contexts),
        "quad_code": record.quad,
        "event_scale": record.scale,
        **side("actor", record.actors),
        **side("recipient", record.recipients),
        "date": first,
        "enddate": last if last != first else None,
        "date_edtf": record.date_edtf,
        "place": place.name if place else None,
        "country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "geonames_id": place.geonames_id if place else None,
        "status": record.status,
        "reported_as": reported_as(record),
        "sources": joined(s.party.entity_text for s in record.sources if s.stance == "asserts"),
        "denied_by": joined(s.party.entity_text for s in record.sources if s.stance != "asserts"),
        "confidence": round(record.confidence, 3),
        "quote": proof.text,
        "start": proof.start,
        "end": proof.end,
        "headline": reading.title,
        "publication": reading.source,
        "published": reading.published,
    }


def side(name: str, parties: Sequence[Party]) -> dict[str, str | None]:
    """Names, codes and primary sectors; codes and sectors keep a place (empty) for a party that has none."""
    return {
        name: joined(p.identifier_text or p.entity_text for p in parties),
        f"{name}_code": joined(p.code or "" for p in parties),
        f"{name}_sector": joined(p.sectors[0] if p.sectors else "" for p in parties),
    }


def joined(parts: Iterable[str]) -> str | None:
    found = list(parts)
    return "; ".join(found) if any(found) else None
