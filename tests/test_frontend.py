"""The page's scripts as they are shipped: small, built from their sources, nothing of another host, and at one with the server on time."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from dragoman.cli.serve import FIRST
from dragoman.knowledge.tables import DATA, rows
from dragoman.web.app import STATIC
from dragoman.web.pages import charts

FRONTEND = Path(__file__).parent.parent / "frontend"
NODE = shutil.which("node")
#: Most bytes of the bundle as it is sent.
BUNDLE = 50_000

needs_node = pytest.mark.skipif(NODE is None, reason="needs Node")


def node(*arguments: str, **environment: str) -> str:
    assert NODE
    ran = subprocess.run(
        [NODE, *arguments], cwd=FRONTEND, env={**os.environ, **environment}, check=True, timeout=60, capture_output=True, text=True
    )
    return ran.stdout


def test_bundle_is_light() -> None:
    assert len(gzip.compress((STATIC / "app.js").read_bytes(), 6)) < BUNDLE


@needs_node
def test_bundle_is_what_the_sources_give(tmp_path: Path) -> None:
    if not (FRONTEND / "node_modules" / "esbuild").exists():
        pytest.skip("needs the packages of frontend/: npm ci")
    node("build.mjs", OUT=str(tmp_path))
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (STATIC / made.name).read_bytes(), f"{made.name} is older than frontend/: run npm run build"


def test_nothing_is_of_another_host() -> None:
    """The only addresses are names of namespaces."""
    for file in STATIC.glob("*.*s*"):
        found = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'`)]*", file.read_text(encoding="utf-8")))
        assert found <= {"http://www.w3.org/2000/svg"}, file.name


def test_scripts_make_nothing_of_text() -> None:
    """No source reads markup into the page, runs text, or writes style attributes."""
    for file in sorted((FRONTEND / "src").glob("*.js")):
        text = file.read_text(encoding="utf-8")
        for bad in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "style:", "localStorage"):
            assert bad not in text, f"{file.name}: {bad}"


def test_outlines_bear_codes_of_countries() -> None:
    known = {row["code"] for row in rows(DATA / "codes" / "countries.csv", ("code",))}
    for name in ("countries-110m.json", "countries-50m.json"):
        shapes = json.loads((STATIC / name).read_text(encoding="utf-8"))["objects"]["countries"]["geometries"]
        ids = [shape["id"] for shape in shapes if "id" in shape]
        assert {"KEN", "RUS", "TWN", "PSE", "KOS", "FRA", "NOR"} <= set(ids)
        assert set(ids) <= known
        assert len(ids) > 170


def test_lock_file_carries_no_address() -> None:
    assert "http" not in (FRONTEND / "package-lock.json").read_text(encoding="utf-8").replace("opencollective", "").replace(
        "https://github.com", ""
    )


@needs_node
def test_periods_are_those_of_the_server() -> None:
    """First day, and first day after it, of years, months, days and weeks, also those around a new year."""
    periods = ["2024", "2023-12", "2024-02", "2024-02-29", "2020-W53", "2021-W01", "2024-W01", "2025-W01", "2026-W53", "1776-07"]
    script = (
        "import { start, end, iso } from './src/periods.js';"
        f"console.log(JSON.stringify({json.dumps(periods)}.map((p) => [iso(start(p)), iso(end(p))])))"
    )
    told = json.loads(node("--input-type=module", "-e", script))
    for period, (first, after) in zip(periods, told, strict=True):
        began = charts.start(period)
        assert first == began.isoformat(), period
        days = 366 if period == "2024" else charts.days(period)
        assert after == (began + timedelta(days)).isoformat(), period


@needs_node
def test_spans_are_told_as_short_as_they_can_be() -> None:
    spans = [("2024", "2025"), ("2024-02", "2024-04"), ("2024-02-03", "2024-02-03"), ("2024-W05", "2024-W06")]
    script = (
        "import { bounds, start, end } from './src/periods.js';"
        f"console.log(JSON.stringify({json.dumps(spans)}.map(([a, b]) => bounds(start(a), end(b)))))"
    )
    assert json.loads(node("--input-type=module", "-e", script)) == [
        {"since": "2024", "until": "2025"},
        {"since": "2024-02", "until": "2024-04"},
        {"since": "2024-02-03", "until": "2024-02-03"},
        {"since": "2024-01-29", "until": "2024-02-11"},
    ]


@needs_node
def test_axes_end_above_what_they_measure() -> None:
    script = (
        "import { levels } from './src/draw.js';"
        "for (let n = 0; n < 3000; n += 1) { const l = levels(n); if (l.at(-1) < n || l.length < 2 || l.length > 4) console.log(n, l); }"
    )
    assert node("--input-type=module", "-e", script) == ""


def test_what_serve_prepares_is_what_the_page_asks_for() -> None:
    dots, pairs = (
        re.search(rf"\b{name} = (\d+)", (FRONTEND / "src" / file).read_text())
        for name, file in (("DOTS", "map.js"), ("PAIRS", "network.js"))
    )
    assert dots
    assert pairs
    assert {f"api/v1/geojson?most={dots[1]}", f"api/v1/graph?links={pairs[1]}"} <= set(FIRST)
