"""What the model thinks of every word, in one pass over the text."""

from __future__ import annotations

from dataclasses import replace

from ..knowledge import Knowledge
from ..types import Reading


def opine(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``opinion``; left None where rules read alone."""
    if knowledge.tagger is None or not reading.tokens:
        return reading
    sentences = []
    for s in reading.sentences:
        tokens = reading.tokens[s.first : s.last]
        sentences.append(([t.text for t in tokens], [t.pos for t in tokens], [t.dep for t in tokens], [t.head - s.first for t in tokens]))
    return replace(reading, opinion=knowledge.tagger.opinion(sentences))
