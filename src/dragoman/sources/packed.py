"""Packed files: gzip and Zstandard, unpacked as they are read. What breaks off or is damaged is told; a bomb is stopped."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import IO, Any

CHUNK = 64 * 1024
GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
#: Bytes of a damaged gzip member that are searched for the next one.
SEARCHED = 16 << 20
#: Text packs to a tenth; what unpacks to more than so many times its size, and is large, is no text.
RATIO, LARGE = 200, 256 << 20


class Lacking(ImportError):
    """A library that is needed is not there; says how to get it."""


class Unpacked(io.RawIOBase):
    """The bytes of a packed file. ``wrong``: why they are not all, None as long as nothing is amiss."""

    def __init__(self, stream: IO[bytes], magic: bytes) -> None:
        self.taken = self.given = 0
        self.wrong: str | None = None
        self.raw = Window(lambda: self._counted(stream.read(CHUNK)))
        self.next = self._gzip if magic == GZIP else _zstd(self)
        self.member: Member | None = None
        self.left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.left and not self.wrong:
            self.left = memoryview(self.next())
            self.given += len(self.left)
            if self.given > LARGE and self.given > RATIO * self.taken:
                self.wrong, self.left = f"it unpacks to more than {RATIO} times its size: no text does", memoryview(b"")
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size

    def _counted(self, data: bytes) -> bytes:
        self.taken += len(data)
        return data

    def _gzip(self) -> bytes:
        while True:
            if self.member is None:
                if not self.raw.peek(1) or (self.member is None and self.given and not self.raw.peek(CHUNK).strip(b"\0")):
                    return b""
                self.member = Member(self.raw)
            if data := self.member.more():
                return data
            if self.member.wrong:
                self.wrong = self.member.wrong
                return b""
            self.member = None


def _zstd(unpacked: Unpacked) -> Callable[[], bytes]:
    """Raises Lacking where there is no library for it."""
    try:
        import zstandard
    except ImportError:
        raise Lacking("it is packed with Zstandard: pip install 'dragoman[zstd]', or unpack it first") from None
    made: list[Any] = []

    def more() -> bytes:
        while True:
            if not made and unpacked.raw.peek(1):
                made.append(zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj())
            if not made:
                return b""
            given = unpacked.raw.read(512)  # few, as there is no other limit to what comes out at once
            if not given:
                unpacked.wrong = "the file breaks off here: get it again"
                return b""
            try:
                data: bytes = made[0].decompress(given)
            except zstandard.ZstdError:
                unpacked.wrong = "it is damaged: what was packed cannot be unpacked whole"
                return b""
            if made[0].eof:
                unpacked.raw.push(made.pop().unused_data)
            if data:
                return data

    return more


class Window:
    """Bytes as they come, some of them looked at ahead. ``place``: of the next byte, from the beginning."""

    def __init__(self, more: Callable[[], bytes]) -> None:
        self.more, self.buffer, self.start, self.place = more, bytearray(), 0, 0

    def peek(self, size: int) -> bytes:
        """The next bytes, fewer at the end, without taking them."""
        while len(self.buffer) - self.start < size and (data := self.more()):
            if self.start > (1 << 20):
                del self.buffer[: self.start]
                self.start = 0
            self.buffer += data
        return bytes(self.buffer[self.start : self.start + size])

    def read(self, size: int) -> bytes:
        data = self.peek(size)
        self.start += len(data)
        self.place += len(data)
        return data

    def line(self, most: int) -> bytes:
        """The next line with its end; cut after so many bytes."""
        size = 256
        while True:
            data = self.peek(min(size, most))
            end = data.find(b"\n")
            if end >= 0 or len(data) < size or size >= most:
                return self.read(end + 1 if end >= 0 else len(data))
            size *= 4

    def push(self, data: bytes) -> None:
        """Give bytes back, to be read again."""
        self.buffer[: self.start] = data
        self.start, self.place = 0, self.place - len(data)

    def skip_to(self, pattern: re.Pattern[bytes]) -> bool:
        """Take everything before the next place that the pattern's group 1 fits; False where there is none."""
        while data := self.peek(CHUNK):
            if found := pattern.search(data):
                self.read(found.start(1))
                return True
            self.read(max(1, len(data) - 32))  # a mark may lie across the border
            if len(data) <= 32:
                self.read(32)
        return False


class Member:
    """One gzip member as it unpacks. ``wrong``: what was wrong with it, None as long as nothing was; ``told``: whether that is reported."""

    def __init__(self, raw: Window) -> None:
        self.raw, self.unpacker, self.packed = raw, zlib.decompressobj(31), bytearray()
        self.wrong: str | None = None
        self.told = False
        self.size = 0
        self.step = 512  # small at first, as what follows a small member is given back

    def more(self) -> bytes:
        """The next bytes, empty at the end or where it is damaged."""
        while not self.unpacker.eof and not self.wrong:
            given = self.unpacker.unconsumed_tail or self._packed()
            if not given:
                self.wrong = "the file breaks off here: get it again"
                return b""
            try:
                data = self.unpacker.decompress(given, CHUNK)
            except zlib.error:
                self.wrong = "a damaged gzip member"
                return b""
            if self.unpacker.eof:
                self.raw.push(self.unpacker.unused_data)
            if data:
                self.size += len(data)
                return data
        return b""

    def _packed(self) -> bytes:
        data = self.raw.read(self.step)
        self.step = min(2 * self.step, CHUNK)
        if len(self.packed) < SEARCHED:
            self.packed += data
        return data

    def back(self) -> None:
        """Give back what a damaged member took, all but its first bytes, so that the next one is found."""
        if len(self.packed) < SEARCHED:
            self.raw.push(bytes(self.packed[4:]))
