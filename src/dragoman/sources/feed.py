"""RSS, Atom and JSON Feed -> one article an item. Runs in a process of its own (child.py).

Read with expat, which takes linear time and opens no other file; entities that a feed declares are taken only where they are short words,
so that none grows. What stands in an item is HTML and becomes plain text, a line a paragraph.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html.entities import html5
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from . import days, markup
from .found import Found

#: Entities that a feed may declare, and characters of each.
ENTITIES, ENTITY = 300, 80
#: Elements within each other, and prefixes of namespaces that are known at once.
DEEPEST, PREFIXES = 500, 200

#: Namespaces by the short name that their elements get here; others keep their own prefix.
SPACES = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/net/rss1.1#": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/xml/1998/namespace": "xml:",
}
ITEMS = frozenset({"item", "entry"})
TEXTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
SUMMARIES = ("description", "summary", "dc:description", "abstract")
PUBLISHED = ("pubDate", "published", "issued", "dcterms:issued", "dcterms:created", "created", "dc:date", "dcterms:date", "date")
CHANGED = ("updated", "modified", "dcterms:modified")
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"&([a-zA-Z][a-zA-Z0-9]{0,30});")
_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_BARE = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_NAMED = re.compile(r"\(([^()]{1,200})\)")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&#8230;\])\s*$")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?=[-_]|$)")


class Refused(ValueError):
    """Why a feed is not read, with the remedy."""


def items(data: bytes, charset: str | None = None, url: str | None = None) -> Iterator[Found]:
    """An article for each item, in the feed's order; one that is refused for what gives none. ``url``: where the feed was got from."""
    text, note = markup.unicode(data, charset)
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        yield from _json_items(text, url)
        return
    try:
        root, problem = tree(named(_INVALID.sub(" ", text)))
    except Refused as reason:
        yield Found(refused=str(reason))
        return
    found = list(_item_elements(root))
    if not found:
        yield Found(refused=problem or "no item of a feed is in it: give the address of the feed itself")
        return
    outlet, spoken, base = _feed(root, url)
    for element in found:
        item = _item(element, outlet, spoken, base, url)
        if element.get("cut"):
            item.partial = problem
        item.notes += [note] if note else []
        yield item
    if problem and not any(element.get("cut") for element in found):
        yield Found(refused=problem)


def tree(text: str) -> tuple[Element, str | None]:
    """The feed's elements, and what is wrong with it. Raises Refused."""
    reader = Reader()
    error = reader.read(text)
    if error is None:
        return reader.root(), None
    if error.offset >= len(text.encode("utf-8")) - 1 or error.code in _AT_END:
        return reader.root(cut=True), "the feed breaks off: get it again"
    again = Reader()
    if again.read(_BARE.sub("&amp;", text.replace("&#X", "&#x"))) is None:
        return again.root(), None
    said = f"not well-formed XML (line {error.line:,}: {error.said}): items may lack; tell its publisher"
    return recovered(text, reader), said


def recovered(text: str, reader: Reader) -> Element:
    """What can be made out of broken XML: by lxml where it is there, else up to the error."""
    try:
        from lxml import etree
    except ImportError:
        return reader.root(cut=True)
    text = re.sub(r"\A\s*<\?xml[^>]{0,400}\?>", "", text)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        found = etree.fromstring(_BARE.sub("&amp;", text).encode("utf-8"), parser)
    except (etree.LxmlError, ValueError):
        found = None
    if found is None:
        return reader.root(cut=True)
    again = Reader()
    return again.root() if again.read(etree.tostring(found, encoding="unicode")) is None else reader.root(cut=True)


def named(text: str) -> str:
    """Characters for the names that HTML knows and XML does not (``&eacute;``), which feeds use without declaring them."""
    return _NAME.sub(lambda match: match.group() if match[1] in _XML else html5.get(match[1] + ";", match.group()), text)


_AT_END = frozenset({3, 5})  # expat: no element found, unclosed token


class Problem:
    def __init__(self, error: expat.ExpatError, parser: Any) -> None:
        self.code, self.line, self.offset = error.code, error.lineno, parser.ErrorByteIndex
        self.said = expat.ErrorString(error.code) or "error"


