"""What a trial came to, and how it is told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

#: Faults that are told of one trial.
SHOWN = 12


@dataclass(slots=True)
class Outcome:
    """``figures``: what was counted, in words -> numbers. ``broken``: each promise that was not kept; none where all is well.

    ``control``: the same trial on something that must fail; ``caught``: that it did, without which the trial proves nothing.
    ``skipped``: why it was not run, None where it was.
    """

    name: str
    promise: str
    figures: dict[str, int | float | str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    control: str = ""
    caught: bool = False
    skipped: str | None = None
    seed: int | None = None
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return self.skipped is None and not self.broken and self.caught

    def add(self, name: str, count: int | float = 1) -> None:
        before = self.figures.get(name, 0)
        assert not isinstance(before, str)
        self.figures[name] = before + count

    def told(self) -> str:
        """For the terminal."""
        if self.skipped:
            return f"{self.name}: skipped: {self.skipped}"
        state = "held" if self.passed else "FAILED"
        lines = [f"{self.name}: {state} ({self.seconds:.0f} s)", f"    {figures(self)}", f"    control: {self.control}"]
        if not self.caught:
            lines.append("    THE CONTROL DID NOT FAIL: this trial would not notice what it looks for")
        return "\n".join([*lines, *(f"    ! {fault:.400}" for fault in self.broken[:SHOWN])])


def figures(outcome: Outcome) -> str:
    return ", ".join(f"{n} {name}" if isinstance(n, str) else f"{n:,} {name}" for name, n in outcome.figures.items())


def save(outcome: Outcome, more: dict[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    body = {**asdict(outcome), "broken": outcome.broken[:SHOWN], "faults": len(outcome.broken), "passed": outcome.passed, **more}
    (folder / f"{outcome.name}.json").write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
