"""The pages in a real browser: what is seen, chosen and heard there. The events are invented (gathered_events.py).

Needs Playwright (in dragoman[test]) and a Chromium: Debian's, or the one that DRAGOMAN_BROWSER names. Skipped, saying so, without.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import gathered_events as invented
from dragoman.types import Event
from dragoman.web.app import create
from shelved import shelve

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install 'dragoman[test]'")
BROWSER = os.environ.get("DRAGOMAN_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
if BROWSER is None:
    pytest.skip("needs a browser: apt-get install chromium, or name one in DRAGOMAN_BROWSER", allow_module_level=True)
uvicorn = pytest.importorskip("uvicorn")

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
#: Most bytes that the first page may come to, all files together as they are sent.
FIRST_PAGE = 100_000


def events() -> list[Event]:
    """The invented ones, and more in earlier months, so that there is a time to choose from."""
    return [*invented.events(), *(earlier(month, n) for month in range(1, 9) for n in range(1 + month % 3))]


def earlier(month: int, n: int) -> Event:
    text = f"Kenya fought Uganda's army in round {n} of month {month}."
    return invented.one(
        text, text, "fought", event="ASSAULT", actors=(invented.KENYA,), recipients=(invented.ARMY,),
        date_edtf=f"2030-{month:02}-1{n}", place=invented.KISUMU if n else invented.KAMPALA, quad=4, scale=-9.0,
    )  # fmt: skip


@dataclass
class Site:
    """A server of invented events. ``pages``: what each page is called, and its address."""

    root: str
    pages: dict[str, str]
    total: int


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = events()
    path = shelve(tmp_path_factory.mktemp("browser") / "small.db", made)
    taken = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create(str(path), reader="rules"), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    shown = invented.contested()
    pages = {
        "events": "/",
        "filtered": "/events?party=UGA&since=2030-03&view=told",
        "nothing fits": "/events?actor=ISL",
        "event": f"/events/{shown.id}",
        "article": f"/articles/{shown.reports[0].article.id}",
        "hostile article": f"/articles/{invented.hostile().reports[0].article.id}",
        "stories": "/stories",
        "pairs": "/pairs",
        "pair": "/pairs/KEN/UGA",
        "actors": "/actors",
        "actor": "/actors/KEN",
        "contested": "/contested",
        "search": "/search?q=Kenya",
        "read": "/read",
        "about": "/about",
        "export": "/export",
        "not found": "/events/evt-nowhere",
    }
    yield Site(f"http://127.0.0.1:{taken.getsockname()[1]}", pages, len(made))
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Seen:
    """A page, and what went wrong on it: errors of scripts, what the policy forbade, requests to other hosts."""

    page: Any
    site: Site
    wrong: list[str] = field(default_factory=list)

    def goto(self, path: str) -> Any:
        answer = self.page.goto(self.site.root + path)
        self.settled()
        return answer

    def asked(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    def total(self) -> int:
        """Events that the list says there are."""
        text = self.page.locator("[data-list] .total b, [data-list] .empty").first.inner_text()
        found = re.match(r"[\d,]+", text)
        return int(found[0].replace(",", "")) if found else 0

    def settled(self) -> None:
        """What was asked for is shown."""
        self.page.wait_for_selector("[aria-busy=true]", state="detached")


def watched(page: Any, site: Site) -> Seen:
    seen = Seen(page, site)

    def elsewhere(request: Any) -> None:
        if not request.url.startswith((site.root + "/", "data:")):
            seen.wrong.append(f"asks for {request.url}")

    def told(message: Any) -> None:
        if message.type in {"error", "warning"} and "404 (Not Found)" not in message.text:
            seen.wrong.append(f"{message.type}: {message.text}")

    page.on("request", elsewhere)
    page.on("console", told)
    page.on("pageerror", lambda error: seen.wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: seen.wrong.append(f"dialog: {dialog.message}"))
    return seen


@pytest.fixture
def seen(browser: Any, site: Site) -> Iterator[Seen]:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    found = watched(context.new_page(), site)
    yield found
    context.close()
    assert not found.wrong


def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="needs axe: pip install 'dragoman[test]'")
    return (resources.files(package) / "axe.min.js").read_text(encoding="utf-8")


def serious(page: Any, rules: list[str] | None = None) -> list[str]:
    """Findings that keep somebody out, each with where it is. ``rules``: only these of axe's."""
    page.evaluate(axe())
    found = page.evaluate("only => axe.run(document, {resultTypes: ['violations'], ...(only ? {runOnly: only} : {})})", rules)
    return [
        f"{v['id']}: {v['help']}: {n['target']} {n['failureSummary'] or ''}"
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
        for n in v["nodes"][:3]
    ]


