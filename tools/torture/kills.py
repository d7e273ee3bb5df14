"""kill -9 while articles are taken in: whatever was acknowledged is there, each article is whole, and the next run goes on by itself."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ledgers
import stories
import taking
from outcome import Outcome

#: Articles of one ledger, which is killed again and again until all are taken in.
ARTICLES = 50
#: Runs in a row that may be killed without having taken in anything. After the fourth the program sets the article aside, as it should.
FRUITLESS = 2
#: How many times as many kills as were asked for a control has to fail.
PATIENCE = 6

Take = Callable[[Path, Path, Path], int]


def trial(work: Path, seed: int, kills: int, commands: int, control: int, articles: int = ARTICLES) -> Outcome:
    made = Outcome("kill", "kill -9 during ingest: no acknowledged article lost, no half, no duplicate, no manual step", seed=seed)
    made.figures = {"kills": 0, "ledgers": 0, "articles": 0, "acknowledged lost": 0, "halves": 0, "duplicates": 0, "manual steps": 0}
    dice, number = random.Random(seed), 0
    while int(made.figures["kills"]) < kills:
        number += 1
        one_ledger(made, work / f"kill-{number}", seed + number, dice, kills, taking.take, articles)
    for n in range(commands):
        by_command(made, work / f"command-{n}", seed + 5000 + n, dice)
    controls(made, work, seed, dice, control, articles)
    return made


def one_ledger(
    made: Outcome, folder: Path, seed: int, dice: random.Random, kills: int, take: Take, articles: int, control: bool = False
) -> None:
    """Take in one file, killed until it is done, and compare with a run that was left alone. ``control``: do not go on to the end."""
    folder.mkdir()
    source = stories.write(folder / "news.jsonl", articles, seed)
    reference, db, acks = folder / "reference.db", folder / "ledger.db", folder / "acks"
    taking.read_before(source)
    began = time.monotonic()
    taking.undisturbed(reference, source)
    pace = (time.monotonic() - began) / articles
    with ledgers.opened(reference) as connection:
        whole, all_rows = ledgers.articles(connection), ledgers.everything(connection)
    fruitless, before = 0, 0
    while True:
        number = taking.child(lambda: take(db, source, acks))
        over = int(made.figures["kills"]) >= kills
        if over and control:
            taking.kill_after(number, 0)
            return
        code = taking.ended(number) if over else _killed(number, dice.uniform(0, 5 * pace), acks, fruitless >= FRUITLESS, before)
        if code == taking.DONE:
            break
        if code != -signal.SIGKILL:
            made.broken.append(f"{folder.name}: a run after a kill ended with {code}")
            made.add("manual steps")
            return
        made.add("kills")
        look(made, db, acks, whole, folder.name)
        now = len(acks.read_text()) if acks.exists() else 0
        fruitless, before = (0 if now > before else fruitless + 1), now
    made.add("ledgers")
    made.add("articles", len(whole))
    look(made, db, acks, whole, folder.name)
    with ledgers.opened(db) as connection:
        made.add("duplicates", ledgers.copies(connection))
        wrong = ledgers.differences(ledgers.everything(connection), all_rows)
    made.broken += [f"{folder.name}: not what an ingest that is left alone gives: {fault}" for fault in wrong]


def _killed(number: int, seconds: float, acks: Path, wait: bool, before: int) -> int:
    """Killed at a moment by chance; where it must not be fruitless again, after the next acknowledgement."""
    if wait:
        until = time.monotonic() + 60
        while time.monotonic() < until and not (acks.exists() and acks.stat().st_size > before):
            if os.waitid(os.P_PID, number, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                break
            time.sleep(0.001)
    return taking.kill_after(number, seconds)


def look(made: Outcome, db: Path, acks: Path, whole: dict[str, ledgers.Article], name: str) -> None:
    """What is in the ledger now, before anything has mended it."""
    promised = taking.acknowledged(acks)
    found: dict[str, ledgers.Article] = {}
    if db.exists() and db.stat().st_size:
        with ledgers.opened(db) as connection:
            if connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'article'").fetchone()[0]:
                found = ledgers.articles(connection)
    lost, half = set(promised) - found.keys(), ledgers.halves(found, whole)
    made.add("acknowledged lost", len(lost))
    made.add("halves", len(half))
    made.broken += [f"{name}: acknowledged and lost: {key}" for key in sorted(lost)]
    made.broken += [f"{name}: half an article: {key}" for key in half]


def by_command(made: Outcome, folder: Path, seed: int, dice: random.Random) -> None:
    """The same by the command itself, with two processes that read, killed once and started again."""
    folder.mkdir()
    source = stories.write(folder / "news.jsonl", 2 * ARTICLES, seed)
    reference, db, acks = folder / "reference.db", folder / "ledger.db", folder / "acks"
    taking.read_before(source)
    taking.undisturbed(reference, source)
    command = [sys.executable, "-m", "dragoman", "ingest", "--reader", "rules", "--jobs", "2", "-q", "--db", str(db), str(source)]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and run.poll() is None and not (db.exists() and _count(db)):
        time.sleep(0.02)
    time.sleep(dice.uniform(0, 2))
    run.kill()
    run.wait()
    made.add("kills")
    made.add("of these of the command")
    with ledgers.opened(reference) as connection:
        whole, all_rows = ledgers.articles(connection), ledgers.everything(connection)
    look(made, db, acks, whole, folder.name)
    time.sleep(1)
    if left := _alive(run.pid):
        made.broken.append(f"{folder.name}: processes that outlived the one that was killed: {left}")
    again = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if again.returncode not in (0, 3):
        made.add("manual steps")
        made.broken.append(f"{folder.name}: the run after the kill ended with {again.returncode}: {again.stderr[-300:]}")
        return
    with ledgers.opened(db) as connection:
        made.add("duplicates", ledgers.copies(connection))
        wrong = ledgers.differences(ledgers.everything(connection), all_rows)
    made.broken += [f"{folder.name}: not what an ingest that is left alone gives: {fault}" for fault in wrong]
    made.add("ledgers")
    made.add("articles", len(whole))


def _count(db: Path) -> int:
    try:
        with ledgers.opened(db) as connection:
            return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.Error:
        return 0


def _alive(session: int) -> list[str]:
    """Processes of that session that are still there."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[3] == str(session) and fields[0] != "Z":
                found.append(entry.name)
    return found


