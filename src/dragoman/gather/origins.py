"""Whose report it is. Reports of one origin count as one, however many outlets print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ..knowledge.outlets import Outlets, bundled, folded
from ..types import Article, Party, Record

#: Code points at the beginning and at the end of a text in which an agency is credited.
HEAD, TAIL = 700, 300
#: Sector of media, and of governments: state media, whatever they are called, speak with one voice.
MEDIA, STATE = "JRN", "GOV"
#: Labels before a country's top-level domain that are no one's name.
SHARED = frozenset({"co", "com", "org", "net", "ac", "gov", "gob", "gouv", "go", "or", "ne", "edu"})

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*\Z|\s+[-–—|:]\s+.*\Z")
_NAMED = re.compile(r"\b(?!The\b)[A-Z]")


def origin(record: Record, article: Article, first: Article | None = None, outlets: Outlets | None = None) -> str:
    """The outlet that the record is attributed to ("the Gazette reported"), the agency whose copy is printed, the outlet of the first
    article of which this is a copy, the article's own outlet; where none of these is known, the id of the (first) article.

    ``first``: the article of which this one is a copy, None: it is none. Copies all have the origin of the first one, so that a copy is
    never a second report.
    """
    known = outlets or bundled()
    quoted = media(record, known)
    return quoted or printed(first or article, known)


def media(record: Record, outlets: Outlets) -> str | None:
    """The outlet according to which it is told; None where somebody else says so too, or it is told in the article's own voice."""
    told = [source.party for source in record.sources if source.stance == "asserts"]
    if not told or not all(MEDIA in party.sectors for party in told):
        return None
    return named(told[0], outlets)


def named(party: Party, outlets: Outlets) -> str | None:
    """The outlet's name; None for "the newspaper". State media that are not named go by their state."""
    if party.identifier_text:
        return outlet(party.identifier_text, outlets)
    if _NAMED.search(party.entity_text):
        return outlet(party.entity_text, outlets)
    return f"state media of {party.code}" if party.code and STATE in party.sectors else None


def printed(article: Article, outlets: Outlets) -> str:
    """The agency whose copy an article prints, else its outlet, else its own id."""
    host = host_of(article.url or "")
    return credited(article, outlets) or outlet(article.source, outlets) or (of_site(host, outlets) if host else None) or article.id


def credited(article: Article, outlets: Outlets) -> str | None:
    """The agency that is credited: in the outlet's name, as the author, in the dateline or byline, or at the end."""
    for place, part in (("source", article.source), ("author", article.author)):
        for pattern in outlets.credits.get(place, ()):
            if found := pattern.fullmatch((part or "").strip()[:HEAD]):
                return outlets.names[folded(found["agency"])]
    text = article.text.strip()
    for place, part in (("head", text[:HEAD]), ("tail", text[-TAIL:])):
        for pattern in outlets.credits.get(place, ()):
            if found := pattern.search(part):
                return outlets.names[folded(found["agency"])]
    return None


def outlet(name: str | None, outlets: Outlets | None = None) -> str | None:
    """One name for an outlet, however it is written: its name, abbreviation, site or address. None where there is nothing to go by.

    An outlet that the table does not have goes by its letters: "The Kinshasa Gazette" and kinshasagazette.cd are both "kinshasagazette".
    """
    known = outlets or bundled()
    name = (name or "").strip()
    if host := host_of(name):
        return of_site(host, known)
    for form in forms(name):
        if found := known.names.get(folded(form)):
            return found
    return shortened(folded(name), known) or None


def forms(name: str) -> Iterator[str]:
    """The name, and without what follows in brackets or behind a dash."""
    yield name
    while (shorter := _ASIDE.sub("", name)) != name and shorter:
        yield shorter
        name = shorter


def shortened(name: str, outlets: Outlets) -> str:
    """A folded name without an ending that says nothing; the name in the table where that has it."""
    for ending in outlets.endings:
        if name.endswith(ending) and len(name) > len(ending):
            name = name.removesuffix(ending)
            break
    return outlets.names.get(name, name)


def host_of(name: str) -> str | None:
    """The host of an address, or a bare host; None for anything else."""
    try:
        host = (urlsplit(name).hostname or "") if "://" in name else name.split("/")[0]
    except ValueError:
        return None
    return host.lower() if _HOST.fullmatch(host) else None


def of_site(host: str, outlets: Outlets) -> str:
    """By the site's own name, without "www", countries and editions before it."""
    labels = host.split(".")
    for n in range(len(labels) - 1):
        if found := outlets.sites.get(".".join(labels[n:])):
            return found
    shared = len(labels) > 2 and labels[-2] in SHARED and len(labels[-1]) == 2
    label = folded(labels[-3 if shared else -2])
    return (
        outlets.names.get(label) or outlets.names.get(label.removeprefix("the")) or shortened(label.removeprefix("the") or label, outlets)
    )