PAGES = ("events", "filtered", "nothing fits", "event", "article", "hostile article", "stories", "pairs", "pair", "actors", "actor",
         "contested", "search", "read", "about", "export", "not found")  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_page_is_fit_for_everybody(browser: Any, site: Site, name: str) -> None:
    """On a desk in light, on a phone in dark: no error, no other host, nothing the policy forbids, no serious finding, no overflow."""
    for size, scheme in ((DESK, "light"), (PHONE, "dark")):
        context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
        seen = watched(context.new_page(), site)
        answer = seen.goto(site.pages[name])
        assert answer.status == (404 if name == "not found" else 200)
        assert seen.page.locator("h1").count() == 1
        assert seen.page.title().endswith("dragoman")
        assert serious(seen.page, ["color-contrast"] if scheme == "dark" else None) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{name} is wider than a {scheme} screen"
        context.close()
        assert not seen.wrong


def test_without_scripts_all_is_there_to_read(browser: Any, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.root)
    assert page.locator("tr[data-event]").count() == site.total
    assert page.locator("[data-view]:visible").count() == 0
    assert page.locator("[data-still] svg").is_visible()
    page.locator("select[name=quad]").select_option("4")
    page.get_by_role("button", name="Show").click()
    assert "quad=4" in page.url
    assert 0 < page.locator("tr[data-event]").count() < site.total
    context.close()


# all that is shown filters all else


def start(seen: Seen) -> None:
    seen.goto("/")
    assert seen.total() == seen.site.total


def test_time_is_chosen_with_the_pointer(seen: Seen) -> None:
    start(seen)
    box = seen.page.locator(".time").bounding_box()
    with seen.page.expect_response(re.compile("/api/v1/geojson.*since=")), seen.page.expect_response(re.compile("/api/v1/graph.*since=")):
        seen.page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 40)
        seen.page.mouse.down()
        seen.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40, steps=4)
        seen.page.mouse.up()
    seen.settled()
    assert seen.asked()["since"] < seen.asked()["until"]
    assert 0 < seen.total() < seen.site.total
    assert seen.page.locator("input[name=since]").input_value() == seen.asked()["since"][0]
    assert seen.page.locator(".strip .window").count() == 1
    seen.page.get_by_role("button", name="Show the whole time").click()
    seen.settled()
    assert seen.total() == seen.site.total


def test_time_is_chosen_with_the_keyboard(seen: Seen) -> None:
    start(seen)
    slider = seen.page.get_by_role("slider")
    slider.focus()
    for key in ("End", "ArrowLeft", "Shift+PageDown"):
        seen.page.keyboard.press(key)
    assert " to " in slider.get_attribute("aria-valuetext")
    seen.page.keyboard.press("Enter")
    seen.settled()
    assert {"since", "until"} <= set(seen.asked())
    assert 0 < seen.total() < seen.site.total
    assert seen.page.get_by_role("slider").evaluate("e => e === document.activeElement"), "the keyboard stays where it was"
    seen.page.keyboard.press("Escape")
    seen.settled()
    assert "since" not in seen.asked()


def test_town_is_chosen_on_the_map(seen: Seen) -> None:
    start(seen)
    seen.page.locator(".spot[data-place=Kisumu]").click()
    seen.settled()
    assert seen.asked()["place"] == ["Kisumu"]
    assert seen.asked()["country"] == ["KEN"]
    assert 0 < seen.total() < seen.site.total
    assert seen.page.locator(".spot.on").count() == 1
    seen.page.locator(".spot[data-place=Kisumu]").click()
    seen.settled()
    assert "place" not in seen.asked()


def test_country_is_an_area_and_is_chosen_by_it(seen: Seen) -> None:
    """What is only known to have happened in Uganda tints Uganda, and is no dot there."""
    start(seen)
    uganda = seen.page.locator(".land[data-country=UGA]")
    assert re.search(r"\bc[1-5]\b", uganda.get_attribute("class"))
    assert seen.page.locator(".spot[data-place=Uganda]").count() == 0
    uganda.dispatch_event("click")
    seen.settled()
    assert seen.asked()["country"] == ["UGA"]
    assert 0 < seen.total() < seen.site.total
    assert "on" in seen.page.locator(".land[data-country=UGA]").get_attribute("class").split()


def test_party_and_pair_are_chosen_in_the_network(seen: Seen) -> None:
    start(seen)
    seen.page.locator(".party[data-party=KEN]").click()
    seen.settled()
    assert seen.asked()["party"] == ["KEN"]
    some = seen.total()
    assert 0 < some < seen.site.total
    seen.page.locator(".link[data-actor=KEN][data-recipient=UGA]").dispatch_event("click")
    seen.settled()
    assert (seen.asked()["actor"], seen.asked()["recipient"]) == (["KEN"], ["UGA"])
    assert 0 < seen.total() < some


def test_form_and_conditions_and_back(seen: Seen) -> None:
    start(seen)
    seen.page.locator("select[name=reported_as]").select_option("contested")
    seen.settled()
    assert seen.asked() == {"reported_as": ["contested"]}
    some = seen.total()
    seen.page.locator("input[name=party]").fill("UGA")
    seen.page.keyboard.press("Enter")
    seen.settled()
    assert seen.asked() == {"reported_as": ["contested"], "party": ["UGA"]}
    seen.page.locator(".chips a").first.click()
    seen.settled()
    assert len(seen.asked()) == 1
    seen.page.go_back()
    seen.page.go_back()
    seen.settled()
    assert seen.total() == some
    assert seen.page.locator("select[name=reported_as]").input_value() == "contested"


