"""XML by hand: what stands in it can never break it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: What XML 1.0 knows no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: object) -> str:
    """Character data; U+FFFD for what XML cannot hold."""
    return escape(_FORBIDDEN.sub("\ufffd", str(value)))


def attributes(values: Mapping[str, object]) -> str:
    """`` a="1" b="2"``; those that are None or empty are left out."""
    return "".join(f" {key}={quoteattr(_FORBIDDEN.sub(chr(0xFFFD), str(v)))}" for key, v in values.items() if v is not None and v != "")


def element(tag: str, content: object = None, **values: object) -> str:
    """One element; closed at once where it has no content. A ``_`` at the end of a name keeps it from being a word of Python."""
    held = attributes({key.rstrip("_"): v for key, v in values.items()})
    return f"<{tag}{held}/>" if content is None else f"<{tag}{held}>{text(content)}</{tag}>"
