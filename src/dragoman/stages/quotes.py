"""Which stretches of the text stand between quotation marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..types import Sentence, Span

OPENING, CLOSING, STRAIGHT = "“„«", "”»", '"'


def quotations(text: str, sentences: Sequence[Sentence]) -> tuple[Span, ...]:
    """Quotations with their marks, in text order, none within another. One left open ends with its paragraph (a long speech opens each anew)."""
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
    opened: int | None = None
    for i in range(start, end):
        mark = text[i]
        if opened is None and (mark in OPENING or (mark in STRAIGHT and _begins(text, i))):
            opened = i
        elif opened is not None and (mark in CLOSING or mark in STRAIGHT):
            yield Span(opened, i + 1)
            opened = None
    if opened is not None:
        yield Span(opened, end)


def _begins(text: str, i: int) -> bool:
    """Whether a straight mark opens: a word follows at once. (An inch mark or a stray one does not.)"""
    return i + 1 < len(text) and not text[i + 1].isspace() and (i == 0 or not text[i - 1].isalnum())
