"""What several reports together tell of one event.

How it is put together, whatever the order in which the reports came:

- Reports are taken in order of publication, undated ones last. Copies of another article (``reprint``) tell nothing of their own.
- Type: where a plan and what carries it out are together, the type of what was done ("agreed to meet", "met": CONSULT).
- Status: the latest told, but a plan does not undo what was told as done, nor does a denial that it happened (``negated``) unless the same
  origin takes back its own report.
- ``reported_as``: ``contested`` where besides assertions, or reports in their own voice, somebody denies it; without denials ``fact`` as
  soon as one report tells it in its own voice, else ``claimed``.
- Size: the latest figures told; what was told before stands in the history.
- Date and place: the most precise told; among equals the one that most origins tell, then the one told first. A date of what was done goes
  before one for which it was planned.
- Parties: of each side those that at least half of the origins name that name anybody there; of one party the fullest name. Who is worded
  in general ("a police officer") gives way to whom another report names, and who is counted anew ("12 traders") to the latest count.
- Confidence: 1 - product(1 - confidence) over independent reports, the best of each origin, where all but the surest count FURTHER; at most
  MOST_SURE.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ..rules import reported_as
from ..timeline import day_range, parse_day
from ..types import Change, Event, Party, Place, Report, Size, Status
from .facts import FAMILIES, someone
from .same import named_alike

#: No number of reports makes an event surer than this: the same program read them all.
MOST_SURE = 0.99
#: Independent reports are read by one program, which errs alike on like words: what each but the surest adds counts so much.
FURTHER = 0.5
#: Parties of a side that are given, and wordings of parties that are looked at.
MANY, WORDINGS = 12, 60
#: How exact a place is, the most exact first.
PRECISIONS = ("site", "city", "adm1", "country", "region")
#: Happened or under way, as against what is planned, imagined or said not to have been.
REAL = frozenset({"happened", "ongoing"})
SIZES = ("dead", "injured", "arrested")
Bounds = tuple[int, int | None]
#: A party, and the positions of the reports that name it.
Named = tuple[Party, set[int]]


def merged(event_id: str, reports: Sequence[Report]) -> Event:
    """The event that the reports tell. Raises ValueError where there are none."""
    if not reports:
        raise ValueError("an event has at least one report")
    told = in_order(reports)
    own = [r for r in told if not r.reprint] or told
    type = type_of(own)
    leading = [r for r in own if r.record.event == type]
    known, steps = followed(own, type)
    days = [d for r in told if (d := day_of(r))]
    surest = max(leading, key=lambda r: r.record.confidence).record
    return Event(
        id=event_id,
        event=type,
        modes=voted(leading, lambda r: r.record.modes),
        contexts=voted(own, lambda r: r.record.contexts),
        actors=side(leading, lambda r: r.record.actors),
        recipients=side(leading, lambda r: r.record.recipients),
        date_edtf=known.date(),
        place=known.place(),
        status=known.status,
        reported_as=known.telling(),
        size=known.size(),
        confidence=confidence(own),
        quad=surest.quad,
        scale=max((r.record.scale for r in leading), key=lambda x: (abs(x), x)),
        reports=tuple(told),
        asserted_by=speakers(own, "asserts"),
        denied_by=speakers(own, "denies"),
        independent_reports=len({r.origin for r in told}),
        reprints=sum(r.reprint for r in told),
        first_seen=days[0] if days else None,
        last_seen=days[-1] if days else None,
        history=tuple(steps),
    )


def in_order(reports: Iterable[Report]) -> list[Report]:
    """By day of publication, undated ones last; of one day copies last, then by id, so that any order gives the same."""
    return sorted(reports, key=lambda r: (day_of(r) or "~", r.reprint, r.record.id, r.article.id))


def day_of(report: Report) -> str | None:
    found = parse_day(report.article.published)
    return found.isoformat() if found else None


def type_of(own: Sequence[Report]) -> str:
    """The type that most reports tell; where some tell a plan and others what carries it out, that of the latter."""
    counts = Counter(r.record.event for r in own)
    done = {r.record.event for r in own if r.record.event in FAMILIES and FAMILIES[r.record.event] in counts}
    return max(done or counts, key=lambda type: (counts[type], type))


def status_in(report: Report, type: str) -> Status:
    """The report's status within an event of the type: an agreement to meet is a planned meeting."""
    return report.record.status if report.record.event == type else "planned"


