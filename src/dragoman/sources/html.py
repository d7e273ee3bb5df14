"""HTML page -> what its article says, and when, where and by whom it was published. Runs in a process of its own (child.py).

trafilatura tells the article from the page around it; title, day, outlet, address and author come from what the page says of itself for
search engines (schema.org, Open Graph, meta tags), in that order.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ..counted import many
from . import days, markup
from .found import Found

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: Elements within each other. Pages have fewer than 60; past 2,048 lxml drops text without a word, and other steps take ever longer.
DEEPEST = 200
#: Elements of one page. Pages have a few thousand; trafilatura takes up to 30 microseconds for each.
ELEMENTS = 30_000
#: Columns or rows that a cell may span. A page that names 9,007,199,254,740,991 ends a program that believes it.
SPAN = 1000
#: Objects of schema.org that are looked at.
OBJECTS = 5000

_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPENED = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:html|body)[\s>]", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?=[-_]|$)")
_ARTICLE = re.compile(r"Article|Report|BlogPosting|LiveBlog")
#: Meta tags that give the day of publication, the surest first.
DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "citation_publication_date",
    "dcterms.created",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "published",
    "published-date",
    "originalpublicationdate",
    "article_date_original",
    "release_date",
    "date",
    "og:pubdate",
    "cxenseparse:recs:publishtime",
)
OUTLETS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
TITLES = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title")
AUTHORS = ("author", "article:author_name", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator")


def page(data: bytes, charset: str | None = None, url: str | None = None) -> Found:
    """What the page gives. ``charset``: as the server named it; ``url``: where it was got from."""
    text, note = markup.unicode(data, charset)
    tidied = markup.tidy(_INVALID.sub(" ", text))
    tree = parsed(tidied.page)
    if tree is None:
        return Found(refused="an empty page: there is no text in it")
    much = too_much(tree)
    found = described(tree, url, guess=not much)
    found.text = "" if much else body(tree, url) or ""
    found.notes = [note] if note else []
    if not found.text.strip():
        found.text = markup.plain(tidied.page)
        found.notes.append(
            f"the article could not be told from the page around it ({much or 'none was found'}): all text of the page is kept"
        )
    if tidied.cut:
        found.notes.append(f"{many(tidied.cut, 'tag')} with over {markup.ATTRIBUTES} attributes, which lost the rest of them")
    found.partial = broken(tidied)
    if not found.text.strip():
        found.refused = "there is no text on this page" + (f"; {found.partial}" if found.partial else ": save its article as plain text")
    return found


def broken(page: markup.Tidy) -> str | None:
    """Why text may lack, None where the page is whole."""
    if page.open or page.page.endswith(("<", "</")):
        return f"the page breaks off inside {page.open or 'a tag'}"
    if _OPENED.search(page.page) and not _CLOSED.search(page.page):
        return "the page breaks off: it has no </body> or </html>"
    return None


def parsed(page: str) -> HtmlElement | None:
    """The page as a tree, None where there is nothing in it."""
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, no_network=True)
    try:
        tree = html.document_fromstring(page.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    for cell in tree.iter("td", "th", "col", "colgroup"):
        for name in ("colspan", "rowspan", "span"):
            value = cell.get(name)
            if value and not (value.strip().isascii() and value.strip().isdigit() and len(value) < 6 and int(value) <= SPAN):
                del cell.attrib[name]
    return tree


def too_much(tree: HtmlElement) -> str | None:
    """Why the page is too much for the steps that follow, None where it is not."""
    from lxml import etree

    now = seen = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        now += 1 if event == "start" else -1
        seen += event == "start"
        if now > DEEPEST:
            return "it is nested too deep"
        if seen > ELEMENTS:
            return "it has too many elements"
    return None


def body(tree: HtmlElement, url: str | None) -> str | None:
    """The article's own text, a line a paragraph, without the page around it."""
    from trafilatura import extract

    try:
        return extract(tree, url=url, output_format="txt", include_comments=False, with_metadata=False)
    except (ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError, AssertionError):
        return None


def described(tree: HtmlElement, url: str | None, guess: bool = True) -> Found:
    """What the page says of itself. ``guess``: look at the words on it, too, where it says nothing."""
    metas, told = meta(tree), schema(tree)
    address = canonical(tree, metas, told, url)
    outlet = name(told.get("publisher")) or first(metas, OUTLETS) or host(address or url)
    published, by = dated(tree, metas, told, address or url, guess)
    return Found(
        title=untailed(title(tree, metas, told, guess), outlet),
        published=published,
        dated_by=by,
        source=outlet,
        author=author(tree, metas, told, guess),
        url=address or url,
        language=language(tree, metas, told),
    )


def meta(tree: HtmlElement) -> dict[str, str]:
    """The page's meta tags: name, property or itemprop in lower case -> content. The first of a name counts."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        content = (tag.get("content") or "").strip()
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (called := tag.get(key)):
                found.setdefault(called.strip().lower(), content)
    return found


def schema(tree: HtmlElement) -> Mapping[str, Any]:
    """The page's schema.org object: the article, else whatever is dated, else nothing."""
    dated: Mapping[str, Any] = {}
    for item in _objects(tree):
        kinds = item.get("@type")
        if any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            return item
        if not dated and "datePublished" in item:
            dated = item
    return dated


