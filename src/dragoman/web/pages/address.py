"""A filter as a query string, and a page's other addresses: narrowed, widened, the next one, the same in another format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from ...store.filters import NAME, Filter
from . import labels, links

#: What a filter's fields are called on the page, in the order of the form.
NAMES = {
    "since": "from",
    "until": "until",
    "event": "type",
    "mode": "mode",
    "context": "context",
    "quad": "class",
    "actor": "who",
    "recipient": "to whom",
    "party": "either side",
    "status": "status",
    "reported_as": "told as",
    "source": "according to",
    "outlet": "outlet",
    "country": "in",
    "place": "at",
    "story": "story",
    "article": "article",
    "text": "words",
    "min_confidence": "confidence at least",
    "min_reports": "independent reports at least",
}

Values = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition that holds now, and the address without it."""

    field: str
    name: str
    value: str
    without: str


def values(asked: Filter, but: Iterable[str] = ()) -> Values:
    """What a filter asks for, as a query string has it; ``but``: fields to leave out."""
    found: Values = {}
    for field in fields(asked):
        value = getattr(asked, field.name)
        if field.name not in but and value is not None and value != ():
            found[field.name] = tuple(map(plain, value)) if isinstance(value, tuple) else (plain(value),)
    return found


def plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def chips(asked: Filter, path: str, more: Values) -> tuple[Chip, ...]:
    """Each condition of a filter. ``path``: of the page; ``more``: what else stands in its address."""
    known = values(asked)
    made = []
    for name in NAMES:
        for value in known.get(name, ()):
            left = known | {name: tuple(v for v in known[name] if v != value)} | more
            made.append(Chip(name, NAMES[name], shown(name, value), path + links.query(left)))
    return tuple(made)


def shown(field: str, value: str) -> str:
    """A condition's value for readers."""
    if field == "event":
        return labels.label(value)
    if field == "quad":
        return labels.QUADS.get(int(value), value) if value.isdecimal() else value
    if field == "country":
        return labels.country(value) or value
    return value.removeprefix(NAME)
