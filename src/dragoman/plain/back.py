"""Plain dicts back into nouns: records as the contract has them (``dragoman schema record``), as a ledger keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..types import Evidence, Party, Place, Record, Size, Source, Span


def record(found: Mapping[str, Any]) -> Record:
    """The record that ``plain.record`` wrote. ``confidence`` is as it was written, to three decimals; the place has no words of its own.

    Raises KeyError, TypeError or IndexError for what is no record.
    """
    return Record(
        id=found["id"],
        event=found["event"][0],
        modes=tuple(found["mode"]),
        contexts=tuple(found["context"]),
        actors=tuple(party(p) for p in found["actor"]),
        recipients=tuple(party(p) for p in found["recipient"]),
        date_edtf=found["date_edtf"],
        place=place(found["event_loc"]) if found["event_loc"] else None,
        status=found["status"],
        sources=tuple(source(s) for s in found["sources"]),
        size=size(found["size"]),
        confidence=found["confidence"],
        evidence=tuple(evidence(e) for e in found["evidence"]),
        sentence=found["text_info"]["sequence"],
        quad=found["quad_code"],
        scale=found["event_scale"],
    )


def party(found: Mapping[str, Any]) -> Party:
    return Party(
        code=found["code"],
        sectors=tuple(found["sector"]),
        entity_text=found["entity_text"],
        identifier_text=found["identifier_text"],
        identifier_id=found["identifier_id"],
        office=found["office"],
        validity=found.get("validity"),
    )


def source(found: Mapping[str, Any]) -> Source:
    quoted = found.get("quoting")
    return Source(party=party(found), stance=found["stance"], cue=found["cue"], quoting=source(quoted) if quoted else None)


def place(found: Mapping[str, Any]) -> Place:
    """Where it happened. ``start`` and ``end`` are 0: a record does not say which words named its place."""
    return Place(
        start=0,
        end=0,
        name=found["placename"],
        country=found["country"],
        adm1=found["adm1"],
        lat=found["lat"],
        lon=found["lon"],
        geonames_id=found["geonames_id"],
        precision=found["precision"],
    )


def size(found: Mapping[str, Any]) -> Size:
    quantity = found["quantity"]
    return Size(
        dead=bounds(found["dead"]),
        injured=bounds(found["injured"]),
        arrested=bounds(found["arrested"]),
        quantity=quantity["text"] if quantity else None,
        quantity_bounds=bounds(quantity["bounds"]) if quantity else None,
    )


def bounds(found: list[int | None] | None) -> tuple[int, int | None] | None:
    if found is None:
        return None
    low, high = found
    return low or 0, high


def evidence(found: Mapping[str, Any]) -> Evidence:
    start, end = found["trigger"]
    return Evidence(start=found["start"], end=found["end"], text=found["text"], trigger=Span(start, end), rule=found["rule"])