def _objects(tree: HtmlElement) -> Iterator[Mapping[str, Any]]:
    """Every JSON object of the page's schema.org data, outer ones first."""
    waiting: deque[Any] = deque()
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json" and script.text:
            try:
                waiting.append(json.loads(script.text.strip().rstrip(";"), strict=False))
            except (ValueError, RecursionError):
                continue
    seen = 0
    while waiting and seen < OBJECTS:
        item, seen = waiting.popleft(), seen + 1
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item[:OBJECTS])


def name(value: Any) -> str | None:
    """The name in a schema.org value: a string, an object with a name, or a list of these."""
    if isinstance(value, list):
        return ", ".join(filter(None, (name(item) for item in value[:20] if not isinstance(item, list)))) or None
    if isinstance(value, dict):
        value = value.get("name")
        value = value[0] if isinstance(value, list) and value else value
    return value.strip() or None if isinstance(value, str) and not value.startswith(("http:", "https:")) else None


def first(metas: Mapping[str, str], keys: tuple[str, ...]) -> str | None:
    return next((metas[key] for key in keys if key in metas), None)


def title(tree: HtmlElement, metas: Mapping[str, str], told: Mapping[str, Any], guess: bool) -> str | None:
    from trafilatura.metadata import extract_title

    headline = told.get("headline")
    if isinstance(headline, str) and headline.strip():
        return headline
    return first(metas, TITLES) or (extract_title(tree) if guess else tree.findtext(".//title"))


def untailed(title: str | None, outlet: str | None) -> str | None:
    """The title without the outlet's name after it ("Talks resume | The Gazette")."""
    if not title or not outlet:
        return title
    short = title.rstrip().removesuffix(outlet).rstrip()
    return short[:-1].rstrip() or title if short != title.rstrip() and short.endswith(("|", "-", "–", "—", "·", "•", "»", ":")) else title


def author(tree: HtmlElement, metas: Mapping[str, str], told: Mapping[str, Any], guess: bool) -> str | None:
    from trafilatura.metadata import extract_author

    named = name(told.get("author")) or next((metas[key] for key in AUTHORS if key in metas and "://" not in metas[key]), None)
    return named or (extract_author(tree) if guess else None)


def dated(
    tree: HtmlElement, metas: Mapping[str, str], told: Mapping[str, Any], url: str | None, guess: bool
) -> tuple[str | None, str | None]:
    """The day of publication, and how it was found."""
    return next(((found, by) for by, value in _dates(tree, metas, told, url, guess) if (found := days.day(value))), (None, None))


def _dates(
    tree: HtmlElement, metas: Mapping[str, str], told: Mapping[str, Any], url: str | None, guess: bool
) -> Iterator[tuple[str, str | None]]:
    """What may be the day of publication, the surest first."""
    value = told.get("datePublished")
    yield "json-ld", value if isinstance(value, str) else None
    yield from ((f"meta {key}", metas[key]) for key in DATES if key in metas)
    for tag in tree.iter():
        if tag.get("itemprop") == "datePublished":
            yield "itemprop datePublished", tag.get("datetime") or tag.get("content") or tag.text_content()[: days.LONGEST]
    times = [tag for tag in tree.iter("time") if tag.get("datetime")]
    if any(tag.get("pubdate") is not None for tag in times):
        times = [tag for tag in times if tag.get("pubdate") is not None]
    yield from (("time", tag.get("datetime")) for tag in times[:1])
    yield "url", days.of_url(url)
    yield "page", _guessed(tree) if guess else None


def _guessed(tree: HtmlElement) -> str | None:
    """A date that stands on the page where such dates stand."""
    from htmldate import find_date

    try:
        return find_date(tree, extensive_search=False, original_date=True)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError, IndexError):
        return None


def canonical(tree: HtmlElement, metas: Mapping[str, str], told: Mapping[str, Any], url: str | None) -> str | None:
    """The address that the page gives as its own."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (made := address(link.get("href"), url)):
            return made
    whole = told.get("mainEntityOfPage")
    whole = whole.get("@id") if isinstance(whole, dict) else whole
    return address(metas.get("og:url"), url) or address(told.get("url"), url) or address(whole, url)


def address(value: Any, base: str | None) -> str | None:
    """An absolute web address, None where it is none. A site's front page is no address of an article that was got from another one."""
    if not isinstance(value, str) or not value.strip() or len(value) > 4000:
        return None
    try:
        made = urljoin(base or "", value.strip())
        parts, start = urlsplit(made), urlsplit(base or "")
    except ValueError:
        return None
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or (not parts.path.strip("/") and not parts.query and start.path.strip("/"))
    ):
        return None
    return made


def host(url: str | None) -> str | None:
    """The site's name in an address: ``example.org`` of ``https://www.example.org/news``."""
    try:
        found = urlsplit(url or "").hostname
    except ValueError:
        return None
    return found.removeprefix("www.") if found else None


def language(tree: HtmlElement, metas: Mapping[str, str], told: Mapping[str, Any]) -> str | None:
    """Two or three letters (ISO 639), None where the page says nothing."""
    said = (tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), metas.get("content-language"), metas.get("og:locale"))
    for value in (*said, told.get("inLanguage")):
        if isinstance(value, str) and (found := _LANGUAGE.match(value.strip())):
            return found.group().lower()
    return None
