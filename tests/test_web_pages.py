"""The pages: what they show of every kind of event, and that no text of an article can act on them. The events are invented."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.testclient import TestClient

pytest.importorskip("fastapi")
pytest.importorskip("html5lib", reason="the oracle of the pages' structure needs html5lib")

import gathered_events as invented
from dragoman.exporters.gathered import FORMATS
from dragoman.store.filters import Filter
from dragoman.types import Article, Event, Evidence, Party, Record, Span
from dragoman.web.app import create
from dragoman.web.pages import address, charts, happening, labels, links, listing, render, segments, story
from page_shape import headings, ids, parsed, targets, unlabelled, unsafe
from shelved import shelve

FORWARD = "evt-0000000000000001"
TOOLS = Path(__file__).resolve().parents[1] / "tools" / "torture"


def more_events() -> list[Event]:
    """One event with two reports of one pair, so that a pair has two months."""
    text = "Kenya promised Uganda two boats on February 2."
    return [*invented.events(), invented.one(text, text, "promised", event="AGREE", date_edtf="2031-02-02")]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = shelve(tmp_path_factory.mktemp("pages") / "small.db", more_events())
    with sqlite3.connect(path) as db:
        forward = (FORWARD, invented.fact().id, "2031-03-08T00:00:00Z", "")
        db.execute("INSERT INTO forward (old_event_id, event_id, at, row_sha256) VALUES (?, ?, ?, ?)", forward)
        for n, (status, reason) in enumerate((("stored", None), ("refused", "no key 'text': give the article's text"), ("refused", "<b>"))):
            row = (f"/home/somebody/news.jsonl:{n}", str(n), status, reason, "2031-03-08T00:00:00Z", "")
            db.execute("INSERT INTO intake (locator, item, status, reason, at, row_sha256) VALUES (?, ?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO problem (article_id, coder_id, stage, message) VALUES (1, 1, 'segment', 'no day of publication was found')")
    return path


@pytest.fixture(scope="module")
def client(path: Path) -> TestClient:
    return TestClient(create(str(path), reader="rules"), base_url="http://127.0.0.1:8765", follow_redirects=False)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    path = shelve(tmp_path_factory.mktemp("pages") / "empty.db", [])
    return TestClient(create(str(path), reader="rules"), base_url="http://127.0.0.1:8765", follow_redirects=False)


def shown(client: TestClient, at: str, status: int = 200) -> str:
    answer = client.get(at)
    assert answer.status_code == status, f"{at}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def words(html: str) -> str:
    """What a reader sees, on one line."""
    return " ".join("".join(parsed(html).find("body").itertext()).split())


FIXED = (
    *("/", "/events", "/events?party=KEN&reported_as=fact&quad=1", "/events?text=minister", "/events?actor=ISL", "/contested"),
    *("/pairs", "/pairs/KEN/UGA", "/pairs/KEN/UGA?by=year", "/pairs/KEN/UGA?at=2031-03", "/pairs/ISL/NOR", "/actors", "/actors/KEN"),
    *("/actors/Q900001", "/actors/name:Lake%20Front", "/actors/nobody%20of%20that%20name", "/search", "/search?q=minister"),
    *("/search?q=zzz", "/stories", "/about", "/export", "/export?country=KEN", "/read"),
)


def every_page() -> list[str]:
    keys = [r.article.id for e in more_events() for r in e.reports]
    of_events = [links.event(e.id) for e in more_events()]
    return [*FIXED, *of_events, *map(links.article, keys), *(links.story(f"sty-{key[4:]}") for key in keys)]


@pytest.mark.parametrize("at", every_page())
def test_every_page_is_whole_and_safe(client: TestClient, at: str) -> None:
    page = shown(client, at)
    assert list(unsafe(page)) == []
    found = headings(page)
    assert found.count(1) == 1
    assert found[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(found)), f"a level is left out: {found}"
    assert unlabelled(page) == []
    known = ids(page)
    assert len(known) == len(set(known)), "an id stands twice"
    assert set(targets(page)) <= set(known), "a link within the page leads nowhere"


@pytest.mark.parametrize(
    "at", ["/", "/events?party=KEN&fragment=list", "/pairs", "/pairs/KEN/UGA", "/actors", "/search?q=minister", "/read"]
)
def test_who_has_a_page_gets_no_second_one(client: TestClient, at: str) -> None:
    first = client.get(at)
    again = client.get(at, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "no-cache" in first.headers["cache-control"]
    assert "no-cache" in again.headers["cache-control"]
    other = client.get("/contested", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("at", ["/about", "/events/evt-none", "/events?since=x", "/export?f=csv"])
def test_what_may_change_without_the_ledger_is_always_sent(client: TestClient, at: str) -> None:
    assert "etag" not in client.get(at).headers


def test_a_page_is_made_anew_when_the_ledger_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change, after another sighting of a text, after a recoding; and one whose sums are some seconds old is not kept for new."""
    path = shelve(tmp_path / "small.db", more_events())
    client = TestClient(create(str(path), reader="rules"), base_url="http://127.0.0.1:8765")
    seen = [client.get("/").headers["etag"]]
    for sql in (
        "INSERT INTO change (at, kind, ref, action, row_sha256) VALUES ('2031-03-09', 'event', 'evt-1', 'changed', '')",
        "INSERT INTO sighting (article_id, locator, seen_at, row_sha256) VALUES (1, 'again', '2031-03-09', '')",
        "UPDATE coder SET current = 0",
    ):
        with sqlite3.connect(path) as db:
            db.execute(sql)
        monkeypatch.setattr("dragoman.web.desk.LONGEST", 20.0)
        monkeypatch.setattr("dragoman.web.desk.REST", 1e9)
        stale = client.get("/", headers={"if-none-match": seen[-1]})
        assert (stale.status_code, stale.headers["etag"]) == (200, seen[-1])
        monkeypatch.setattr("dragoman.web.desk.LONGEST", 0.0)
        seen.append(client.get("/").headers["etag"])
    assert len(set(seen)) == 4


