"""HTML before any parser sees it, and HTML without one: charset, tags that would choke a parser, plain text. All in linear time.

Parsers lose text without a word (lxml: everything past a depth of 2,048) or take time that grows with the square of a tag's attributes.
So every page is first looked through here, tag by tag.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..counted import many
from .text import decode

#: Attributes of one tag that are kept. Pages have fewer than 50; lxml needs more than 10 s for a tag of 1 MB.
ATTRIBUTES = 256

_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+"""
_TAG = re.compile(rf"<(?:(!--)|([!?])|(/?[a-zA-Z][^\s/>]*+)(?:{_ATTRIBUTE}){{0,{ATTRIBUTES}}}+([\s/]*+>)?)")
_REST = re.compile(rf"(?:{_ATTRIBUTE})*+[\s/]*+")
_COMMENT_END = re.compile(r"--!?>")
#: What stands in these is no text of the page, or no markup.
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_BLOCK_NAMES = (
    "address article aside blockquote body br button caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 head header hr html legend li main nav ol option p pre section select summary table tbody td tfoot th thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CHARSET = re.compile(rb"""<meta[^>]{0,1000}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
#: Labels by which pages mean a larger set than the one they name (WHATWG Encoding Standard).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "utf-16": "utf-8",  # a page that says so in ASCII is not in it
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32": "utf-8",
    "utf-7": "utf-8",  # a way to smuggle tags in
}
#: Python's own ways to write text, which no page uses.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"})


class Tag(NamedTuple):
    """One tag. ``name`` in lower case, with ``/`` where it closes, "" for comments, declarations and what stands inside a script."""

    name: str
    start: int
    end: int
    cut: int | None = None  # where its attributes are too many
    open: str | None = None  # what never ends: the rest of the page is inside it


def tags(page: str) -> Iterator[Tag]:
    """Every tag and comment, in order. Quotes are heeded, so that ``>`` in one ends no tag."""
    place, size = 0, len(page)
    while mark := _TAG.search(page, place):
        start, place = mark.span()
        comment, _, name, closed = mark.groups()
        if name is None:
            tag = _comment(page, start, place - 1) if comment else _declaration(page, start, place)
        elif closed:
            tag = Tag(name.lower(), start, place)
        else:
            tag = _long(page, name, start, place)
        place = tag.end
        yield tag
        if tag.name in _RAW and place < size:
            inside = _raw(page, tag.name, place)
            place = inside.end
            yield inside


def _comment(page: str, start: int, place: int) -> Tag:
    """``place``: its second dash, as ``<!-->`` is one."""
    end = _COMMENT_END.search(page, place - 1)
    return Tag("", start, end.end() if end else len(page), open=None if end else "a comment")


def _declaration(page: str, start: int, place: int) -> Tag:
    end = page.find(">", place)
    whole = end >= 0 and page.find("<", place, end) < 0  # what has a tag in it has swallowed text
    return Tag("", start, end + 1 if end >= 0 else len(page), open=None if whole else "a declaration")


def _long(page: str, name: str, start: int, place: int) -> Tag:
    """A tag with too many attributes, or one that never ends."""
    rest = _REST.match(page, place)
    end = rest.end() if rest else place
    cut = place if page[place:end].strip(" \t\r\n\f/") else None
    if end >= len(page):
        return Tag(name.lower(), start, len(page), cut, open="a tag")
    return Tag(name.lower(), start, end + 1, cut)


def _raw(page: str, word: str, place: int) -> Tag:
    """What stands in a script or the like, up to the tag that ends it."""
    end = re.compile(rf"</{word}(?=[\s/>])", re.IGNORECASE).search(page, place)
    return Tag("", place, end.start() if end else len(page), open=None if end else f"<{word}>")


@dataclass(frozen=True, slots=True)
class Tidy:
    """A page that a parser may see. ``cut``: tags that lost attributes; ``open``: what never ends, so that text may lie in it."""

    page: str
    cut: int = 0
    open: str | None = None


def tidy(page: str) -> Tidy:
    """The page with at most ATTRIBUTES attributes in a tag."""
    kept: list[str] = []
    last, cut, open_ = 0, 0, None
    for tag in tags(page):
        if tag.cut is not None:
            kept += [page[last : tag.cut], ">"]
            last, cut = tag.end, cut + 1
        open_ = tag.open or open_
    return Tidy("".join([*kept, page[last:]]), cut, open_)


def plain(page: str) -> str:
    """The text of a page or a snippet of HTML, whole, a line a paragraph. Scripts, styles and the page's title are left out."""
    kept: list[str] = []
    last = 0
    for tag in tags(page):
        kept.append(_spaced(page[last : tag.start]))
        if tag.name.removeprefix("/") in _BLOCKS:
            kept.append("\n")
        last = tag.end
    kept.append(_spaced(page[last:]))
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)


def _spaced(text: str) -> str:
    """Characters for entities, a space for each kind of white."""
    return html.unescape(text.replace("\n", " ").replace("\r", " ")).replace("\n", " ") if text else ""


def unicode(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """The page as text, with a note where bytes had no meaning. ``charset``: as a server named it."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    named = _XML_CHARSET.match(data[:1024]) or _CHARSET.search(data[:8192])
    for label in (charset, named.group(1).decode("ascii", "replace") if named else None):
        encoding = codec(label) if label else None
        if encoding:
            text = data.decode(encoding, "replace")
            bad = text.count("\ufffd")
            if encoding == "utf-8" and bad * 50 > len(text):
                break  # it is something else
            return text, f"{many(bad, 'byte')} not {label}, each read as U+FFFD" if bad else None
    return decode(data)


def codec(label: str) -> str | None:
    """Python's name for what a page means by a label, None where it means nothing that is text."""
    try:
        info = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding or info.name in _NO_CHARSETS:
        return None
    return _WIDER.get(info.name, info.name)
