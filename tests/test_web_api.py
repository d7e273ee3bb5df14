"""The API: what it answers to programs. The events are invented (gathered_events.py)."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

import gathered_events as invented
from dragoman import ask
from dragoman.schemas import schema
from dragoman.store import Ledger
from dragoman.store.filters import Filter
from dragoman.web.app import create
from dragoman.web.desk import Desk, last_change
from shelved import shelve

API = "/api/v1"
LISTS = ("events", "articles", "records", "stories", "actors", "places", "pairs", "changes")
FILTERED = tuple(name for name in LISTS if name != "changes")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = shelve(tmp_path_factory.mktemp("web") / "small.db", invented.events())
    with sqlite3.connect(path) as db:
        forward = ("evt-0000000000000001", invented.fact().id, "2031-03-08T00:00:00Z", "")
        db.execute("INSERT INTO forward (old_event_id, event_id, at, row_sha256) VALUES (?, ?, ?, ?)", forward)
        for seq in (1, 2, 3):
            change = (seq, "2031-03-08T00:00:00Z", "event", invented.fact().id, "added", "")
            db.execute("INSERT INTO change (seq, at, kind, ref, action, row_sha256) VALUES (?, ?, ?, ?, ?, ?)", change)
    return path


@pytest.fixture(scope="module")
def client(path: Path) -> TestClient:
    return TestClient(create(str(path), reader="rules"), base_url="http://127.0.0.1:8765")


def got(client: TestClient, address: str, **headers: str) -> Any:
    answer = client.get(API + address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def problem(answer: Any, status: int) -> str:
    """The detail of an answer that is a problem as RFC 9457 has it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["title"]
    return str(told["detail"])


# lists


def test_events_are_those_of_the_command_line(client: TestClient, path: Path) -> None:
    with Ledger.open(path) as ledger:
        for asked, query in ((Filter(), ""), (Filter(actor=("UGA:REB",)), "?actor=UGA:REB"), (Filter(min_reports=2), "?min_reports=2")):
            expected = [ask.events.flat(row) for row in ask.query(ledger, asked).rows]
            assert got(client, "/events" + query)["items"] == expected
            assert expected


def test_empty_fields_of_a_form_ask_for_nothing(client: TestClient) -> None:
    all_of_them = got(client, "/events")["items"]
    assert got(client, "/events?since=&actor=&quad=&min_reports=&min_confidence=&text=&status=")["items"] == all_of_them


@pytest.mark.parametrize("name", LISTS)
def test_pages_together_are_the_whole_list(client: TestClient, name: str) -> None:
    whole = got(client, f"/{name}?limit=1000")
    assert whole["next"] is None
    paged, after = [], ""
    while after is not None:
        page = got(client, f"/{name}?limit=2" + (f"&after={after}" if after else ""))
        assert len(page["items"]) <= 2
        paged += page["items"]
        after = page["next"]
    assert paged == whole["items"]
    assert len(paged) > 2


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_also_a_file(client: TestClient, name: str) -> None:
    items = got(client, f"/{name}?limit=1000")["items"]
    lines = client.get(f"{API}/{name}.jsonl")
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    assert "attachment" in lines.headers["content-disposition"]
    assert [json.loads(line) for line in lines.text.splitlines()] == items
    table = client.get(f"{API}/{name}.csv")
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert len(rows) == len(items)
    found = client.get(f"{API}/{name}.geojson")
    assert found.headers["content-type"].startswith("application/geo+json")
    assert len(found.json()["features"]) == len(items)
    assert len(client.get(f"{API}/{name}.jsonl?limit=1").text.splitlines()) == 1


def test_a_file_may_be_asked_for_by_accept(client: TestClient) -> None:
    assert client.get(f"{API}/events", headers={"accept": "text/csv"}).text.startswith("event_id,")
    assert client.get(f"{API}/events", headers={"accept": "application/json, text/csv"}).json()["items"]


def test_points_that_are_the_middle_of_an_area_say_so(client: TestClient) -> None:
    features = client.get(f"{API}/events.geojson").json()["features"]
    area = {f["properties"]["place"]: f["properties"]["area"] for f in features if f["geometry"]}
    assert area["Uganda"] is True
    assert area["Kampala"] is False
    assert any(f["geometry"] is None for f in features)


def test_cells_that_a_spreadsheet_would_run_are_made_safe(client: TestClient) -> None:
    rows = csv.reader(io.StringIO(client.get(f"{API}/articles.csv").text, newline=""))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t"))]


