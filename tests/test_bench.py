"""The benchmark that people can run. The stories are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman import bench
from dragoman.cli import cli
from dragoman.pipeline import STAGES

STORIES = (
    "Police in Nairobi arrested 12 protesters on Tuesday, the interior ministry said.",
    "Kenya's president met the Ugandan foreign minister in Kampala on Monday to discuss the border.",
    "Rain fell.",
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps({"text": t, "published": "2024-03-13"}) + "\n" for t in STORIES), encoding="utf-8")
    return path


def test_the_figures_of_a_corpus(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "STARTS", 1)
    done = CliRunner().invoke(cli, ["bench", "--reader", "rules", "--limit", "2", "--json", str(corpus)])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["stories"] == 2
    assert figures["words"] == sum(len(t.split()) for t in STORIES[:2])
    assert figures["records"] >= 2
    assert list(figures["layers_cpu_s"]) == ["source", *(s.__name__ for s in STAGES), "write"]
    assert sum(figures["layers_cpu_s"].values()) == pytest.approx(figures["cpu_s"], rel=0.2, abs=0.05)
    assert figures["cpu_ratio"] == pytest.approx(figures["cpu_s"] / figures["bare_parse"]["cpu_s"], rel=0.1)
    assert figures["words_per_s"] > 0 < figures["stories_per_s"]
    assert 50 < figures["bare_parse"]["peak_mb"] < figures["peak_mb"] < 2000
    assert 0 < figures["help_s"] < figures["start_s"]
    told = bench.table(figures)
    assert f"{figures['cpu_ratio']:.2f}" in told
    assert "settle" in told


def test_two_processes_beside_one(corpus: Path) -> None:
    asked = bench.Asked(corpus, "rules", jobs=2)
    found = bench.several(asked, 3, print)["jobs"]
    assert found["count"] == 2
    assert found["records"] >= 2
    assert found["speedup"] > 0
    assert found["peak_mb"] > bench.reading(bench.Asked(corpus, "rules"), 1, 3, print)["peak_mb"]


def test_the_yardstick_has_nothing_of_ours_in_its_process(tmp_path: Path) -> None:
    told = Path(bench._script("parsing.py")).read_text(encoding="utf-8")
    assert "dragoman." not in told
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps(STORIES[0]) + "\n", encoding="utf-8")
    assert bench.ran([bench._script("parsing.py"), str(texts)])["tokens"] == 14


def test_a_corpus_without_a_story_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "none.jsonl"
    empty.write_text("no json\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["bench", str(empty)])
    assert done.exit_code == 1
    assert "no story in it" in done.output


def test_a_folder_with_one_story_and_broken_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no story is told with its place and counted; what one story cannot tell is not made up."""
    monkeypatch.setattr(bench, "STARTS", 1)
    (tmp_path / "a.jsonl").write_text("no json\n" * 5, encoding="utf-8")
    (tmp_path / "b.txt").write_text(STORIES[0], encoding="utf-8")
    done = CliRunner().invoke(cli, ["bench", "--reader", "rules", "--jobs", "2", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert f"{tmp_path / 'a.jsonl'}:3: not JSON" in done.stderr
    assert "and 2 more that are no story" in done.stderr
    assert "1 story, 12 words" in done.stdout
    assert "5 inputs were no story" in done.stdout
    assert "too few stories to tell" in done.stdout


def test_the_limit_counts_stories_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    lines = ["no json", json.dumps({"text": STORIES[0]}), json.dumps({"text": STORIES[1]}), "no json"]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    lost: list[object] = []
    assert bench.written(bench.Asked(path, limit=1), tmp_path / "texts.jsonl", lost.append) == (1, 12, 1)
    assert len(lost) == 1


def test_how_far_it_is_is_told_while_it_measures() -> None:
    told: list[int] = []
    assert bench.ran(["-c", "print(3); print(7); print('{}')"], told.append) == {}
    assert told == [3, 7]


def test_a_measuring_process_that_fails_is_told() -> None:
    with pytest.raises(bench.BenchError, match="code 3: no message"):
        bench.ran(["-c", "import sys; sys.exit(3)"])
    with pytest.raises(bench.BenchError, match="signal 9"):
        bench.ran(["-c", "import os; os.kill(os.getpid(), 9)"])
    with pytest.raises(bench.BenchError, match="ValueError: no"):
        bench.ran(["-c", "raise ValueError('no')"])
