"""Power cuts, replayed: from the log of what a process wrote and synced (shim.c), the disks that a cut at any moment could have left.

The model: what was synced is on the disk. Of every write after a file's last sync any may be there, missing, or torn at a 512-byte sector;
so may be a file that was made or deleted and whose folder was not synced since. Shared-memory files (``-shm``) do not outlive a cut.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
HEAD = struct.Struct("<Iqq")


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the log. ``kind``: W write, T truncate, S sync, O made, U deleted, D folder synced, A promised."""

    kind: str
    path: str
    offset: int
    data: bytes


def steps(log: Path) -> Iterator[Step]:
    data, at = log.read_bytes(), 0
    while at < len(data):
        kind = chr(data[at])
        n, offset, length = HEAD.unpack_from(data, at + 1)
        at += 1 + HEAD.size
        path = data[at : at + n].decode()
        at += n
        body = data[at : at + length] if kind in "WA" else b""
        at += len(body)
        yield Step(kind, path, offset, body)


@dataclass(slots=True)
class File:
    """``content``: synced; ``pending``: changes since. ``named``: its name is synced; ``gone``: deleted, the folder not synced since."""

    content: bytearray = field(default_factory=bytearray)
    pending: list[Step] = field(default_factory=list)
    named: bool = False
    gone: bool = False


class Disk:
    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.promised: list[str] = []

    def take(self, step: Step) -> None:
        if step.kind == "A":
            self.promised += step.data.decode().split()
        elif step.kind == "D":
            self.files = {p: f for p, f in self.files.items() if not f.gone}
            for file in self.files.values():
                file.named = True
        elif step.kind == "O":
            self.files[step.path] = File()
        elif step.kind == "U":
            self.files.setdefault(step.path, File()).gone = True
        elif step.kind == "S":
            file = self.files.setdefault(step.path, File())
            for change in file.pending:
                apply(file.content, change)
            file.pending = []
        else:
            self.files.setdefault(step.path, File()).pending.append(step)

    def image(self, chance: random.Random) -> dict[str, bytes]:
        """One disk that a cut now could leave."""
        out = {}
        for path, file in self.files.items():
            if path.endswith("-shm") or ((file.gone or not file.named) and chance.random() < 0.5):
                continue
            content = bytearray(file.content)
            for change in file.pending:
                for part in survived(change, chance):
                    apply(content, part)
            out[path] = bytes(content)
        return out


def apply(content: bytearray, change: Step) -> None:
    if change.kind == "T":
        del content[change.offset :]
        content.extend(bytes(change.offset - len(content)))
        return
    content.extend(bytes(max(0, change.offset - len(content))))
    content[change.offset : change.offset + len(change.data)] = change.data


def survived(change: Step, chance: random.Random) -> Iterator[Step]:
    """What is left of a change that was not synced: all, nothing, or a part that ends or begins at a sector."""
    fate = chance.random()
    if fate < 0.4:
        yield change
    elif fate > 0.8 and change.kind == "W" and len(change.data) > SECTOR:
        first = -change.offset % SECTOR
        edges = range(first or SECTOR, len(change.data), SECTOR)
        at = chance.choice(edges) if edges else 0
        if chance.random() < 0.5:
            yield Step("W", change.path, change.offset, change.data[:at])
        else:
            yield Step("W", change.path, change.offset + at, change.data[at:])


def images(log: Path, count: int, seed: int) -> Iterator[tuple[dict[str, bytes], list[str]]]:
    """``count`` disks, each with what had been promised before the cut."""
    chance, found = random.Random(seed), list(steps(log))
    cuts = sorted(chance.randrange(1, len(found) + 1) for _ in range(count))
    disk, done = Disk(), 0
    for cut in cuts:
        for step in found[done:cut]:
            disk.take(step)
        done = cut
        yield disk.image(chance), list(disk.promised)
