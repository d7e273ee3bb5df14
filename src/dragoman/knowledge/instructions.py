"""What a large language model is told that codes a story: llm/prompt.md, and PLOVER's sectors with their meanings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .tables import DataError, rows

FILE = "llm/prompt.md"


@dataclass(frozen=True, slots=True)
class Instructions:
    """``text``: the prompt, with $types and $sectors yet to be filled in. ``sectors``: code -> definition."""

    version: str
    text: str
    sectors: dict[str, str]


def load(data: Path) -> Instructions:
    """Raises DataError where the prompt file does not begin with its version."""
    head, _, text = (data / "llm" / "prompt.md").read_text(encoding="utf-8").partition("\n")
    name, _, version = head.partition(":")
    if name != "version" or not version.strip():
        raise DataError(f"{FILE}:1: must say version: and a number")
    table = rows(data / "ontology" / "sectors.csv", ("sector", "definition"))
    return Instructions(version.strip(), text, {row["sector"]: row["definition"] for row in table})
