"""GeoJSON (RFC 7946): a point for each event whose place is known, longitude first, flat properties, for QGIS, kepler.gl and web maps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from ...types import Event, Party
from .. import wording
from ..safe import as_json
from . import telling
from .left import Left
from .options import NO_FACT, Options


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """One FeatureCollection, a feature a line. A dot on a map is taken for a thing that happened, so ``NO_FACT`` stays out."""
    left = Left(noun="point")
    out.write(f'{{"type": "FeatureCollection", "name": {as_json(telling.tidy(options.title))}, "features": [')
    for event in events:
        if not options.lets(event, but=NO_FACT):
            left.out[event.reported_as] += 1
        elif telling.point(event) is None:
            left.out["no coordinates"] += 1
        else:
            out.write((",\n" if left.written else "\n") + as_json(feature(event)))
            left.written += 1
            if not telling.exact(event):
                left.marks["point", "in the middle of an area, not where it happened (area: true)"] += 1
    out.write("\n]}\n")
    return left


def feature(event: Event) -> dict[str, Any]:
    """``geometry`` None where the place is not known."""
    where = telling.point(event)
    geometry = {"type": "Point", "coordinates": list(where)} if where else None
    return {"type": "Feature", "id": event.id, "geometry": geometry, "properties": properties(event)}


def properties(event: Event) -> dict[str, Any]:
    """All flat, as maps want them; None where nothing is known.

    ``start``, ``end``: ISO days, for QGIS. ``datetime``: with a time of day, without which kepler.gl plays nothing.
    ``area``: the point is the middle of a country, division or region: draw it soft.
    """
    days, where = telling.days(event), event.place
    first = event.reports[0] if event.reports else None
    return {
        "event_id": event.id,
        "label": telling.title(event),
        "event": event.event,
        "mode": joined(event.modes),
        "context": joined(event.contexts),
        "quad_code": event.quad,
        "event_scale": event.scale,
        **side("actor", event.actors),
        **side("recipient", event.recipients),
        "date_edtf": event.date_edtf,
        "start": days.first,
        "end": days.last,
        "datetime": f"{days.first} 00:00" if days.first else None,
        "placename": telling.tidy(where.name) if where else None,
        "country": where.country if where else None,
        "adm1": (telling.tidy(where.adm1) or None) if where else None,
        "geonames_id": where.geonames_id if where else None,
        "precision": where.precision if where else None,
        "area": not telling.exact(event),
        "status": event.status,
        "reported_as": event.reported_as,
        "asserted_by": joined(map(telling.name, event.asserted_by)),
        "denied_by": joined(map(telling.name, event.denied_by)),
        "size": telling.tidy(wording.size(event.size)) or None,
        "dead_low": event.size.dead[0] if event.size.dead else None,
        "dead_high": event.size.dead[1] if event.size.dead else None,
        "confidence": round(event.confidence, 3),
        "reports": len(event.reports),
        "independent_reports": event.independent_reports,
        "reprints": event.reprints,
        "first_seen": event.first_seen,
        "last_seen": event.last_seen,
        "headline": (telling.tidy(first.article.title) or None) if first else None,
        "quote": telling.words_of(first) if first else None,
        "publication": joined(telling.outlets(event)),
        "url": telling.first_url(event),
    }


def side(role: str, who: tuple[Party, ...]) -> dict[str, Any]:
    return {
        role: joined(map(telling.name, who)),
        f"{role}_code": joined(p.code for p in who if p.code),
        f"{role}_sector": joined(p.sectors[0] for p in who if p.sectors),
    }


def joined(values: Iterable[str]) -> str | None:
    """Each once, with ``; `` between; None where there is none."""
    return "; ".join(dict.fromkeys(values)) or None
