"""Ctrl-C and SIGTERM during ingest by the command itself; and that clock, place and chance change nothing in what is read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import ledgers
import stories
import taking
from outcome import Outcome

ARTICLES = 160
#: Seconds in which it must have ended.
END = 2.0
#: What must change nothing: settings of the environment and the number of processes that read.
SETTINGS: tuple[tuple[dict[str, str], int], ...] = (
    ({"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}, 1),
    ({"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}, 1),
    ({"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LANG": "C"}, 2),
    ({"PYTHONHASHSEED": "random", "TZ": "Asia/Kathmandu", "LC_ALL": "POSIX"}, 2),
)


def trial(work: Path, seed: int, stops: int, settings: int) -> Outcome:
    made = Outcome(
        "stop",
        "Ctrl-C and SIGTERM: ends within 2 s, the next run goes on; and the same records whatever the clock, place or chance",
        seed=seed,
    )
    made.figures = {
        "runs told to stop": stops,
        "runs stopped": 0,
        "s for the slowest to end": 0.0,
        "acknowledged lost": 0,
        "halves": 0,
        "duplicates": 0,
    }
    source, reference, dice = stories.write(work / "news.jsonl", ARTICLES, seed), work / "reference.db", random.Random(seed)
    taking.read_before(source)
    taking.undisturbed(reference, source)
    for number in range(stops):
        one(made, work / f"stop-{number}", source, reference, (signal.SIGINT, signal.SIGTERM)[number % 2], 1 + number // 2 % 2, dice)
    exports = [exported(work / f"setting-{n}", source, *setting) for n, setting in enumerate(SETTINGS[:settings])]
    made.figures["settings of hash seed, time zone, locale and processes"] = len(exports)
    made.figures["different exports among them"] = len(set(exports)) - 1
    if len(set(exports)) != 1 or None in exports:
        made.broken.append(f"exports differ: {exports}")
    chance = {run_python("print(set('abcdefgh'))", str(n)) for n in range(3)}
    deaf = stopped_deaf()
    made.control = (
        f"{len(chance)} orders of one set under three hash seeds; a program that heeds no signal was still there after {deaf:.1f} s"
    )
    made.caught = len(chance) > 1 and deaf > END
    return made


def command(db: Path, source: Path, jobs: int) -> list[str]:
    return [sys.executable, "-m", "dragoman", "ingest", "--reader", "rules", "--jobs", str(jobs), "--db", str(db), str(source)]


def one(made: Outcome, folder: Path, source: Path, reference: Path, sign: signal.Signals, jobs: int, dice: random.Random) -> None:
    folder.mkdir()
    db = folder / "ledger.db"
    run = subprocess.Popen(
        command(db, source, jobs),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heeding,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and run.poll() is None and not count(db):
        time.sleep(0.02)
    time.sleep(dice.uniform(0, 1))
    began = time.monotonic()
    if sign == signal.SIGINT:
        os.killpg(run.pid, sign)  # as a terminal does: all processes of the command
    else:
        run.send_signal(sign)
    try:
        _, said = run.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        run.kill()
        made.broken.append(f"{folder.name}: {sign.name} was not heeded")
        return
    took = time.monotonic() - began
    made.add("runs stopped", run.returncode == 130)
    made.figures["s for the slowest to end"] = max(float(made.figures["s for the slowest to end"]), round(took, 2))
    if took > END:
        made.broken.append(f"{folder.name}: {sign.name}, {jobs} processes: {took:.1f} s to end")
    if run.returncode not in (130, 3) or "Traceback" in said:
        made.broken.append(f"{folder.name}: {sign.name}: ended with {run.returncode}: {said[-300:]}")
    with ledgers.opened(reference) as connection:
        whole, all_rows = ledgers.articles(connection), ledgers.everything(connection)
    with ledgers.opened(db) as connection:
        half = ledgers.halves(ledgers.articles(connection), whole)
    made.add("halves", len(half))
    again = subprocess.run(command(db, source, jobs), capture_output=True, text=True, timeout=300)
    third = subprocess.run(command(db, source, jobs), capture_output=True, text=True, timeout=300)
    with ledgers.opened(db) as connection:
        found = ledgers.articles(connection)
        lost, twice = len(whole.keys() - found.keys()), ledgers.copies(connection)
        wrong = ledgers.differences(ledgers.everything(connection), all_rows)
    made.add("acknowledged lost", lost)
    made.add("duplicates", twice)
    made.broken += [f"{folder.name}: {fault}" for fault in wrong]
    if again.returncode not in (0, 3) or third.returncode not in (0, 3) or "0 inputs" not in third.stdout:
        made.broken.append(
            f"{folder.name}: again: {again.returncode} {again.stderr[-200:]}; a third time: {third.returncode} {third.stdout[-200:]}"
        )


def heeding() -> None:
    """As on a terminal: what runs in the background of a script has been told to pass over Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def count(db: Path) -> int:
    try:
        with ledgers.opened(db) as connection:
            return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.Error:
        return 0


def exported(folder: Path, source: Path, more: dict[str, str], jobs: int) -> str | None:
    """SHA-256 of all that is exported from a ledger made under these settings."""
    folder.mkdir()
    db, env = folder / "ledger.db", {**os.environ, **more}
    subprocess.run(command(db, source, jobs), capture_output=True, timeout=300, env=env)
    whole = hashlib.sha256()
    for form in ("plover", "csv", "geojson"):
        export = [sys.executable, "-m", "dragoman", "export", "--db", str(db), "-f", form, "--now", "2031-07-01"]
        done = subprocess.run(export, capture_output=True, timeout=300, env=env)
        if done.returncode or not done.stdout:
            return None
        whole.update(done.stdout)
    return whole.hexdigest()


def run_python(code: str, seed: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed})
    return done.stdout


def stopped_deaf() -> float:
    """A control: seconds after which a program is still there that heeds no signal."""
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('.', flush=True); time.sleep(30)"
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert run.stdout is not None
    run.stdout.read(1)
    run.terminate()
    began = time.monotonic()
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.wait(END + 0.1)
    took = time.monotonic() - began
    run.kill()
    run.wait()
    run.stdout.close()
    return took
