"""Mail, tables, patterns, and what a file is: by its name, or by its first bytes."""

from __future__ import annotations

import datetime
import gzip
import io
import json
from pathlib import Path

import pytest

from dragoman.sources import Article, Unread, articles, documents, files
from dragoman.sources.kinds import sniffed
from dragoman.sources.mail import messages

MAIL = (
    "From: =?utf-8?q?Ana_Roj=C3=A1s?= <ana@gazette.example>\r\nSubject: =?utf-8?q?Lakeland_signs?=\r\n =?utf-8?q?_accord?=\r\n"
    "Date: Tue, 12 Mar 2024 09:00:00 +0300\r\nMessage-ID: <x1@gazette.example>\r\nMIME-Version: 1.0\r\n"
)
PLAIN = MAIL + "Content-Type: text/plain; charset=utf-8\r\n\r\nLakeland condemned the attack on Monday.\r\n"
TWO = (
    MAIL
    + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Lakeland <b>condemned</b> it.\r\n"
    "--b\r\nContent-Type: text/plain; format=flowed\r\n\r\nLakeland \r\ncondemned it.\r\n--b\r\n"
    "Content-Disposition: attachment\r\nContent-Type: text/plain\r\n\r\nsecret\r\n--b--\r\n"
)


def one(data: bytes | str, name: str, **more: str) -> Article:
    (found,) = documents(data.encode() if isinstance(data, str) else data, name, **more)  # type: ignore[arg-type]
    assert isinstance(found, Article), found
    return found


def test_a_message() -> None:
    found = one(PLAIN, "a.eml", kind="mail")
    assert (found.id, found.title, found.author) == ("x1@gazette.example", "Lakeland signs accord", "Ana Rojás")
    assert (found.source, found.published, found.dated_by) == ("gazette.example", "2024-03-12", "header")
    assert (found.text, found.partial) == ("Lakeland condemned the attack on Monday.\n", None)


def test_a_message_in_two_forms_is_read_once() -> None:
    assert one(TWO, "a.eml").text.strip() == "Lakeland condemned it."
    assert one(TWO.replace("text/plain", "application/pdf"), "a.eml").text.strip() == "Lakeland condemned it."


def test_a_message_that_breaks_off_is_marked() -> None:
    assert "breaks off" in (one(TWO[:-12], "a.eml").partial or "")
    (none,) = documents(MAIL.encode() + b"\r\n", "a.eml", kind="mail")
    assert isinstance(none, Unread)
    assert "without text" in none.message


def test_endless_headers_take_no_time() -> None:
    """The library's time for a header grows with the square of its parts."""
    found = one(
        "Content-Type: text/plain;" + " a=b;" * 200_000 + f"\nSubject: {'=?utf-8?q?a?= ' * 50_000}\n\nLakeland met Moria.",
        "a.eml",
        kind="mail",
    )
    assert found.text == "Lakeland met Moria."


def test_a_mailbox() -> None:
    box = b"From a Mon\nSubject: One\n\nThe first.\n>From the capital.\n\nFrom b Tue\nSubject: Two\n\nThe second.\n"
    found = list(documents(box, "box.mbox", kind="mailbox"))
    assert [(item.title, item.locator) for item in found if isinstance(item, Article)] == [("One", "box.mbox#1"), ("Two", "box.mbox#2")]
    assert "From the capital." in found[0].text  # type: ignore[union-attr]
    assert list(messages([])) == []


