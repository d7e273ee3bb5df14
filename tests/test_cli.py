"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click import UsageError
from click.testing import CliRunner, Result

import dragoman.cli.options
import dragoman.cli.reading
import dragoman.cli.tables
from dragoman import report
from dragoman.api import default_knowledge, read
from dragoman.cli import cli
from dragoman.cli.options import EXAMPLE

DRAGOMAN = [sys.executable, "-m", "dragoman"]
STORY = "Kenya condemned the attack on Monday.\n\nThe police arrested 30 students in Nairobi on Tuesday, the ministry said.\n"

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in this process, with data that are loaded once for all tests."""
    for commands in (dragoman.cli.reading, dragoman.cli.tables):
        monkeypatch.setattr(commands, "knowing", lambda actors=(), reader="models": default_knowledge())

    def invoke(*args: object, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, [str(a) for a in args], input=given, catch_exceptions=False)

    return invoke


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# help and version


def commands() -> list[list[str]]:
    found = [[name] for name in cli.commands]
    return found + [[name, sub] for name, group in cli.commands.items() for sub in getattr(group, "commands", {})]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_of_each_command_shows_an_example(command: list[str], run: Run) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    group = hasattr(cli.commands[command[0]], "commands") and len(command) == 1
    assert group or re.search(rf"Examples?:\n\s+dragoman {' '.join(command)}", result.stdout)


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"dragoman, version {dragoman.__version__}\n"


def test_help_comes_at_once() -> None:
    """Under 0.3 s by the clock of an idle machine; here CPU time, as others may use the machine."""
    code = "import sys, resource; from dragoman.cli import cli; cli.main(['--help'], standalone_mode=False); "
    code += "heavy = {'spacy', 'numpy', 'rich', 'dragoman.pipeline'}; "
    code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_utime, sorted(heavy & sys.modules.keys()))"
    last = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    seconds, loaded = last.split(" ", 1)
    assert loaded == "[]"
    assert float(seconds) < 0.3


# reading


def test_records_one_a_line_where_nobody_looks(run: Run, story: Path) -> None:
    result = run("read", story, "--published", "2024-03-13")
    assert result.exit_code == 0
    found = lines(result)
    assert {"ACCUSE", "COERCE"} <= {r["event"][0] for r in found}  # type: ignore[index]
    assert all(r["cite_info"]["published"] == "2024-03-13" for r in found)  # type: ignore[index]


def test_same_input_same_bytes(run: Run) -> None:
    first, second = (run("read", "--example", "-f", "reading", "--now", "2024-05-01").stdout for _ in range(2))
    assert first == second
    assert '"coded_date": "2024-05-01"' in first


def test_same_bytes_whatever_the_order_of_sets_and_the_place_on_earth() -> None:
    told = set()
    for seed, zone, language in (("0", "UTC", "C"), ("1", "Asia/Tokyo", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language}
        command = [*DRAGOMAN, "read", "--example", "-f", "reading", "--explain", "--now", "2024-05-01"]
        told.add(subprocess.run(command, capture_output=True, check=True, env=environment).stdout)
    assert len(told) == 1


def test_standard_input(run: Run) -> None:
    told = run("read", given=STORY).stdout
    assert told
    assert run("read", "-", given=STORY).stdout == told
    assert lines(run("read", "-", "-f", "reading", given=json.dumps({"id": "a", "text": STORY})))[0]["id"] == "a"


@pytest.mark.parametrize(("name", "start"), [("a.jsonl", "{"), ("a.html", "<!DOCTYPE html>"), ("a.txt", "Kenya and Ethiopia hold talks")])
def test_the_file_name_tells_the_format(run: Run, tmp_path: Path, name: str, start: str) -> None:
    result = run("read", "--example", "-o", tmp_path / name)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_explain_adds_reasons_that_name_data_files(run: Run) -> None:
    found = lines(run("read", "--example", "--explain"))
    assert found
    assert all(re.search(r"frames/\w+\.csv:\d+|\(reader-\d+\)", " ".join(r["why"])) for r in found)  # type: ignore[arg-type]
    assert "frames/" in run("read", "--example", "--explain", "-f", "table").stdout


def test_a_day_of_publication_in_the_file_stands(run: Run) -> None:
    item = json.dumps({"text": STORY, "published": "2020-01-08"})
    assert lines(run("read", "-", "--published", "2024-03-13", given=item))[0]["cite_info"]["published"] == "2020-01-08"  # type: ignore[index]


def test_more_actors(tmp_path: Path) -> None:
    """In its own process: extra tables make other data."""
    (tmp_path / "bad.tsv").write_text("nothing\nof\nuse\n", encoding="utf-8")
    done = subprocess.run([*DRAGOMAN, "read", "--example", "--actors", tmp_path / "bad.tsv"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "bad.tsv:" in done.stderr
    assert "Traceback" not in done.stderr


# wrong use


@pytest.mark.parametrize(
    "args",
    [
        ["--published", "yesterday", "--example"],
        ["--format", "xml", "--example"],
        ["-o", "records.xyz", "--example"],
        ["--jobs", "0", "--example"],
        ["--actors", "no such file", "--example"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_2(run: Run, args: list[str]) -> None:
    result = run("read", *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: " in result.stderr


def test_nothing_to_read_on_a_terminal_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    with pytest.raises(UsageError, match="--example"):
        dragoman.cli.options.chosen((), False)


def test_a_file_that_cannot_be_written_is_1(story: Path) -> None:
    done = subprocess.run([*DRAGOMAN, "read", story, "-o", "/no/such/folder/a.jsonl"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("dragoman: ")
    assert "Traceback" not in done.stderr


# some documents fail


def test_one_bad_document_stops_no_run(run: Run, tmp_path: Path, story: Path) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    errors = tmp_path / "errors.jsonl"
    result = run("read", tmp_path / "picture.txt", story, tmp_path / "absent.txt", "--errors", errors)
    assert result.exit_code == 3
    assert lines(result)
    assert "picture.txt: this is a picture" in result.stderr
    assert "2 of 3 documents could not be read" in result.stderr
    told = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    assert [Path(t["path"]).name for t in told if t["path"]] == ["picture.txt", "absent.txt"]
    assert all(t["stage"] and t["message"] for t in told)


def test_quiet(run: Run, tmp_path: Path) -> None:
    result = run("read", tmp_path / "absent.txt", "-q")
    assert (result.exit_code, result.stdout, result.stderr) == (3, "", "")


def test_the_same_note_is_told_a_few_times_only(run: Run) -> None:
    items = "\n".join(json.dumps({"id": str(n), "text": "The two ministers had lunch."}) for n in range(9))
    told = run("read", "-", given=items).stderr.splitlines()
    assert len(told) == 4
    assert told[-1].startswith("dragoman: … and 6 more: no publication date")


def test_control_characters_of_a_message_do_not_reach_the_terminal(run: Run) -> None:
    assert "\x1b" not in run("read", "-", given=json.dumps({"id": "\x1b[2J", "text": "The two ministers had lunch."})).stderr


def test_progress_is_one_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "BEAT", -1)
    err = io.StringIO()
    readings = [read(STORY, id=str(n), published="2024-03-13") for n in range(3)]
    assert list(report.Report(err, progress=True).watch(iter(readings))) == readings
    assert "\r\x1b[K3 articles read" in err.getvalue()
    assert err.getvalue().endswith("\r\x1b[K")
    assert "\n" not in err.getvalue()


# processes and pipes


def test_several_processes_give_the_same_in_the_same_order(tmp_path: Path) -> None:
    texts = [STORY, "Uganda's president met the Kenyan foreign minister in Kampala.", "", "Rain fell.", STORY.replace("30", "40")]
    items = [json.dumps({"id": str(n), "text": t, "published": "2024-03-13"}) for n, t in enumerate(texts)]
    (tmp_path / "in.jsonl").write_text("\n".join([*items, "{broken"]) + "\n", encoding="utf-8")
    command = [*DRAGOMAN, "read", tmp_path / "in.jsonl", "-f", "reading", "--now", "2024-05-01"]
    one, two = (subprocess.run([*command, "--jobs", jobs], capture_output=True, check=False) for jobs in ("1", "2"))
    assert one.returncode == two.returncode == 3
    assert one.stdout == two.stdout
    assert len(one.stdout.splitlines()) == len(texts)
    assert one.stderr == two.stderr


def test_a_process_that_dies_takes_one_article_along(tmp_path: Path) -> None:
    """The worker processes load a package whose reading ends the process at one text."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, dragoman.pipeline as p\n"
        "old = p.read\n"
        "def read(article, *rest):\n"
        "    os._exit(9) if article.id == 'bomb' else None\n"
        "    return old(article, *rest)\n"
        "p.read = read\n",
        encoding="utf-8",
    )
    items = [{"id": i, "text": STORY} for i in ("a", "bomb", "b")]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    done = subprocess.run(
        [*DRAGOMAN, "read", "--jobs", "2", "-f", "reading", tmp_path / "in.jsonl"],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 3
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert "bomb: the process that read this article died" in done.stderr


def test_each_record_is_written_as_soon_as_it_is_read() -> None:
    """A line given is answered before the next one comes."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*DRAGOMAN, "read", "-"], text=True, **pipes)
    assert process.stdin
    assert process.stdout
    for _ in range(2):
        process.stdin.write(json.dumps({"text": STORY}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["event"]
    process.stdin.close()
    process.stdout.read()
    assert process.wait(30) == 0


def test_a_pipe_that_closes_ends_it_quietly(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text((json.dumps({"text": STORY}) + "\n") * 20, encoding="utf-8")
    for form in ("jsonl", "table"):
        process = subprocess.Popen(
            [*DRAGOMAN, "read", str(tmp_path / "in.jsonl"), "-q", "-f", form], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(30) == 141


def test_ctrl_c_is_130() -> None:
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a runner in the background ignores it, and so would we
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([*DRAGOMAN, "read", "-"], text=True, preexec_fn=heard, **pipes)
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"text": STORY}) + "\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in told


def test_the_first_record_comes_soon_after_a_cold_start() -> None:
    """Within 3 s on an idle machine; here CPU time of the process, with room for a slow one."""
    code = "import resource; from dragoman.cli import cli; cli.main(['read', '--example', '-q'], standalone_mode=False); "
    code += "u = resource.getrusage(resource.RUSAGE_SELF); import sys; print(u.ru_utime + u.ru_stime, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout
    assert float(done.stderr) < 4


# explain, schema, codebook


def test_explain_says_for_every_sentence_why(run: Run) -> None:
    text = "Kenya condemned the attack on Monday. The weather was fine. Uganda would never meet anybody."
    result = run("explain", "--text", text, "--published", "2024-03-13")
    assert result.exit_code == 0
    for words in ("condemned", "ACCUSE", "frames/ACCUSE.csv:", "actors/countries.tsv:", "2024-03-11", "no word of any event type"):
        assert words in result.stdout, words


def test_explain_as_json_names_the_record(run: Run) -> None:
    (told,) = lines(run("explain", "--text", "Kenya condemned the attack on Monday.", "-f", "json"))
    verdicts = [v for s in told["sentences"] for v in s["verdicts"]]  # type: ignore[attr-defined]
    assert any(v["record"] and v["event"].startswith("ACCUSE") and v["rule"] for v in verdicts)


def test_explain_takes_half_characters(run: Run) -> None:
    assert run("explain", "--text", "Kenya met \udcff Uganda.").exit_code == 0


@pytest.mark.parametrize("what", ["record", "reading"])
def test_schema(run: Run, what: str) -> None:
    assert json.loads(run("schema", what).stdout)["$schema"].endswith("2020-12/schema")


def test_codebook(run: Run, tmp_path: Path) -> None:
    whole = run("codebook").stdout
    assert all(f"\n{name} (" in whole for name in default_knowledge().ontology)
    one = run("codebook", "protest").stdout
    assert "PROTEST (-5)" in one
    assert "ASSAULT (" not in one
    assert run("codebook", "DANCE").exit_code == 2
    assert run("codebook", "-f", "markdown").stdout.startswith("# Codebook\n")
    assert run("codebook", "-o", tmp_path / "book.html").exit_code == 0
    assert '<h3 id="PROTEST">' in (tmp_path / "book.html").read_text(encoding="utf-8")


# the tables of actors


def test_kb_who(run: Run) -> None:
    first = lines(run("kb", "who", "Putin", "--on", "2024-01-16"))[0]
    assert (first["name"], first["country"], first["validity"]) == ("Vladimir Putin", "RUS", "in office")
    assert "Vladimir Putin" in run("kb", "who", "Putin", "-f", "table").stdout
    nobody = run("kb", "who", "Zzyzx Qwrtp")
    assert (nobody.exit_code, nobody.stdout) == (4, "")


def test_kb_check(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.tsv"
    good.write_text("name\tcode\tsectors\tsource\nOrder of the Lamp\tKEN\tREB\tinvented\n", encoding="utf-8")
    assert run("kb", "check", good).exit_code == 0
    bad = tmp_path / "bad.tsv"
    bad.write_text("name\tcode\tsectors\tsource\nOrder of the Lamp\tKENYA\tREB\tinvented\n", encoding="utf-8")
    result = run("kb", "check", bad)
    assert result.exit_code == 1
    assert "bad.tsv:2: " in result.stdout


def test_kb_refresh_from_a_saved_answer_and_diff(run: Run, tmp_path: Path) -> None:
    answer = Path(__file__).parent / "data" / "wikidata_answer.json"
    result = run("kb", "refresh", "--answer", answer, "--on", "2024-05-01", "--into", tmp_path)
    assert result.exit_code == 0
    table = Path(result.stdout.strip())
    assert table.name == "actors-2024-05-01.tsv"
    fewer = tmp_path / "fewer.tsv"
    rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    serving = next(n for n, row in enumerate(rows) if n > 1 and row.split("\t")[5:7][-1] == "")
    fewer.write_text("".join(rows[:serving] + rows[serving + 1 :]), encoding="utf-8")
    assert run("kb", "diff", table, table).stdout == ""
    assert " appointed" in run("kb", "diff", fewer, table).stdout


def test_the_example_is_the_readme_story() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert "invented story" in text
    assert len(text) < 3000


def test_a_terminal_gets_the_table_and_no_color_is_obeyed() -> None:
    """With a pseudo-terminal for standard output."""
    pty = pytest.importorskip("pty")
    for extra, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        ours, theirs = pty.openpty()
        environment = {**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm-256color", "COLUMNS": "100", **extra}
        process = subprocess.Popen([*DRAGOMAN, "read", "--example"], stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
        os.close(theirs)
        told = drained(ours)
        assert process.wait(30) == 0
        assert b"ASSAULT" in told
        assert (b"\x1b[32m" in told or b"\x1b[1;36m" in told) == coloured


def drained(terminal: int) -> bytes:
    told = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        told += part
    return told
