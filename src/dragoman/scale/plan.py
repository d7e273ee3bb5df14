"""What a run is to do: the inputs, cut into partitions, and the manifest that says what is done."""

from __future__ import annotations

import glob
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..intake import mark

#: Bytes of input in a partition, where not told: some two thousand stories, minutes of work.
EACH = 8_000_000
#: Buckets of keys at most. Each is read once from every partition's keys.
BUCKETS = 64
FORMAT = 1
#: Seconds between two writings of the manifest. What was done in between is found by its file.
BEAT = 2.0
LINES, ROWS = (".jsonl", ".ndjson"), (".parquet", ".pq")


class ScaleError(Exception):
    """The run cannot begin or go on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``paths``: files, folders, patterns. ``partitions``: about so many, None: by size. ``day``: of coding, None: today, once a run."""

    paths: tuple[str, ...]
    out: Path
    engine: str = "local"
    reader: str = "models"
    partitions: int | None = None
    jobs: int | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A file as it was when the run began. ``sha256``: of its first and last 64 KiB."""

    name: str
    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Partition:
    """A part of an input: ``start`` to ``stop`` in ``unit``: bytes, rows, or the file as a whole."""

    input: int
    unit: str
    start: int = 0
    stop: int = 0


@dataclass(slots=True)
class Manifest:
    """``done``: phase -> number of the task -> what it told."""

    coder: str
    reader: str
    day: str
    inputs: list[Input]
    partitions: list[Partition]
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    complete: bool = False
    written: float = 0.0

    @property
    def buckets(self) -> int:
        return min(BUCKETS, len(self.partitions))

    def as_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "coder": self.coder,
            "reader": self.reader,
            "day": self.day,
            "inputs": [asdict(i) for i in self.inputs],
            "partitions": [asdict(p) for p in self.partitions],
            "counts": self.counts(),
            "done": {phase: dict(sorted(told.items(), key=lambda item: int(item[0]))) for phase, told in sorted(self.done.items())},
            "complete": self.complete,
        }

    def counts(self) -> dict[str, int]:
        """What all tasks counted together."""
        whole: dict[str, int] = {}
        for told in self.done.values():
            for task in told.values():
                for name, value in task.get("counts", {}).items():
                    whole[name] = whole.get(name, 0) + value
        return dict(sorted(whole.items()))

    def save(self, out: Path, now: bool = False) -> None:
        if not now and time.monotonic() - self.written < BEAT:
            return
        passing = out / ".manifest.json"
        passing.write_text(json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(passing, out / "manifest.json")
        self.written = time.monotonic()


def load(out: Path) -> Manifest | None:
    """The manifest of an earlier run; None where there is none. Raises ScaleError for what is no manifest of ours."""
    try:
        told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise ScaleError(f"{out / 'manifest.json'} was written by another version: give another folder")
        inputs, partitions = [Input(**i) for i in told["inputs"]], [Partition(**p) for p in told["partitions"]]
        return Manifest(told["coder"], told["reader"], told["day"], inputs, partitions, told["done"], told["complete"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise ScaleError(f"{out / 'manifest.json'} is no manifest ({error}): give another folder") from None


def planned(asked: Asked, coder: str, day: str) -> Manifest:
    """A new run's, or the one to go on with. Raises ScaleError where inputs or coder are not those that it began with."""
    inputs = [entered(name) for name in named(asked.paths)]
    if not inputs:
        raise ScaleError("no file to read: name Parquet or JSONL files, a folder, or a pattern such as 'news/*.jsonl'")
    known = load(asked.out)
    if known is None:
        if asked.out.is_dir() and any(asked.out.iterdir()):
            raise ScaleError(f"{asked.out} has other things in it: give an empty or new folder")
        return Manifest(coder, asked.reader, day, inputs, list(cut(inputs, asked.partitions)))
    if changed := sorted({i.name for i in {*known.inputs} ^ {*inputs}}):
        raise ScaleError(
            f"{asked.out} was begun with other input ({', '.join(changed[:3])}{' …' if len(changed) > 3 else ''} changed, came or went): "
            "give another folder"
        )
    if known.coder != coder:
        raise ScaleError(f"{asked.out} was begun by another coder ({known.coder}; this is {coder}): give another folder")
    return known


def named(paths: Iterable[str]) -> Iterator[str]:
    """Files by name. Of folders those that end in .jsonl, .ndjson, .parquet or .pq, with such files of folders in them."""
    for path in paths:
        if os.path.isdir(path):
            yield from sorted(str(p) for p in Path(path).rglob("*") if p.is_file() and p.suffix.lower() in (*LINES, *ROWS))
        elif glob.has_magic(path) and not os.path.exists(path):
            yield from sorted(glob.glob(path, recursive=True))
        else:
            yield path


def entered(name: str) -> Input:
    try:
        path, size = os.path.abspath(name), os.path.getsize(name)
        return Input(name, path, size, mark(path, size))
    except OSError as error:
        raise ScaleError(f"{name}: {error.strerror or error}") from None


def cut(inputs: Sequence[Input], wanted: int | None) -> Iterator[Partition]:
    """The partitions, in the order of the inputs. ``wanted``: about so many, but at least one a file."""
    each = max(1, -(-sum(i.size for i in inputs) // wanted)) if wanted else EACH
    for n, one in enumerate(inputs):
        ending = Path(one.path).suffix.lower()
        if ending in LINES:
            yield from (Partition(n, "bytes", at, min(at + each, one.size)) for at in range(0, one.size, each))
        elif ending in ROWS:
            rows = _rows(one)
            step = max(1, -(-rows * each // max(1, one.size)))
            yield from (Partition(n, "rows", at, min(at + step, rows)) for at in range(0, rows, step))
        else:
            yield Partition(n, "whole")


def _rows(one: Input) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return int(parquet.read_metadata(one.path).num_rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ScaleError(f"{one.name}: not Parquet, or damaged ({str(error).splitlines()[0][:100]})") from None
