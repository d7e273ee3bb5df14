"""Measure pages of 50 events out of a large ledger, for every kind of filter that a user types.

    python tools/synthesise.py --events 200000 /tmp/large.db
    python tools/benchmark_ledger.py /tmp/large.db [--rounds 20]

Each line is one filter: how many events fit, then the time of the first page in milliseconds. ``cold``: a new connection, with the file
thrown out of the system's memory (Linux; elsewhere only the connection is new). ``p50`` and ``p95``: of the rounds after it; ``cpu``: p95
of the processor's time, which other programs disturb less. ``next``: the second page. Names and codes are taken from the ledger itself:
the most frequent, a middling and a rare one of each.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from dragoman.store import Ledger
from dragoman.store.filters import Filter
from dragoman.store.naming import understood
from dragoman.store.pages import Page, count, page

T = TypeVar("T")
GOAL = 20.0  # milliseconds


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    ask.add_argument("ledger", type=Path)
    ask.add_argument("--rounds", type=int, default=20)
    ask.add_argument("--only", help="filters whose name holds this")
    given = ask.parse_args()
    with Ledger.open(given.ledger) as ledger:
        found = [(name, asked) for name, asked in filters(ledger) if not given.only or given.only in name]
    print(f"{'filter':36} {'fit':>8} {'cold':>8} {'p50':>8} {'p95':>8} {'cpu':>8} {'next':>8}   ms")
    slow = 0
    for name, asked in found:
        fit, cold, times, second = measured(given.ledger, asked, given.rounds)
        p50, p95, cpu = statistics.median(w for w, _ in times), late([w for w, _ in times]), late([c for _, c in times])
        slow += cpu > GOAL
        print(f"{name:36} {fit:8,} {cold:8.1f} {p50:8.1f} {p95:8.1f} {cpu:8.1f} {second:8.1f}   {'slow' if cpu > GOAL else ''}", flush=True)
    print(f"{len(found) - slow} of {len(found)} filters under {GOAL:.0f} ms (cpu, p95)")


def late(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def measured(path: Path, asked: Filter, rounds: int) -> tuple[int, float, list[tuple[float, float]], float]:
    """Events that fit, the cold time, the warm times with their processor's times, the time of the second page."""
    forget(path)
    with Ledger.open(path) as ledger:

        def ask(after: str | None = None) -> Page:
            return page(ledger.db, understood(ledger.db, asked).asked, after=after)

        (cold, _), first = timed(ask)
        times = [timed(ask)[0] for _ in range(rounds)]
        again = [timed(lambda: ask(first.after))[0][0] for _ in range(3 * bool(first.after))]
        return count(ledger.db, understood(ledger.db, asked).asked), cold, times, min(again, default=0.0)


