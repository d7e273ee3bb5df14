"""Input -> articles. Files, folders, patterns and standard input, one article at a time, so that a run may be longer than memory."""

from __future__ import annotations

import glob
import hashlib
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from ..types import Article, Problem
from . import child, jsonl, kinds, mail, text, warc, worker
from .found import Found, article
from .kinds import Kind
from .packed import GZIP, ZSTD, Lacking, Unpacked
from .unread import Unread

if TYPE_CHECKING:
    from .manners import Guest

__all__ = ["Article", "Unread", "articles", "documents", "files"]

Item = Article | Unread
#: Bytes of a message that is taken apart in this process.
SHORT = 32 * 1024


def articles(paths: Sequence[str], stdin: IO[bytes] | None = None, guest: Guest | None = None) -> Iterator[Item]:
    """Every article of the files, folders and patterns named, in order; ``-`` is standard input. What gives none is yielded as Unread.

    A URL is fetched: by ``guest``, or one that goes to the outside world only. Nothing is fetched but what is named.
    Ids: the one that the article brings (JSONL, feeds, mail, archives), else the file's stem, else from the text's hash; one that came
    before gets ``-2``, ``-3`` ….
    """
    seen: dict[str, int] = {}
    for file in files(paths):
        if isinstance(file, str) and is_url(file):
            guest = guest or _guest()
        for found in _named(file, stdin, guest):
            yield replace(found, id=_fresh(found.id, seen)) if isinstance(found, Article) else found


def _named(file: str | Unread, stdin: IO[bytes] | None, guest: Guest | None) -> Iterable[Item]:
    if isinstance(file, Unread):
        return [file]
    if file == "-":
        return _stdin(stdin or sys.stdin.buffer)
    return _web(file, guest) if guest and is_url(file) else _file(file)


def is_url(path: str) -> bool:
    """Whether what a user names is an address on the web."""
    return path[:8].lower().startswith(("http://", "https://"))


def _guest() -> Guest:
    from .fetch import Policy
    from .manners import Guest

    return Guest(Policy())


def _web(url: str, guest: Guest) -> Iterator[Item]:
    """The articles at a URL."""
    from .fetch import Trouble

    try:
        answer = guest.get(url)
    except Trouble as trouble:
        yield Unread(url, None, str(trouble))
        return
    yield from documents(answer.data, url, answer.kind, answer.charset, answer.url)


def files(paths: Iterable[str]) -> Iterator[str | Unread]:
    """The files that the paths stand for, in the order in which they are read: files, those of folders, those that a pattern fits."""
    for path in paths:
        if is_url(path):
            yield path
        elif os.path.isdir(path):
            yield from _folder(path)
        elif glob.has_magic(path) and "\0" not in path and not os.path.lexists(path):
            yield from _pattern(path)
        else:
            yield path


def documents(
    data: bytes, path: str, media: str | None = None, charset: str | None = None, url: str | None = None, kind: Kind | None = None
) -> Iterator[Item]:
    """The articles in bytes that were got from elsewhere. ``path``: what to call them; ``media``, ``charset``: as a server named them.

    ``url``: where they were got from; links are resolved against it. ``kind``: what they are, where that is not to be found out.
    """
    head = data[: kinds.HEAD]
    told = kinds.packed(head) or kinds.certain(head) or kinds.MEDIA.get((media or "").lower()) or kinds.sniffed(head)
    yield from _of_kind(kind or told, io.BytesIO(data), path, None, charset, url)


def _fresh(name: str, seen: dict[str, int]) -> str:
    """The id itself the first time, then with a number that makes it new."""
    fresh = name
    while fresh in seen:
        seen[name] += 1
        fresh = f"{name}-{seen[name]}"
    seen[fresh] = 1
    return fresh


def _pattern(path: str) -> Iterator[str | Unread]:
    """Files that a pattern such as ``news/*.jsonl`` fits, by name; ``**`` stands for folders within folders."""
    found = sorted(glob.glob(path, recursive=True))
    if not found:
        yield Unread(path, None, "no file fits this pattern: check the path")
    deep = "**" in path  # such a pattern goes into folders itself
    for name in found:
        if not os.path.isdir(name):
            yield name
        elif not deep:
            yield from _folder(name)