class Reader:
    """Elements as expat tells of them, under short names."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.open: list[Element] = []
        self.first: Element | None = None
        self.entities = 0
        self.spaces: dict[str, str] = {"xml": "xml:"}  # prefix -> short name, within the element that is open
        self.outer: list[dict[str, str]] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._declared
        parser.ExternalEntityRefHandler = lambda *_: 1  # nothing is opened

    def read(self, text: str) -> Problem | None:
        """None, or what is wrong and where."""
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as error:
            return Problem(error, self.parser)
        return None

    def root(self, cut: bool = False) -> Element:
        """The outermost element. ``cut``: end what is open, and say so of the item that breaks off there."""
        if cut:
            for element in self.open:
                if element.tag in ITEMS:
                    element.set("cut", "1")
            while self.open:
                self._end("")
        return self.first if self.first is not None else Element("nothing")

    def _start(self, tag: str, pairs: Sequence[str]) -> None:
        if len(self.open) > DEEPEST:
            raise Refused("nested too deep for a feed: get it from its publisher again")
        attributes = dict(zip(pairs[::2], pairs[1::2], strict=True))
        self.outer.append(self.spaces)
        if any(key.startswith("xmlns") for key in attributes):
            self.spaces = dict(self.spaces)
        for key, value in attributes.items():
            if (key == "xmlns" or key.startswith("xmlns:")) and len(self.spaces) < PREFIXES:
                prefix = key[6:]
                self.spaces[prefix] = SPACES.get(value.strip().lower(), f"{prefix}:" if prefix else "")
        element = self.builder.start(self._short(tag), {key: value for key, value in attributes.items() if key != "cut"})
        self.open.append(element)
        self.first = element if self.first is None else self.first

    def _short(self, tag: str) -> str:
        prefix, _, local = tag.rpartition(":")
        return self.spaces.get(prefix, f"{prefix}:" if prefix else "") + local

    def _end(self, tag: str) -> None:
        self.builder.end(str(self.open.pop().tag))
        self.spaces = self.outer.pop()

    def _text(self, text: str) -> None:
        if self.open:
            self.builder.data(text)

    def _declared(self, name: str, parameter: bool, value: str | None, *_: Any) -> None:
        self.entities += 1
        if self.entities > ENTITIES or (value is not None and (len(value) > ENTITY or "&" in value or "%" in value)):
            raise Refused("it declares entities that may grow without end: get the feed from its publisher")


def _item_elements(root: Element) -> Iterator[Element]:
    """Items, in order, none within another."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if (element.tag in ITEMS and element is not root) or element.tag == "entry":
            yield element
        else:
            waiting.extend(reversed(element))


def _feed(root: Element, url: str | None) -> tuple[str | None, str | None, str | None]:
    """The feed's title, language and base address."""
    channel = root.find("channel")
    top = root if channel is None else channel
    spoken = _inner(top, "language") or _inner(top, "dc:language") or top.get("xml:lang") or root.get("xml:lang")
    base = top.get("xml:base") or root.get("xml:base") or _link(top, url) or url
    return _title(top) or _inner(top, "dc:publisher"), spoken, base


def _item(element: Element, outlet: str | None, spoken: str | None, base: str | None, url: str | None) -> Found:
    base = urljoined(base, element.get("xml:base"))
    text = max((_prose(child) for child in element if child.tag in TEXTS), key=len, default="")
    summary = "" if text else next(filter(None, (_prose(child) for tag in SUMMARIES for child in element.findall(tag))), "")
    title = _title(element)
    published, by = _dated(element)
    found = Found(
        text=text or summary or title or "",
        id=_inner(element, "guid") or _inner(element, "id") or element.get("rdf:about"),
        title=title,
        published=published,
        dated_by=by,
        source=_outlet(element) or outlet,
        author=_author(element),
        url=_link(element, base),
        language=_language(element.get("xml:lang") or _inner(element, "dc:language") or spoken),
    )
    if not found.text:
        found.refused = "an item without text or title"
    elif not text and (element.tag == "entry" or not summary or _ELLIPSIS.search(summary)):
        found.partial = f"the feed gives no more than {'a summary' if summary else 'the title'}: read the page itself"
    elif text and _ELLIPSIS.search(text[-12:]):
        found.partial = "the feed gives no more than the beginning: read the page itself"
    return found


def _inner(element: Element, tag: str) -> str | None:
    """The text of the first child of that name."""
    child = element.find(tag) if ":" not in tag else next((c for c in element if c.tag == tag), None)
    return " ".join("".join(child.itertext()).split()) or None if child is not None else None


def _title(element: Element) -> str | None:
    for child in element:
        if child.tag in ("title", "dc:title") and (found := _prose(child)):
            return " ".join(found.split())
    return None


def _prose(element: Element) -> str:
    """An element's text as plain text: what is HTML in it, escaped or not, is taken apart."""
    kind = (element.get("type") or "").lower()
    if len(element):
        return markup.plain(_written(element))
    text = _octets(element.text or "", kind, element.get("mode"))
    if kind not in ("text", "text/plain"):
        return markup.plain(text)
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _octets(text: str, kind: str, mode: str | None) -> str:
    """Atom may give text in Base64; as it is where it is none."""
    octets = "/" in kind and not kind.startswith("text/") and not kind.endswith(("xml", "html"))
    if mode != "base64" and (mode or not octets):
        return text
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except ValueError:
        return text


