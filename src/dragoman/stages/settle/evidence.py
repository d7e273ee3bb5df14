"""The words that prove a record."""

from __future__ import annotations

from ...types import Evidence, Mention, Reading, Span

#: Longest evidence in code points; longer sentences are cut to the clause around the trigger.
LONGEST = 240


def evidence(mention: Mention, reading: Reading) -> Evidence:
    """The sentence around the trigger, or as much of it as LONGEST allows, cut at spaces."""
    sentence = reading.sentences[mention.sentence]
    start, end = sentence.start, sentence.end
    if end - start > LONGEST:
        start = max(start, mention.start - LONGEST // 2)
        end = min(end, max(start + LONGEST, mention.end))
        while start > sentence.start and not reading.text[start - 1].isspace() and start < mention.start:
            start += 1
        while end < sentence.end and not reading.text[end].isspace() and end > mention.end:
            end -= 1
    return Evidence(start=start, end=end, text=reading.text[start:end], trigger=Span(mention.start, mention.end), rule=mention.rule)
