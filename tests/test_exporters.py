"""What leaves the program: the table, the page, JSONL, flat rows. Nothing in a text may act on the reader's terminal or browser."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dragoman import Reading, plain
from dragoman.api import default_knowledge, read
from dragoman.cli.options import EXAMPLE
from dragoman.exporters import Options, exporter, page, rows, wording
from dragoman.exporters.safe import as_json, shown
from dragoman.types import Article, Evidence, Furniture, Party, Place, Problem, Record, Sentence, Size, Source, Span

OUTSIDE = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).parents[2] / "shared" / "data")) / "hostile"
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>",
    "&lt;script&gt;",
    "javascript:alert(1)",
    "\x00<\x00script>",
    "\u202e<b>",
    "</title></textarea></p></div></li></article><base href=//a.b>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "[bold red]markup[/] [link=http://a.b]x[/link]",
    "\x1b]8;;http://a.b\x1b\\x\x1b]8;;\x1b\\ \x1b[2J \x9b2J \x07 \r over",
]


@pytest.fixture(scope="module")
def story() -> Reading:
    return read(EXAMPLE.read_text(encoding="utf-8"), id="border")


def options(**more: object) -> Options:
    return Options(knowledge=default_knowledge(), now="2024-05-01", **more)  # type: ignore[arg-type]


def written(form: str, reading: Reading, **more: object) -> str:
    out = io.StringIO()
    exporter(form)([reading], out, options(**more))
    return out.getvalue()


def hostile(payload: str) -> Reading:
    """A reading with the payload in every field that a text can reach."""
    text = f"Start {payload} met {payload} end.\nMore {payload}."
    at = text.index(" met ") + 1
    names = {"entity_text": payload, "identifier_text": payload, "identifier_id": payload, "office": payload}
    party = Party(code="KEN", sectors=("GOV",), validity="unknown", **names)
    place = Place(start=0, end=5, name=payload, country="KEN", adm1=payload, precision="city", lat=1.0, lon=2.0)
    inner = Source(party=party, stance="asserts", cue=payload)
    record = Record(
        id="drg-0123456789abcdef",
        event="CONSULT",
        modes=(payload,),
        contexts=(payload,),
        actors=(party,),
        recipients=(party, party),
        date_edtf=payload,
        place=place,
        status="happened",
        sources=(Source(party=party, stance="denies", cue=payload, quoting=inner), inner),
        size=Size(dead=(1, None), quantity=payload, quantity_bounds=(1, 2)),
        confidence=0.5,
        evidence=(Evidence(start=0, end=len(text), text=text, trigger=Span(at, at + 3), rule=payload),),
        sentence=0,
    )
    article = Article(id=payload, text=text, url=payload, language=payload)
    return Reading(
        article=article, title=payload, published="2024-03-12", source=payload, language=payload,
        sentences=(Sentence(start=0, end=len(text)),), furniture=(Furniture(start=0, end=5, kind="byline"),),
        records=(record,), problems=(Problem(stage="x", message=payload),),
    )  # fmt: skip


# the terminal


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("explain", [False, True])
def test_the_table_keeps_to_its_width(story: Reading, width: int, explain: bool) -> None:
    told = written("table", story, width=width, explain=explain)
    assert max(map(len, told.splitlines())) <= width
    assert all(line == line.rstrip() for line in told.splitlines())
    flat = " ".join(told.split())
    for words in ("Kenya and Ethiopia hold talks", "2024-03-12", "ASSAULT", "Moyale", "claimed", "according to"):
        assert words in flat, words


def test_the_table_of_no_records() -> None:
    told = written("table", read("The weather was fine.", published="2024-03-12"), width=80)
    assert "no event found" in told
    assert "0 records" in told


@pytest.mark.parametrize("form", ["table", "jsonl", "reading"])
@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_text_acts_on_the_terminal(form: str, terminal: bool, payload: str) -> None:
    told = written(form, hostile(payload), terminal=terminal, width=200)
    ours = re.sub(r"\x1b\[[0-9;]*m", "", told)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", ours)


def test_markup_is_shown_as_it_stands() -> None:
    assert "[bold red]markup[/]" in written("table", hostile("[bold red]markup[/]"), width=200, terminal=True)


def test_shown() -> None:
    assert shown(" a\x1b[2J\n\tb\u202ec ") == "a\\x1b[2J b\\u202ec"


def test_json_says_the_same_and_holds_no_active_character() -> None:
    value = {"x": "é\x9b\u202e\u2028\x1b\ud800 “ok” 中"}
    told = as_json(value)
    assert json.loads(told) == value
    assert "é" in told
    assert "中" in told
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e\u2028\ud800]", told)


# the page


class Skeleton(HTMLParser):
    """Tags and attribute names of a page, without its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", ()))


def skeleton(html: str) -> Skeleton:
    parser = Skeleton()
    parser.feed(html)
    parser.close()
    return parser


def payloads() -> Iterator[str]:
    yield from PAYLOADS
    for path in sorted((OUTSIDE / "xss").rglob("*.txt")):
        yield from path.read_text(encoding="utf-8", errors="replace").splitlines()[::40]