def test_every_page_says_what_is_to_be_known_of_the_ledger(path: Path, client: TestClient) -> None:
    noted = TestClient(create(str(path), reader="rules", note="All of it is <invented>."), base_url="http://127.0.0.1:8765")
    for at in (*FIXED, "/events/evt-none"):
        page = noted.get(at, headers={"accept": "text/html"}).text
        assert "All of it is <invented>." in words(page), at
        assert list(unsafe(page)) == []
    assert words(noted.get("/about").text).count("All of it") == 2
    assert "banner" not in shown(client, "/")


EMPTY = ("/", "/contested", "/pairs", "/pairs/KEN/UGA", "/actors", "/actors/KEN", "/search?q=x", "/stories", "/about", "/export")


@pytest.mark.parametrize("at", EMPTY)
def test_an_empty_ledger_says_what_to_do(empty: TestClient, at: str) -> None:
    page = shown(empty, at)
    assert list(unsafe(page)) == []


def test_an_empty_list_says_how_to_go_on(client: TestClient, empty: TestClient) -> None:
    assert "Take a condition away" in words(shown(client, "/events?actor=ISL"))
    assert "dragoman ingest" in words(shown(empty, "/"))


@pytest.mark.parametrize("told", ["fact", "claimed", "contested", "denied", "planned", "hypothetical", "negated"])
def test_how_an_event_is_told_has_mark_word_and_class(client: TestClient, told: str) -> None:
    page = shown(client, f"/events?reported_as={told}")
    marks = [e for e in parsed(page).iter() if f"t-{told}" in e.attrib.get("class", "").split() and "told" in e.attrib["class"].split()]
    assert marks
    assert all("".join(e.itertext()).split()[:2] == [labels.TOLD[told], told] for e in marks)


def test_events_can_be_narrowed_and_the_form_keeps_what_was_asked(client: TestClient) -> None:
    page = parsed(shown(client, "/events?party=KEN&event=CONSULT&context=diplomatic&sort=reports"))
    form = next(e for e in page.iter("form") if e.attrib.get("action") == "/events")
    held = {e.attrib["name"]: e.attrib.get("value", "") for e in form.iter("input")}
    assert held["party"] == "KEN"
    assert held["context"] == "diplomatic", "what the form has no field for is passed on"
    chosen = {s.attrib["name"]: [o.attrib["value"] for o in s.iter("option") if "selected" in o.attrib] for s in form.iter("select")}
    assert chosen["event"] == ["CONSULT"]
    assert chosen["sort"] == ["reports"]
    gone = [a.attrib["href"] for ul in page.iter("ul") if ul.attrib.get("class") == "chips" for a in ul.iter("a")]
    assert "/events?event=CONSULT&context=diplomatic" in gone


