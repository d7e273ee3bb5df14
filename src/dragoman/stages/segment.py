"""Text -> furniture, headline, publication date, source, sentences. The words are in page.csv and abbreviations.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..counted import many
from ..knowledge import Knowledge
from ..knowledge.page import Page
from ..types import Furniture, Problem, Reading, Sentence, Span
from . import dates, furniture, sentences
from .furniture import Line

#: Code points of a text that are read: ten times the longest report, some ten seconds of work. What lies beyond is no report of one story.
LONGEST = 200_000
#: Code points of a line: of a heading or list item at most; of a full line, and the widest, in a text broken at a fixed width.
SHORT, LONG, WIDEST = 25, 45, 120
#: Control characters that text has no business with (tabs and line ends are fine), and halves of characters.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_HALF = re.compile(r"[\ud800-\udfff]")


def segment(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``furniture`` and ``sentences``; ``title``, ``published``, ``source``, ``language`` where the article does not give them."""
    problems = (*reading.problems, *reading.article.problems, *_oddities(reading.text), *_too_long(reading.text))
    letters = any(map(str.isalpha, reading.text))
    if letters and reading.language is None:
        reading = replace(reading, language=knowledge.language_of(reading.text))
    if not letters:
        reason = "no letters in the text: nothing to read" if reading.text.strip() else "the text is empty"
    elif str(reading.language).split("-")[0].lower() != knowledge.language:
        reason = f"the text is {reading.language}: only {knowledge.language} is read"
    else:
        return _laid_out(replace(reading, problems=problems), knowledge.page)
    return replace(reading, problems=(*problems, _problem(reason)))


def _laid_out(reading: Reading, page: Page) -> Reading:
    """The reading with the page taken apart: furniture, what it says of title, date and source, and sentences."""
    text = reading.text[:LONGEST]
    lines = list(furniture.lines(text))
    furniture.mark(text, lines, page, titled=bool(reading.title))
    heads = furniture.headlines(text, lines, reading.title)
    for line in heads:
        line.kind, line.cut, line.within = "headline", [], []
    marked = _furniture(lines)
    found, problems = _sentences(furniture.blanked(text, [piece for line in lines for piece in line.within]), lines, page)
    published = reading.published or _published(reading, _edges(marked, found), page)
    if published is None:
        problems.append(_undated(text, marked))
    return replace(
        reading,
        title=reading.title or (text[heads[0].start : heads[0].end] if heads else None),
        published=published,
        source=reading.source or _source(text, marked, page),
        furniture=tuple(marked),
        sentences=tuple(found),
        problems=(*reading.problems, *problems),
    )


def _problem(message: str, start: int | None = None, end: int | None = None) -> Problem:
    return Problem(stage="segment", message=message, start=start, end=end)


def _too_long(text: str) -> Iterator[Problem]:
    if len(text) > LONGEST:
        yield _problem(f"text of {len(text):,} characters: only its first {LONGEST:,} were read; split it", LONGEST, len(text))


def _oddities(text: str) -> Iterator[Problem]:
    """Characters that news text does not hold; the text is read all the same."""
    for pattern, what in ((_CONTROL, "control characters"), (_HALF, "halves of characters (lone surrogates)")):
        first = pattern.search(text)
        if first:
            yield _problem(f"{len(pattern.findall(text)):,} {what}", first.start(), first.end())


def _furniture(lines: Sequence[Line]) -> list[Furniture]:
    out: list[Furniture] = []
    for line in lines:
        if line.kind is not None:
            out.append(Furniture(start=line.start, end=line.end, kind=line.kind))
        else:
            out.extend(line.cut)
    return out


def _edges(marked: Sequence[Furniture], found: Sequence[Sentence]) -> list[Furniture]:
    """Furniture above and just after the first sentence, or below the last: a date line further in dates something else."""
    body = [s for s in found if s.kind == "body"]
    if not body:
        return list(marked)
    second = body[1].start if len(body) > 1 else body[0].end
    return [piece for piece in marked if piece.start < second or piece.start >= body[-1].end]


