"""Which stretches of the text stand between quotation marks, and whose words they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from ..types import Reading, Sentence, Span, Token
from .reported import Report

#: Words that a quotation must hold to be somebody's statement; shorter ones are names and scare quotes.
STATEMENT = 4

OPENING, CLOSING, STRAIGHT = ("“", "„", "«", "``"), ("”", "»"), ('"', "''")
#: Any mark; two apostrophes stand for one where a wire had no other.
MARK = re.compile("|".join((*OPENING, *CLOSING, *STRAIGHT)))


def quotations(text: str, sentences: Sequence[Sentence]) -> tuple[Span, ...]:
    """Quotations with their marks, in text order, none within another.

    One left open ends with its paragraph (a long speech opens each anew).
    """
    return tuple(span for first, last in _paragraphs(sentences) for span in _within(text, first.start, last.end))


def _paragraphs(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """First and last sentence of each paragraph."""
    first: Sentence | None = None
    last: Sentence | None = None
    for sentence in sentences:
        if first is None or last is None or sentence.paragraph != last.paragraph or sentence.kind != last.kind:
            if first is not None and last is not None:
                yield first, last
            first = sentence
        last = sentence
    if first is not None and last is not None:
        yield first, last


def _within(text: str, start: int, end: int) -> Iterator[Span]:
    opened: tuple[int, str] | None = None  # where, and by which mark
    inner = 0  # curly marks open within straight ones
    for found in MARK.finditer(text, start, end):
        at, mark = found.start(), found[0]
        opens = mark in OPENING or (mark in STRAIGHT and _begins(text, *found.span()))
        if opened is None:
            opened, inner = ((at, mark), 0) if opens else (None, 0)
        elif opens and mark == opened[1] and mark in STRAIGHT and text[at - 1].isspace():
            yield Span(opened[0], at)  # one left open before another
            opened, inner = (at, mark), 0
        elif mark in OPENING and opened[1] in STRAIGHT:
            inner += 1
        elif mark in CLOSING and inner:
            inner -= 1
        elif mark in CLOSING or mark in STRAIGHT:
            yield Span(opened[0], found.end())
            opened = None
    if opened is not None:
        yield Span(opened[0], end)


def _begins(text: str, start: int, end: int) -> bool:
    """Whether a straight mark opens: a word follows at once. (An inch mark or a stray one does not.)"""
    return end < len(text) and not text[end].isspace() and (start == 0 or not text[start - 1].isalnum())


def inside(quotes: Sequence[Span], tokens: Sequence[Token]) -> frozenset[int]:
    """Tokens of statements between quotation marks that are both there."""
    starts = [t.start for t in tokens]
    out: set[int] = set()
    for quote in quotes:
        first, end = bisect_left(starts, quote.start), bisect_left(starts, quote.end)
        if end - first > STATEMENT and tokens[end - 1].text.endswith((*CLOSING, *STRAIGHT, "'")):
            out.update(range(first, end))
    return frozenset(out)


class Quoted:
    """Gives every quotation to the report it belongs to."""

    def __init__(self, reading: Reading, found: list[Report], quotes: Sequence[Span]) -> None:
        self.reading = reading
        self.found = found
        self.starts = [t.start for t in reading.tokens]
        self.quotes = quotes
        self.by_sentence: dict[int, list[Report]] = {}
        for report in found:
            self.by_sentence.setdefault(reading.tokens[report.anchor].sentence, []).append(report)

    def give(self) -> None:
        last: Report | None = None
        reached = -1  # paragraph up to which the last speaker has spoken
        seen = 0  # sentences passed
        for quote in self.quotes:
            first, end = self.tokens_of(quote)
            if end <= first:
                continue
            sentences = range(self.reading.tokens[first].sentence, self.reading.tokens[end - 1].sentence + 1)
            for n in range(seen, sentences[0]):
                last, reached = self.spoke(n, last, reached)
            seen = max(seen, sentences[0])
            owner = self.owner(quote, first, end, sentences)
            paragraph = self.reading.sentences[sentences[-1]].paragraph
            if owner is None and last is not None and self.free(quote, first, end, sentences) and paragraph <= reached + 1:
                owner = last
            if owner is not None:
                owner.quoted.append((quote.start, quote.end))
                if owner.speech and end - first > STATEMENT:
                    last, reached = owner, paragraph

    def spoke(self, n: int, last: Report | None, reached: int) -> tuple[Report | None, int]:
        """The last speaker after sentence ``n``."""
        for report in self.by_sentence.get(n, ()):
            if report.speech and report.voice is not None and report.stance == "asserts":
                last, reached = report, self.reading.sentences[n].paragraph
        return last, reached

    def tokens_of(self, quote: Span) -> tuple[int, int]:
        return bisect_left(self.starts, quote.start), bisect_left(self.starts, quote.end)

    def owner(self, quote: Span, first: int, end: int, sentences: range) -> Report | None:
        """The report in these sentences that says most of the quotation, else the nearest that still says nothing."""
        near = [r for n in (sentences[0], sentences[-1]) for r in self.by_sentence.get(n, ()) if not first <= r.anchor < end]
        shared = [(self.shared(r, first, end), r.speech, -abs(r.anchor - first), n) for n, r in enumerate(near)]
        best = max(shared, default=None)
        if best is not None and best[0] > 0:
            return near[best[3]]
        if end - first <= STATEMENT:
            return None
        silent = [(n, r) for n, r in enumerate(near) if r.speech and not r.content and r.voice is not None]
        empty = [(min(abs(r.anchor - first), abs(r.anchor - end)), n) for n, r in silent]
        return near[min(empty)[1]] if empty else None

    def shared(self, report: Report, first: int, end: int) -> int:
        return bisect_left(report.content, end) - bisect_left(report.content, first)

    def free(self, quote: Span, first: int, end: int, sentences: range) -> bool:
        """Whether the quotation is all there is of its sentences."""
        if end - first <= STATEMENT:
            return False
        whole = self.reading.sentences[sentences[-1]].end - self.reading.sentences[sentences[0]].start
        return quote.end - quote.start >= 0.8 * whole