def _folder(path: str) -> Iterator[str | Unread]:
    """Files below a folder whose names say that they hold articles, by name; links to folders are not followed.

    Not ``.json``: most such files hold other things; one that holds articles may be named itself, or by a pattern.
    """
    unread: list[OSError] = []
    empty = True
    for folder, folders, names in os.walk(path, onerror=unread.append):
        folders.sort()
        for name in sorted(names):
            if kinds.of_name(Path(name).suffixes[-2:]) not in (None, "json"):
                empty = False
                yield os.path.join(folder, name)
    for error in unread:
        yield _failed(str(error.filename), error)
    if empty and not unread:
        yield Unread(path, None, f"no {', '.join(kinds.NAMES)} file in this folder")


def _file(path: str) -> Iterator[Item]:
    shown = path.encode("utf-8", "replace").decode()  # a name may hold bytes that are no text
    try:
        with open(path, "rb") as stream:
            head = stream.read(kinds.HEAD)
            named = kinds.of_name(Path(shown).suffixes[-2:])
            if not stream.seekable():  # a pipe with a name
                yield from _of_kind(_kind(named, head), _Again(head, stream), shown, Path(shown).stem)
                return
            stream.seek(0)
            if _kind(named, head) == "rows":
                yield from _rows(path, shown)
            else:
                yield from _of_kind(_kind(named, head), stream, shown, _stem(shown))
    except OSError as error:
        yield _failed(shown, error)
    except ValueError as error:  # a name with a NUL in it
        yield Unread(shown, None, f"cannot be opened: {error}")


def _stem(path: str) -> str:
    """The file's name without what tells its format: ``story`` of ``story.html.gz``."""
    name = Path(path)
    return Path(name.stem).stem if name.suffix.lower() in kinds.PACKED and kinds.of_name(name.suffixes[-2:]) else name.stem


def _kind(named: Kind | None, head: bytes) -> Kind:
    """The kind of a file: its name's, unless its first bytes tell of another beyond doubt."""
    if named == "warc" and head.startswith(GZIP):
        return "warc"
    sure = kinds.packed(head) or kinds.certain(head)
    if named in (None, "feed") or sure in ("gzip", "zstd", "warc", "rows"):
        return sure or (named if named else kinds.sniffed(head))
    return sure if named == "text" and sure else named


def _failed(path: str, error: OSError) -> Unread:
    return Unread(path, None, f"cannot be read: {(error.strerror or str(error)).lower()}; check the path and your rights")


def _stdin(stream: IO[bytes]) -> Iterator[Item]:
    """Standard input, told by its first lines; lines of JSON are read as they come."""
    first: list[bytes] = []
    lines = jsonl.lines(stream)
    for line in lines:
        first.append(line)
        if line.removeprefix(b"\xef\xbb\xbf").strip():
            break
    start = first[-1].removeprefix(b"\xef\xbb\xbf").lstrip() if first else b""
    if start.startswith(b"{") and kinds.sniffed(start) == "lines":
        yield from jsonl.articles(chain(first, lines), "-")
        return
    head = b"".join(first)
    while len(head) < kinds.HEAD and not head.startswith((GZIP, ZSTD, b"WARC/")) and (line := stream.readline(kinds.HEAD)):
        head += line
    yield from _of_kind(kinds.sniffed(head), _Again(head, stream), "-", None)


class _Again(io.RawIOBase):
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self.head, self.stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self.head:
            self.head = self.stream.readline(len(buffer))
        size = min(len(buffer), len(self.head))
        buffer[:size], self.head = self.head[:size], self.head[size:]
        return size


def _of_kind(
    kind: Kind, stream: IO[bytes] | io.RawIOBase, path: str, stem: str | None, charset: str | None = None, url: str | None = None
) -> Iterator[Item]:
    """The articles of a stream of that kind."""
    whole = cast(IO[bytes], stream if isinstance(stream, io.BufferedIOBase) else io.BufferedReader(cast(io.RawIOBase, stream)))
    if kind in ("gzip", "zstd"):
        yield from _unpacked(whole, path, stem, GZIP if kind == "gzip" else ZSTD, charset, url)
    elif kind == "warc":
        yield from _archive(whole, path)
    elif kind == "lines":
        yield from jsonl.articles(jsonl.lines(whole), path)
    elif kind == "mailbox":
        yield from _mailbox(whole, path)
    elif kind == "rows":
        yield Unread(path, None, "Parquet cannot be read from a stream: name the file itself, unpacked")
    else:
        yield from _whole(kind, whole.read(text.LARGEST + 1), path, stem, charset, url)


