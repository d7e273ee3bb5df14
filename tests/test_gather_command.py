"""``dragoman gather``: events and stories of files, without a ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.cli import cli
from dragoman.gather.grouping import stories
from dragoman.types import Article

MEETING = "Kenyan President William Ruto met French President Emmanuel Macron in Paris on Monday."
AGAIN = "French President Emmanuel Macron on Monday met President William Ruto of Kenya in Paris to discuss climate finance."
FLOOD = (
    "Floods killed 40 people in the city of Beira after the Pungwe river broke its banks, rescue workers said. Thousands of families "
    "waited on roofs for boats. The governor asked the capital for tents, and schools will stay closed until the water has gone down."
)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    file = tmp_path / "news.jsonl"
    told = (
        ("a", MEETING, "The Gazette"),
        ("b", AGAIN, "The Courier"),
        ("c", FLOOD, "The Herald"),
        ("d", "By our staff\n\n" + FLOOD, "The Star"),
    )
    lines = [{"id": name, "text": text, "source": outlet, "published": "2024-03-12"} for name, text, outlet in told]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines) + "no json\n")
    return file


def gathered(*args: str | Path) -> tuple[Result, list[dict]]:
    done = CliRunner().invoke(cli, ["gather", *map(str, args)])
    return done, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_events_of_files_are_gathered_with_the_ids_that_the_articles_came_with(news: Path) -> None:
    done, events = gathered("--reader", "rules", news)
    assert done.exit_code == 3  # one line is no article
    met = next(e for e in events if e["event"] == ["CONSULT"])
    assert sorted(report["article_id"] for report in met["reports"]) == ["a", "b"]
    assert met["independent_reports"] == 2
    assert list(news.parent.iterdir()) == [news]


def test_stories_group_articles_and_name_the_copies(news: Path) -> None:
    done, found = gathered("--stories", news)
    assert done.exit_code == 3
    assert "news.jsonl:5" in done.stderr
    grouped = [{a["id"]: a["copy_of"] for a in story["articles"]} for story in found]
    assert {"c": None, "d": "c"} in grouped
    assert sum(map(len, grouped)) == 4


def test_a_story_is_called_as_in_a_ledger() -> None:
    (only,) = stories([Article(id="1", text=FLOOD)])
    assert only.id.startswith("sty-")
    assert only.to_dict()["articles"][0]["id"] == "1"


def test_stories_are_shown_as_a_list(news: Path) -> None:
    done = CliRunner().invoke(cli, ["gather", "--stories", "--format", "table", str(news)])
    assert "(2 articles, 1 of them copies)" in done.stdout