def test_the_list_comes_alone_for_scripts(client: TestClient) -> None:
    part = shown(client, "/events?reported_as=fact&fragment=list")
    assert part.lstrip().startswith('<div id="list"')
    assert "<html" not in part
    assert part.strip() in shown(client, "/events?reported_as=fact")


def test_pages_of_the_list_follow_each_other_and_lose_no_event(client: TestClient) -> None:
    at: str | None = "/events?limit=5"
    seen: list[str] = []
    while at:
        page = parsed(shown(client, at))
        seen += [e.attrib["data-event"] for e in page.iter("tr") if "data-event" in e.attrib]
        at = next((a.attrib["href"] for a in page.iter("a") if a.attrib.get("rel") == "next"), None)
    assert sorted(seen) == sorted(e.id for e in more_events())


def test_an_event_tells_reports_apart_from_reprints_and_both_sides(client: TestClient) -> None:
    page = words(shown(client, links.event(invented.fact().id)))
    assert "2 independent reports" in page
    assert "Printed again by 1 outlet" in page
    assert "Morning Post" in page.partition("Printed again")[2].partition("Lake Tribune")[0]
    contested = words(shown(client, links.event(invented.contested().id)))
    assert "Lake Front" in contested.partition("Says so")[2].partition("Denies or doubts it")[0] or "rebels" in contested
    assert "the army" in contested.partition("Denies or doubts it")[2]


def test_a_merged_event_leads_to_the_one_that_has_its_reports(client: TestClient) -> None:
    answer = client.get(f"/events/{FORWARD}")
    assert answer.status_code == 301
    page = words(shown(client, answer.headers["location"]))
    assert f"{FORWARD} was found to be the same event" in page
    invented_id = "evt-9999999999999999"
    assert invented_id not in shown(client, links.event(invented.fact().id) + f"?from={invented_id}"), "no note about what was never merged"


def test_a_record_leads_to_its_place_in_the_article(client: TestClient) -> None:
    report = invented.claimed().reports[0]
    answer = client.get(f"/records/{report.record.id}")
    assert answer.headers["location"] == f"/articles/{report.article.id}#r-{report.record.id}"


def test_the_text_of_a_story_is_shown_as_it_is(client: TestClient) -> None:
    """Every character of it, once and in order; the numbers of records aside."""
    for event in more_events():
        article = event.reports[0].article
        page = parsed(shown(client, links.article(article.id)))
        text = next(e for e in page.iter("div") if e.attrib.get("class") == "text")
        for line in text.iter("p"):
            for sup in list(line.iter("sup")):
                sup.text, tail = "", sup.tail
                for child in list(sup):
                    sup.remove(child)
                sup.tail = tail
        told = ["".join(p.itertext()) for p in text.iter("p")]
        wanted = [render.visible(line) for line in article.text.replace("\r\n", "\n").split("\n") if line.strip()]
        assert [t.strip() for t in told] == [w.strip() for w in wanted]


def test_words_and_cards_of_a_record_lead_to_each_other(client: TestClient) -> None:
    report = invented.contested().reports[0]
    page = parsed(shown(client, links.article(report.article.id)))
    cards = {e.attrib["data-record"] for e in page.iter("article") if "data-record" in e.attrib}
    held = {name for e in page.iter("span") for name in e.attrib.get("data-ev", "").split()}
    assert cards == held == {report.record.id}
    hrefs = {e.attrib.get("href") for e in page.iter("a")}
    assert {f"#r-{report.record.id}", f"#w-{report.record.id}"} <= hrefs


def test_the_address_of_a_record_in_an_article_is_that_of_its_card(client: TestClient) -> None:
    report = invented.claimed().reports[0]
    known = ids(shown(client, links.article(report.article.id)))
    assert links.article(report.article.id, report.record.id).partition("#")[2] in known


# segments


def record(name: str, spans: list[tuple[int, int, int, int]], text: str, told: str = "happened", quad: int = 1) -> Record:
    """``spans``: start and end of evidence and of its trigger."""
    proof = tuple(Evidence(start=s, end=e, text=text[s:e], trigger=Span(a, b), rule="x.csv:1") for s, e, a, b in spans)
    made = invented.record(text, text[:1], text[:1], status=told, quad=quad, evidence=proof)
    return replace(made, id=name)