def _published(reading: Reading, marked: Sequence[Furniture], page: Page) -> str | None:
    """The date that the page prints, else the dateline's where it has a year, else the web address's."""
    for kind in ("published", "masthead", "byline", "dateline"):
        for piece in marked:
            if piece.kind == kind and (day := dates.published(reading.text[piece.start : piece.end], page)):
                return day
    return dates.in_address(reading.article.url) if reading.article.url else None


def _undated(text: str, marked: Sequence[Furniture]) -> Problem:
    """Why the day of publication is unknown."""
    remedy = "relative dates cannot be resolved; give `published`"
    for piece in marked:
        if piece.kind == "published" and dates.ambiguous(text[piece.start : piece.end]):
            words = text[piece.start : piece.end]
            return _problem(f"day and month cannot be told apart in {words!r}: {remedy}", piece.start, piece.end)
    return _problem(f"no publication date found: {remedy}")


def _source(text: str, marked: Sequence[Furniture], page: Page) -> str | None:
    """The agency or outlet that the page names: a line of its own, else the dateline's, else the byline's."""
    for kind in ("source", "dateline", "byline"):
        for piece in marked:
            if piece.kind == kind:
                words = text[piece.start : piece.end]
                names = [m.group() for m in page.parts["agency"].finditer(words) if _whole_word(words, m)]
                if names:
                    return names[-1]
    return None


def _whole_word(words: str, m: re.Match[str]) -> bool:
    """ "AP" in "(AP)", not in "CAPE"."""
    return not (words[m.start() - 1 : m.start()].isalnum() or words[m.end() : m.end() + 1].isalnum())


def _sentences(text: str, lines: Sequence[Line], page: Page) -> tuple[list[Sentence], list[Problem]]:
    """Sentences that a parser and a file can take, and what is said of the others."""
    out: list[Sentence] = []
    long: list[Span] = []
    halves: list[Span] = []
    for number, (paragraph, kind) in enumerate(_paragraphs(text, lines)):
        for whole in [paragraph] if kind == "headline" else sentences.split(text, paragraph, page):
            if _HALF.search(text, whole.start, whole.end):
                halves.append(whole)
                continue
            if whole.end - whole.start > sentences.LONGEST:
                long.append(whole)
            out += [Sentence(start=p.start, end=p.end, kind=kind, paragraph=number) for p in sentences.pieces(text, whole)]
    problems = []
    if long:
        message = f"{many(len(long), 'sentence')} of more than {sentences.LONGEST:,} characters cut into pieces"
        problems.append(_problem(message, long[0].start, long[0].end))
    if halves:
        problems.append(_problem(f"{many(len(halves), 'sentence')} with halves of characters left out", halves[0].start, halves[0].end))
    return out, problems


def _paragraphs(text: str, lines: Sequence[Line]) -> Iterator[tuple[Span, str]]:
    """Stretches of prose, and headlines. Lines that one sentence wraps over are one paragraph."""
    wrapped = _wrapped(text, lines)
    open_: Span | None = None
    last: Line | None = None
    for line in lines:
        if line.kind == "headline":
            if open_:
                yield open_, "body"
            open_ = None
            yield Span(line.start, line.end), "headline"
        for rest in line.rest():
            if open_ and last and _continues(text, last, line, open_, rest, wrapped):
                open_ = Span(open_.start, rest.end)
            else:
                if open_:
                    yield open_, "body"
                open_ = rest
            last = line
    if open_:
        yield open_, "body"


def _wrapped(text: str, lines: Sequence[Line]) -> bool:
    """True for a text broken at a fixed width: most long lines end in the middle of a sentence and none is very long."""
    long = [line for line in lines if line.kind is None and line.end - line.start > LONG]
    if len(long) < 3 or max(line.end - line.start for line in long) > WIDEST:
        return False
    return sum(text[line.end - 1] not in '.!?”":' for line in long) > 0.6 * len(long)


def _continues(text: str, last: Line, line: Line, open_: Span, rest: Span, wrapped: bool) -> bool:
    """Does ``rest`` go on with the sentence of the line before?"""
    if line is last or line.number - last.number != 1 or open_.end != last.end or rest.start != line.start:
        return False
    ended = text[last.end - 1] in '.!?:”"'
    if wrapped:
        return last.end - last.start > LONG or not ended
    return not ended and text[rest.start].islower() and last.end - last.start > SHORT
