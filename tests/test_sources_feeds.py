"""Feeds: RSS, Atom and JSON Feed give an article an item, with day, outlet, author and address; entities never grow; cuts are told."""

from __future__ import annotations

import json
import time

import pytest

from dragoman.sources import Article, Unread, documents
from dragoman.sources.feed import items

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>The Lake Gazette</title><link>https://gazette.example/</link><language>en-gb</language>
<item><title>Lakeland &amp; Moria sign</title><link>/a/1</link><guid isPermaLink="false">g1</guid>
<pubDate>Tue, 12 Mar 2024 09:00:00 +0300</pubDate><dc:creator>Ana Rojas</dc:creator><media:title>Picture</media:title>
<description>Short&nbsp;version</description>
<content:encoded><![CDATA[<p>Lakeland signed.</p><p>Moria &eacute; too.</p>]]></content:encoded></item>
<item><title>Talks</title><guid>https://gazette.example/a/2</guid><author>bo@gazette.example (Bo Li)</author>
<description>&lt;p&gt;The talks began.&lt;p&gt;They ended.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://gazette.example/"><title>The Lake Gazette</title>
<entry><title type="html">A &lt;b&gt;bold&lt;/b&gt; step</title><id>tag:1</id><link rel="self" href="self"/><link href="a/1"/>
<updated>2024-03-13T00:00:00Z</updated><published>2024-03-12T00:00:00Z</published><author><name>Ana Rojas</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <b>two</b></p><p>Three</p></div></content></entry>
<entry><title>Only a summary</title><id>tag:2</id><updated>2024-03-13</updated><summary>The talks began.</summary></entry></feed>"""


def read(feed: str | bytes, **more: str) -> list[Article]:
    found = list(documents(feed.encode() if isinstance(feed, str) else feed, "feed.xml", **more))
    assert all(isinstance(item, Article) for item in found), found
    return [item for item in found if isinstance(item, Article)]


def refused(feed: str) -> str:
    (found,) = documents(feed.encode(), "feed.xml", kind="feed")
    assert isinstance(found, Unread)
    return found.message


def test_rss() -> None:
    one, two = read(RSS)
    assert (one.id, one.title, one.text) == ("g1", "Lakeland & Moria sign", "Lakeland signed.\nMoria é too.")
    assert (one.published, one.dated_by, one.source) == ("2024-03-12", "feed", "The Lake Gazette")
    assert (one.author, one.url, one.language, one.partial) == ("Ana Rojas", "https://gazette.example/a/1", "en", None)
    assert (two.text, two.author, two.url) == ("The talks began.\nThey ended.", "Bo Li", "https://gazette.example/a/2")
    assert (one.locator, two.locator) == ("feed.xml#1", "feed.xml#2")
    assert one.raw_sha256 == two.raw_sha256


def test_atom() -> None:
    one, two = read(ATOM)
    assert (one.title, one.text, one.url) == ("A bold step", "One two\nThree", "https://gazette.example/a/1")
    assert (one.published, one.dated_by, one.author, one.language) == ("2024-03-12", "feed", "Ana Rojas", "fr")
    assert (two.published, two.dated_by) == ("2024-03-13", "feed updated")
    assert two.partial is not None  # an Atom summary is no article
    assert "summary" in two.partial


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Lake Gazette",
        "home_page_url": "https://gazette.example",
        "language": "en-US",
        "items": [
            {"id": 7, "url": "/a", "content_html": "<p>One<p>Two", "date_published": "2024-03-12T09:00:00Z", "authors": [{"name": "Ana"}]},
            {"id": "8", "summary": "Less", "author": {"name": "Bo"}},
        ],
    }
    one, two = read(json.dumps(feed))
    assert (one.id, one.text, one.url, one.published) == ("7", "One\nTwo", "https://gazette.example/a", "2024-03-12")
    assert (one.source, one.author, one.language) == ("The Lake Gazette", "Ana", "en")
    assert (two.author, two.partial is None) == ("Bo", False)


@pytest.mark.parametrize(
    "feed",
    [
        RSS.replace("<rss", "<r:rss xmlns:r='http://backend.userland.com/rss2'").replace("</rss>", "</r:rss>"),
        RSS.replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),  # a prefix that is not declared
        RSS.replace("Lakeland &amp; Moria", "Lakeland & Moria"),  # a bare ampersand
        "\n  " + RSS,
        RSS.replace("utf-8", "iso-8859-1"),
    ],
    ids=["namespace", "prefix", "ampersand", "white", "encoding"],
)
def test_what_feeds_get_wrong_is_understood(feed: str) -> None:
    one, _ = read(feed)
    assert (one.title, one.author, one.text[:16]) == ("Lakeland & Moria sign", "Ana Rojas", "Lakeland signed.")


def test_broken_xml_is_read_as_far_as_it_goes_and_told_of() -> None:
    found = list(documents(RSS.replace("<guid>https", "<guid><b>https").encode(), "feed.xml"))
    assert [item.title for item in found if isinstance(item, Article)][:1] == ["Lakeland & Moria sign"]
    (told,) = (item for item in found if isinstance(item, Unread))
    assert "not well-formed XML (line 9" in told.message


def test_a_feed_cut_anywhere_is_marked() -> None:
    for feed in (RSS, ATOM):
        whole = feed.encode()
        for size in range(1, len(whole) - 1):
            found = list(items(whole[:size]))
            assert any(item.refused or (item.partial and "breaks off" in item.partial) for item in found), whole[:size][-40:]


@pytest.mark.parametrize(
    "declared",
    [
        "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};&a{n - 1};">' for n in range(1, 30)),
        f'<!ENTITY a "{"x" * 100_000}">',
        '<!ENTITY a "&b;"><!ENTITY b "&a;">',
        "".join(f'<!ENTITY a{n} "x">' for n in range(1000)),
    ],
    ids=["laughs", "quadratic", "cyclic", "many"],
)
def test_entities_that_grow_are_refused_at_once(declared: str) -> None:
    bomb = f"<!DOCTYPE rss [{declared}]><rss><channel><item><title>{'&a;' * 1000}</title></item></channel></rss>".encode()
    began = time.perf_counter()
    (found,) = items(bomb)
    assert time.perf_counter() - began < 0.05
    assert found.refused is not None
    assert "entities" in found.refused


def test_no_other_file_is_opened(tmp_path: object) -> None:
    feed = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel><item><title>x&a;y</title></item></channel></rss>'
    (found,) = items(feed.encode())
    assert found.title == "xy"


def test_short_entities_of_a_feeds_own_are_taken() -> None:
    feed = '<!DOCTYPE rss [<!ENTITY lake "The Lake">]><rss><channel><item><title>&lake; &hellip;</title></item></channel></rss>'
    assert next(items(feed.encode())).title == "The Lake …"


def test_a_long_author_takes_no_time() -> None:
    """A regular expression of feedparser takes five seconds for 32 KB."""
    for name in ("a" * 100_000, "(" * 100_000, "a@" * 50_000, "(a" * 50_000 + "@"):
        began = time.perf_counter()
        (found,) = items(f"<rss><channel><item><title>x</title><author>{name}</author></item></channel></rss>".encode())
        assert time.perf_counter() - began < 0.2
        assert found.author


def test_what_is_no_feed_is_refused() -> None:
    assert "no item of a feed" in refused("<rss><channel><title>x</title></channel></rss>")
    assert "no item of a feed" in refused("<opml><body/></opml>")
    assert "nested too deep" in refused("<rss>" + "<a>" * 1000)
    assert "without text or title" in refused("<rss><channel><item><link>https://g.example/</link></item></channel></rss>")


def test_control_characters_meant_as_quotes_become_such() -> None:
    (found,) = read("<rss><channel><item><title>Moria&#146;s army</title><description>&#147;Yes&#148;</description></item></channel></rss>")
    assert (found.title, found.text) == ("Moria’s army", "“Yes”")


def test_an_item_that_only_begins_is_partial() -> None:
    (found,) = read("<rss><channel><item><title>x</title><description>The talks began, and then […]</description></item></channel></rss>")
    assert found.partial is not None
    assert "no more than a summary" in found.partial