def test_overlapping_spans_are_cut_at_every_boundary() -> None:
    text = "abcdefghij"
    one, two = record("drg-1", [(0, 6, 2, 4)], text), record("drg-2", [(3, 9, 5, 7)], text, "planned", 4)
    marks = segments.marks([one, two], [], [])
    (line,) = segments.paragraphs(text, [one, two], marks)
    assert [p.text for p in line.pieces] == ["ab", "c", "d", "e", "f", "g", "hi", "j"]
    assert [p.records for p in line.pieces] == [
        *[("drg-1",)] * 2,
        *[("drg-1", "drg-2")] * 2,
        ("drg-2", "drg-1"),
        *[("drg-2",)] * 2,
        (),
    ]
    assert [p.triggers for p in line.pieces] == [(), (1,), (1,), (), (2,), (2,), (), ()]
    both = line.pieces[2].lines
    assert [(x.level, x.quad, x.told, x.strong) for x in both] == [(0, 1, "fact", True), (1, 4, "planned", False)]


def test_each_record_has_one_anchor_and_furniture_is_told_apart() -> None:
    text = "By Ann\nfire and fire"
    one = record("drg-1", [(7, 11, 7, 11), (16, 20, 16, 20)], text)
    marks = segments.marks([one], [{"start": 0, "end": 6, "kind": "byline"}], [])
    lines = list(segments.paragraphs(text, [one], marks))
    assert [line.kind for line in lines] == ["furniture", "prose"]
    assert [p.first for line in lines for p in line.pieces if p.first] == [("drg-1",)]


def test_who_says_it_stands_out_from_what_is_said() -> None:
    text = "They fled, he said."
    said = {"source": [[11, 13]], "cue": [[14, 18]], "content": [[0, 9]], "stance": "denies"}
    (line,) = segments.paragraphs(text, [], segments.marks([], [], [said, {**said, "stance": None}]))
    assert [(p.text, p.voice) for p in line.pieces if p.voice] == [("They fled", "denies"), ("he", "source"), ("said", "cue")]


def test_spans_beyond_the_text_do_no_harm() -> None:
    text = "short"
    far = record("drg-1", [(2, 400, 300, 310)], text)
    (line,) = segments.paragraphs(text, [far], segments.marks([far], [{"start": -5, "end": 2, "kind": "other"}], []))
    assert "".join(p.text for p in line.pieces) == text


def test_cutting_a_long_text_costs_what_it_is_long() -> None:
    import time

    def cost(times: int) -> float:
        text = "One saw two. " * times
        told = [record(f"drg-{n}", [(13 * n, 13 * n + 12, 13 * n + 4, 13 * n + 7)], text) for n in range(times)]
        began = time.process_time()
        list(segments.paragraphs(text, told, segments.marks(told, [], [])))
        return time.process_time() - began

    assert min(cost(2000) for _ in range(3)) < 12 * max(min(cost(500) for _ in range(3)), 1e-3)


# words of others


def test_characters_that_act_are_shown_and_no_text_is_markup() -> None:
    assert render.visible("a\u202eb\u2066\x00\ud800\tc\n") == "a⟨U+202E⟩b⟨U+2066⟩⟨U+0000⟩⟨U+D800⟩\tc\n"
    made = render.environment().from_string("<b title='{{ x }}'>{{ x }}</b>{{ nothing }}")
    assert made.render(x="<i>'\"\u202e", nothing=None) == "<b title='&lt;i&gt;&#39;&#34;⟨U+202E⟩'>&lt;i&gt;&#39;&#34;⟨U+202E⟩</b>"


def test_no_template_turns_escaping_off() -> None:
    for template in render.TEMPLATES.glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", "")
        assert "autoescape" not in text
        assert " style=" not in text
        assert "onclick" not in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://", "https://x y", "ftp://x.example", "\x01https://x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert links.outside(url) is None
    view = story.story(replace(invented.fact().reports[0].article, url=url), (), {}, {})
    assert view.url is None


