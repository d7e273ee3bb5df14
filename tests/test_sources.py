"""Sources: every way in gives articles, or says which file and line gave none and what to do."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.sources import Article, Unread, articles
from dragoman.sources.text import article, decode, fingerprint
from dragoman.types import Span

TEXT = "The envoy met the minister. They said “yes”.\r\nMore later.\n"


def one(found: Iterator[Article | Unread]) -> Article:
    (only,) = found
    assert isinstance(only, Article)
    return only


def lines(*items: object) -> list[Article | Unread]:
    data = b"\n".join(item if isinstance(item, bytes) else json.dumps(item).encode() for item in items)
    return list(articles(["-"], io.BytesIO(data + b"\n")))


def refused(item: object) -> str:
    """What is said of a line that gives no article; the line after it must still be read."""
    head, bad, good = lines({"text": "first"}, item, {"text": "last"})
    assert isinstance(head, Article)
    assert isinstance(good, Article)
    assert isinstance(bad, Unread)
    assert (bad.path, bad.line) == ("-", 2)
    return bad.message


def noted(item: dict[str, object]) -> tuple[Article, str]:
    (found,) = lines({"text": "Some text.", **item})
    assert isinstance(found, Article)
    return found, " / ".join(p.message for p in found.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_kept_as_given(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_bytes(TEXT.encode(encoding))
    found = one(articles([str(tmp_path / "story.txt")]))
    assert (found.id, found.text, found.problems) == ("story", TEXT, ())


def test_other_encodings_are_guessed_and_told_of() -> None:
    assert decode("café — “yes”".encode("cp1252")) == ("café — “yes”", "not UTF-8, read as Windows-1252; save the file as UTF-8")
    assert decode(b"caf\xe9 \x81")[1] == "not UTF-8, read as Latin-1; save the file as UTF-8"
    text, note = decode("Größe, Straße, Maß, süß, schön".encode() + b"\xff")
    assert text.startswith("Größe")
    assert note is not None
    assert "1 byte not utf-8" in note


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 ...", "pdftotext"),
        (b"PK\x03\x04....", "zip"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"text\x00with\x00zeros\x00", "binary"),
        (b"\n<!DOCTYPE html><p>Hello", "HTML"),
    ],
)
def test_what_is_no_text_gives_no_article(data: bytes, message: str) -> None:
    found = article(data, "story.txt", "story")
    assert isinstance(found, Unread)
    assert message in str(found)


def test_too_large_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.sources.text.LARGEST", 100)
    assert isinstance(article(b"a" * 101, "story.txt"), Unread)
    assert isinstance(article(b"a" * 100, "story.txt"), Article)


def test_a_full_line() -> None:
    item = {"id": "a", "title": "T", "published": "2024-01-16T10:00:00", "source": "S", "url": "U", "author": "W", "language": "en"}
    found, notes = noted({**item, "more": [1], "dyads": [{"actor": [0, 4], "recipient": [5, 9]}]})
    assert notes == ""
    assert found == Article(
        id="a",
        text="Some text.",
        title="T",
        published="2024-01-16",
        source="S",
        url="U",
        author="W",
        language="en",
        dyads=((Span(0, 4), Span(5, 9)),),
        dated_by="given",
        locator="-:1",
    )


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"title": "only"}, "no key 'text'"),
        ({"text": None}, "no key 'text'"),
        ({"text": 5}, "'text' is a number"),
        (["text"], "an array, not an object"),
        (b'{"text": "x", "text": "y"}', "stands twice"),
        (b'{"text": "x"', "not JSON"),
        (b'{"text": "x", "n": NaN}', "NaN"),
        (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"text": "x", "n": ' + b"[" * 100_000, "nested too deep"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "a\tb"}', "not JSON"),
        (b"null", "null"),
    ],
)
def test_a_bad_line_is_told_of_and_the_run_goes_on(item: object, message: str) -> None:
    assert message in refused(item)


@pytest.mark.parametrize(
    ("item", "message", "field"),
    [
        ({"title": 5}, "'title' is a number", "title"),
        ({"published": "16 January"}, "not an ISO date", "published"),
        ({"published": "2024-13-01"}, "not an ISO date", "published"),
        ({"date": 20240116}, "'date' is a number", "published"),
        ({"source": ["AFP"]}, "'source' is an array", "source"),
    ],
)
def test_a_bad_field_is_left_out_and_told_of(item: dict[str, object], message: str, field: str) -> None:
    found, notes = noted(item)
    assert message in notes
    assert getattr(found, field) is None


def test_bad_dyads_keep_their_places() -> None:
    good = {"actor": [0, 4], "recipient": [5, 9]}
    found, notes = noted({"dyads": [good, {"actor": [0, 4], "recipient": [5, 99]}, {"actor": [True, 4]}, good]})
    assert [pair[1] for pair in found.dyads] == [Span(5, 9), Span(0, 0), Span(0, 0), Span(5, 9)]
    assert "dyads 1, 2" in notes


def test_half_characters_are_replaced_one_for_one() -> None:
    (found,) = lines(b'{"text": "a\\ud800b", "title": "\\udfff"}')
    assert isinstance(found, Article)
    assert (found.text, found.title) == ("a\ufffdb", "\ufffd")
    assert "half characters" in found.problems[0].message


def test_ids_are_stable_and_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "story.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(
        '{"text": "Text."}\n\n{"id": 7, "text": "Text."}\n{"id": "story", "text": "Text."}\n', encoding="utf-8"
    )
    found = [item.id for item in articles([str(tmp_path)]) if isinstance(item, Article)]
    assert found == [fingerprint("Text."), "7", "story", "story-2", "story-3"]
    assert found == [item.id for item in articles([str(tmp_path)]) if isinstance(item, Article)]


def test_standard_input_is_text_or_lines() -> None:
    assert one(articles(["-"], io.BytesIO(b"\n Plain text. {"))).text == "\n Plain text. {"
    assert one(articles(["-"], io.BytesIO(b'\xef\xbb\xbf\n  {"text": "x"}'))).text == "x"
    assert one(articles(["-"], io.BytesIO(b""))).text == ""


def test_missing_and_empty_paths_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    missing, nothing, odd = articles([str(tmp_path / "no.txt"), str(tmp_path), "a\0b"])
    assert isinstance(missing, Unread)
    assert "no such file" in missing.message
    assert isinstance(nothing, Unread)
    assert ".jsonl" in nothing.message
    assert isinstance(odd, Unread)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("x", encoding="utf-8")
    (tmp_path / "story.txt").chmod(0)
    (found,) = articles([str(tmp_path)])
    assert isinstance(found, Unread)
    assert "permission denied" in found.message


def test_lines_are_read_as_they_come() -> None:
    """The first article is there before the second line is: a pipe may be slow, and a file longer than memory."""

    class Pipe(io.BytesIO):
        asked = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.asked += 1
            return b'{"text": "line %d"}\n' % self.asked

    pipe = Pipe()
    found = articles(["-"], pipe)
    for n in range(1, 4):
        assert isinstance(next(found), Article)
        assert pipe.asked == n
