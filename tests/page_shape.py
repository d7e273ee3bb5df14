"""What a page is made of, as a browser would build it: its elements and attributes without their words, and what in it could act."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

import html5lib

#: Elements that the pages may have; anything else came out of a text.
ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "html head meta title link script body a header nav form input button main p h1 h2 h3 ul ol li dl dt dd div span section article "
        "figure figcaption svg rect line text b q s u sup mark time bdi code table caption thead tbody tr th td details summary label "
        "select option datalist textarea footer",
    )
)
#: Attributes that hold addresses.
ADDRESSES = frozenset({"href", "src", "action", "xlink:href", "formaction"})
#: Addresses within the site; those of other sites are links only.
_WITHIN = re.compile(r"(/(?!/)|[?#])[^\s\"'<>\\]*|data:,")
_OUTSIDE = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)


def parsed(html: str, quick: bool = False) -> Any:
    """The tree that a browser would build; ``quick``: that of libxml2, some twenty times faster and nearly the same."""
    if quick:
        import lxml.html

        return lxml.html.document_fromstring(html.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # html5lib's own deprecations, characters that no tree may hold
        return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def name_of(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "!"


def attributes(element: Any) -> dict[str, str]:
    return {name.rpartition("}")[2] if name.startswith("{") else name: value for name, value in element.attrib.items()}


def shape(html: str, quick: bool = False) -> list[str]:
    """Every element with its attributes' names, in order and depth; no words, no values."""
    found: list[str] = []

    def walk(element: Any, depth: int) -> None:
        found.append(f"{depth} {name_of(element)} {' '.join(sorted(attributes(element)))}")
        for child in element:
            walk(child, depth + 1)

    walk(parsed(html, quick), 0)
    return found


def unsafe(html: str, quick: bool = False) -> Iterator[str]:
    """What a page has that none may have."""
    for element in parsed(html, quick).iter() if html else ():
        name = name_of(element)
        if name == "!":
            yield "a comment"
            continue
        if name not in ELEMENTS:
            yield f"<{name}>"
        for attribute, value in attributes(element).items():
            if attribute.startswith("on") or attribute in {"style", "srcdoc", "http-equiv"}:
                yield f"<{name} {attribute}>"
            outside = name == "a" and _OUTSIDE.fullmatch(value)
            if attribute in ADDRESSES and not outside and not _WITHIN.fullmatch(value):
                yield f"<{name} {attribute}={value!r}>"
        if name == "script" and (element.get("src") != "/static/app.js" or (element.text or "").strip()):
            yield "a script of its own"


def headings(html: str) -> list[int]:
    """Levels of the headings, in order."""
    return [int(name_of(e)[1]) for e in parsed(html).iter() if name_of(e) in {"h1", "h2", "h3", "h4"}]


def unlabelled(html: str) -> list[str]:
    """Fields of forms that nothing names; regions and drawings without a name."""
    page = parsed(html)
    parents = {child: parent for parent in page.iter() for child in parent}
    bad = []
    for element in page.iter():
        name, own = name_of(element), attributes(element)
        named = own.get("aria-label") or own.get("aria-labelledby")
        if name in {"input", "select", "textarea"} and own.get("type") != "hidden":
            at: Any = element
            while at is not None and name_of(at) != "label":
                at = parents.get(at)
            if at is None and not named:
                bad.append(f"{name} {own.get('name')}")
        if name in {"nav", "section"} and not named:
            bad.append(name)
        if name == "svg" and not named and own.get("focusable") != "false":
            bad.append("svg")
    return bad


def ids(html: str) -> list[str]:
    return [e.attrib["id"] for e in parsed(html).iter() if "id" in e.attrib]


def targets(html: str) -> list[str]:
    """Addresses within the page that links lead to."""
    return [e.attrib["href"][1:] for e in parsed(html).iter() if name_of(e) == "a" and e.attrib.get("href", "").startswith("#")]
