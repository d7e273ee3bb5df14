"""What comes from the text and goes to a terminal: nothing in it may act on the terminal or turn the line around."""

from __future__ import annotations

import json
import re
from typing import Any

#: Control characters, and those that change the direction of what follows (Trojan Source).
_ACTIVE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]")
#: The same where JSON leaves them as they are.
_RAW = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]")


def shown(text: str) -> str:
    """Text on one line, each run of white space one space, active characters as ``\\x1b`` or ``\\u202e``."""
    return _ACTIVE.sub(_escaped, " ".join(text.split()))


def as_json(value: Any, indent: int | None = None) -> str:
    """JSON that stays readable and is safe to look at: letters of all scripts as they are, active characters as escapes."""
    return _RAW.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent))


def _escaped(match: re.Match[str]) -> str:
    n = ord(match[0])
    return f"\\x{n:02x}" if n < 256 else f"\\u{n:04x}"
