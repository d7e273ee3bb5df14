"""A full disk: at every single write of an ingest, and on a small file system of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import ledgers
import shim
import stories
import taking
from outcome import Outcome

ARTICLES = 6
MEMORY = Path("/dev/shm")


def trial(work: Path, seed: int, step: int, small: bool) -> Outcome:
    """``step``: one write in so many is refused, 1 = each. ``small``: also on a small file system."""
    made = Outcome("full", "Disk full at every write: a clear message, nothing lost, reading goes on, the same command goes on", seed=seed)
    if not shim.compiler():
        made.skipped = "no C compiler here"
        return made
    with tempfile.TemporaryDirectory(prefix="torture-full-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        at_each_write(made, Path(name).resolve(), shim.built(work), seed, step)
    if small:
        on_a_small_disk(made, work, seed)
    return made


def at_each_write(made: Outcome, work: Path, library: Path, seed: int, step: int) -> None:
    disk = work / "disk"
    disk.mkdir()
    source = stories.write(work / "news.jsonl", ARTICLES, seed)
    taking.read_before(source)
    done = shim.run(library, disk, "starve", disk, source, step)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        made.broken.append(f"the trial itself ended with {done.returncode}: {done.stderr[-500:]}")
        return
    ours = [line for line in lines if line.get("kind") == "ledger"]
    lost = sum(line.get("lost", 0) for line in lines if line.get("kind") == "control")
    made.figures = {"writes in one ingest": lines[0]["writes"], "of them refused, one run each": len(ours), "acknowledged lost": 0}
    for what in ("halves", "without a clear message", "not readable while it was full", "not going on afterwards"):
        made.figures[what] = 0
    with ledgers.opened(disk / "reference.db") as connection:
        whole, all_rows = ledgers.articles(connection), ledgers.everything(connection)
    for line in ours:
        judge(made, line, disk / f"n{line['n']}.db", whole, all_rows)
    controls = sum(line.get("kind") == "control" for line in lines)
    made.control = f"a store that appends to a file and looks at no error lost {lost:,} articles in {controls:,} runs"
    made.caught = lost > 0


def judge(made: Outcome, line: dict[str, Any], db: Path, whole: dict[str, ledgers.Article], all_rows: dict[str, Any]) -> None:
    """One ingest that met a full disk at its n-th write."""

    def fault(what: str, told: object) -> None:
        made.add(what)
        made.broken.append(f"write {line['n']}: {what}: {told!s:.300}")

    if line["code"] or "promised" not in line:
        fault("without a clear message", f"the process ended with {line['code']}")
        return
    message, promised = line["message"], set(line["promised"])
    if message and not message.startswith("full: "):
        fault("without a clear message", message)
    if line["read"] is None and promised:
        fault("not readable while it was full", line["unreadable"])
    elif lost := promised - set(line["read"] or ()):
        fault("acknowledged lost", sorted(lost))
    if line["again"]:
        fault("not going on afterwards", line["again"])
        return
    with ledgers.opened(db) as connection:
        found = ledgers.articles(connection)
        if lost := promised - found.keys():
            fault("acknowledged lost", sorted(lost))
        if half := ledgers.halves(found, whole):
            fault("halves", half)
        for wrong in ledgers.differences(ledgers.everything(connection), all_rows):
            fault("not going on afterwards", wrong)


SMALL = """
set -e
mount -t tmpfs -o size=2500k none "$1"
set +e
"$2" -m dragoman ingest --reader rules --jobs 1 --db "$1/ledger.db" "$3" 2> "$4/first.err" > "$4/first.out"
echo $? > "$4/first.code"
"$2" -m dragoman query --db "$1/ledger.db" 2> "$4/read.err" > "$4/read.out"
echo $? > "$4/read.code"
mount -o remount,size=200m "$1"
"$2" -m dragoman ingest --reader rules --jobs 1 --db "$1/ledger.db" "$3" 2> "$4/second.err" > "$4/second.out"
echo $? > "$4/second.code"
cp "$1/ledger.db" "$4/ledger.db"
"""


def on_a_small_disk(made: Outcome, work: Path, seed: int) -> None:
    """The command itself on a file system of 2.5 MB, which then grows."""
    disk = work / "small"
    disk.mkdir()
    source = stories.write(work / "many.jsonl", 25 * ARTICLES, seed)
    if not shutil.which("unshare"):
        made.figures["a small file system"] = "not tried (no unshare):"
        return
    command = ["unshare", "-m", "bash", "-c", SMALL, "small", str(disk), sys.executable, str(source), str(work)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, env={**os.environ})
    if not (work / "first.code").exists():
        made.figures["a small file system"] = f"not tried ({done.stderr.strip()[-60:]}):"
        return

    def said(name: str) -> str:
        return (work / name).read_text().strip()

    if said("first.code") != "1" or "the disk is full" not in said("first.err"):
        made.broken.append(f"small disk: ended with {said('first.code')}: {said('first.err')[-300:]}")
    if said("read.code") not in ("0", "4") or not said("read.out"):
        made.broken.append(f"small disk: could not be read while it was full: {said('read.code')}: {said('read.err')[-300:]}")
    if said("second.code") != "3":  # some lines are no JSON
        made.broken.append(f"small disk: did not go on: {said('second.code')}: {said('second.err')[-300:]}")
    reference = work / "small-reference.db"
    taking.undisturbed(reference, source)
    with ledgers.opened(reference) as one, ledgers.opened(work / "ledger.db") as other:
        wrong = ledgers.differences(ledgers.everything(other), ledgers.everything(one))
        made.figures["articles of the command on a disk of 2.5 MB that filled up and grew"] = len(ledgers.articles(other))
    made.broken += [f"small disk: not what an ingest that is left alone gives: {fault}" for fault in wrong]