@pytest.mark.parametrize("name", FILTERED)
def test_every_list_takes_the_filter(client: TestClient, name: str) -> None:
    some = got(client, f"/{name}?actor=UGA:REB")["items"]
    assert 0 < len(some) < len(got(client, f"/{name}?limit=1000")["items"])


def test_actors_are_found_by_the_words_of_their_names(client: TestClient) -> None:
    found = got(client, "/actors?q=odhiambo")["items"]
    assert [a["name"] for a in found] == ["Wanjiru Odhiambo"]
    assert got(client, "/actors?q=nobodyatall")["items"] == []


def test_search_tells_which_words_were_looked_for(client: TestClient) -> None:
    hit = got(client, "/search?text=army")["items"][0]
    assert [piece["text"].lower() for piece in hit["pieces"] if piece["found"]]
    assert "".join(piece["text"] for piece in hit["pieces"]) == hit["words"]


def test_changes_go_on_after_the_last_one_that_is_known(client: TestClient) -> None:
    assert [c["seq"] for c in got(client, "/changes?since=1")["items"]] == [2, 3]


# one thing


def test_an_event_is_as_its_contract_says(client: TestClient) -> None:
    for made in invented.events():
        found = got(client, f"/events/{made.id}")
        Draft202012Validator(schema("event")).validate(found)
        assert found["event_id"] == made.id