def test_parquet_rows(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = {
        "id": [1, 2, 3],
        "text": ["Lakeland met Moria.", None, "They talked."],
        "date": [datetime.date(2024, 3, 12)] * 3,
        "author": ["Ana", None, None],
        "mine": [0.1, 0.2, 0.3],
    }
    path = tmp_path / "news.parquet"
    parquet.write_table(pa.table(table), path)
    one_, none, three = articles([str(path)])
    assert isinstance(one_, Article)
    assert (one_.id, one_.text, one_.published, one_.dated_by, one_.author) == ("1", "Lakeland met Moria.", "2024-03-12", "given", "Ana")
    assert one_.locator == f"{path}#1"
    assert isinstance(none, Unread)
    assert isinstance(three, Article)
    path.write_bytes(path.read_bytes()[:-30])
    (cut,) = articles([str(path)])
    assert isinstance(cut, Unread)
    assert "damaged" in cut.message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><p>x", "page"),
        (b"\xef\xbb\xbf\n <HTML lang=en>", "page"),
        (b"<?xml version='1.0'?><rss version='2.0'>", "feed"),
        (b"<?xml version='1.0'?><!-- a --><feed xmlns='x'>", "feed"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "page"),
        (b"<rdf:RDF xmlns='x'>", "feed"),
        (b"WARC/1.0\r\n", "warc"),
        (gzip.compress(b"WARC/1.0\r\n", mtime=0), "warc"),
        (gzip.compress(b"text", mtime=0), "gzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b'{"text": "x"}\n', "lines"),
        (b'{\n "text": "x"}', "json"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "json"),
        (b'[\n{"text": "x"}]', "json"),
        (PLAIN.encode(), "mail"),
        (b"From a Mon\nSubject: x\n\nbody", "mailbox"),
        (b"From Monday on, the army will withdraw.", "text"),
        (b"Update: the army withdrew.\n\nMore later.", "text"),
        (b"[Photo] The army withdrew.", "text"),
        (b"<b>The army withdrew.", "text"),
        (b"", "text"),
    ],
)
def test_the_first_bytes_tell(data: bytes, kind: str) -> None:
    assert sniffed(data) == kind


def test_standard_input_may_be_anything() -> None:
    page = b"<html><body><p>Lakeland met Moria on Monday, and both sides said that the talks had gone well.</p></body></html>"
    for data in (page, gzip.compress(page), PLAIN.encode(), b"<rss><channel><item><title>Lakeland</title></item></channel></rss>"):
        (found,) = articles(["-"], io.BytesIO(data))
        assert isinstance(found, Article)
        assert "Lakeland" in found.text
        assert "<" not in found.text


def test_one_json_file_may_hold_one_article_or_many() -> None:
    assert one(json.dumps({"text": "x"}, indent=1), "a.json", kind="json").text == "x"
    found = list(documents(b'[{"text": "x"}, 5, {"text": "y", "published": "soon"}]', "a.json", kind="json"))
    assert [item.locator for item in found] == ["a.json#1", "a.json#2", "a.json#3"]
    assert [isinstance(item, Unread) for item in found] == [False, True, False]
    assert [item.locator for item in documents(b'{"text": "x"}\n{"text": "y"}\n', "a.json", kind="json")] == ["a.json:1", "a.json:2"]
    (empty,) = documents(b"[]", "a.json", kind="json")
    assert isinstance(empty, Unread)


def test_files_that_paths_stand_for(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b.jsonl", "a.html", "c.warc.gz", "d.png", "e.txt.gz", "f.tar.gz", "h.json", "in/g.xml"):
        (tmp_path / name).write_bytes(b"")
    names = [Path(file).name for file in files([str(tmp_path)]) if isinstance(file, str)]
    assert names == ["a.html", "b.jsonl", "c.warc.gz", "e.txt.gz", "g.xml"]
    assert [Path(str(f)).name for f in files([str(tmp_path / "*.jsonl"), "-"])] == ["b.jsonl", "-"]
    assert [Path(str(f)).name for f in files([str(tmp_path / "**" / "*.xml")])] == ["g.xml"]
    (none,) = files([str(tmp_path / "*.csv")])
    assert isinstance(none, Unread)
    odd = tmp_path / "a[1].txt"
    odd.write_text("x", encoding="utf-8")
    assert list(files([str(odd)])) == [str(odd)]  # a name, not a pattern


def test_contents_that_belie_the_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<!doctype html><html><body><p>Lakeland met Moria on Monday.</p></body></html>", encoding="utf-8")
    (found,) = articles([str(tmp_path / "a.txt")])
    assert isinstance(found, Article)
    assert found.text == "Lakeland met Moria on Monday."
    (tmp_path / "b.html").write_bytes(b"%PDF-1.7")
    (pdf,) = articles([str(tmp_path / "b.html")])
    assert isinstance(pdf, Unread)
    assert "pdftotext" in pdf.message


def test_an_unread_part_says_where_it_stands() -> None:
    assert str(Unread("crawl.warc", None, "cut", "@5119")) == "crawl.warc@5119: cut"
    assert Unread("n.jsonl", 3, "bad").locator == "n.jsonl:3"
