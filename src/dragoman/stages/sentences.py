"""Where sentences end: pure helpers of ``segment``. One pass over the text; every look-around is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..knowledge.page import Page
from ..types import Span

#: Longest sentence, in code points; ``parse`` reads no more of one.
LONGEST = 4000

# A quotation or bracket longer than the bounds below does not hold its sentences together.
_END = re.compile(r"[.!?…]+[\"”’'»)\]]*|\s(?=[•▪►‣◦]\s)")
_BULLET = re.compile(r"(?:[•▪►‣◦·*+>|–—-]\s+)*")
_WORD = re.compile(r"[^\W_][\w.’'&-]{0,40}")
#: A straight quote opens where no word stands before it and no space after it.
_QUOTED = re.compile(
    r"“[^“”]{0,1500}”|(?<![^\s(\[—–-])\"(?=\S)[^\"]{0,1500}\"|«[^«»]{0,1500}»|(?<![^\s(\[—–-])(?:``|'')(?=\S)(?:[^'`]|'(?!')){0,1500}''"
)
_BRACKET = re.compile(r"\([^()]{0,300}\)")
_CROSSHEAD = re.compile(r"['‘][^'‘’\n.!?,]{3,50}['’] (?=([A-Z][a-z]*) )")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,3}[A-Z]?\Z|[A-Z]\Z")


@dataclass(frozen=True, slots=True)
class Context:
    """What the splitter knows about words."""

    page: Page

    def starts(self, word: str) -> bool:
        """True for a capitalised word that is rarely capitalised inside a sentence ("The")."""
        return word in self.page.words.get("starter", frozenset())

    def speaks(self, word: str) -> bool:
        return word in self.page.words.get("speech", frozenset())


def split(text: str, paragraph: Span, page: Page) -> Iterator[Span]:
    """Sentences of one paragraph, without surrounding space, in order; together they hold all its letters."""
    start = paragraph.start
    # most headings and buttons hold no mark that could end a sentence: no need to look for quotations in them
    marked = _END.search(text, start, paragraph.end - 1)
    for cut in _cuts(text, paragraph, Context(page)) if marked else ():
        yield from _trim(text, start, cut)
        start = cut
    yield from _trim(text, start, paragraph.end)


def pieces(text: str, sentence: Span) -> Iterator[Span]:
    """The sentence, or pieces of at most LONGEST code points, cut at a space where there is one."""
    start = sentence.start
    while sentence.end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = space if space > 0 else start + LONGEST
        yield from _trim(text, start, cut)
        start = cut
    yield from _trim(text, start, sentence.end)


def _trim(text: str, start: int, end: int) -> Iterator[Span]:
    """The range without outer space and bullets; nothing where no letter or digit is left."""
    part = text[start:end].rstrip()
    end = start + len(part)
    start += len(part) - len(part.lstrip())
    bullet = _BULLET.match(text, start, end)
    start = bullet.end() if bullet else start
    if any(map(str.isalnum, text[start:end])):
        yield Span(start, end)


def _cuts(text: str, paragraph: Span, context: Context) -> Iterator[int]:
    """Positions where a sentence ends, ascending."""
    held = _Held(text, paragraph)
    last = paragraph.start
    for m in _END.finditer(text, paragraph.start, paragraph.end):
        cut = m.end()
        if cut < paragraph.end and not held.inside(cut) and _ends(text, m, paragraph, last, context):
            yield cut
            last = cut
            crosshead = _crosshead(text, cut, paragraph.end, context)
            if crosshead is not None:
                yield crosshead
                last = crosshead


def _crosshead(text: str, at: int, end: int, context: Context) -> int | None:
    """End of a heading in quotes that runs on into prose: "'Heavy damage' A spokesman said …"; None where there is none."""
    while at < end and text[at].isspace():
        at += 1
    m = _CROSSHEAD.match(text, at, end)
    return m.end() if m and context.starts(m[1]) else None


class _Held:
    """Ranges that no sentence ends in: quotations and brackets that close within the paragraph. Asked with ascending positions."""

    def __init__(self, text: str, paragraph: Span) -> None:
        quotes = _QUOTED.finditer(text, paragraph.start, paragraph.end)
        brackets = _BRACKET.finditer(text, paragraph.start, paragraph.end)
        self._walks = [_Walk(quotes), _Walk(brackets)]

    def inside(self, at: int) -> bool:
        quoted, bracketed = (walk.inside(at) for walk in self._walks)
        return quoted or bracketed


class _Walk:
    def __init__(self, matches: Iterable[re.Match[str]]) -> None:
        self._matches = iter(matches)
        self._now = next(self._matches, None)

    def inside(self, at: int) -> bool:
        while self._now is not None and self._now.end() <= at:
            self._now = next(self._matches, None)
        return self._now is not None and self._now.start() < at


def _ends(text: str, m: re.Match[str], paragraph: Span, last: int, context: Context) -> bool:
    """Does the sentence end after this full stop (question mark, …)?"""
    cut, mark = m.end(), m.group()
    if mark.isspace():
        return True  # a bullet follows
    following = _next(text, cut, paragraph.end) if text[cut].isspace() else _glued(text, m, paragraph.end)
    if following is None:
        return False
    word = following.group()
    if not (word[0].isupper() or word[0].isdigit() or not word[0].isascii()):
        return False
    before = _word_before(text, m.start(), last)
    if mark in (".", ".'", ".’"):  # the U.S.' allies
        return _stop_ends(before, word, context)
    if mark.startswith(("...", "…")):
        return context.starts(word) or mark[-1] not in ".…"
    if mark[0] in "!?" and mark[-1] not in "!?":
        return not _said_next(text, following, paragraph.end, context)
    return True


def _next(text: str, cut: int, end: int) -> re.Match[str] | None:
    """The word after the gap at ``cut``, quotes, dashes and bullets skipped; None where the sentence goes on with a comma or the like."""
    at = cut
    limit = min(end, cut + 40)
    while at < limit and not text[at].isalnum() and text[at] not in ",;:":
        at += 1
    return _WORD.match(text, at, end)


def _glued(text: str, m: re.Match[str], end: int) -> re.Match[str] | None:
    """The capitalised word glued to a full stop ("…he said.The …"); None where the stop is inside a name or an address."""
    before = text[max(0, m.start() - 3) : m.start()]
    following = _WORD.match(text, m.end(), end)
    if following is None or len(before) < 3 or not (before.isalpha() and before.islower()):
        return None
    word = following.group()
    plain = len(word) > 1 and word[0].isupper() and word[1:].rstrip(".’'-").islower() and "." not in word
    short = word in ("A", "I")
    return following if plain or short else None


def _word_before(text: str, at: int, last: int) -> str:
    """The word that the full stop at ``at`` ends, with its inner stops ("U.S")."""
    start, limit = at, max(last, at - 30)
    while start > limit and (text[start - 1].isalnum() or text[start - 1] in ".-&"):
        start -= 1
    return text[start:at].strip(".-&")


def _stop_ends(before: str, word: str, context: Context) -> bool:
    """A single full stop after ``before`` and before ``word``, which is capitalised or a number."""
    kind = context.page.abbreviations.get(before)
    if kind is None and before[:1].isupper():
        kind = context.page.abbreviations.get(before.rsplit("-", 1)[-1])
    if kind in ("title", "never"):
        return False
    if kind == "number":
        return not word[0].isdigit()
    if kind == "maybe":
        return context.starts(word)
    if _INITIALS.match(before):
        return context.starts(word)
    return True


def _said_next(text: str, following: re.Match[str], end: int, context: Context) -> bool:
    """After a closing quotation: does the speaker follow ("…?" President Doe asked)?"""
    at = following.start()
    for _ in range(5):
        m = _WORD.match(text, at, end)
        if m is None:
            return False
        if context.speaks(m.group().strip(".,")):
            return True
        at = m.end() + 1
    return False