def test_the_id_of_a_merged_event_leads_to_the_other(client: TestClient) -> None:
    answer = client.get(f"{API}/events/evt-0000000000000001", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{API}/events/{invented.fact().id}"


def test_articles_and_records_lead_to_each_other(client: TestClient) -> None:
    article = got(client, f"/articles/{invented.fact().reports[0].article.id}")
    record = article["records"][0]
    words = record["evidence"][0]
    assert article["text"][words["start"] : words["end"]] == words["text"]
    assert got(client, f"/records/{record['id']}") == record
    assert got(client, f"/events/{record['event_id']}")["event_id"] == record["event_id"]


def test_a_story_has_its_articles_and_events(client: TestClient) -> None:
    name = got(client, "/stories")["items"][0]["story"]
    story = got(client, f"/stories/{name}")
    assert story["articles"]
    assert story["events"]
    assert {a["story"] for a in story["articles"]} == {name}


def test_actors_and_pairs_are_those_of_the_command_line(client: TestClient, path: Path) -> None:
    with Ledger.open(path) as ledger:
        portrait = ask.actors.plainly(ask.portrait(ledger, "UGA"))
        pair = ask.dyad(ledger, "KEN", "UGA")
    assert got(client, "/actors/UGA") == {**portrait, "notes": []}
    assert got(client, "/pairs/KEN/UGA")["periods"] == [ask.dyads.row(pair, p) for p in pair.periods]


@pytest.mark.parametrize("where", ["events/evt-ffffffffffff", "articles/nothing", "records/drg-ff", "stories/x", "actors/Nobody At All"])
def test_what_there_is_not_is_not_found(client: TestClient, where: str) -> None:
    assert problem(client.get(f"{API}/{where}"), 404)


# sums


def test_sums_are_those_of_the_events(client: TestClient) -> None:
    events = got(client, "/events?limit=1000")["items"]
    stats = got(client, "/stats")
    assert stats["events"] == len(events)
    for name in ("event", "quad_code", "status", "reported_as", "country"):
        assert {f["value"]: f["events"] for f in stats[name]} == Counter(e[name] for e in events)
    line = got(client, "/timeline?by=month")
    dated = Counter(e["date"][:7] for e in events if e["date"] and not e["enddate"])
    assert all(next(b["events"] for b in line["bins"] if b["period"] == month) >= n for month, n in dated.items())
    assert sum(b["events"] for b in line["bins"]) + line["undated"]["events"] == len(events)
    assert all(sum(b["quads"]) == b["events"] == sum(b["told"].values()) for b in line["bins"])


def test_the_map_has_each_place_once(client: TestClient) -> None:
    spots = {f["properties"]["name"]: f["properties"] for f in got(client, "/geojson")["features"]}
    events = got(client, "/events?limit=1000")["items"]
    assert {p["geonames_id"] or name: p["events"] for name, p in spots.items()} == Counter(
        e["geonames_id"] or e["place"] for e in events if e["place"]
    )
    assert spots["Uganda"]["area"]
    assert spots["Uganda"]["country"] == "UGA"
    assert not spots["Kampala"]["area"]


def test_the_network_has_the_parties_of_its_links(client: TestClient) -> None:
    graph = got(client, "/graph")
    ends = {link[side] for link in graph["links"] for side in ("actor", "recipient")}
    assert {node["id"] for node in graph["nodes"]} == ends
    assert {node["name"] for node in graph["nodes"]} >= {"Kenya", "Uganda"}
    few = got(client, "/graph?links=1")
    assert len(few["links"]) == 1
    assert few["more"]


@pytest.mark.parametrize("figure", ["stats", "timeline", "geojson", "graph"])
def test_figures_take_the_filter_and_what_else_the_page_has_in_its_address(client: TestClient, figure: str) -> None:
    some = got(client, f"/{figure}?actor=UGA:REB&limit=50&sort=oldest&after=&fragment=list")
    assert some != got(client, f"/{figure}")


def test_a_figure_is_made_anew_when_the_ledger_has_changed(path: Path) -> None:
    desk, made = Desk(str(path)), []
    for _ in range(3):
        desk.kept("key", lambda ledger: made.append(last_change(ledger)))
    assert len(made) == 1
    with sqlite3.connect(path) as db:
        change = ("2031-03-09T00:00:00Z", "event", invented.fact().id, "changed", "")
        db.execute("INSERT INTO change (at, kind, ref, action, row_sha256) VALUES (?, ?, ?, ?, ?)", change)
    desk._kept["key"] = type(desk._kept["key"])(made[0], None, 0.0, 0.0)  # as though it had cost nothing
    desk.kept("key", lambda ledger: made.append(last_change(ledger)))
    assert len(made) == 2


# asked again, asked wrongly


@pytest.mark.parametrize("address", ["/events?actor=UGA", "/stats", "/timeline", f"/events/{invented.fact().id}", "/actors", "/actors/UGA"])
def test_who_has_the_answer_gets_no_second_one(client: TestClient, address: str) -> None:
    first = client.get(API + address)
    tag = first.headers["etag"]
    again = client.get(API + address, headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get(API + address, headers={"if-none-match": 'W/"other"'}).status_code == 200
    assert client.get(f"{API}/events?actor=KEN").headers["etag"] != tag


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/events?event=CONSLT", "did you mean CONSULT?"),
        ("/events?since=tomorrow", "is no date"),
        ("/timeline?country=Atlantis", "no country"),
        ("/events?actr=RUS", "did you mean actor?"),
        ("/changes?since=1&actor=RUS", "no parameter 'actor'"),
        ("/events?after=nonsense", "no page after"),
        ("/articles?after=2031~~", "no page after"),
        ("/stories?after=-1", "no page after"),
        ("/search?text=%00", "nothing to look for"),
    ],
)
def test_what_is_asked_wrongly_is_told_with_what_helps(client: TestClient, address: str, said: str) -> None:
    assert said in problem(client.get(API + address), 400)


@pytest.mark.parametrize(
    "address", ["/events?limit=0", "/events?limit=x", "/events?quad=7", "/events.xlsx", "/search", "/timeline?by=hour"]
)
def test_what_is_not_as_described_is_told(client: TestClient, address: str) -> None:
    assert problem(client.get(API + address), 422)


# feeds


@pytest.mark.parametrize(
    ("path_", "media", "begins"),
    [
        ("/feed.atom", "application/atom+xml", "<?xml"),
        ("/feed.rss", "application/rss+xml", "<?xml"),
        ("/feed.json", "application/feed+json", "{"),
        ("/calendar.ics", "text/calendar", "BEGIN:VCALENDAR"),
    ],
)
def test_feeds_take_the_filter(client: TestClient, path_: str, media: str, begins: str) -> None:
    answer = client.get(f"{path_}?actor=UGA:REB")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert answer.text.startswith(begins)
    assert 0 < len(answer.text) < len(client.get(path_).text)


# OpenRefine


