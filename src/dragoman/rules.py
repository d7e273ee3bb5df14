"""Small rules that several rooms need."""

from __future__ import annotations

import re

from .types import Record


def day_range(edtf: str | None) -> tuple[str | None, str | None]:
    """First and last day (ISO) of an EDTF date; (None, None) for None. (Interim: replaced by timeline.day_range.)"""
    if not edtf:
        return None, None
    parts = edtf.replace("~", "").replace("?", "").split("/")
    m = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$", parts[0])
    n = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$", parts[-1])
    if not m or not n:
        return None, None
    return f"{m[1]}-{m[2] or '01'}-{m[3] or '01'}", f"{n[1]}-{n[2] or '12'}-{n[3] or '31'}"


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
