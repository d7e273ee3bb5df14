"""Gathered events out of the house, in the formats of the field: one file a format, with one function that writes it.

``write(events, out, options) -> Left`` takes any iterable of events, holds none of them, writes each as it comes, and tells what stayed
out and why. Some formats are about articles rather than events (``takes == "filed"``): their ``write`` takes ``Filed`` the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any, Literal

from .left import Left
from .options import Options

__all__ = ["FORMATS", "Format", "Left", "Options", "format_of", "writer"]

#: The first argument is Iterable[Event], or Iterable[Filed] for a format that takes those; ``out`` is IO[bytes] for a binary format.
Writer = Callable[[Iterable[Any], IO[Any], Options], Left]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """``about``: one line for the help. ``module``: file of this package whose ``write`` makes it.

    ``suffixes``: ends of file names that ask for it (lower case; the longest that fits wins). ``binary``: wants a stream of bytes.
    ``takes``: ``events`` (gathered) or ``filed`` (articles with their records). ``parts``: name -> suffix of each file, where there are
    several; ``options.part`` then says which one ``write`` is to write, None the first.
    """

    about: str
    module: str
    suffixes: tuple[str, ...] = ()
    binary: bool = False
    takes: Literal["events", "filed"] = "events"
    parts: tuple[tuple[str, str], ...] = ()


FORMATS: dict[str, Format] = {
    "plover": Format(about="PLOVER JSON, one event a line", module="plover", suffixes=(".jsonl", ".ndjson")),
    "csv": Format(about="one row for each report of an event", module="flat", suffixes=(".csv",)),
    "parquet": Format(about="the same for data frames, lists kept as lists", module="parquet", suffixes=(".parquet",), binary=True),
    "polecat": Format(about="POLECAT, 40 columns", module="polecat", suffixes=(".polecat.txt", ".polecat.tsv", ".tsv")),
    "gdelt": Format(
        about="GDELT 2 events (61 columns) and mentions (16)",
        module="gdelt",
        suffixes=(".export.csv",),
        parts=(("events", ".export.CSV"), ("mentions", ".mentions.CSV")),
    ),
    "acled": Format(about="laid out as ACLED's 31 columns", module="acled", suffixes=(".acled.csv",)),
    "ged": Format(about="laid out as UCDP GED's 38 columns", module="ged", suffixes=(".ged.csv",)),
    "panel": Format(about="counts by country and month", module="panel", suffixes=(".panel.csv",)),
    "ftm": Format(about="FollowTheMoney entities, one a line", module="ftm", suffixes=(".ftm.json", ".ftm.jsonl", ".ftm")),
    "graphml": Format(about="network of parties", module="graphml", suffixes=(".graphml",)),
    "gexf": Format(about="network of parties over time, for Gephi", module="gexf", suffixes=(".gexf",)),
    "geojson": Format(about="points on a map", module="geojson", suffixes=(".geojson",)),
    "ical": Format(about="calendar", module="ical", suffixes=(".ics", ".ical")),
    "atom": Format(about="Atom feed", module="atom", suffixes=(".atom",)),
    "rss": Format(about="RSS 2.0 feed", module="rss", suffixes=(".rss",)),
    "jsonfeed": Format(about="JSON Feed 1.1", module="jsonfeed", suffixes=(".feed.json",)),
    "annotation": Format(about="W3C Web Annotation: a page of JSON-LD", module="annotation", suffixes=(".jsonld",), takes="filed"),
    "brat": Format(
        about="brat standoff, a ZIP of .txt and .ann", module="brat", suffixes=(".brat.zip", ".zip"), binary=True, takes="filed"
    ),
    "stix": Format(about="STIX 2.1 bundle", module="stix", suffixes=(".stix.json", ".stix")),
}


def format_of(name: str) -> str | None:
    """The format that a file's name asks for, None where it says nothing: ``out.acled.csv`` is ``acled``, ``out.csv`` is ``csv``."""
    lower = name.lower()
    fits = [(len(suffix), key) for key, form in FORMATS.items() for suffix in form.suffixes if lower.endswith(suffix)]
    return max(fits)[1] if fits else None


def writer(name: str) -> Writer:
    """What writes a format. Each is imported when asked for: some need a library that the others do not."""
    if name not in FORMATS:
        raise ValueError(f"no format {name!r}; choose from {', '.join(FORMATS)}")
    write: Writer = import_module(f"{__name__}.{FORMATS[name].module}").write
    return write
