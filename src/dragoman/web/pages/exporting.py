"""What is shown, in every format of ``exporters.gathered``: sent as it is written, so that a large ledger needs no memory."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from ...exporters.gathered import FORMATS, Options, writer
from ...exporters.gathered.options import TOLD
from ...store import Ledger
from ...store.filters import Filter, FilterError
from . import address, links

CHUNK = 64 * 1024
MEDIA = {
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".txt": "text/tab-separated-values; charset=utf-8",
    ".jsonl": "application/x-ndjson",
    ".geojson": "application/geo+json",
    ".ics": "text/calendar; charset=utf-8",
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".stix": "application/stix+json",
    ".zip": "application/zip",
    ".graphml": "application/xml",
    ".gexf": "application/xml",
    ".parquet": "application/vnd.apache.parquet",
}

Open = Callable[[], Ledger]


@dataclass(frozen=True, slots=True)
class Choice:
    """A format, or a file of one. ``about``: what it is; ``file``: how it is called."""

    name: str
    about: str
    file: str
    href: str


def choices(asked: Filter) -> tuple[Choice, ...]:
    """Every file that can be had of what a filter asks for."""
    here = address.values(asked)
    found = []
    for name, form in FORMATS.items():
        for part, ending in form.parts or ((None, (form.suffixes or (".txt",))[0]),):
            about = f"{form.about}: {part}" if part else form.about
            found.append(Choice(name, about, "events" + ending, links.export(here | {"f": (name,), "part": (part,) if part else ()})))
    return tuple(found)


def checked(name: str, part: str | None) -> tuple[str, str, bool]:
    """File name, media type, and whether it is binary. Raises FilterError for a format or part that is none."""
    if name not in FORMATS:
        raise FilterError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    form = FORMATS[name]
    parts = dict(form.parts)
    if part and part not in parts:
        raise FilterError(f"no part {part!r} of {name}" + (f"; there are {', '.join(parts)}" if parts else "; it is one file"))
    ending = parts[part] if part else next(iter(parts.values()), None) or (form.suffixes or (".txt",))[0]
    media = MEDIA.get("." + ending.lower().rpartition(".")[2], "text/plain; charset=utf-8")
    return f"dragoman-{name}{ending}", media, form.binary


def body(open_ledger: Open, name: str, asked: Filter, part: str | None, everything: bool) -> Iterator[bytes]:
    """The file, a piece at a time. ``everything``: also what the format leaves out and the filter does not name."""
    also = frozenset(TOLD if everything else (*asked.status, *asked.reported_as))
    options = Options(part=part or next(iter(dict(FORMATS[name].parts)), None), also=also)

    def write(out: IO[Any]) -> None:
        with open_ledger() as ledger, ledger.db.transaction():
            found = ledger.filed(asked) if FORMATS[name].takes == "filed" else ledger.events(asked)
            writer(name)(found, out, options)

    return whole(write) if FORMATS[name].binary else piped(write)


def whole(write: Callable[[IO[Any]], None]) -> Iterator[bytes]:
    """For formats that jump back in their file: written aside first."""
    with tempfile.TemporaryFile() as file:
        write(file)
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def piped(write: Callable[[IO[Any]], None]) -> Iterator[bytes]:
    """Written by a thread of its own into a pipe; when nobody reads any more, it ends at its next line."""
    reading, writing = os.pipe()
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            with open(writing, "w", encoding="utf-8", errors="replace", newline="\n") as out:
                write(out)
        except BrokenPipeError:
            pass
        except BaseException as error:  # told to the reader, whose answer then breaks off
            trouble.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    with open(reading, "rb", buffering=0) as file:
        while piece := file.read(CHUNK):
            yield piece
    thread.join()
    if trouble:
        raise trouble[0]
