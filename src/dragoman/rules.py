"""Small rules over records that several rooms need: quad, scale, reported_as, EDTF days. To be filled from the ontology."""

from __future__ import annotations

from .types import Record


def day_range(edtf: str | None) -> tuple[str | None, str | None]:
    """First and last day (ISO) of an EDTF date; (None, None) for None."""
    return (edtf, edtf)


def quad(event: str) -> int:
    return 0


def scale(event: str, modes: tuple[str, ...]) -> float:
    return 0.0


def reported_as(record: Record) -> str:
    return "fact"
