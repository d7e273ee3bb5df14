"""The guard: who may ask, how much may be sent, what a browser may do with an answer. The events are invented."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import gathered_events as invented
from dragoman.cli import cli
from dragoman.store import LedgerError
from dragoman.types import Event, Party, Report
from dragoman.web.app import create
from dragoman.web.security import BODY, Refused, bindable, loopback
from shelved import shelve

HERE = "http://127.0.0.1:8765"
TOKEN = "a token that is long enough"
OUTSIDE = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).parents[2] / "shared" / "data")) / "hostile"
needs_outside = pytest.mark.skipif(
    not OUTSIDE.is_dir(), reason=f"no outside data at {OUTSIDE}; set DRAGOMAN_DATA to the folder that has it"
)
PATHS = (
    *(f"/api/v1/{name}" for name in ("events", "articles", "records", "stories", "actors", "places", "pairs", "changes", "stats")),
    *(f"/api/v1/{name}" for name in ("timeline", "geojson", "graph", "events.csv", "events.jsonl", "events.geojson", "openapi.json")),
    *("/feed.atom", "/feed.rss", "/feed.json", "/calendar.ics", "/reconcile", "/reconcile/suggest", "/nothing/at/all"),
    *("/api/v1/nothing", "/api/v1/events?limit=x", "/api/v1/events?event=NONE", "/static/nothing.js"),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelve(tmp_path_factory.mktemp("guard") / "small.db", invented.events())


@pytest.fixture(scope="module")
def client(path: Path) -> TestClient:
    return TestClient(create(str(path), reader="rules"), base_url=HERE, raise_server_exceptions=False)


@pytest.fixture
def locked(path: Path) -> TestClient:
    return TestClient(create(str(path), token=TOKEN), base_url=HERE, follow_redirects=False)


# headers


@pytest.mark.parametrize("address", PATHS)
def test_every_answer_forbids_what_it_does_not_need(client: TestClient, address: str) -> None:
    for answer in (client.get(address), client.post(address), client.get(address, headers={"host": "evil.example"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.status_code < 500


def test_an_error_of_ours_is_told_without_its_cause(path: Path) -> None:
    app = create(str(path))

    @app.get("/api/v1/broken")
    def broken() -> None:
        raise RuntimeError("secret of the house")

    answer = TestClient(app, base_url=HERE, raise_server_exceptions=False).get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "secret" not in answer.text


# names, origins


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765"])
def test_the_server_answers_to_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/events", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil.example", "192.0.2.7", "[::2]", ""]
)
def test_a_name_that_points_here_from_elsewhere_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/events", headers={"host": host}).status_code == 421


def test_further_names_are_those_that_the_user_allows(path: Path) -> None:
    client = TestClient(create(str(path), names=["ledger.example"]), base_url="http://ledger.example")
    assert client.get("/api/v1/events").status_code == 200
    assert client.get("/api/v1/events", headers={"host": "other.example"}).status_code == 421


def test_an_open_server_answers_to_addresses_but_not_to_unknown_names(path: Path) -> None:
    client = TestClient(
        create(str(path), token=TOKEN, host="0.0.0.0"), base_url="http://192.0.2.7:8765", headers={"authorization": f"Bearer {TOKEN}"}
    )
    assert client.get("/api/v1/events").status_code == 200
    assert client.get("/api/v1/events", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:3333", "https://127.0.0.1.evil.example", "http://[", "file://"]
)
def test_pages_of_other_sites_may_not_ask(client: TestClient, origin: str) -> None:
    assert client.get("/api/v1/events", headers={"origin": origin}).status_code == 403
    assert client.post("/api/v1/read", json={"text": "x"}, headers={"origin": origin}).status_code == 403


def test_the_page_itself_may_ask(client: TestClient) -> None:
    assert client.get("/api/v1/events", headers={"origin": HERE}).status_code == 200


def test_openrefine_on_this_machine_may_ask_for_actors_and_nothing_else(client: TestClient) -> None:
    answer = client.get("/reconcile", headers={"origin": "http://127.0.0.1:3333"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "http://127.0.0.1:3333"
    assert client.get("/reconcile", headers={"origin": "http://evil.example"}).status_code == 403
    assert "access-control-allow-origin" not in client.get("/api/v1/events", headers={"origin": HERE}).headers


# token


def test_without_the_token_there_is_no_answer(locked: TestClient) -> None:
    for address in PATHS:
        answer = locked.get(address)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    for wrong in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
        assert locked.get("/api/v1/events", headers={"authorization": wrong}).status_code == 401
    assert locked.get("/api/v1/events?token=wrong").status_code == 401
    assert locked.get("/api/v1/events", headers={"cookie": f"dragoman={TOKEN}"}).status_code == 401


def test_the_token_opens_the_server_by_header_query_or_cookie(locked: TestClient) -> None:
    assert locked.get("/api/v1/events", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert locked.get("/feed.atom", params={"token": TOKEN}).status_code == 200
    answer = locked.get("/about", params={"token": TOKEN, "a": "1"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/about?a=1"
    cookie = answer.headers["set-cookie"]
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie
    assert locked.get("/api/v1/events").status_code == 200  # the client keeps the cookie


def test_the_way_back_from_the_token_leads_to_this_server(locked: TestClient) -> None:
    answer = locked.get("//evil.example/x", params={"token": TOKEN})
    assert answer.status_code == 303
    assert not answer.headers["location"].startswith("//")


def test_another_address_than_this_machines_needs_a_token(path: Path) -> None:
    assert loopback("127.0.0.1")
    assert loopback("::1")
    assert loopback("localhost")
    assert not loopback("0.0.0.0")
    assert not loopback("localhost.evil.example")
    bindable("0.0.0.0", TOKEN)
    with pytest.raises(Refused, match="give a --token"):
        bindable("0.0.0.0", None)
    with pytest.raises(Refused, match="too short"):
        bindable("127.0.0.1", "abc")
    result = CliRunner().invoke(cli, ["serve", str(path), "--host", "0.0.0.0"])
    assert result.exit_code == 2
    assert "give a --token" in result.stderr


def test_what_is_no_ledger_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger here"):
        create(str(tmp_path / "none.db"))
    result = CliRunner().invoke(cli, ["serve", str(tmp_path / "none.db")])
    assert result.exit_code == 1
    assert "there is no ledger here" in result.stderr


# bodies


def test_long_bodies_are_refused(client: TestClient) -> None:
    whole = b'{"text": "' + b"a" * 10_000_000 + b'"}'
    headers = {"content-type": "application/json"}
    assert client.post("/api/v1/read", content=whole, headers=headers).status_code == 413

    def drip() -> Iterator[bytes]:
        for _ in range(BODY // 1000 + 2):
            yield b"a" * 1000

    assert client.post("/api/v1/read", content=drip(), headers=headers).status_code == 413
    assert client.post("/reconcile", content=drip(), headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 413
    assert client.get("/api/v1/events", headers={"content-length": "-1"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[" * 200_000, "application/json"),
        (b'{"a":' * 100_000, "application/json"),
        (b'{"text": "a", "text": 7}', "application/json"),
        (b'{"text": "\\ud800"}', "application/json"),
        (b'{"text": "a"', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"", "application/json"),
        (b"null", "application/json"),
        (b'"text"', "application/json"),
        (b'{"text": {"a": 1}}', "application/json"),
        (b'{"text": 1e999}', "application/json"),
        (b'{"text": NaN}', "application/json"),
        (b'{"text": "a"}', "text/plain"),
        (b'{"text": "a"}', "application/xml"),
        (b"text=a", "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"a", "\x80"),
    ],
)
def test_odd_bodies_are_told_and_break_nothing(client: TestClient, body: bytes, kind: str) -> None:
    answer = client.post("/api/v1/read", content=body, headers={"content-type": kind.encode("latin-1")})
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "name", ["text", "actor", "since", "place", "event", "after", "sort", "limit", "quad", "min_reports", "story", "outlet", "by"]
)
@pytest.mark.parametrize(
    "value",
    [
        "%00",
        "%ff%fe",
        "%ed%a0%80",
        "a" * 5000,
        "'; DROP TABLE event; --",
        "%F0%9F%98%80",
        "-1",
        "9" * 40,
        "nan",
        '"',
        "(" * 500,
        "*",
        "١٩٩",
    ],
)
def test_odd_queries_break_nothing(client: TestClient, name: str, value: str) -> None:
    for path_ in ("events", "articles", "records", "stories", "actors", "pairs", "timeline", "search"):
        assert client.get(f"/api/v1/{path_}?{name}={value}").status_code < 500


@needs_outside
def test_bodies_of_jsontestsuite_break_nothing(client: TestClient) -> None:
    count = 0
    with tarfile.open(OUTSIDE / "json" / "JSONTestSuite_test_parsing.tar.gz") as archive:
        for member in archive.getmembers():
            if not member.isfile():
                continue
            body = archive.extractfile(member).read()  # type: ignore[union-attr]
            for sent in (body, b'{"text": ' + body + b"}"):
                answer = client.post("/api/v1/read", content=sent, headers={"content-type": "application/json"})
                if answer.status_code != 200:
                    assert 400 <= answer.status_code < 500, (member.name, answer.text)
                count += 1
    assert count >= 600


# words of articles


def laden(payload: str, n: int) -> Event:
    """An event that has the payload wherever words of an article can stand."""
    who = Party(code=None, sectors=(), entity_text=payload, identifier_text=payload, identifier_id=None, office=payload)
    text = f"{payload} met the envoy {n}."
    made = invented.one(
        text, text, "met", about={"title": payload, "outlet": payload, "url": payload, "author": payload}, actors=(who,), recipients=(who,)
    )
    place = replace(invented.KISUMU, name=payload, adm1=payload)
    reports = tuple(Report(record=r.record, article=r.article, origin=payload) for r in made.reports)
    return replace(made, asserted_by=(who,), denied_by=(who,), place=place, reports=reports)


@needs_outside
def test_scripts_in_any_field_come_back_as_data(tmp_path: Path) -> None:
    """Over 8,000 payloads: JSON is parsed again to the very words, under a type that no browser runs."""
    payloads = sorted(set(scripts()))
    assert len(payloads) > 8000
    path = shelve(tmp_path / "laden.db", (laden(payload, n) for n, payload in enumerate(payloads)))
    client = TestClient(create(str(path)), base_url=HERE)
    seen: set[str] = set()
    for address in ("events.jsonl", "articles.jsonl", "records.jsonl", "actors.jsonl", "places.jsonl", "pairs.jsonl"):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/x-ndjson")
        assert answer.headers["x-content-type-options"] == "nosniff"
        rows = [json.loads(line) for line in answer.text.split("\n") if line]
        seen |= {value for row in rows for value in row.values() if isinstance(value, str)}
    assert {p for p in payloads if p not in seen} == set()
    for address in ("/api/v1/events?limit=1000", "/api/v1/geojson", "/api/v1/graph?by=name&links=500", "/feed.json?limit=1000"):
        answer = client.get(address)
        answer.json()
        assert "html" not in answer.headers["content-type"]
    for address in ("/feed.atom?limit=1000", "/feed.rss?limit=1000"):
        from xml.etree import ElementTree

        ElementTree.fromstring(client.get(address).content)


def scripts() -> Iterator[str]:
    files: list[Any] = [p for p in (OUTSIDE / "xss").rglob("*.txt") if "LICENSE" not in p.name]
    for file in files:
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.strip() and "\x00" not in line:
                yield line.strip()
