"""Torture: what the ledger and the readers promise, tried where it hurts. Each trial has a control that must fail.

    python tools/torture [--full | --quick | --smoke] [TRIAL ...]

Outcomes are kept in build/torture; RELIABILITY.md is written from those of full trials.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import report
from outcome import Outcome, save

SEED = 20311127
ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "torture"

Trial = Callable[[Path, int, str], Outcome]


def kill(work: Path, seed: int, size: str) -> Outcome:
    import kills

    count, commands, control = {"full": (980, 20, 100), "quick": (100, 1, 20), "smoke": (4, 0, 8)}[size]
    return kills.trial(work, seed, count, commands, control, articles=16 if size == "smoke" else kills.ARTICLES)


def power(work: Path, seed: int, size: str) -> Outcome:
    import cuts

    count, control = {"full": (10_000, 1000), "quick": (1000, 150), "smoke": (40, 40)}[size]
    return cuts.trial(work, seed, count, control, brief=size == "smoke")


def full(work: Path, seed: int, size: str) -> Outcome:
    import full as disks

    return disks.trial(work, seed, {"full": 1, "quick": 11, "smoke": 200}[size], small=size != "smoke")


def flip(work: Path, seed: int, size: str) -> Outcome:
    import flips

    return flips.trial(work, seed, {"full": 1000, "quick": 120, "smoke": 15}[size])


def crowd(work: Path, seed: int, size: str) -> Outcome:
    import crowd as crowds

    return crowds.trial(work, seed, {"full": 30, "quick": 8, "smoke": 1.5}[size])


def hostile(work: Path, seed: int, size: str) -> Outcome:
    import hostile as documents

    every, stored, sparse = {"full": (1, 20, 1), "quick": (20, 5, 4), "smoke": (1500, 5, 30)}[size]
    return documents.trial(work, seed, every, stored, sparse)


def upgrade(work: Path, seed: int, size: str) -> Outcome:
    import upgrades

    return upgrades.trial(work, seed, {"full": 100, "quick": 30, "smoke": 4}[size])


def inside(work: Path, seed: int, size: str) -> Outcome:
    import inside as insides

    return insides.trial(work, seed, {"full": 20_000, "quick": 2000, "smoke": 200}[size])


def stop(work: Path, seed: int, size: str) -> Outcome:
    import stops

    count, settings = {"full": (8, 4), "quick": (2, 2), "smoke": (1, 1)}[size]
    return stops.trial(work, seed, count, settings)


def export(work: Path, seed: int, size: str) -> Outcome:
    import exports

    return exports.trial(work, seed, {"full": 1, "quick": 8, "smoke": 150}[size])


TRIALS: dict[str, Trial] = {
    "inside": inside,
    "kill": kill,
    "power": power,
    "full": full,
    "flip": flip,
    "crowd": crowd,
    "hostile": hostile,
    "upgrade": upgrade,
    "stop": stop,
    "export": export,
}


def run(name: str, seed: int, size: str) -> Outcome:
    """One trial in a folder of its own."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"torture-{name}-") as folder:
        try:
            made = TRIALS[name](Path(folder).resolve(), seed, size)
        except Exception:
            made = Outcome(name, "The trial itself came to no end", broken=[traceback.format_exc()[-1500:]], seed=seed)
    made.seconds = round(time.monotonic() - began, 1)
    return made


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("trials", nargs="*", metavar="TRIAL", help=f"by default all: {', '.join(TRIALS)}")
    how = asked.add_mutually_exclusive_group()
    for size in ("full", "quick", "smoke"):
        how.add_argument(f"--{size}", dest="size", action="store_const", const=size)
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--no-report", action="store_true", help="leave RELIABILITY.md as it is")
    given = asked.parse_args()
    size, names = given.size or "full", given.trials or list(TRIALS)
    if unknown := [name for name in names if name not in TRIALS]:
        asked.error(f"no trial {', '.join(unknown)}; choose from {', '.join(TRIALS)}")
    failed = []
    for name in names:
        made = run(name, given.seed, size)
        print(made.told(), flush=True)
        save(made, report.circumstances(size, f"python tools/torture --{size} {name}"), KEPT / size)
        if not made.passed and not made.skipped:
            failed.append(name)
    if size == "full" and not given.no_report:
        (ROOT / "RELIABILITY.md").write_text(report.page(KEPT / size), encoding="utf-8")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