def _whole(kind: Kind, data: bytes, path: str, stem: str | None, charset: str | None = None, url: str | None = None) -> Iterator[Item]:
    """The articles of a file that is read as one."""
    if kind == "text":
        yield text.article(data, path, stem)
    elif refused := text.refused(data):
        yield Unread(path, None, refused)
    elif kind == "page":
        yield article(_page(data, charset, url), path, "", _sum(data), stem)
    elif kind == "mail":
        yield article(child.one("mail", data), path, "", _sum(data), stem)
    elif kind == "json" and not jsonl.is_feed(data):
        yield from jsonl.document(data, path)
    else:
        yield from _feed(data, path, charset, url)


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _page(data: bytes, charset: str | None, url: str | None) -> Found:
    """What a page gives; all of its text where the article in it could not be told from the rest."""
    found = child.one("page", data, charset=charset, url=url)
    if not found.ended:
        return found
    whole = child.one("plain", data, charset=charset)
    whole.notes.append(f"all text of the page is kept, as for the article alone {found.refused}")
    whole.url = url
    return whole if whole.text else found


def _mail(data: bytes) -> Found:
    """What a message gives. A short one can do no harm in this process, and takes a tenth of the time in it."""
    return next(worker.safely("mail", data, {}) if len(data) <= SHORT else child.ask("mail", data))


def _feed(data: bytes, path: str, charset: str | None, url: str | None) -> Iterator[Item]:
    raw = _sum(data)
    for number, found in enumerate(child.ask("feed", data, charset=charset, url=url), 1):
        yield article(found, path, f"#{number}", raw)


def _mailbox(stream: IO[bytes], path: str) -> Iterator[Item]:
    for number, data in enumerate(mail.messages(jsonl.lines(stream)), 1):
        refused = text.refused(data)
        found = Found(refused=refused) if refused else child.one("mail", data)
        yield article(found, path, f"#{number}", _sum(data))


def _rows(path: str, shown: str) -> Iterator[Item]:
    for number, found in enumerate(child.ask("rows", b"", path=path), 1):
        made = article(found, shown, f"#{number}", None)
        yield made


def _archive(stream: IO[bytes], path: str) -> Iterator[Item]:
    """The pages of a WARC, and a word for each place that is damaged."""
    for record in warc.records(stream):
        part = f"@{record.at}"
        found = None if record.unusable else warc.page(record)
        if record.unusable:
            yield Unread(path, None, record.unusable, part)
        elif found is None:
            if record.cut:
                yield Unread(path, None, record.cut, part)
        elif found.refused or not found.data:
            yield Unread(path, None, found.refused or found.cut or "an empty page", part)
        else:
            yield _archived(record, found, path, part)


def _archived(record: warc.Record, page: warc.Page, path: str, part: str) -> Item:
    if page.kind == "page":
        found = _page(page.data, page.charset, record.url)
    else:
        words, note = text.decode(page.data)
        found = Found(text=words, url=record.url, notes=[note] if note else [])
    found.partial = page.cut or found.partial
    if page.cut and found.refused:
        found.refused = f"{found.refused}; {page.cut}"
    found.id = record.headers.get("warc-record-id", "").strip("<>").removeprefix("urn:uuid:") or None
    return article(found, path, part, _sum(page.data))


def _unpacked(stream: IO[bytes], path: str, stem: str | None, magic: bytes, charset: str | None, url: str | None) -> Iterator[Item]:
    """The articles of a packed file; each of them, and the file, marked where it is not whole."""
    try:
        unpacked = Unpacked(stream, magic)
    except Lacking as error:
        yield Unread(path, None, str(error))
        return
    whole = io.BufferedReader(unpacked)
    head = whole.peek(kinds.HEAD)
    kind = _kind(kinds.of_name(Path(path).suffixes[-2:]), head)
    if kind in ("gzip", "zstd", "rows"):
        yield Unread(path, None, "a packed file within a packed file: unpack it first")
        return
    told, single = False, kind in ("text", "page", "mail")
    for item in _of_kind(kind, whole, path, stem, charset, url):
        wrong = unpacked.wrong
        if wrong and single and isinstance(item, Article):
            problem = Problem(stage="source", message=f"{path}: incomplete: {wrong}")
            item = replace(item, partial=wrong, problems=(*item.problems, problem))
        elif wrong and single and isinstance(item, Unread):
            item = replace(item, message=f"{item.message}; {wrong}")
        told = told or single
        yield item
    if unpacked.wrong and not told:
        yield Unread(path, None, unpacked.wrong)