def test_the_style_sheet_asks_no_other_host() -> None:
    style = (render.TEMPLATES.parent / "static" / "style.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_payloads_leave_every_page_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample; python tools/torture/xss.py tries all."""
    monkeypatch.syspath_prepend(str(TOOLS))
    import xss

    if not xss.OUTSIDE.is_dir():
        pytest.skip(f"no outside data at {xss.OUTSIDE}; set DRAGOMAN_DATA to the folder that has it")
    sample = xss.payloads(4)
    assert list(xss.fields(tmp_path, sample)) == []
    assert list(xss.asked(tmp_path, sample, few=True)) == []


def test_our_own_payloads_leave_every_page_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TOOLS))
    import xss

    ours = ['"><script>alert(1)</script>', "'-alert(1)-' onmouseover=\"x\"", "{{ 7*7 }}{% raw %}", "</textarea></title><svg/onload=x>"]
    assert list(xss.fields(tmp_path, ours)) == []
    assert list(xss.asked(tmp_path, ours, few=True)) == []
    assert xss.control(tmp_path, ours[:1]), "the oracle does not see a page that does not escape"


# errors, export, reading


@pytest.mark.parametrize(
    ("at", "status", "says"),
    [
        ("/nothing", 404, "Search"),
        ("/events/evt-nope", 404, "no event 'evt-nope'"),
        ("/articles/art-nope", 404, "no article"),
        ("/stories/sty-nope", 404, "no story"),
        ("/records/drg-nope", 404, "no record"),
        ("/events?event=CONSLT", 400, "did you mean CONSULT?"),
        ("/events?since=yesterday", 400, "is no date"),
        ("/events?after=x", 400, "no page after"),
        ("/events?sort=size", 400, "no order"),
        ("/pairs/KEN/UGA?by=day", 400, "no period"),
        ("/search?q=%22", 400, ""),
        ("/export?f=xlsx", 400, "no format"),
        ("/export?f=gdelt&part=x", 400, "no part"),
        ("/export?f=csv&reported_as=x", 400, "no way of reporting"),
    ],
)
def test_what_goes_wrong_is_told_with_what_to_do(client: TestClient, at: str, status: int, says: str) -> None:
    page = shown(client, at, status)
    assert says in words(page)
    assert list(unsafe(page)) == []


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "parquet"])
def test_what_is_shown_is_exported_in_every_format(client: TestClient, name: str) -> None:
    answer = client.get(f"/export?f={name}&all=yes")
    assert answer.status_code == 200
    assert f"dragoman-{name}" in answer.headers["content-disposition"]
    assert answer.content


def test_an_export_holds_what_the_page_shows(client: TestClient) -> None:
    lines = [json.loads(line) for line in client.get("/export?f=plover&reported_as=contested").text.splitlines()]
    assert [line["id"] for line in lines] == [invented.contested().id] or len(lines) == 1
    offered = {
        a.attrib["href"] for a in parsed(shown(client, "/events?country=UGA")).iter("a") if a.attrib.get("href", "").startswith("/export")
    }
    assert "/export?country=UGA&f=polecat" in offered


def test_a_pasted_story_is_read_and_not_kept(client: TestClient) -> None:
    page = shown(client, "/read")
    assert "not kept" in words(page)
    answer = client.post("/read", content="text=")
    assert answer.status_code == 422
    assert "Paste the text" in words(answer.text)
    wrong = client.post("/read", content="text=Kenya+met+Uganda.&published=tomorrow")
    assert wrong.status_code == 422
    assert "tomorrow" in words(wrong.text)
    assert "Kenya met Uganda." in wrong.text, "what was pasted is still there"


def test_the_ledgers_own_path_is_not_told(client: TestClient, path: Path) -> None:
    page = shown(client, "/about")
    assert "small.db" in page
    assert str(path.parent) not in page
    assert "/home/somebody" not in page
    assert "give the article's text" in words(page)
    assert "no day of publication was found" in words(page)


# views


