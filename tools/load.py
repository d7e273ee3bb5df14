"""Ask a running server the same as many at once, and tell how long it took: requests a second, the middle and the slowest answers.

    dragoman serve big.db --port 8765 &
    python tools/load.py http://127.0.0.1:8765 --connections 32 --seconds 20 [PATH ...]

With ``--ingest LEDGER`` one invented story after another is put into that ledger meanwhile, read by rules, as fast as one process can.
Each connection asks the next address of the list when it has its answer. ``--fresh`` adds an event's day to each address, so that few
are asked twice. Exit code 1 where an answer is an error.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import time
from collections import defaultdict
from urllib.parse import urlsplit

PATHS = (
    "/api/v1/events?limit=50",
    "/api/v1/events?actor=RUS&limit=50",
    "/api/v1/events?party=UKR&event=ASSAULT&limit=50",
    "/api/v1/events?country=ISR&reported_as=contested&limit=50",
    "/api/v1/events?text=border&limit=50",
)
WHO = ("Kenya", "Peru", "Norway", "Chad", "Laos", "Malta")


async def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    ask.add_argument("address")
    ask.add_argument("paths", nargs="*", default=list(PATHS))
    ask.add_argument("--connections", type=int, default=32)
    ask.add_argument("--seconds", type=float, default=20)
    ask.add_argument("--ingest", metavar="LEDGER")
    ask.add_argument("--fresh", action="store_true")
    given = ask.parse_args()
    taking = subprocess.Popen([sys.executable, __file__, "--take", given.ingest]) if given.ingest else None
    try:
        if taking:
            await asyncio.sleep(5)  # until it has loaded what it needs
        took: dict[str, list[float]] = defaultdict(list)
        wrong: list[str] = []
        until = time.perf_counter() + given.seconds
        await asyncio.gather(*(client(given.address, given.paths, n, until, given.fresh, took, wrong) for n in range(given.connections)))
    finally:
        if taking:
            taking.terminate()
            taking.wait()
    told(took, wrong, given.seconds)
    return 1 if wrong or not took else 0


async def client(address: str, paths: list[str], n: int, until: float, fresh: bool, took: dict[str, list[float]], wrong: list[str]) -> None:
    """One connection that is kept, and asks one thing after another."""
    url, dice = urlsplit(address), random.Random(n)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    while time.perf_counter() < until:
        path = paths[n % len(paths)]
        n += 1
        since = (
            f"{'&' if '?' in path else '?'}since=20{dice.randint(15, 23)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
            if fresh
            else ""
        )
        began = time.perf_counter()
        writer.write(f"GET {path}{since} HTTP/1.1\r\nHost: {url.netloc}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        status = await answered(reader)
        took[path].append(time.perf_counter() - began)
        if status != 200:
            wrong.append(f"{status} {path}{since}")
    writer.close()


async def answered(reader: asyncio.StreamReader) -> int:
    """The status of an answer, of which the rest is read and dropped."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((int(line.split(":")[1]) for line in head.splitlines() if line.startswith("content-length:")), None)
    if length is not None:
        await reader.readexactly(length)
    else:
        while (size := int(await reader.readline(), 16)) or not await reader.readline():
            await reader.readexactly(size + 2)
    return int(head.split()[1])


def told(took: dict[str, list[float]], wrong: list[str], seconds: float) -> None:
    every = sorted(t for times in took.values() for t in times)
    for path, times in (*took.items(), ("all", every)):
        times.sort()
        at = {p: times[min(len(times) - 1, int(p / 100 * len(times)))] * 1000 for p in (50, 95, 99)}
        print(f"{len(times):6} answers {len(times) / seconds:7.1f}/s  p50 {at[50]:5.0f}  p95 {at[95]:5.0f}  p99 {at[99]:5.0f} ms  {path}")
    print(f"{len(wrong)} errors", *sorted(set(wrong))[:5], sep="\n  ")


def take(where: str) -> None:
    """Put stories into a ledger until this process is ended."""
    from dragoman.api import read
    from dragoman.store import Ledger

    with Ledger.open(where, write=True) as ledger:
        dice, n = random.Random(time.time_ns()), 0
        while True:
            n += 1
            one, other = dice.sample(WHO, 2)
            text = f"{one}'s foreign minister met {other}'s president on Tuesday for talks number {dice.getrandbits(60)}, officials said."
            ledger.add(read(text, "2024-03-05", source=f"Gazette {n % 50}", reader="rules"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--take"]:
        take(sys.argv[2])
    sys.exit(asyncio.run(main()))
