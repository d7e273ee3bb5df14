"""To be rewritten: furniture, headline, date. For now: lines and sentence ends."""

from __future__ import annotations

import re
from dataclasses import replace

from ..knowledge import Knowledge
from ..types import Reading, Sentence


def segment(reading: Reading, knowledge: Knowledge) -> Reading:
    out = []
    for p, line in enumerate(re.finditer(r"[^\n]+", reading.text)):
        for m in re.finditer(r"\S.*?(?:[.!?][”\"’)]*(?=\s+[A-Z“\"‘(])|$)", line.group()):
            out.append(Sentence(start=line.start() + m.start(), end=line.start() + m.end(), paragraph=p))
    return replace(reading, sentences=tuple(out))
