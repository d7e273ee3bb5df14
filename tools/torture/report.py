"""RELIABILITY.md, from the outcomes that were kept: no figure in it is typed by hand."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

HEAD = """# Reliability

What dragoman promises of the ledger and of hostile input, and what came of trying it. `make torture` does all trials and writes
this file, `make torture-quick` does a tenth of them. Each trial has a control, the same trial on something that must fail: where
the control does not fail, the trial does.
"""
NOTES = """
## How to read this

* **kill**: a child process takes in a file by the program's own intake and is ended by SIGKILL at a moment by chance, again and
  again, until the file is done. After each kill, before anything mends the file, it is looked at by plain SQL: each article that
  was acknowledged must be there, each article that is there must be as in a run that was left alone (text, reading, records,
  clues, index of words, accounts). At the end all rows of all tables must be those of that run, times apart. Articles were read
  beforehand, so that kills strike the ledger; "of the command" are kills of `dragoman ingest --jobs 2` that read for itself. An
  article at which four runs in a row broke off is set aside by design and told (`--retry` tries it again); at most two runs in a
  row are killed here before they have taken anything in.
* **power**: a library loaded before all others writes down every write and sync. From that, disks are made that a cut at a moment
  by chance could have left: of what was written since a file's last sync each write is there, missing, or torn at 512 bytes;
  files made or deleted since the folder's last sync are there or not. This is a model, no real disk: one that lies about syncing
  can lose what no program can save.
* **full**: the same library refuses the n-th write and all after it, for each n. Then the ledger is read while the disk is still
  full, room is made, and the same command given again. Once more on a small file system with the command itself.
* **flip**: one bit of the file turned over; `dragoman verify` and every row are looked at. "Without effect" are bits in unused
  space, or in what nothing can be asked of.
* **crowd**: the reads are transactions that look at the newest 20 articles, their records and events as a whole. How many are
  stored a second depends on the disk: each waits for it.
* **hostile**: documents of the outside sets that stand in no release (see DATA-SOURCES.md), each through every reader that may
  get it. A case is broken if it raises, takes longer than 1 s and 1 s more for each MB, ends a process, gives half characters, or
  loses text in silence.
* **upgrade**: to a layout that is invented for the trial, as there is only one so far.
* **stop**: "within 2 s" is from the signal to the end of all processes of the command.
* **export**: words are put wherever a text may bring some; cells are split as spreadsheets of several countries split them.
* **inside**: a server on this machine stands for all that must not be met; names and addresses lead to it in every notation.
"""


def circumstances(size: str, command: str) -> dict[str, str]:
    """When, where and with what."""
    system = f"{platform.system()} {platform.machine()}"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "date": date.today().isoformat(),
        "size": size,
        "machine": f"{cores} cores, {system}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "dragoman": version("dragoman"),
        "command": command,
    }


def page(kept: Path) -> str:
    """The whole file. ``kept``: the folder with a file for each trial."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in kept.glob("*.json")]
    found.sort(key=lambda one: ORDER.index(one["name"]) if one["name"] in ORDER else len(ORDER))
    held, minutes = sum(one["passed"] for one in found), sum(one["seconds"] for one in found) / 60
    head = (
        f"\n## {held} of {len(found)} held\n\nTogether they took {minutes:.0f} minutes; how long depends on what else the machine does.\n"
    )
    return HEAD + head + "".join(map(_trial, found)) + NOTES


ORDER = ("kill", "power", "full", "flip", "crowd", "hostile", "upgrade", "stop", "export", "inside")


def _trial(one: dict[str, Any]) -> str:
    if one["skipped"]:
        return f"\n### {one['name']}: skipped\n\n{one['promise']}. Not tried: {one['skipped']}.\n"
    state = "held" if one["passed"] else "**failed**"
    rows = "".join(f"| {_capital(name)} | {_number(value)} |\n" for name, value in one["figures"].items())
    faults = "".join(f"* {_plain(fault)}\n" for fault in one["broken"])
    more = f"\n{one['faults']:,} faults, among them:\n\n{faults}" if faults else ""
    control = f"\nControl: {one['control']}." + ("" if one["caught"] else " **It did not fail, so this trial proves nothing.**") + "\n"
    where = f"dragoman {one['dragoman']}, {one['machine']}"
    made = f"\n{one['date']}, seed {one['seed']}, {one['seconds']:.0f} s, {where}: `{one.get('command', one['name'])}`\n"
    return f"\n### {one['name']}: {state}\n\n{one['promise']}.\n\n| | |\n|---|---:|\n{rows}{more}{control}{made}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("|", "/").replace("<", "&lt;")[:300]
