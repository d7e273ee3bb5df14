"""WARC and packed files: pages are found, and no cut, changed byte or bomb passes without a word."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import time
import zlib

import pytest

from dragoman.sources import Article, Unread, articles, documents
from dragoman.sources.warc import dechunked, inflated, page, records

STORY = "<!doctype html><html><body><p>The ministers of Lakeland and Moria met on Monday and signed an accord on trade.</p></body></html>"


def record(
    body: bytes = STORY.encode(), number: int = 1, kind: str = "response", media: str = "text/html", http: str = "", **more: str
) -> bytes:
    block = body
    if kind == "response":
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n{http}\r\n".encode() + body
        media = "application/http; msgtype=response"
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{number}>",
        "WARC-Target-URI": f"https://gazette.example/{number}",
        "Content-Type": media,
        "WARC-Block-Digest": f"sha1:{digest}",
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


ARCHIVE = [record(number=n) for n in (1, 2, 3)]
PLAIN, PACKED = b"".join(ARCHIVE), b"".join(map(gzip.compress, ARCHIVE))


def read(data: bytes, name: str = "crawl.warc") -> list[Article | Unread]:
    return list(documents(data, name, kind="warc"))


def one(data: bytes) -> Article:
    (found,) = read(data)
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize("data", [PLAIN, PACKED, gzip.compress(PLAIN)], ids=["plain", "gzip", "one member"])
def test_pages_of_an_archive(data: bytes) -> None:
    found = read(data)
    assert [item.id for item in found if isinstance(item, Article)] == ["1", "2", "3"]
    for item in found:
        assert isinstance(item, Article)
        assert item.text.startswith("The ministers of Lakeland")
        assert item.partial is None
    assert found[0].url == "https://gazette.example/1"  # type: ignore[union-attr]
    assert [item.locator for item in read(PLAIN)] == [f"crawl.warc@{n * len(ARCHIVE[0])}" for n in range(3)]


@pytest.mark.parametrize("data", [PLAIN, PACKED], ids=["plain", "gzip"])
def test_an_archive_cut_at_any_byte_is_marked(data: bytes) -> None:
    """Libraries read such an archive to its end without an error."""
    pieces = ARCHIVE if data is PLAIN else [gzip.compress(piece) for piece in ARCHIVE]
    ends = {len(pieces[0]), len(pieces[0]) + len(pieces[1])}
    unmarked = {size for size in range(1, len(data)) if not any(r.cut or r.unusable for r in records(io.BytesIO(data[:size])))}
    assert unmarked == ends  # where a record ends, a cut cannot be told from the end of the archive


@pytest.mark.parametrize("data", [PLAIN, PACKED], ids=["plain", "gzip"])
def test_a_damaged_record_costs_itself_only(data: bytes) -> None:
    """A byte in the middle record is changed: the first and the last are whole, and something is said."""
    pieces = ARCHIVE if data is PLAIN else [gzip.compress(piece) for piece in ARCHIVE]
    for place in range(len(pieces[0]), len(pieces[0]) + len(pieces[1]), 5):
        spoilt = data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]
        found = list(records(io.BytesIO(spoilt)))
        whole = [r.headers.get("warc-record-id") for r in found if not r.cut and not r.unusable]
        assert whole[0] == "<urn:uuid:1>"
        assert whole[-1] == "<urn:uuid:3>"


def test_a_wrong_length_swallows_no_other_record() -> None:
    for length in ("1", "99999999", "-5", "x", ""):
        spoilt = ARCHIVE[0] + record(number=2, Content_Length=length) + ARCHIVE[2]
        found = read(spoilt)
        ids = [item.id for item in found if isinstance(item, Article) and not item.partial]
        assert ids == ["1", "3"], length
        assert any(isinstance(item, Unread) or item.partial for item in found)


def test_a_changed_page_is_marked_by_its_digest() -> None:
    assert "digest" in (one(record().replace(b"ministers", b"monsters!")).partial or "")


def test_what_the_crawler_cut_is_marked() -> None:
    assert "crawler cut it (length)" in (one(record(WARC_Truncated="length")).partial or "")
    assert "shorter" in (one(record(http="Content-Length: 9999\r\n")).partial or "")
    assert one(record(http="Content-Length: 20\r\n")).partial is None
    assert one(record(http="X-A: b\r\n").replace(b"200 OK", b"206 OK", 1)).partial is not None


@pytest.mark.parametrize(
    ("body", "http"),
    [
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(STORY), STORY.encode()), "Transfer-Encoding: chunked\r\n"),
        (STORY.encode(), "Transfer-Encoding: chunked\r\n"),  # put together by the crawler, which kept the header
        (gzip.compress(STORY.encode(), mtime=0), "Content-Encoding: gzip\r\n"),
        (STORY.encode(), "Content-Encoding: gzip\r\n"),
        (zlib.compress(STORY.encode()), "Content-Encoding: deflate\r\n"),
    ],
    ids=["chunks", "no chunks", "gzip", "not gzip", "deflate"],
)
def test_pages_as_servers_send_them(body: bytes, http: str) -> None:
    found = one(record(body, http=http))
    assert found.text.startswith("The ministers")
    assert found.partial is None


def test_what_breaks_off_in_transfer_is_marked() -> None:
    assert dechunked(b"5\r\nabcde\r\n5\r\nabc") == (b"abcdeabc", "it breaks off within a chunk")
    assert dechunked(b"5\r\nabcde\r\n") == (b"abcde", "it breaks off between two chunks")
    packed = gzip.compress(STORY.encode() * 100)
    data, cut = inflated(packed[:-20], "gzip")
    assert cut is not None
    assert data.startswith(b"<!doctype")
    assert inflated(packed[:-5] + b"12345", "gzip")[1] is not None


def test_only_pages_are_read() -> None:
    other = record(media="image/png") + record(kind="request") + record(kind="metadata") + record().replace(b"200 OK", b"404 No", 1)
    assert [item for item in read(other) if isinstance(item, Article)] == []
    assert one(record(kind="resource")).text.startswith("The ministers")
    assert one(record(b"The ministers met.", kind="conversion", media="text/plain")).text == "The ministers met."


def test_no_archive() -> None:
    for data, words in ((b"filedesc://x.arc 0.0.0.0 2024\n", "ARC file"), (b"hello", "no WARC record"), (b"WARC/1.0\r\nx", "headers")):
        (found,) = read(data)
        assert isinstance(found, Unread)
        assert words in found.message


def test_very_many_small_records_take_linear_time() -> None:
    small = gzip.compress(record(b"x", kind="request"))
    times = []
    for count in (2_000, 8_000):
        began = time.process_time()
        assert sum(1 for _ in records(io.BytesIO(small * count))) == count
        times.append(time.process_time() - began)
    assert times[1] < 4 * times[0] * 2


def test_packed_text_lines_and_pages(tmp_path: object) -> None:
    lines = b'{"text": "One."}\n{"text": "Two."}\n'
    assert [item.text for item in documents(gzip.compress(lines), "n.jsonl.gz") if isinstance(item, Article)] == ["One.", "Two."]
    (story,) = documents(gzip.compress(STORY.encode()), "story.html.gz")
    assert isinstance(story, Article)
    assert story.partial is None
    two = gzip.compress(b"One ") + gzip.compress(b"two.")
    (text,) = documents(two, "t.txt.gz")
    assert isinstance(text, Article)
    assert text.text == "One two."


@pytest.mark.parametrize("size", range(10, len(gzip.compress(STORY.encode() * 3)), 9))
def test_a_packed_file_cut_anywhere_is_marked(size: int) -> None:
    found = list(documents(gzip.compress(STORY.encode() * 3)[:size], "story.html.gz"))
    assert all(isinstance(item, Unread) or item.partial for item in found)
    lines = list(documents(gzip.compress(b'{"text": "One."}\n' * 50 + STORY.encode())[:size], "n.jsonl.gz"))
    assert any(isinstance(item, Unread) for item in lines)


def test_a_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.sources.packed.LARGE", 16 << 20)
    found = list(documents(gzip.compress(b"\0" * (40 << 20), 1), "bomb.jsonl.gz"))
    assert any(isinstance(item, Unread) and "times its size" in item.message for item in found)
    (nested,) = documents(gzip.compress(gzip.compress(b"text")), "x.txt.gz")
    assert isinstance(nested, Unread)


def test_zstandard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.sources.packed.LARGE", 16 << 20)
    zstandard = pytest.importorskip("zstandard")
    packed = zstandard.compress(STORY.encode())
    (found,) = documents(packed, "story.html.zst")
    assert isinstance(found, Article)
    assert found.partial is None
    (cut,) = documents(packed[:-6], "story.html.zst")
    assert isinstance(cut, Unread) or cut.partial
    bomb = zstandard.compress(b"\0" * (40 << 20), 1)
    assert any("times its size" in str(item) for item in documents(bomb, "b.jsonl.zst"))


def test_an_archive_on_standard_input() -> None:
    found = list(articles(["-"], io.BytesIO(PACKED)))
    assert [item.locator for item in found][:1] == ["-@0"]
    assert len(found) == 3


def test_page_of_a_record_without_headers_is_none() -> None:
    (empty,) = records(io.BytesIO(record(b"", kind="response").replace(b"HTTP/1.1", b"XTTP/1.1")))
    assert page(empty) is None
