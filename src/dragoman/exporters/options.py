"""What the user asked of an exporter."""

from __future__ import annotations

from dataclasses import dataclass

from ..knowledge import Knowledge
from ..types import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``now``: day of coding (ISO), None = today. ``explain``: give reasons. ``terminal``: somebody looks at the output.

    ``width``: its columns, None = those of the terminal.
    """

    knowledge: Knowledge
    now: str | None = None
    explain: bool = False
    terminal: bool = False
    width: int | None = None

    def reasons(self, reading: Reading) -> tuple[tuple[str, ...], ...]:
        """Why each record is there, a sentence each reason; none where nobody asked."""
        from ..explain import reasons

        return reasons(reading, self.knowledge) if self.explain else ((),) * len(reading.records)
