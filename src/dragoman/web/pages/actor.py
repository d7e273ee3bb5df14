"""One actor: what it did, what was done to it, with whom, what it says, under which names and offices."""

from __future__ import annotations

from dataclasses import dataclass

from ...ask.actors import Portrait
from ...ask.tables import filled
from ...store.filters import Filter
from . import address, charts, labels, links
from .listing import Counted, counted

#: Measures of the small drawing.
WIDTH, HEIGHT = 720, 56


@dataclass(frozen=True, slots=True)
class Name:
    """One of its names. ``href``: the page of just this one."""

    name: str
    office: str | None
    code: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Partner:
    """The other side: ``did`` to it, ``done`` by it; ``href``: the page of the two."""

    name: str
    did: int
    done: int
    scale: float
    href: str


@dataclass(frozen=True, slots=True)
class Figure:
    """``roles``: name, events, address of the list. ``bars``: events a month."""

    who: str
    name: str
    roles: tuple[tuple[str, int, str], ...]
    told: tuple[Counted, ...]
    did: tuple[Counted, ...]
    done: tuple[Counted, ...]
    partners: tuple[Partner, ...]
    names: tuple[Name, ...]
    places: tuple[Counted, ...]
    bars: tuple[charts.Bar, ...]
    months: tuple[tuple[str, int], ...]
    first: str | None
    last: str | None
    notes: tuple[str, ...]
    empty: bool
    width: int = WIDTH
    height: int = HEIGHT


def figure(found: Portrait, asked: Filter) -> Figure:
    who, here = found.asked, address.values(asked)
    roles = (("done by it", "actor", "actor"), ("done to it", "recipient", "recipient"))
    says = found.roles["asserts"] + found.roles["denies"]
    series = filled(found.months)
    return Figure(
        who=who,
        name=labels.actor_name(who),
        roles=(
            *((words, found.roles[role], links.events(**here | {field: (who,)})) for words, role, field in roles),
            ("asserted or denied by it", says, links.events(**here | {"source": (who,)})),
        ),
        told=counted([(name, n, links.events(**here | {"party": (who,), "reported_as": (name,)})) for name, n in found.told.items()]),
        did=counted([(name, n, links.events(**here | {"actor": (who,), "event": (name,)})) for name, n in found.did], labels.label),
        done=counted([(name, n, links.events(**here | {"recipient": (who,), "event": (name,)})) for name, n in found.done], labels.label),
        partners=tuple(Partner(labels.actor_name(p.name), p.did, p.done, p.scale, links.pair(who, other(p.name))) for p in found.partners),
        names=tuple(
            Name(name, office, " ".join(filter(None, (code, *sectors))), n, links.actor(links.named(name)))
            for name, office, code, sectors, n in found.names
        ),
        places=counted([(name, n, links.events(**here | {"party": (who,), "place": (name,)})) for name, n in found.places]),
        bars=charts.spark(list(series.values()), WIDTH, HEIGHT),
        months=tuple(series.items()),
        first=found.first,
        last=found.last,
        notes=found.notes,
        empty=not found.events,
    )


def other(name: str) -> str:
    """A partner as a filter takes it: its code, or its name said to be one."""
    return name if labels.actor_name(name) != name or (len(name) == 3 and name.isupper()) else links.named(name)
