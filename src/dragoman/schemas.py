"""JSON Schemas (draft 2020-12) of what leaves the program. They stand in data/schema; those of readings and events hold the record's."""

from __future__ import annotations

import json
from typing import Any

from .knowledge.tables import DATA


def schema(what: str) -> dict[str, Any]:
    """The schema of a ``record``, a ``reading`` or a gathered ``event``, complete in itself."""
    found = _load(what)
    if what != "record":
        record = _load("record")
        parts = record.pop("$defs")
        whole = {key: value for key, value in record.items() if key not in {"$schema", "title"}}
        found["$defs"] = {**found["$defs"], **parts, "record": whole}
    return found


def _load(what: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((DATA / "schema" / f"{what}.json").read_text(encoding="utf-8"))
    return made