def controls(made: Outcome, work: Path, seed: int, dice: random.Random, kills: int, articles: int) -> None:
    """One that acknowledges before COMMIT must lose; one that commits each statement must leave halves.

    Where few kills are asked for, chance may have none of them hit the moment between; then there are more, up to PATIENCE times as many.
    """
    early, pieces = Outcome("early", ""), Outcome("pieces", "")
    faults = (("early", early, taking.take_early, "acknowledged lost"), ("pieces", pieces, taking.take_in_pieces, "halves"))
    for name, tally, take, fault in faults:
        tally.figures, number, enough = {"kills": 0, "acknowledged lost": 0, "halves": 0}, 0, kills
        while int(tally.figures["kills"]) < enough and number < 50:
            number += 1
            one_ledger(tally, work / f"{name}-{number}", seed + number, dice, enough, take, articles, control=True)
            if int(tally.figures["kills"]) >= enough and not tally.figures[fault] and enough < PATIENCE * kills:
                enough += kills
    lost, half = int(early.figures["acknowledged lost"]), int(pieces.figures["halves"])
    made.control = (
        f"an intake that acknowledges before COMMIT lost {lost:,} articles in {early.figures['kills']:,} kills; "
        f"one that commits each statement by itself left {half:,} halves in {pieces.figures['kills']:,}"
    )
    made.caught = lost > 0 and half > 0
