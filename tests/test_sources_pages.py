"""HTML: the article and what the page says of it are found; what parsers lose without a word is kept or told of."""

from __future__ import annotations

import time

import pytest

from dragoman.sources import Article, Unread, documents
from dragoman.sources.days import day, of_url
from dragoman.sources.markup import ATTRIBUTES, plain, tidy, unicode

BODY = (
    "<article><h1>Lakeland and Moria sign accord</h1>"
    "<p>Lakeland and Moria signed a trade agreement on Monday after talks in the capital, officials said.</p>"
    "<p>The foreign minister of Lakeland said the accord would open the border posts. Moria denied that it had asked for it.</p>"
    "<p>Traders in the border town welcomed the move, and said they expected the first lorries on Thursday morning.</p></article>"
)
AROUND = "<nav><a href=/>Home</a> <a href=/w>World</a></nav>{}<footer>Copyright The Lake Gazette. All rights reserved.</footer>"
TOO_MUCH = "the article could not be told from the page around it"


def page(head: str = "", body: str = AROUND.format(BODY), url: str | None = None, data: bytes | None = None) -> Article:
    made = data if data is not None else f"<!doctype html><html lang=en-GB><head>{head}</head><body>{body}</body></html>".encode()
    (found,) = documents(made, "page.html", url=url, kind="page")
    assert isinstance(found, Article), found
    return found


def said(article: Article) -> str:
    return " / ".join(problem.message for problem in article.problems)


def test_the_article_is_told_from_the_page() -> None:
    found = page()
    assert "signed a trade agreement on Monday" in found.text
    assert found.text.count("\n") >= 2  # a line a paragraph
    assert "Home" not in found.text
    assert "Copyright" not in found.text
    assert (found.language, found.partial, found.problems, found.locator) == ("en", None, (), "page.html")
    assert found.raw_sha256 is not None


def test_what_search_engines_are_told_is_taken() -> None:
    told = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Site"}, {"@type": "NewsArticle", '
        '"headline": "Lakeland and Moria sign accord", "datePublished": "2024-03-12T23:30:00-05:00", '
        '"author": [{"name": "Ana Rojas"}, {"name": "Bo Li"}], "publisher": {"name": "The Lake Gazette"}, "mainEntityOfPage": {"@id": "https://gazette.example/accord"}}]}</script>'
    )
    found = page(told + '<meta property="article:published_time" content="2020-01-01">')
    assert (found.title, found.author) == ("Lakeland and Moria sign accord", "Ana Rojas, Bo Li")
    assert (found.source, found.url) == ("The Lake Gazette", "https://gazette.example/accord")
    assert (found.published, found.dated_by) == ("2024-03-12", "json-ld")  # the day where it was written


@pytest.mark.parametrize(
    ("head", "url", "published", "by"),
    [
        ('<meta property="article:published_time" content="2024-03-12T08:00:00Z">', None, "2024-03-12", "meta article:published_time"),
        ('<meta name="date" content="12 March 2024">', None, "2024-03-12", "meta date"),
        ('<meta name="date" content="03/04/2024">', "https://g.example/2024/04/03/x.html", "2024-04-03", "url"),
        ("<time datetime='2024-03-12'>today</time>", None, "2024-03-12", "time"),
        ("", "https://g.example/news/20240312/x", "2024-03-12", "url"),
        ("", "https://g.example/news/x", None, None),
        ('<script type="application/ld+json">{broken</script>', None, None, None),
    ],
)
def test_the_day_comes_with_how_it_was_found(head: str, url: str | None, published: str | None, by: str | None) -> None:
    found = page(head, url=url)
    assert (found.published, found.dated_by) == (published, by)


def test_the_page_names_its_own_address() -> None:
    link = '<link rel="canonical" href="/accord?id=1">'
    assert page(link, url="https://www.gazette.example/amp/accord#top").url == "https://www.gazette.example/accord?id=1"
    assert page('<link rel="canonical" href="/">', url="https://g.example/a").url == "https://g.example/a"
    assert page('<link rel="canonical" href="javascript:alert(1)">').url is None
    assert page(url="https://www.gazette.example/a").source == "gazette.example"


def test_the_outlets_name_is_no_part_of_the_title() -> None:
    head = '<meta property="og:title" content="Accord signed | The Lake Gazette"><meta property="og:site_name" content="The Lake Gazette">'
    assert page(head).title == "Accord signed"