def test_names_of_the_ledger_are_offered(seen: Seen) -> None:
    start(seen)
    seen.page.locator("input[name=actor]").press_sequentially("wanjiru")
    seen.page.wait_for_selector("#countries option[value='Wanjiru Odhiambo']", state="attached")


def test_counts_are_links_that_filter(seen: Seen) -> None:
    start(seen)
    seen.page.locator("[data-numbers] > summary").click()
    seen.page.locator("[data-numbers] table.sums a").first.click()
    seen.settled()
    assert len(seen.asked()) == 1
    assert 0 < seen.total() < seen.site.total
    assert seen.page.locator("[data-numbers]").get_attribute("open") is not None


def test_bars_tell_class_or_how_it_is_told(seen: Seen) -> None:
    start(seen)
    seen.page.get_by_role("button", name="Bars by how events are told").click()
    seen.settled()
    assert seen.asked() == {"view": ["told"]}
    assert seen.page.locator(".time path[fill='url(#p-fact)']").count() == 1
    seen.page.reload()
    seen.settled()
    assert seen.page.locator(".time path[fill='url(#p-fact)']").count() == 1


def test_nothing_fits_says_so_everywhere(seen: Seen) -> None:
    seen.goto("/events?actor=ISL")
    assert [seen.page.locator(f"[data-view={view}] .figsaid").inner_text() != "" for view in ("timeline", "map", "network")] == [True] * 3
    assert seen.page.locator("[data-list] .empty").is_visible()


def test_what_cannot_be_loaded_is_told(seen: Seen) -> None:
    seen.page.route("**/api/v1/graph*", lambda route: route.abort())
    seen.goto("/")
    again = seen.page.locator("[data-view=network] .figsaid button")
    again.wait_for()
    seen.page.unroute("**/api/v1/graph*")
    again.click()
    seen.settled()
    assert seen.page.locator(".party").count() > 1
    seen.wrong[:] = [w for w in seen.wrong if "ERR_FAILED" not in w]


# by keyboard


def test_tab_leads_through_the_page(seen: Seen) -> None:
    """The first stop is the way past the menu; each drawing is one stop, within which the arrow keys go on."""
    start(seen)
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skip"
    for view, thing in (("map", ".map"), ("network", ".net")):
        stops = seen.page.locator(f"[data-view={view}] {thing} [tabindex='0']")
        assert stops.count() == 1
        stops.focus()
        before = seen.page.evaluate("document.activeElement.getAttribute('aria-label')")
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
            seen.page.keyboard.press(key)
            if seen.page.evaluate("document.activeElement.getAttribute('aria-label')") != before:
                break
        after = seen.page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert before
        assert after
        assert after != before
    seen.page.keyboard.press("Enter")
    seen.settled()
    assert seen.asked()


def test_j_and_k_go_through_the_list(seen: Seen) -> None:
    start(seen)
    seen.page.keyboard.press("j")
    seen.page.keyboard.press("j")
    rows = "[...document.querySelectorAll('tr[data-event]')].findIndex(row => row.contains(document.activeElement))"
    assert seen.page.evaluate(rows) == 1
    seen.page.keyboard.press("k")
    assert seen.page.evaluate(rows) == 0
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/events/evt-*")


# a story


def test_words_and_cards_light_each_other(seen: Seen) -> None:
    seen.goto(seen.site.pages["article"])
    card = seen.page.locator("[data-record]").first
    record = card.get_attribute("data-record")
    words = seen.page.locator(f"[data-ev~='{record}']")
    words.first.hover()
    assert "on" in card.get_attribute("class").split()
    seen.page.locator("h1").hover()
    assert "on" not in card.get_attribute("class").split()
    card.hover()
    assert all("on" in name.split() for name in words.evaluate_all("all => all.map(e => e.className)"))
    seen.page.locator("h1").hover()
    words.first.locator("xpath=self::*").click()
    seen.page.locator("h1").hover()
    assert "on" in card.get_attribute("class").split(), "a click keeps the light"
    assert seen.page.url.endswith(f"#r-{record}")
    seen.page.keyboard.press("Escape")
    assert seen.page.locator(".on").count() == 0
    seen.page.keyboard.press("j")
    assert seen.page.evaluate("document.activeElement.dataset.record") == record
    assert "on" in words.first.get_attribute("class").split()


# weight


def test_first_page_is_light(browser: Any, site: Site) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(site.root)
    page.wait_for_load_state("networkidle")
    sent = page.evaluate(
        "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).map(e => [e.name, e.transferSize])"
    )
    context.close()
    assert sum(size for _, size in sent) < FIRST_PAGE, sent
