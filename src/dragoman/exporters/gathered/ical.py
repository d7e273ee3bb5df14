"""iCalendar (RFC 5545): an all-day entry for each event, for Outlook, Google Calendar, Apple Calendar and Thunderbird."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import IO

from ...types import Event
from . import telling
from .left import Left
from .options import Options

#: How an event is told -> how sure a calendar takes it to be.
STATUS = {"fact": "CONFIRMED", "denied": "CANCELLED", "negated": "CANCELLED"}
OTHERWISE = "TENTATIVE"
#: What has no place in a calendar unless asked for; plans have.
OUT = frozenset({"denied", "negated", "hypothetical"})
LONGEST = 31  # days: what is only told to lie within a year is no entry of a calendar
OCTETS = 75  # of a line, RFC 5545 section 3.1


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """One VCALENDAR with lines that end in CR LF. What is told to no month or day stays out, and so does ``OUT`` unless asked for."""
    left = Left(noun="entry")
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dragoman//gathered events//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    put(out, (*head, f"X-WR-CALNAME:{escaped(options.title)}"))
    for event in events:
        if not options.lets(event, but=OUT):
            left.out[event.reported_as] += 1
        elif (span := days(event)) is None:
            left.out["no day or month" if event.date_edtf else "no date"] += 1
        else:
            put(out, entry(event, *span, options.day))
            left.written += 1
    put(out, ("END:VCALENDAR",))
    return left


def days(event: Event) -> tuple[date, date] | None:
    """First day and the day after the last (as DTEND wants it); None for what is vaguer than a month, or has no date."""
    found = telling.days(event)
    if found.first is None or found.last is None:
        return None
    first, last = date.fromisoformat(found.first), date.fromisoformat(found.last)
    return (first, last + timedelta(days=1)) if (last - first).days < LONGEST and last < date.max else None


def entry(event: Event, first: date, after: date, now: str) -> Iterator[str]:
    """One VEVENT. It blocks nobody's time (TRANSPARENT); SEQUENCE grows with what becomes known of the event."""
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.id)}@dragoman.invalid"
    yield f"DTSTAMP:{utc(now)}"
    if event.last_seen:
        yield f"LAST-MODIFIED:{utc(event.last_seen)}"
    yield f"SEQUENCE:{len(event.history)}"
    yield f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    yield f"SUMMARY:{escaped(telling.title(event))}"
    if place := telling.place(event):
        yield f"LOCATION:{escaped(place)}"
    if (point := telling.point(event)) and telling.exact(event):
        yield f"GEO:{point[1]:.6f};{point[0]:.6f}"
    yield f"CATEGORIES:{','.join(map(escaped, telling.tags(event)))}"
    yield "DESCRIPTION:" + "\\n".join(map(escaped, telling.lines(event)))
    if address := telling.first_url(event):
        yield f"URL:{address}"
    yield f"STATUS:{STATUS.get(event.reported_as, OTHERWISE)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def utc(day: str) -> str:
    return telling.stamp(day, day).replace("-", "").replace(":", "")


def escaped(text: str) -> str:
    """A value of type TEXT, on one line."""
    return telling.tidy(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def put(out: IO[str], lines: Iterable[str]) -> None:
    for line in lines:
        out.write(folded(line) + "\r\n")


def folded(line: str) -> str:
    """At most 75 octets a line, never within a character; what goes on begins with a space."""
    octets, parts, begun = line.encode("utf-8"), list[bytes](), 0
    while len(octets) - begun > OCTETS - bool(parts):
        end = begun + OCTETS - bool(parts)
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        parts.append(octets[begun:end])
        begun = end
    return b"\r\n ".join([*parts, octets[begun:]]).decode("utf-8")