class Known:
    """What is known after some reports, taken in one after the other."""

    def __init__(self, first: Report, type: str) -> None:
        self.status: Status = status_in(first, type)
        self.type = type
        self.event = first.record.event
        self.origin = first.origin
        self.voices: set[str] = set()
        self.denied = False
        self.sizes: dict[str, Bounds] = {}
        self.quantity: tuple[str | None, Bounds | None] = (None, None)
        self.dates: list[dict[str, set[str]]] = [{}, {}, {}]  # of what was done, of plans for it, of agreements on it
        self.places: dict[str, tuple[Place, set[str]]] = {}

    def take(self, report: Report) -> None:
        record = report.record
        status = status_in(report, self.type)
        if outweighs(status, self.status, report.origin == self.origin):
            self.status, self.origin = status, report.origin
        if record.event == self.type:
            self.event = record.event
        if status in REAL:
            self.voices.add(reported_as(record))
        self.denied |= status == "negated" or any(s.stance == "denies" for s in record.sources)
        self.sizes.update({name: value for name in SIZES if (value := getattr(record.size, name)) is not None})
        if record.size.quantity is not None:
            self.quantity = (record.size.quantity, record.size.quantity_bounds)
        if record.date_edtf:
            rank = 2 if record.event != self.type else 1 if status not in REAL else 0
            self.dates[rank].setdefault(record.date_edtf, set()).add(report.origin)
        if record.place:
            name = str(record.place.geonames_id or record.place.name.casefold())
            self.places.setdefault(name, (record.place, set()))[1].add(report.origin)

    def telling(self) -> str:
        """``reported_as`` of the event."""
        if self.status not in REAL:
            return self.status
        if self.denied:
            return "denied" if self.voices == {"denied"} else "contested"
        return "fact" if "fact" in self.voices else "claimed"

    def size(self) -> Size:
        dead, injured, arrested = (self.sizes.get(name) for name in SIZES)
        return Size(dead=dead, injured=injured, arrested=arrested, quantity=self.quantity[0], quantity_bounds=self.quantity[1])

    def date(self) -> str | None:
        told: dict[str, set[str]] = next((d for d in self.dates if d), {})
        return max(told, key=lambda edtf: (-width(edtf), len(told[edtf])), default=None)

    def place(self) -> Place | None:
        found = max(self.places.values(), key=lambda p: (exactness(p[0]), len(p[1])), default=None)
        return found[0] if found else None

    def state(self) -> dict[str, str | None]:
        """What is followed over time, as text."""
        place = self.place()
        return {
            "event": self.event,
            "status": self.status,
            "reported_as": self.telling(),
            **{name: worded(self.sizes.get(name)) for name in SIZES},
            "quantity": self.quantity[0],
            "date_edtf": self.date(),
            "place": place.name if place else None,
        }


def followed(own: Sequence[Report], type: str) -> tuple[Known, list[Change]]:
    """What is known after all reports, and each step on the way."""
    known, before, steps = Known(own[0], type), dict[str, str | None](), list[Change]()
    for report in own:
        known.take(report)
        now = known.state()
        changed = {name: value for name, value in now.items() if value is not None and value != before.get(name)}
        day, record = day_of(report), report.record.id
        steps += [Change(at=day, field=name, old=before.get(name), new=value, record=record) for name, value in changed.items()]
        before = now
    return known, steps


def outweighs(later: Status, known: Status, same_origin: bool) -> bool:
    """Whether a later report's status takes the place of the one that is known."""
    if known == "happened":
        return later == "negated" and same_origin
    if known == "ongoing":
        return later == "happened" or (later == "negated" and same_origin)
    return later in REAL or later != "hypothetical" or known == "hypothetical"


def width(edtf: str) -> int:
    """Days that a date leaves open; an open end counts as a century."""
    first, last = day_range(edtf)
    if not (first and last):
        return 36525
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def exactness(place: Place) -> int:
    return -PRECISIONS.index(place.precision) if place.precision in PRECISIONS else -len(PRECISIONS)


def worded(bounds: Bounds | None) -> str | None:
    """``12``, ``12-15``, ``12+``."""
    if bounds is None:
        return None
    low, high = bounds
    return f"{low}+" if high is None else f"{low}" if low == high else f"{low}-{high}"


def voted(own: Sequence[Report], values: Callable[[Report], Iterable[str]]) -> tuple[str, ...]:
    """What at least half of the origins say that say any, the most often said first; where that is nothing, what the first one says."""
    by_origin: dict[str, dict[str, None]] = defaultdict(dict)
    for report in own:
        by_origin[report.origin].update(dict.fromkeys(values(report)))
    saying = [said for said in by_origin.values() if said]
    counts = Counter(v for said in saying for v in said)
    kept = [v for v, n in counts.most_common() if 2 * n >= len(saying)]
    return tuple(kept or next(iter(saying), ()))


