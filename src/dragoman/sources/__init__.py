"""Input -> articles. Files, folders and standard input, one article at a time, so that a run may be longer than memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO

from ..types import Article
from . import jsonl, text
from .unread import Unread

__all__ = ["Article", "Unread", "articles"]

#: What a folder is searched for.
SUFFIXES = (".txt", ".jsonl", ".ndjson")
LINES = (".jsonl", ".ndjson")


def articles(paths: Sequence[str], stdin: IO[bytes] | None = None) -> Iterator[Article | Unread]:
    """Every article of the files and folders named, in order; ``-`` is standard input. What gives no article is yielded as Unread.

    Ids: the JSONL id, else the file's stem, else from the text's hash; one that came before gets ``-2``, ``-3`` ….
    """
    seen: dict[str, int] = {}
    for path in paths:
        for found in _read(path, stdin or sys.stdin.buffer):
            yield replace(found, id=_fresh(found.id, seen)) if isinstance(found, Article) else found


def _fresh(name: str, seen: dict[str, int]) -> str:
    """The id itself the first time, then with a number that makes it new."""
    fresh = name
    while fresh in seen:
        seen[name] += 1
        fresh = f"{name}-{seen[name]}"
    seen[fresh] = 1
    return fresh


def _read(path: str, stdin: IO[bytes]) -> Iterator[Article | Unread]:
    if path == "-":
        yield from _sniffed(stdin, "-", None)
    elif os.path.isdir(path):
        yield from _folder(path)
    else:
        yield from _file(path)


def _folder(path: str) -> Iterator[Article | Unread]:
    """Files below a folder, by name; links to folders are not followed."""
    unread: list[OSError] = []
    empty = True
    for folder, folders, names in os.walk(path, onerror=unread.append):
        folders.sort()
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES:
                empty = False
                yield from _file(os.path.join(folder, name))
    for error in unread:
        yield _failed(str(error.filename), error)
    if empty and not unread:
        yield Unread(path, None, f"no {', '.join(SUFFIXES)} file in this folder")


def _file(path: str) -> Iterator[Article | Unread]:
    shown = path.encode("utf-8", "replace").decode()  # a name may hold bytes that are no text
    try:
        with open(path, "rb") as stream:
            suffix, stem = Path(shown).suffix.lower(), Path(shown).stem
            if suffix in LINES:
                yield from jsonl.articles(jsonl.lines(stream), shown)
            elif suffix == ".txt":
                yield text.article(stream.read(text.LARGEST + 1), shown, stem)
            else:
                yield from _sniffed(stream, shown, stem)
    except OSError as error:
        yield _failed(shown, error)
    except ValueError as error:  # a name with a NUL in it
        yield Unread(shown, None, f"cannot be opened: {error}")


def _failed(path: str, error: OSError) -> Unread:
    return Unread(path, None, f"cannot be read: {(error.strerror or str(error)).lower()}; check the path and your rights")


def _sniffed(stream: IO[bytes], path: str, stem: str | None) -> Iterator[Article | Unread]:
    """JSONL where the first character that is not blank is ``{``, else one text."""
    head: list[bytes] = []
    lines = jsonl.lines(stream)
    for line in lines:
        head.append(line)
        if line.removeprefix(b"\xef\xbb\xbf").strip():
            break
    if head and head[-1].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and not head[-1].startswith(b"{\\rtf"):
        yield from jsonl.articles(chain(head, lines), path)
    else:
        yield text.article(_joined(chain(head, lines)), path, stem)


def _joined(lines: Iterable[bytes]) -> bytes:
    """All lines as one, up to just over the size that is refused."""
    data = bytearray()
    for line in lines:
        data += line
        if len(data) > text.LARGEST:
            break
    return bytes(data)
