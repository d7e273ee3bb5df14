"""E-mail -> what it says. A message runs in a process of its own (child.py); a mailbox is cut into messages here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email._policybase import Compat32
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Any

from . import days, markup
from .found import Found
from .text import LARGEST, decode

#: Parts of one message that are looked at.
PARTS = 200
#: Characters of a header.
HEADER = 4000


class Short(Compat32):
    """Headers cut to HEADER characters, as the library takes a time for them that grows with the square of their parts."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:HEADER]


SHORT = Short()


def message(data: bytes) -> Found:
    """The message's text (its plain part, else its HTML part), subject, day and sender."""
    mail: Message = message_from_bytes(data, policy=SHORT)
    text, broken = _body(mail)
    name, mailbox = parseaddr(_header(mail, "from") or "")
    published = days.day(_header(mail, "date"))
    found = Found(
        text=text or "",
        id=(_header(mail, "message-id") or "").strip("<> ") or None,
        title=_header(mail, "subject"),
        published=published,
        dated_by="header" if published else None,
        source=mailbox.rpartition("@")[2].lower() or None,
        author=name or None,
        url=_web(_header(mail, "archived-at")),
        partial=broken,
    )
    if not found.text.strip():
        found.refused = "a message without text" + (f"; {broken}" if broken else "")
    return found


def _web(value: str | None) -> str | None:
    made = (value or "").strip("<> ")
    return made if made.startswith(("http://", "https://")) else None


def _header(mail: Message, name: str) -> str | None:
    """A header as text, on one line."""
    value = mail.get(name)
    if value is None:
        return None
    short = str(value)[:HEADER]
    try:
        text = str(make_header(decode_header(short)))
    except (ValueError, LookupError, AssertionError, TypeError):  # an encoding that is none
        text = short
    return " ".join(text.encode("utf-8", "replace").decode("utf-8", "replace").split()) or None


def _body(mail: Message) -> tuple[str | None, str | None]:
    """The text, and why it is not whole."""
    parts = list(_parts(mail))
    broken = next((reason for part in parts for reason in _broken(part)), None)
    readable = [part for part in parts if not part.is_multipart() and part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        texts = [_text(part) for part in readable if part.get_content_type() == kind]
        if any(text.strip() for text in texts):
            return "\n".join(filter(None, texts)), broken
    return None, broken


def _parts(mail: Message) -> Iterator[Message]:
    """The message's parts, not those of messages attached to it."""
    waiting: list[Any] = [mail]
    for _ in range(PARTS):
        if not waiting:
            return
        part = waiting.pop()
        yield part
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            waiting.extend(reversed(inner[:PARTS]))


def _broken(part: Message) -> Iterator[str]:
    for defect in part.defects:
        if type(defect).__name__ in ("CloseBoundaryNotFoundDefect", "StartBoundaryNotFoundDefect", "MultipartInvariantViolationDefect"):
            yield "the message breaks off: one of its parts has no end"


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset()
    if part.get_content_type() == "text/html":
        return markup.plain(markup.unicode(data, charset)[0])
    known = markup.codec(charset) if charset else None
    text = data.decode(known, "replace") if known else decode(data)[0]
    text = text.replace("\r\n", "\n")
    return _unflowed(text) if part.get_param("format") == "flowed" else text


def _unflowed(text: str) -> str:
    """Lines that end in a space go on in the next (RFC 3676)."""
    return re.sub(r"(?<!^--) \n", " ", text)


def messages(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The messages of a mailbox (mbox): each begins with a line ``From …`` after an empty one."""
    held: list[bytes] = []
    size, empty = 0, True
    for line in lines:
        if empty and line.startswith(b"From ") and size:
            yield b"".join(held)
            held, size = [], 0
        elif not (empty and line.startswith(b"From ")):
            size += len(line)
            if size <= LARGEST + 1:
                held.append(line[1:] if line.startswith((b">From ", b">>From ")) else line)
        empty = not line.strip()
    if size:
        yield b"".join(held)
