"""The command line: thin, no logic. To be rewritten; for now `dragoman read --format reading FILE.jsonl` for the scorers."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    from .exporters import plain
    from .knowledge import Knowledge
    from .pipeline import read
    from .types import Article

    path = Path(sys.argv[-1])
    knowledge = Knowledge()
    if path.suffix == ".jsonl":
        raw = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    else:
        raw = [{"id": path.stem, "text": path.read_text(encoding="utf-8")}]
    keys = ("id", "text", "title", "published", "source", "url", "language")
    for item in raw:
        out = plain.reading(read(Article(**{k: item[k] for k in keys if item.get(k) is not None}), knowledge))
        print(json.dumps(out, ensure_ascii=False))
