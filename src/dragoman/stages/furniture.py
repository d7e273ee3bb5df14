"""What on a page is not the story: pure helpers of ``segment``. Patterns come from page.csv; lines are looked at one by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..knowledge.page import Page
from ..types import Furniture, Span

#: A line longer than this (code points) is prose, whatever it begins with.
LONGEST_LINE = 400
#: Lines looked at for a headline, and prose lines looked at for a dateline.
TOP = 40
LEDES = 3
#: Pieces of furniture that are taken off the beginning of one line.
MOST_FRONTS = 4
#: Words that a caption has at least.
FEWEST = 2
#: Group of an inline pattern that is furniture in the middle of a sentence; what else it matches is prose that tells where it begins.
PART = "cut"
#: A line of prose is longer than this, or ends like a sentence and is longer than half of it.
PROSE = 110

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"[.!?…][\"”’')\]]*\Z")
_STOP_GAP = re.compile(r"[.!?]+[”\"’)]*\s+")
_SPACES = " \t\xa0\ufeff\u200b\u200c\u200d\u2060"


@dataclass(slots=True)
class Line:
    """One line that holds more than space. ``kind``: furniture of that kind as a whole, else None; ``cut``: furniture inside it.

    ``within``: those pieces of it that stand in the middle of a sentence, which goes on after them.
    """

    start: int
    end: int
    number: int
    kind: str | None = None
    cut: list[Furniture] = field(default_factory=list)
    within: list[Furniture] = field(default_factory=list)

    def rest(self) -> Iterator[Span]:
        """What is left of the line as prose, in order."""
        if self.kind is not None:
            return
        at = self.start
        for piece in self.cut:
            if piece in self.within:
                continue
            if piece.start > at + 1:  # a single character is the space between two pieces
                yield Span(at, piece.start)
            at = max(at, piece.end)
        if at < self.end:
            yield Span(at, self.end)


def lines(text: str) -> Iterator[Line]:
    """Lines with something on them, outer space off; ``number`` counts from 0, blank lines too, so a gap in it is a blank line."""
    at = number = 0
    for m in _LINE.finditer(text):
        number += text.count("\n", at, m.start())
        at = m.start()
        part = m.group()
        body = part.strip(_SPACES)
        if body:
            start = m.start() + len(part) - len(part.lstrip(_SPACES))
            yield Line(start, start + len(body), number)


def mark(text: str, found: Sequence[Line], page: Page, titled: bool) -> None:
    """Give each line its kind, or the pieces of it that are furniture. ``titled``: the headline is known, or not to be looked for."""
    headed = titled
    ledes = LEDES
    for line in found:
        body = text[line.start : line.end]
        if len(body) <= LONGEST_LINE:
            # capitalised words alone are names only where a headline has gone before
            line.kind = _whole(body, page, top=headed and ledes == LEDES)
        if line.kind is None:
            _inside(body, line, page, ledes > 0)
            headed = True
            ledes -= is_prose(body)


def is_prose(body: str) -> bool:
    """A line of running text, not a title, name or button."""
    return len(body) > PROSE * 1.5 or (len(body) > PROSE / 2 and bool(_STOP.search(body)))


def _whole(body: str, page: Page, top: bool) -> str | None:
    for place in ("line", "top") if top else ("line",):
        if page.gates[place].fullmatch(body):
            return next(p.kind for p in page.patterns[place] if p.regex.fullmatch(body))
    return None


def _inside(body: str, line: Line, page: Page, lede: bool) -> None:
    """Cut furniture off the beginning and the end of a line, and out of its middle."""
    at = _fronts(body, line, page, lede)
    tail = max(at, len(body) - LONGEST_LINE)
    if page.gates["end"].search(body, tail):
        for pattern in page.patterns["end"]:
            if m := pattern.regex.search(body, tail):
                _cut(line, body, m.start(), m.end(), pattern.kind)
    for pattern in page.patterns["inline"]:
        for m in pattern.regex.finditer(body, at):
            if PART in pattern.regex.groupindex:
                _cut(line, body, *m.span(PART), pattern.kind)
                line.within.append(line.cut[-1])
            else:
                _cut(line, body, m.start(), m.end(), pattern.kind)
    for pattern in page.patterns["open"]:
        while m := pattern.regex.search(body, at):
            at = _caption_end(body, m.end(), page)
            _cut(line, body, m.start(), at, pattern.kind)
    line.cut = _apart(line.cut)


def _apart(found: list[Furniture]) -> list[Furniture]:
    """In order, and none over another: of two that overlap, the later one keeps what is left."""
    out: list[Furniture] = []
    for piece in sorted(found, key=lambda f: (f.start, -f.end)):
        start = max(piece.start, out[-1].end if out else 0)
        if start < piece.end:
            out.append(replace(piece, start=start))
    return out


def _fronts(body: str, line: Line, page: Page, lede: bool) -> int:
    """Cut what begins the line, one piece after the other; gives where the rest begins."""
    at = 0
    places = ("start", "lede") if lede else ("start",)
    for _ in range(MOST_FRONTS):
        place = next((place for place in places if page.gates[place].match(body, at)), None)
        if place is None:
            break
        m, kind = next((m, p.kind) for p in page.patterns[place] if (m := p.regex.match(body, at)))
        _cut(line, body, at, m.end(), kind)
        at = m.end()
        while at < len(body) and body[at].isspace():
            at += 1
    return at


def _cut(line: Line, body: str, start: int, end: int, kind: str) -> None:
    while end > start and body[end - 1].isspace():
        end -= 1
    line.cut.append(Furniture(start=line.start + start, end=line.start + end, kind=kind))


def _caption_end(body: str, at: int, page: Page) -> int:
    """Where a picture's caption that runs on into prose ends.

    Before a word that starts sentences, in the middle of one; else where a lower-case word meets a capital; else at the full stop.
    """
    words = list(_WORD.finditer(body, at, min(len(body), at + LONGEST_LINE)))
    meeting = None
    for n, (before, word) in enumerate(pairwise(words)):
        gap = body[before.end() : word.start()]
        stop = _STOP_GAP.match(gap)
        if stop and word.group()[0].isupper() and len(before.group()) > 2:
            return meeting or before.end() + stop.end()
        if gap != " " or n < FEWEST or not word.group()[0].isupper() or before.group().capitalize() in page.words["starter"]:
            continue
        after = words[n + 2].group() if n + 2 < len(words) else ""
        if word.group() in page.words["starter"] and (before.group().islower() or after.islower()):
            return word.start()
        if meeting is None and before.group().islower() and before.group() not in page.words["speech"]:
            meeting = word.start()
    return len(body) if len(body) - at < LONGEST_LINE else meeting or at


def folded(words: str) -> list[str]:
    """Words for comparing two forms of a headline: case, quotes and punctuation do not count."""
    return _WORD.findall(unicodedata.normalize("NFKC", words).casefold().replace("’", "").replace("'", ""))


def blanked(text: str, pieces: Iterable[Furniture | Span]) -> str:
    """The text with blanks for the pieces, so that what stands around them keeps its place."""
    out, at = [], 0
    for piece in pieces:
        out += [text[at : piece.start], " " * (piece.end - piece.start)]
        at = piece.end
    return "".join([*out, text[at:]]) if out else text


def headlines(text: str, found: Sequence[Line], title: str | None) -> list[Line]:
    """The lines that are the headline: those like ``title`` where one is given, else the likeliest line above the first prose.

    What stands above a headline found in this way becomes masthead.
    """
    top = found[:TOP]
    if title and title.strip():
        return [line for line in top if _is_title(text[line.start : line.end], folded(title))]
    heads: list[Line] = []
    for line in top:
        body = text[line.start : line.end]
        if line.kind is None and any(True for _ in line.rest()):
            asks = body.endswith("?") and not heads and len(body) <= PROSE
            if not asks and (is_prose(body) or _STOP.search(body) or any(f.kind != "agency" for f in line.cut)):
                break
            heads.append(line)
    else:
        return []
    wordy = [line for line in heads if len(folded(text[line.start : line.end])) >= 4] or heads
    for line in heads[: heads.index(wordy[0])] if wordy else ():
        line.kind = "masthead"
    return wordy[:1]


def _is_title(body: str, title: list[str]) -> bool:
    """The same words, give or take one in five (outlets change a headline after filing it)."""
    if len(body) > LONGEST_LINE:
        return False
    words = folded(body)
    if words == title:
        return bool(words)
    shared = len(set(words) & set(title))
    return len(words) >= 4 and shared >= 0.8 * max(len(set(words)), len(set(title)))
