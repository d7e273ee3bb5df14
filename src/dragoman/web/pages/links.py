"""Where things stand: addresses within the site, and those of others that are fit to be linked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from ...exporters.gathered.telling import url as outside
from ...store.filters import NAME
from ...types import Party

__all__ = ["NAME", "actor", "article", "event", "events", "export", "outside", "pair", "party", "query", "search", "story"]

#: Longest name that makes an address; servers refuse longer ones.
LONGEST = 300

Value = str | int | float | None | Iterable[str | int]


def part(text: str) -> str:
    """Text as a part of a path; what is no character of UTF-8 becomes U+FFFD."""
    return quote(text.encode("utf-8", "replace"), safe=":")


def query(values: Mapping[str, Value]) -> str:
    """``?since=2024&event=CONSULT&event=AGREE``; nothing for None, empty text and empty lists; empty where nothing is left."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        several = [value] if isinstance(value, (str, int, float)) or value is None else list(value)
        pairs += [(name, str(v)) for v in several if v is not None and v != ""]
    return "?" + urlencode(pairs, errors="replace") if pairs else ""


def events(**values: Value) -> str:
    return "/events" + query(values)


def export(values: Mapping[str, Value]) -> str:
    return "/export" + query(values)


def event(event_id: str) -> str:
    return "/events/" + part(event_id)


def article(key: str, record: str | None = None) -> str:
    """``record``: the card of which to look at first."""
    return "/articles/" + part(key) + (f"#r-{part(record)}" if record else "")


def story(name: str) -> str:
    return "/stories/" + part(name)


def actor(who: str) -> str:
    return "/actors/" + part(who[:LONGEST])


def pair(one: str, other: str) -> str:
    """By path where both fit one, else by query."""
    if "/" in one + other:
        return "/pairs" + query({"one": one, "other": other})
    return f"/pairs/{part(one)}/{part(other)}"


def search(**values: Value) -> str:
    return "/search" + query(values)


def party(who: Party) -> str:
    """The page of a party: by its Wikidata id, else by its name."""
    return actor(who.identifier_id or named(who.identifier_text or who.entity_text))


def named(name: str) -> str:
    """A filter's value that means just this name."""
    return NAME + name
