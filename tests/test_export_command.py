"""``dragoman export``: which file gets which format, whole or not at all, and what is told."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import dragoman.cli.export
from dragoman.api import default_knowledge, read
from dragoman.cli import cli
from dragoman.cli.export import NAMES, planned
from dragoman.cli.options import EXAMPLE
from dragoman.exporters.gathered import FORMATS, plover
from dragoman.exporters.gathered.options import TOLD
from dragoman.store import Ledger

Run = Callable[..., Result]
DRAGOMAN = [sys.executable, "-m", "dragoman"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the example story, and one of a thing that is planned and another that is denied."""
    path = tmp_path_factory.mktemp("export") / "ledger.db"
    with Ledger.open(path, write=True, create=True) as held:
        held.add(read(EXAMPLE.read_text(encoding="utf-8"), id="border", published="2024-03-12"))
        more = "Kenya will expel the Ugandan ambassador on Friday.\n\nUganda denied that its army had attacked Kenya.\n"
        held.add(read(more, id="more", published="2024-03-13"))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setattr(dragoman.cli.export, "knowing", lambda actors=(), reader="models": default_knowledge())
    monkeypatch.chdir(tmp_path)

    def invoke(*args: object, given: str | None = None) -> Result:
        return CliRunner().invoke(cli, ["export", *(str(a) for a in args)], input=given, catch_exceptions=False)

    return invoke


def test_without_a_word_plover_lines_on_standard_output(run: Run, book: Path) -> None:
    result = run("--db", book)
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert told
    assert all(line["event_id"].startswith("evt-") for line in told)
    assert f"{len(told)} events" in result.stderr


@pytest.mark.parametrize("form", NAMES)
def test_every_format_writes_a_file(run: Run, book: Path, tmp_path: Path, form: str) -> None:
    for library in {"parquet": ["pyarrow"], "stix": ["stix2"]}.get(form, []):
        pytest.importorskip(library)
    result = run("--db", book, "-f", form, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    files = [f"out{ending}" for _, ending in FORMATS[form].parts] or ["out"]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(files)
    assert all((tmp_path / name).stat().st_size for name in files)


def test_the_command_knows_the_formats() -> None:
    assert tuple(FORMATS) == NAMES
    assert TOLD == dragoman.cli.filters.TOLD


@pytest.mark.parametrize(
    ("file", "first"),
    [("a.csv", "event_id,"), ("a.acled.csv", "event_id_cnty,"), ("a.panel.csv", "country_iso3,"), ("a.tsv", "Event ID\t")],
)
def test_the_file_name_tells_the_format(run: Run, book: Path, tmp_path: Path, file: str, first: str) -> None:
    assert run("--db", book, "-o", tmp_path / file).exit_code == 0
    assert (tmp_path / file).read_text(encoding="utf-8").startswith(first)


def test_files_are_read_and_gathered_without_a_ledger(run: Run, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Kenya condemned the attack on Monday.\n", encoding="utf-8")
    result = run("-f", "csv", "--published", "2024-03-12", story)
    table = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert result.exit_code == 0
    assert [(row["event_type"], row["actor_country_iso3"], row["date_start"]) for row in table] == [("ACCUSE", "KEN", "2024-03-11")]
    assert [p.name for p in tmp_path.iterdir()] == ["story.txt"], "no ledger is left behind"


def test_what_cannot_be_read_is_told(run: Run, tmp_path: Path) -> None:
    result = run("-f", "csv", tmp_path / "none.txt")
    assert result.exit_code == 3
    assert "none.txt" in result.stderr


def test_filters(run: Run, book: Path) -> None:
    every = [json.loads(line) for line in run("--db", book).stdout.splitlines()]
    some = [json.loads(line) for line in run("--db", book, "--event", "assault", "--actor", "KEN").stdout.splitlines()]
    assert [e["event_id"] for e in some] == [
        e["event_id"] for e in every if e["event"] == ["ASSAULT"] and "KEN" in [p["code"] for p in e["actor"]]
    ]
    claimed = [json.loads(line) for line in run("--db", book, "--reported-as", "claimed").stdout.splitlines()]
    assert [e["event_id"] for e in claimed] == [e["event_id"] for e in every if e["reported_as"] == "claimed"]
    happened = [json.loads(line) for line in run("--db", book, "--status", "happened").stdout.splitlines()]
    assert [e["event_id"] for e in happened] == [e["event_id"] for e in every if e["status"] == "happened"]
    assert run("--db", book, "--since", "2030").stdout == ""


def test_what_is_left_out_is_told(run: Run, book: Path) -> None:
    told = run("--db", book, "-f", "polecat").stderr
    assert "2 events left out: " in told
    assert "planned 1" in told
    assert "denied 1" in told
    assert "planned" not in run("--db", book, "-f", "polecat", "--all").stderr


@pytest.mark.parametrize(
    ("asked", "written"),
    [(["--status", "planned"], 1), (["--reported-as", "denied"], 1), (["--status", "planned", "--reported-as", "denied"], 0)],
)
def test_what_is_asked_for_by_name_is_not_left_out(run: Run, book: Path, asked: list[str], written: int) -> None:
    result = run("--db", book, "-f", "polecat", *asked)
    assert "left out" not in result.stderr
    assert len(result.stdout.splitlines()) == 1 + written


def test_quiet_tells_nothing(run: Run, book: Path) -> None:
    assert run("--db", book, "-f", "polecat", "-q").stderr == ""


def test_gdelt_is_two_files_of_one_moment(run: Run, book: Path, tmp_path: Path) -> None:
    assert run("--db", book, "-f", "gdelt", "-o", tmp_path / "crisis.export.CSV").exit_code == 0
    events, mentions = ((tmp_path / f"crisis.{part}.CSV").read_text(encoding="utf-8") for part in ("export", "mentions"))
    assert {line.split("\t")[0] for line in events.splitlines()} == {line.split("\t")[0] for line in mentions.splitlines()}
    assert run("--db", book, "-f", "gdelt", "--part", "mentions").stdout == mentions.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("-f", "gdelt"), "several files"),
        (("-f", "csv", "--part", "events"), "this format is one file"),
        (("-f", "gdelt", "--part", "gkg"), "no part 'gkg'; choose from events, mentions"),
        (("-o", "events.xyz"), "no format known for 'events.xyz'"),
        (("--event", "CONSLT"), "did you mean CONSULT?"),
        (("--since", "yesterday"), "is no date"),
    ],
)
def test_wrong_use_is_told(run: Run, book: Path, args: tuple[str, ...], told: str) -> None:
    result = run("--db", book, *args)
    assert result.exit_code == 2
    assert told in result.stderr


