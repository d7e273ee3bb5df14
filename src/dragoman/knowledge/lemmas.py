"""Dictionary forms that the parser gets wrong: languages/<language>/lemmas.csv."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .tables import rows


def load(folder: Path) -> Mapping[str, str]:
    """Lower-case word -> dictionary form."""
    return {row["word"]: row["lemma"] for row in rows(folder / "lemmas.csv", ("word", "lemma", "source"))}
