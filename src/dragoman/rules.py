"""Small rules that several rooms need."""

from __future__ import annotations

from .types import Record


def reported_as(record: Record) -> str:
    """fact, claimed, contested, denied, planned, hypothetical or negated, from status and sources (record contract)."""
    if record.status in {"planned", "hypothetical", "negated"}:
        return record.status
    stances = {s.stance for s in record.sources}
    if not stances:
        return "fact"
    if stances == {"asserts"}:
        return "claimed"
    return "contested" if "asserts" in stances else "denied"