def has_bones(payload: str) -> bool:
    """A link to the web is one on the page too, and a new line is a paragraph."""
    return bool(re.match(r"\s*https?://", payload, re.IGNORECASE)) or len(payload.splitlines()) > 1


def test_no_text_changes_the_bones_of_the_page() -> None:
    """The tags and attributes are those that the word "x" gives, whatever stands in every field."""
    plain_bones = skeleton(written("html", hostile("x"), explain=True)).found
    seen = 0
    for payload in payloads():
        if has_bones(payload):
            continue
        told = skeleton(written("html", hostile(payload), explain=True))
        assert told.found == plain_bones or not payload.strip(), payload
        assert all(re.match(r"#|data:,|https?://", link) for link in told.links), payload
        seen += 1
    assert seen >= sum(not has_bones(payload) for payload in PAYLOADS) > 10


def test_the_page_needs_nothing_else(story: Reading) -> None:
    """It loads nothing, and its policy names its one script and its one style by what they are."""
    html = written("html", story)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (code,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert page._hash(code) in policy[1]
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=(?!\"data:,\")", html)
    assert "style=" not in html
    assert " on" not in " ".join(" ".join(names) for _, names in skeleton(html).found)


def test_the_page_shows_the_whole_story_once(story: Reading) -> None:
    html = written("html", story)
    body = html[html.index('<div class="story"') : html.index('<div class="side"')]
    words = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", body).replace("&amp;", "&").replace("&#x27;", "'")
    assert words.split() == story.text.split()


def test_records_and_words_lead_to_each_other(story: Reading) -> None:
    html = written("html", story)
    ids = set(re.findall(r' id="([^"]+)"', html))
    assert len(ids) == len(re.findall(r' id="([^"]+)"', html))
    assert {link[1:] for link in skeleton(html).links if link.startswith("#")} <= ids
    assert {f"s1r{n + 1}" for n in range(len(story.records))} <= ids


def test_marks_may_overlap_and_share_words() -> None:
    base = hostile("x")
    (record,) = base.records
    other = replace(record, evidence=(replace(record.evidence[0], start=3, end=15, text=base.text[3:15]),))
    html = written("html", replace(base, records=(record, other, other)))
    assert "<sup>1,2,3</sup>" in html


def test_links_go_to_the_web_only() -> None:
    article = replace(hostile("x").article, url='https://example.org/a?b=1&c="2')
    assert 'href="https://example.org/a?b=1&amp;c=&quot;2"' in written("html", replace(hostile("x"), article=article))
    assert "javascript:" not in " ".join(skeleton(written("html", hostile("javascript:alert(1)"))).links)


def test_several_stories_on_one_page(story: Reading) -> None:
    out = io.StringIO()
    exporter("html")([story, story], out, options())
    assert out.getvalue().count("<article") == 2
    assert out.getvalue().count("<h1") == 2
    assert len(set(re.findall(r' id="([^"]+)"', out.getvalue()))) == len(re.findall(r' id="([^"]+)"', out.getvalue()))


def test_a_page_of_nothing() -> None:
    out = io.StringIO()
    exporter("html")([], out, options())
    assert out.getvalue().rstrip().endswith("</html>")


# words


@pytest.mark.parametrize("width", [10, 20, 60, 200])
def test_a_quote_is_cut_around_the_word_that_says_it(width: int) -> None:
    text = "A long beginning of some words before the envoy met the minister and a long ending of some more words."
    at = text.index("met")
    evidence = Evidence(start=100, end=100 + len(text), text=text, trigger=Span(100 + at, 103 + at), rule="")
    before, word, after = wording.quote(evidence, width)
    assert word == "met"
    assert before.startswith("“")
    assert after.endswith("”")
    assert len(before + word + after) <= max(width, 13) + 6
    assert before.strip("“…") + word + after.rstrip("”… ") in text


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (Size(), ""),
        (Size(dead=(12, 12), injured=(30, None)), "12 dead, at least 30 injured"),
        (Size(arrested=(0, 5), quantity="40 tanks"), "up to 5 arrested, 40 tanks"),
        (Size(dead=(1000, 2000)), "1,000 to 2,000 dead"),
    ],
)
def test_sizes_in_words(size: Size, words: str) -> None:
    assert wording.size(size) == words


# rows and dicts


def test_rows_have_the_columns_named(story: Reading) -> None:
    for row in rows.rows([story]):
        assert list(row) == list(rows.COLUMNS)
        assert all(value is None or isinstance(value, (kind, int)) for value, kind in zip(row.values(), rows.COLUMNS.values(), strict=True))


def test_every_span_is_of_the_text(story: Reading) -> None:
    told = plain.reading(story)
    for record in told["records"]:
        for e in record["evidence"]:
            assert told["text"][e["start"] : e["end"]] == e["text"]
            assert e["start"] <= e["trigger"][0] < e["trigger"][1] <= e["end"]
        assert record["text_info"]["start"] == record["evidence"][0]["start"]
    ids = {record["id"] for record in told["records"]}
    assert len(ids) == len(told["records"])
    assert {m["record"] for m in told["mentions"]} - {None} == ids


def test_speakers_are_told(story: Reading) -> None:
    named = [a["speaker"]["entity_text"] for a in plain.reading(story)["attributions"] if a["speaker"]]
    assert "the defence ministry" in named
