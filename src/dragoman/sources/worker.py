"""The process that takes pages, feeds and messages apart: what is asked for comes in on its standard input, what is found goes out.

Each message is four bytes of length and that many bytes of JSON; a question is followed by the bytes that it is about. An answer is lists
of what was found, an empty one first, once all libraries are loaded, and null at the end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from .found import Found

#: Bytes of address space.
MEMORY = 4 * 2**30
#: Seconds of processor time for one question, and for each further MiB that it is about. A page of 1 MB takes one.
SECONDS, SECONDS_PER_MIB = 2, 2
#: Articles that go out together.
TOGETHER = 50


def main() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # a library that prints must not break the answers
    sys.stdout = sys.stderr
    limited_memory()
    while True:
        try:
            question, data = received(asked), received_bytes(asked)
        except EOFError:
            return
        kind, options = question["kind"], question["options"]
        try:
            prepare(kind)
        except ImportError as error:
            send(answers, [Found(refused=lacking(error)).as_dict()])
            send(answers, None)
            continue
        send(answers, [])
        limited_time(len(data))
        told = safely(kind, data, options)
        while some := [found.as_dict() for found in islice(told, TOGETHER)]:
            send(answers, some)
        send(answers, None)


def safely(kind: str, data: bytes, options: dict[str, Any]) -> Iterator[Found]:
    """The answer; where it cannot be given, why. The one place where a library's own error ends: the run goes on."""
    try:
        yield from answer(kind, data, options)
    except MemoryError:
        yield Found(refused=f"it needs more than {MEMORY // 2**30} GiB of memory to take apart: split it")
    except RecursionError:
        yield Found(refused="it is nested too deep to take apart: save it as plain text")
    except Exception as error:
        yield Found(refused=f"it could not be taken apart ({type(error).__name__}): save it as plain text")


def prepare(kind: str) -> None:
    """Import what the kind needs, before its time is counted. Raises ImportError where a library lacks."""
    if kind == "page":
        import trafilatura  # noqa: F401

        from . import html  # noqa: F401
    elif kind == "rows":
        import pyarrow.parquet  # noqa: F401


def lacking(error: ImportError) -> str:
    remedy = "'dragoman[parquet]'" if (error.name or "").startswith("pyarrow") else "trafilatura lxml-html-clean"
    return f"{error.name or 'a library'} is needed to read it: pip install {remedy}"


def answer(kind: str, data: bytes, options: dict[str, Any]) -> Iterable[Found]:
    """What is found in the data. ``kind``: page, plain, feed, mail, rows."""
    if kind == "page":
        from .html import page

        return [page(data, **options)]
    if kind == "plain":
        from .markup import plain, unicode

        return [Found(text=plain(unicode(data, options.get("charset"))[0]))]
    if kind == "feed":
        from .feed import items

        return items(data, **options)
    if kind == "mail":
        from .mail import message

        return [message(data)]
    from .parquet import rows

    return rows(**options)


def limited_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limited_time(size: int) -> None:
    """From now on: a process that takes longer is ended by the system. Processor time, so that a busy machine changes no outcome."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + SECONDS + SECONDS_PER_MIB * (size >> 20) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (allowed if hard == resource.RLIM_INFINITY else min(allowed, hard), hard))


def send(stream: IO[bytes], message: Any, data: bytes | None = None) -> None:
    """One message, and the bytes that go with it."""
    body = json.dumps(message).encode("ascii")
    _written(stream, len(body).to_bytes(4, "big") + body)
    if data is not None:
        _written(stream, len(data).to_bytes(8, "big") + data)
    stream.flush()


def received(stream: IO[bytes]) -> Any:
    """The next message. Raises EOFError where the other side has gone."""
    return json.loads(_exactly(stream, int.from_bytes(_exactly(stream, 4), "big")))


def received_bytes(stream: IO[bytes]) -> bytes:
    return _exactly(stream, int.from_bytes(_exactly(stream, 8), "big"))


def _written(stream: IO[bytes], data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """So many bytes; a pipe gives them in pieces."""
    data = bytearray()
    while len(data) < size:
        more = stream.read(size - len(data))
        if not more:
            raise EOFError
        data += more
    return bytes(data)