def _written(element: Element) -> str:
    """The HTML inside an element, without attributes. By a list of what is to be done, as elements may be nested deep."""
    kept: list[str] = []
    waiting: list[Element | str] = [*reversed(element)]
    kept.append(html.escape(element.text or ""))
    while waiting:
        now = waiting.pop()
        if isinstance(now, str):
            kept.append(now)
            continue
        tag = str(now.tag).rpartition(":")[2]
        kept += [f"<{tag}>", html.escape(now.text or "")]
        waiting += [f"</{tag}>{html.escape(now.tail or '')}", *reversed(now)]
    return "".join(kept)


def _link(element: Element, base: str | None) -> str | None:
    """The item's own address."""
    original = _inner(element, "feedburner:origLink")
    if original:
        return web(original, base)
    for child in element:
        if child.tag == "link" and child.get("rel", "alternate") == "alternate" and (made := web(child.get("href") or child.text, base)):
            return made
    guid = element.find("guid")
    if guid is not None and guid.get("isPermaLink", "true").lower() != "false" and "://" in (guid.text or ""):
        return web(guid.text, base)
    return web(element.get("rdf:about"), None)


def web(value: str | None, base: str | None) -> str | None:
    """An absolute web address, None where it is none."""
    made = urljoined(base, value.strip()) if value and value.strip() and len(value) < 4000 else None
    return made if made and made.startswith(("http://", "https://")) else None


def urljoined(base: str | None, value: str | None) -> str | None:
    try:
        return urljoin(base or "", value) if value else base
    except ValueError:
        return base


def _dated(element: Element) -> tuple[str | None, str | None]:
    """The day, and where it stands."""
    for tags, by in ((PUBLISHED, "feed"), (CHANGED, "feed updated")):
        for tag in tags:
            if found := days.day(_inner(element, tag)):
                return found, by
    return None, None


def _outlet(element: Element) -> str | None:
    """Whose item it is, where a feed carries those of others."""
    for child in element:
        if child.tag == "source":
            return _title(child) if len(child) else " ".join((child.text or "").split()) or None
    return None


def _author(element: Element) -> str | None:
    names = [made for child in element if child.tag in ("author", "dc:creator", "creator") and (made := _person(child))]
    return ", ".join(names[:20]) or None


def _person(element: Element) -> str | None:
    """A name: of ``ana@example.org (Ana Rojas)`` what stands in brackets."""
    told = _inner(element, "name") or (" ".join((element.text or "").split())[:1000] if not len(element) else "")
    named = _NAMED.search(told)
    return (named.group(1).strip() if named and "@" in told else told) or None


def _language(value: str | None) -> str | None:
    found = _LANGUAGE.match(value.strip()) if value else None
    return found.group().lower() if found else None


def _json_items(text: str, url: str | None) -> Iterator[Found]:
    """Items of a JSON Feed (jsonfeed.org, versions 1 and 1.1)."""
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        yield Found(refused="not JSON, or cut: get the feed again")
        return
    listed = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(listed, list) or not listed:
        yield Found(refused="no item of a feed is in it: give the address of the feed itself")
        return
    for item in listed:
        yield _json_item(item, feed, url) if isinstance(item, dict) else Found(refused="an item that is no object")


def _json_item(item: Mapping[str, Any], feed: Mapping[str, Any], url: str | None) -> Found:
    def said(key: str, of: Mapping[str, Any] = item) -> str | None:
        value = of.get(key)
        return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "" else None

    html_text, plain_text, summary = said("content_html"), said("content_text"), said("summary")
    text = markup.plain(html_text) if html_text else plain_text or ""
    named = item.get("authors") or ([item["author"]] if isinstance(item.get("author"), dict) else [])
    people = [p["name"] for p in named if isinstance(p, dict) and isinstance(p.get("name"), str)] if isinstance(named, list) else []
    published, changed = days.day(said("date_published")), days.day(said("date_modified"))
    found = Found(
        text=text or summary or said("title") or "",
        id=said("id"),
        title=said("title"),
        published=published or changed,
        dated_by="feed" if published else "feed updated" if changed else None,
        source=said("title", feed),
        author=", ".join(people[:20]) or None,
        url=web(said("url") or said("external_url"), said("home_page_url", feed) or url),
        language=_language(said("language") or said("language", feed)),
    )
    if not found.text:
        found.refused = "an item without text or title"
    elif not text:
        found.partial = f"the feed gives no more than {'a summary' if summary else 'the title'}: read the page itself"
    return found
