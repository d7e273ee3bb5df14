"""Office-holders from Wikidata. The only module that asks anything of the network, and only when its user asks for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .knowledge.tables import DataError

ENDPOINT = "https://query.wikidata.org/sparql"
TIMEOUT = 90.0  # seconds; the service itself gives up after 60
WHO = "dragoman/0.1 (event coder; asks once, on its user's request)"

# P35 head of state, P6 head of government, P39 position held, P1001 of which state, P279 subclass of, P298 ISO 3166-1 alpha-3,
# P580 start, P582 end; Q83307 minister, Q6256 country.
QUERY = """
SELECT ?person ?personLabel ?office ?code ?start ?end WHERE {
  ?state wdt:P298 ?code . %(codes)s
  { ?state p:P35 ?s . ?s ps:P35 ?person . BIND("head of state" AS ?office) }
  UNION { ?state p:P6 ?s . ?s ps:P6 ?person . BIND("head of government" AS ?office) }
  UNION { ?position wdt:P279+ wd:Q83307 ; wdt:P1001 ?state ; rdfs:label ?office . ?person p:P39 ?s . ?s ps:P39 ?position .
          FILTER(LANG(?office) = "en" && REGEX(?office, "foreign|external|defen[cs]e|interior|home affairs|home secretary", "i")) }
  OPTIONAL { ?s pq:P580 ?start }
  OPTIONAL { ?s pq:P582 ?end }
  FILTER(!BOUND(?end) || ?end >= "%(since)s"^^xsd:dateTime)
  SERVICE wikibase:label { bd:serviceParam wikibase:language "en" }
}"""
KINDS: Mapping[str, re.Pattern[str]] = {  # office of ours -> how Wikidata words it
    "head of state": re.compile(r"(?i)^head of state$"),
    "head of government": re.compile(r"(?i)^head of government$"),
    "foreign": re.compile(r"(?i)\b(?:foreign|external)\b"),
    "defence": re.compile(r"(?i)\bdefen[cs]e\b"),
    "interior": re.compile(r"(?i)\b(?:interior|home affairs|home secretary)\b"),
}
LESSER = re.compile(r"(?i)\b(?:deputy|assistant|vice|junior|state secretary|parliamentary|shadow)\b|\btrade\b")
CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, order=True)
class Holding:
    """Somebody in an office, as Wikidata tells it. ``office``: a key of KINDS. Dates ISO, blank where open or unknown."""

    code: str
    office: str
    start: str
    name: str
    end: str
    wikidata: str


def query(codes: Sequence[str], since: str) -> str:
    """The SPARQL question: of these states (none: of all), terms that had not ended before ``since``."""
    for code in codes:
        if not CODE.fullmatch(code):
            raise ValueError(f"{code!r} is no ISO 3166-1 alpha-3 code")
    listed = " ".join(f'"{code}"' for code in codes)
    return QUERY.replace("%(codes)s", f"VALUES ?code {{ {listed} }}" if codes else "").replace("%(since)s", f"{since}T00:00:00Z")


def ask(question: str, endpoint: str = ENDPOINT, timeout: float = TIMEOUT) -> bytes:
    """The service's answer, as JSON text. Raises OSError, worded for the user, where there is none."""
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    headers = {"Accept": "application/sparql-results+json", "User-Agent": WHO}
    try:
        with urlopen(Request(endpoint, urlencode({"query": question}).encode(), headers), timeout=timeout) as answer:
            return bytes(answer.read())
    except HTTPError as error:
        raise OSError(f"{endpoint} answered {error.code} {error.reason}; try fewer countries, or later") from error
    except (URLError, TimeoutError) as error:
        reason = getattr(error, "reason", error)
        raise OSError(f"{endpoint} did not answer ({reason}); check the connection, or give a saved answer") from error


def holdings(answer: bytes, where: str = "the answer") -> list[Holding]:
    """What an answer tells, sorted, each once. Raises DataError where it is no SPARQL answer."""
    try:
        found = json.loads(answer)["results"]["bindings"]
        told = [h for row in found if (h := _holding(row))]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{where}: no SPARQL answer in JSON ({type(error).__name__}: {error}); ask again or save it anew") from error
    return sorted(set(_longest(told)))


def load(path: Path) -> list[Holding]:
    """The same from a saved answer."""
    return holdings(path.read_bytes(), str(path))


def _holding(row: Mapping[str, Any]) -> Holding | None:
    """One line of the answer; None for an office or a person that is of no use."""
    cells = {name: str(value["value"]) for name, value in row.items()}
    office = next((kind for kind, words in KINDS.items() if words.search(cells["office"])), None)
    name, id = cells["personLabel"].strip(), cells["person"].rpartition("/")[2]
    if office is None or LESSER.search(cells["office"]) or not name or name == id or not CODE.fullmatch(cells["code"]):
        return None
    return Holding(code=cells["code"], office=office, start=_day(cells, "start"), name=name, end=_day(cells, "end"), wikidata=id)


def _day(cells: Mapping[str, str], which: str) -> str:
    """``2024-05-12T00:00:00Z`` -> ``2024-05-12``; blank for a value that is unknown."""
    day = cells.get(which, "")[:10]
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""


def _longest(told: Sequence[Holding]) -> Iterator[Holding]:
    """Without those that another tells better: the same person in the same office, with dates where this one has none."""
    dated = {(h.wikidata, h.code, h.office) for h in told if h.start}
    ended = {(h.wikidata, h.code, h.office, h.start) for h in told if h.end}
    for h in told:
        bare = not h.start and (h.wikidata, h.code, h.office) in dated
        stale = not h.end and (h.wikidata, h.code, h.office, h.start) in ended
        if not bare and not stale:
            yield h