def test_openrefine_finds_actors(client: TestClient) -> None:
    manifest = client.get("/reconcile").json()
    assert "0.2" in manifest["versions"]
    assert "{{id}}" in manifest["view"]["url"]
    queries = {
        "q0": {"query": "Odhiambo, Wanjiru"},
        "q1": {"query": "Kenya", "limit": 1},
        "q2": {"query": "zzzz"},
        "q3": {"query": "Lake Frunt"},
    }
    found = client.post("/reconcile", data={"queries": json.dumps(queries)}).json()
    best = found["q0"]["result"][0]
    assert (best["id"], best["match"], best["score"]) == ("Q900001", True, 100.0)
    assert [c["id"] for c in found["q1"]["result"]] == ["KEN"]
    assert found["q2"]["result"] == []
    assert found["q3"]["result"][0]["name"] == "Lake Front"
    assert found["q3"]["result"][0]["match"] is False
    assert client.get("/reconcile", params={"queries": json.dumps(queries)}).json() == found
    assert got(client, "/events?actor=" + best["id"])["items"]
    assert client.get("/reconcile/suggest?prefix=Wanj").json()["result"][0]["id"] == "Q900001"


@pytest.mark.parametrize("queries", ["[", "[]", "{}x", '{"q0": 1}', '{"q0": {"query": 1}}', "[" * 100_000])
def test_what_openrefine_never_sends_is_told(client: TestClient, queries: str) -> None:
    assert problem(client.post("/reconcile", data={"queries": queries}), 400)


# reading


def test_a_story_is_read(path: Path) -> None:
    with TestClient(create(str(path), reader="rules"), base_url="http://127.0.0.1:8765") as client:
        text = "The minister met the envoy in Nairobi on Tuesday, the ministry said."
        answer = client.post(f"{API}/read", json={"text": text, "published": "2031-03-05", "source": "Harbour Gazette"})
        assert answer.status_code == 200, answer.text
        reading = answer.json()
        Draft202012Validator(schema("reading")).validate(reading)
        assert reading["text"] == text
        assert reading["source"] == "Harbour Gazette"
        for record in reading["records"]:
            for words in record["evidence"]:
                assert text[words["start"] : words["end"]] == words["text"]
        assert problem(client.post(f"{API}/read", json={"text": text, "published": "soon"}), 400)
        assert problem(client.post(f"{API}/read", json={"text": ""}), 422)
        assert problem(client.post(f"{API}/read", json={"text": text, "txt": 1}), 422)


# description


def test_the_description_names_every_route_with_its_problems(client: TestClient) -> None:
    told = got(client, "/openapi.json")
    assert told["openapi"].startswith("3.1")
    for name in LISTS:
        assert f"{API}/{name}" in told["paths"]
        assert f"{API}/{name}.{{form}}" in told["paths"]
    ids = [route["operationId"] for methods in told["paths"].values() for route in methods.values()]
    assert len(ids) == len(set(ids))
    for methods in told["paths"].values():
        for route in methods.values():
            assert {"200", "400", "422"} <= set(route["responses"])


@pytest.mark.parametrize("name", FILTERED)
def test_answers_are_as_described(client: TestClient, name: str) -> None:
    told = got(client, "/openapi.json")
    described = told["paths"][f"{API}/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
    whole = {**described["schema"], "components": told["components"]}
    Draft202012Validator(whole).validate(got(client, f"/{name}"))
    if "example" in described:
        Draft202012Validator(whole).validate(described["example"])


# tools for language models


def test_tools_for_language_models(path: Path) -> None:
    pytest.importorskip("mcp", reason="the extra mcp is not installed")
    import anyio
    from mcp import Client

    from dragoman.web.mcp_server import MOST, made

    async def talk() -> None:
        async with Client(made(Desk(str(path)))) as asking:
            tools = (await asking.list_tools()).tools
            assert {t.name for t in tools} == {"search_events", "get_event", "get_article_span", "timeline", "dyads"}
            assert all(t.annotations and t.annotations.read_only_hint for t in tools)

            async def called(name: str, **given: Any) -> Any:
                answer = await asking.call_tool(name, given)
                return answer.content[0].text if answer.is_error else json.loads(answer.content[0].text)

            found = await called("search_events", actor="UGA:REB")
            event = await called("get_event", event_id=found["events"][0]["event_id"])
            article = event["reports"][0]
            span = await called("get_article_span", article_id=article["article_id"], start=article["span"][0], end=article["span"][1])
            assert span["text"] == article["quote"]
            assert "did you mean CONSULT?" in await called("search_events", event="CONSLT")
            assert "less than or equal to" in await called("search_events", limit=MOST + 1)
            assert (await called("timeline", by="year"))["periods"]
            assert (await called("dyads", one="KEN", other="UGA"))["periods"]

    anyio.run(talk)