def test_a_pair_has_cooperation_above_and_conflict_below() -> None:
    from dragoman.ask.dyads import Pair, Period
    from dragoman.web.pages import pair

    periods = (
        Period("2031-02", "->", events=3, fact=3, quads=(1, 2, 0, 0), scale_sum=9.0, own_sum=9.0),
        Period("2031-04", "<-", events=2, fact=1, claimed=1, quads=(0, 0, 1, 1), scale_sum=-9.0, own_sum=-2.0),
    )
    view = pair.between(Pair("KEN", "UGA", "month", periods), Filter(), "2031-04")
    assert view.drawing is not None
    assert [p.name for p in view.drawing.points] == ["2031-02", "2031-03", "2031-04"], "months without events keep their place"
    first, none, last = view.drawing.points
    assert none.bars == ()
    assert {b.kind for b in first.bars} == {"q1", "q2"}
    assert all(b.y + b.height <= view.drawing.zero + 0.02 for b in first.bars)
    assert all(b.y >= view.drawing.zero - 0.02 for b in last.bars)
    assert last.current
    assert "1 only claimed or contested" in last.title
    assert last.href == "/pairs/KEN/UGA?at=2031-04#events"
    assert [row.name for row in view.periods] == ["2031-04", "2031-02"]


def test_columns_fill_the_drawing_and_keep_within_it() -> None:
    found = [("2024-02", (1, 0, 0, 0), ""), ("2024-03", (2, 3, 0, 1), "")]
    made = charts.columns(found, width=100, height=60, bottom=10)
    assert [c.x for c in made] == [0, pytest.approx(100 * 29 / 60, abs=0.01)]
    assert all(b.y >= 0 and b.y + b.height <= 50.01 for c in made for b in c.bars)
    assert sum(b.height for b in made[1].bars) == pytest.approx(50, abs=0.05)
    assert charts.columns([]) == ()


def test_bounds_of_a_period_are_what_a_filter_takes() -> None:
    assert charts.bounds("2024-W01", "week") == ("2024-01-01", "2024-01-07")
    assert charts.bounds("2024-02", "month") == ("2024-02", "2024-02")


def test_days_are_told_as_they_are_known() -> None:
    told = {None: "", "2024-01-16": "2024-01-16", "2024-01~": "about 2024-01", "2024-01-15/2024-01-21": "2024-01-15 – 2024-01-21"}
    assert {edtf: labels.when(edtf) for edtf in told} == told
    assert labels.when("2024-01-15/..") == "2024-01-15 – …"


def test_a_filter_and_its_address_are_one() -> None:
    asked = Filter(event=("CONSULT", "AGREE"), since="2024-01", quad=(1, 4), min_confidence=0.5, actor=("name:a&b=c",))
    assert address.values(asked)["quad"] == ("1", "4")
    query = links.query(address.values(asked))
    assert query == "?since=2024-01&event=CONSULT&event=AGREE&quad=1&quad=4&actor=name%3Aa%26b%3Dc&min_confidence=0.5"
    chips = address.chips(asked, "/events", {})
    assert [c.value for c in chips if c.field == "quad"] == ["verbal cooperation", "material conflict"]


def test_addresses_hold_any_name() -> None:
    for name in ("a/b", "a?b#c", "%2e%2e", "..", "«Öl», 北京", "\ud800", "x" * 5000):
        at = links.actor(links.named(name))
        assert at.startswith("/actors/name:")
        assert at.isascii()
        assert not set("?#<>\"' ") & set(at)
    assert links.pair("a/b", "c") == "/pairs?one=a%2Fb&other=c"


def test_sides_keep_their_codes_where_there_are_several() -> None:
    row = {"actor": "Kenya; Uganda", "actor_code": "KEN; UGA", "actor_sector": None}
    assert [(w.name, w.code) for w in listing.sides(row, "actor")] == [("Kenya", "KEN"), ("Uganda", "UGA")]
    odd = {"actor": "a; b; c", "actor_code": "KEN; UGA", "actor_sector": "GOV"}
    assert [(w.name, w.code) for w in listing.sides(odd, "actor")] == [("a", ""), ("b", ""), ("c", "")]


def test_origins_are_named_as_the_outlet_writes_itself() -> None:
    report = replace(invented.fact().reports[0], origin="harbourgazette")
    assert happening.named("harbourgazette", [report]) == "Harbour Gazette"
    assert happening.named("afp", [report]) == "afp"


def test_a_page_of_what_nobody_wrote_is_a_page(client: TestClient) -> None:
    """A text without records, and a party without anything."""
    view = story.story(Article(id="art-x", text=""), (), {}, {})
    assert view.paragraphs == ()
    assert labels.who(Party(code=None, sectors=(), entity_text="")).name == "unnamed"