def timed(do: Callable[[], T]) -> tuple[tuple[float, float], T]:
    """Milliseconds by the clock and of the processor."""
    began, spent = time.perf_counter(), time.process_time()
    done = do()
    return ((time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000), done


def forget(path: Path) -> None:
    """Throw the file out of the system's memory, where the system can be asked to."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def filters(ledger: Ledger) -> Iterator[tuple[str, Filter]]:
    """Single filters at three frequencies, then the pairs that people ask for."""

    def ranks(column: str, source: str = "event", where: str = "") -> list[str]:
        sql = f"SELECT {column} AS v FROM {source} WHERE {column} IS NOT NULL {where} GROUP BY {column} ORDER BY count(*) DESC, v"
        found = [row["v"] for row in ledger.db.query(sql)]
        return [found[0], found[len(found) // 3], found[-1]]

    yield "everything", Filter()
    yield "since", Filter(since="2024-06")
    yield "one month", Filter(since="2019-03", until="2019-03")
    sides = {role: ranks("code", "event_party", f"AND role = '{role}'") for role in ("actor", "recipient", "asserts")}
    plain: dict[str, list[str]] = {
        "event": ranks("event"),
        "mode": ranks("mode", where="AND mode NOT LIKE '%;%'"),
        "context": ranks("context", "event_context"),
        "country": ranks("country"),
        "place": ranks("place"),
        "reported_as": ranks("reported_as"),
        "status": ranks("status"),
        "actor": sides["actor"],
        "recipient": sides["recipient"],
        "party": sides["actor"],
        "source": sides["asserts"],
        "outlet": ranks("source", "article"),
        "story": ranks("story", "article")[:1],
        "article": ranks("key", "article")[:1],
    }
    for field, values in plain.items():
        for value in dict.fromkeys(values):
            yield f"{field} {value}", Filter(**{field: (value,)})  # type: ignore[arg-type]
    for sector in dict.fromkeys(ranks("sector", "event_party", "AND role = 'actor'")):
        yield f"actor sector {sector}", Filter(actor=(sector,))
        yield f"actor RUS:{sector}", Filter(actor=(f"RUS:{sector}",))
    for name in dict.fromkeys(ranks("name", "event_party", "AND role = 'actor'")):
        yield f"actor {name}", Filter(actor=(name,))
        yield f"actor {name.split()[-1]} (a word)", Filter(actor=(name.split()[-1],))
    rare = ledger.db.query("SELECT name FROM event_party WHERE role = 'actor' GROUP BY name HAVING count(*) < 20 ORDER BY name LIMIT 60")
    yield "actor of 60 rare names", Filter(actor=tuple("name:" + row["name"] for row in rare))
    for known in ranks("wikidata", "event_party", "AND role = 'actor'")[::2]:
        yield f"actor {known}", Filter(actor=(known,))
    yield "quad 4", Filter(quad=(4,))
    yield "min_reports 3", Filter(min_reports=3)
    yield "min_reports 20", Filter(min_reports=20)
    yield "min_confidence 0.9", Filter(min_confidence=0.9)
    yield "min_confidence 0.995", Filter(min_confidence=0.995)
    big, middle, rare = sides["actor"]
    yield from pairs(big, middle, rare, plain)


def pairs(big: str, middle: str, rare: str, plain: dict[str, list[str]]) -> Iterator[tuple[str, Filter]]:
    yield f"{big} -> RUS", Filter(actor=(big,), recipient=("RUS",))
    yield "RUS -> UKR", Filter(actor=("RUS",), recipient=("UKR",))
    yield f"{big} -> {middle}", Filter(actor=(big,), recipient=(middle,))
    yield f"{middle} -> {rare}", Filter(actor=(middle,), recipient=(rare,))
    yield f"{big}, RUS, UKR or PRK on either side", Filter(party=(big, "RUS", "UKR", "PRK"))
    yield f"{big} since 2024-06", Filter(actor=(big,), since="2024-06")
    yield f"{middle} since 2024-06", Filter(actor=(middle,), since="2024-06")
    yield f"{big} in one month", Filter(actor=(big,), since="2017-02", until="2017-02")
    yield "ASSAULT in SYR", Filter(event=("ASSAULT",), country=("SYR",))
    yield "CONSULT in USA", Filter(event=("CONSULT",), country=("USA",))
    yield "RETREAT in KEN", Filter(event=("RETREAT",), country=("KEN",))
    yield f"{big} acting in SYR", Filter(actor=(big,), country=("SYR",))
    yield "RUS acting in USA", Filter(actor=("RUS",), country=("USA",))
    yield f"{big}: CONSULT", Filter(actor=(big,), event=("CONSULT",))
    yield f"{big}: RETREAT", Filter(actor=(big,), event=("RETREAT",))
    yield "RUS: contested", Filter(actor=("RUS",), reported_as=("contested",))
    yield "contested ASSAULT", Filter(event=("ASSAULT",), reported_as=("contested",))
    yield "planned CONSULT with CHN", Filter(event=("CONSULT",), status=("planned",), party=("CHN",))
    yield "denied, 5 reports", Filter(reported_as=("denied",), min_reports=5)
    for word in ("officials", "security", "missile", "pipeline", "convoy"):
        yield f"text {word}", Filter(text=word)
    yield "text of two words", Filter(text="missile convoy")
    yield "text of a beginning", Filter(text="negotiat*")
    yield "text in no article", Filter(text="xylophonist")
    yield "text security, ASSAULT", Filter(text="security", event=("ASSAULT",))
    yield "text missile, ASSAULT", Filter(text="missile", event=("ASSAULT",))
    yield "text security, RETREAT", Filter(text="security", event=("RETREAT",))
    yield f"text missile, {big} acting", Filter(text="missile", actor=(big,))
    yield f"text officials, {rare} acting", Filter(text="officials", actor=(rare,))
    yield f"text convoy, {plain['outlet'][0]}", Filter(text="convoy", outlet=(plain["outlet"][0],))


if __name__ == "__main__":
    main()