def test_no_ledger_is_told(run: Run) -> None:
    result = run()
    assert result.exit_code == 1
    assert "ledger.db" in result.stderr


@pytest.mark.parametrize("stem", ["crisis", "crisis.export.CSV", "crisis.mentions.csv", "crisis.csv"])
def test_names_of_several_files(stem: str) -> None:
    assert planned(FORMATS["gdelt"], Path("x") / stem, None) == [
        (Path("x/crisis.export.CSV"), "events"),
        (Path("x/crisis.mentions.CSV"), "mentions"),
    ]


def test_a_run_that_fails_leaves_the_old_file(run: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "events.jsonl"
    old.write_text("old", encoding="utf-8")
    honest = plover.line
    calls: Iterator[int] = iter(range(100))

    def breaks(*args: Any) -> dict[str, Any]:
        if next(calls) == 2:
            raise OSError("no space left on device")
        return honest(*args)

    monkeypatch.setattr(plover, "line", breaks)
    with pytest.raises(OSError, match="no space left"):
        run("--db", book, "-o", old)
    assert old.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["events.jsonl"]


def test_a_file_keeps_its_rights(run: Run, book: Path, tmp_path: Path) -> None:
    old = tmp_path / "events.csv"
    old.write_text("old", encoding="utf-8")
    old.chmod(0o640)
    run("--db", book, "-o", old)
    run("--db", book, "-o", tmp_path / "new.csv")
    mask = os.umask(0)
    os.umask(mask)
    assert old.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_reader_that_goes_ends_the_command_quietly(book: Path) -> None:
    command = f"{' '.join(DRAGOMAN)} export --db {book} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.returncode in {0, 141}
    assert "Traceback" not in done.stderr


def test_binary_formats_go_down_a_pipe(book: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    done = subprocess.run([*DRAGOMAN, "export", "--db", str(book), "-f", "parquet", "-q"], capture_output=True, check=True)
    assert parquet.read_table(io.BytesIO(done.stdout)).num_rows
    assert done.stderr == b""


def test_a_missing_library_is_told(run: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("--db", book, "-o", tmp_path / "events.parquet")
    assert result.exit_code == 1
    assert "pip install 'dragoman[parquet]'" in result.stderr
    assert not list(tmp_path.iterdir())