def side(own: Sequence[Report], of: Callable[[Report], Sequence[Party]]) -> tuple[Party, ...]:
    """Parties that at least half of the origins name that name any on this side; where there are none, those of the first report."""
    named: dict[Party, set[int]] = defaultdict(set)
    for n, report in enumerate(own):
        for party in of(report):
            named[party].add(n)
    groups = without_general(counted_anew([(fullest(g), set[int]().union(*(named[p] for p in g))) for g in gathered(named)]))
    naming = origins(own, set[int]().union(*named.values()))
    kept = [(p, told) for p, told in groups if 2 * len(origins(own, told)) >= len(naming)]
    found = [p for p, _ in sorted(kept, key=lambda g: -len(origins(own, g[1])))]
    return tuple(found or next((of(r) for r in own if of(r)), ()))[:MANY]


def origins(own: Sequence[Report], told: Iterable[int]) -> set[str]:
    """Those of the reports at some positions."""
    return {own[n].origin for n in told}


def counted_anew(groups: list[Named]) -> list[Named]:
    """People told again with another count as one, by the latest words ("five traders", "12 traders"); two where a report names both."""
    out: list[Named] = []
    for party, told in groups:
        n = next((n for n, (other, there) in enumerate(out) if like_people(party, other) and not told & there), None)
        if n is None:
            out.append((party, told))
        else:
            other, there = out[n]
            latest = party if max(told) > max(there) else other
            out[n] = (replace(latest, code=party.code or other.code), told | there)
    return out


def like_people(a: Party, b: Party) -> bool:
    """Whether two parties are worded in general, with one noun, and may be of one state and sort."""
    noun = a.entity_text.split()[-1:] == b.entity_text.split()[-1:]
    general = someone(a).kind == someone(b).kind == "words"
    return noun and general and a.sectors[:1] == b.sectors[:1] and (a.code == b.code or None in {a.code, b.code})


def without_general(groups: list[Named]) -> list[Named]:
    """Without who is worded in general ("a police officer") where other reports name somebody on this side; they mean the same."""
    named = set[int]().union(*(told for p, told in groups if someone(p).kind != "words"))
    return [(p, told) for p, told in groups if not named or told & named or someone(p).kind != "words"]


def speakers(own: Sequence[Report], stance: str) -> tuple[Party, ...]:
    """Who asserts or denies it, each once by the fullest name, in the order of the reports."""
    named = dict.fromkeys(s.party for r in own for s in r.record.sources if s.stance == stance)
    return tuple(fullest(g) for g in gathered(named))


def gathered(named: Iterable[Party]) -> list[list[Party]]:
    """Wordings of one party together, in the order in which they are first named."""
    groups: list[list[Party]] = []
    for _, party in zip(range(WORDINGS), named, strict=False):
        home = next((g for g in groups if any(one(party, p) for p in g)), None)
        if home is None:
            groups.append([party])
        else:
            home.append(party)
    return groups


def one(a: Party, b: Party) -> bool:
    """Whether two parties are the same: by id, else by name; "Putin" is "Vladimir Putin" where both are of one state."""
    if a.identifier_id and b.identifier_id:
        return a.identifier_id == b.identifier_id
    if a.code and b.code and a.code != b.code:
        return False
    if called(a) & called(b):
        return True
    ours, theirs = someone(a), someone(b)
    return "words" not in {ours.kind, theirs.kind} and named_alike(ours.name, theirs.name)


def called(party: Party) -> set[str]:
    return {name.casefold().removeprefix("the ") for name in (party.identifier_text, party.entity_text) if name}


def fullest(parties: Sequence[Party]) -> Party:
    """The one that is known best: with an id, a code, sectors, an office, the longest name."""
    return max(parties, key=lambda p: (bool(p.identifier_id), bool(p.code), bool(p.sectors), bool(p.office), len(p.identifier_text or "")))


def confidence(own: Sequence[Report]) -> float:
    """That it is told at all: from the best report of each origin."""
    by_origin: dict[str, float] = defaultdict(float)
    for report in own:
        by_origin[report.origin] = max(by_origin[report.origin], report.record.confidence)
    first, *others = sorted(by_origin.values(), reverse=True)
    doubt = 1 - first
    for value in others:
        doubt *= 1 - FURTHER * value
    return max(first, min(MOST_SURE, 1 - doubt))