@pytest.mark.parametrize("tag", ["div", "font", "b", "span", "blockquote", "ul><li", "table><tr><td"])
@pytest.mark.parametrize("depth", [100, 199, 255, 300, 2048, 100_000])
def test_no_depth_loses_text(tag: str, depth: int) -> None:
    """lxml alone drops everything at and after a depth of 256, or 2,048, without an error."""
    found = page(body=f"<p>First words of the article.</p>{f'<{tag}>' * depth}<p>Deep words of the article.</p><p>Last words of it.</p>")
    for words in ("First words", "Deep words", "Last words"):
        assert words in found.text


def test_a_million_unclosed_tags_lose_no_text() -> None:
    found = page(body="<p>First words.</p>" + "<i>" * 200_000 + "Last words.")
    assert "First words" in found.text
    assert "Last words" in found.text
    assert TOO_MUCH in said(found)


def test_a_tag_with_very_many_attributes_is_cut_before_any_parser() -> None:
    """1 MB of attributes takes lxml more than ten seconds."""
    attributes = " ".join(f'a{n}=">"' for n in range(80_000))
    began = time.perf_counter()
    found = page(body=f"<p {attributes}>The first words of the article.</p>{BODY}")
    assert time.perf_counter() - began < 8
    assert "trade agreement" in found.text
    assert f"1 tag with over {ATTRIBUTES} attributes" in said(found)
    assert tidy("<p " + "a " * ATTRIBUTES + ">x").cut == 0


def test_a_huge_colspan_ends_nothing() -> None:
    table = "<table><tr><td colspan=9007199254740991>The ministers met.</td><td rowspan='-1'>They talked.</td></tr></table>"
    assert "trade agreement" in page(body=BODY + table).text


@pytest.mark.parametrize("size", range(len("</article>"), len(BODY), 7))
def test_a_page_that_breaks_off_is_marked(size: int) -> None:
    """Wherever it is cut: within a tag, a word, or between two paragraphs."""
    items = list(documents(f"<!doctype html><html><body>{BODY[:size]}".encode(), "page.html", kind="page"))
    assert all(isinstance(item, Unread) or item.partial for item in items)


@pytest.mark.parametrize("opened", ["<!-- ", "<script>", "<style>", "<a href='", "<textarea>", "<!x "])
def test_what_never_ends_is_told(opened: str) -> None:
    found = page(body=f"<p>First words of the article.</p>{opened} and the rest of the article is inside.")
    assert found.partial is not None
    assert "breaks off inside" in found.partial


def test_charsets_as_pages_mean_them() -> None:
    assert unicode("café “yes”".encode("cp1252"), "iso-8859-1") == ("café “yes”", None)
    assert unicode(b"<meta charset=gb2312>" + "外交部".encode("gb18030"))[0].endswith("外交部")
    assert unicode("é".encode(), "utf-16")[0] == "é"  # a page that says so in ASCII is not in it
    assert unicode(b"+ADw-script+AD4-", "utf-7")[0] == "+ADw-script+AD4-"  # a way to smuggle tags in
    assert unicode("naïve".encode("cp1252"), "utf-8")[0] == "naïve"  # it says UTF-8 and is not
    assert unicode(b"x", "rot13") == ("x", None)


def test_plain_text_of_a_snippet() -> None:
    assert plain("<p>One &amp; <b>two</b><p>Three<br>four<script>if (a<b) {}</script>") == "One & two\nThree\nfour"
    assert plain("5 < 6 and <title>no</title>yes <!-- > --> too") == "5 < 6 and\nyes too"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-01-16T23:59:00-05:00", "2024-01-16"),
        ("Tue, 16 Jan 2024 09:00:00 +0300", "2024-01-16"),
        ("January 16, 2024 9:00 am", "2024-01-16"),
        ("16.01.2024", "2024-01-16"),
        ("23/04/2024", "2024-04-23"),
        ("03/04/2024", None),  # March or April?
        ("January 2024", None),
        ("2024", None),
        ("1705399200", None),
        ("12:30", None),
        ("2024-02-30", None),
        ("9" * 200, None),
        ("", None),
    ],
)
def test_days(written: str, iso: str | None) -> None:
    assert day(written) == iso


def test_days_in_addresses() -> None:
    assert of_url("https://g.example/2024/1/6/story.html") == "2024-01-06"
    assert of_url("https://g.example/2024/13/45/story.html") is None
    assert of_url("https://g.example/story-12345678.html") is None


def test_a_page_that_cannot_be_taken_apart_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is killed; the page's text is kept, and the next page is read by another process."""
    from dragoman.sources import child

    began = child.Child()
    began.end()
    monkeypatch.setattr(child, "_idle", [began])
    found = page()
    assert "trade agreement" in found.text
    assert "the parser died on it" in said(found)
    assert page().problems == ()
