"""Archives in partitions: the same result on every engine, whatever was ended in between. The stories are invented and read by rules."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("pyarrow", reason="scale needs pyarrow")

import pyarrow as pa
from pyarrow import parquet

from dragoman.cli import cli
from dragoman.gather.facts import facts
from dragoman.scale import Asked, ScaleError, blocking, reading, scale, tables, tasks
from dragoman.scale.engines import local
from dragoman.scale.plan import Input, Partition, cut, load, planned

TOWNS = ("Beira", "Kisumu", "Gulu", "Mwanza", "Arusha")
DAY = "2024-05-01"


def stories() -> Iterator[dict[str, Any]]:
    """Thirty: six for each town, of which two tell of one meeting, one is a copy, and one has the very text of another."""
    for n, town in enumerate(TOWNS):
        day, dead = f"2024-0{n + 2}-12", 20 + n
        flood = (
            f"Floods killed {dead} people in {town} on Monday after the river broke its banks, rescue workers said. Thousands of families "
            f"waited on the roofs of {town} for boats. The governor asked the capital for tents, and schools stay closed until next week."
        )
        meeting = (
            f"The president of Kenya met the foreign minister of Uganda in {town} on Monday to discuss the border and the price of maize."
        )
        again = f"Uganda's foreign minister on Monday met the president of Kenya in {town} to discuss the border and the price of maize."
        raid = f"Soldiers of the army attacked a camp of rebels near {town} on Sunday and killed {dead} fighters, the army said."
        told = (meeting, again, flood, f"By our staff\n\n{flood}", raid, flood)
        for k, text in enumerate(told):
            yield {"id": f"{town}-{k}", "text": text, "published": day, "source": f"The {('Gazette', 'Courier', 'Herald')[k % 3]}"}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the stories as lines, one of them no JSON, half as Parquet."""
    folder, all_of_them = tmp_path_factory.mktemp("news"), list(stories())
    lines = [json.dumps(s) for s in all_of_them[:15]]
    (folder / "a.jsonl").write_text("\n".join([*lines[:7], "no json", *lines[7:]]) + "\n", encoding="utf-8")
    parquet.write_table(pa.Table.from_pylist(all_of_them[15:]), folder / "b.parquet", row_group_size=4)
    return folder


def asked(news: Path, out: Path, **more: Any) -> Asked:
    return Asked(**{"paths": (str(news),), "out": out, "reader": "rules", "partitions": 5, "jobs": 2, "day": DAY, **more})


def here(out: str, phase: str, numbers: list[int], jobs: int | None) -> Iterator[tuple[int, str]]:
    """An engine without processes."""
    for n in reversed(numbers):
        yield n, tasks.work(out, phase, n)


@pytest.fixture(scope="module")
def made(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dragoman.scale.run.engine", lambda name: here)
        scale(asked(news, out))
    return out


def content(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def rows(out: Path, what: str) -> list[dict[str, Any]]:
    return [row for path in sorted((out / what).glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]


# what comes out


def test_every_input_is_accounted_for(made: Path) -> None:
    articles = rows(made, "articles")
    assert Counter(a["status"] for a in articles) == {"read": 30, "refused": 1}
    assert [a["reason"] for a in articles if a["status"] == "refused"] == [
        "not JSON: Expecting value at character 1; each line must be one whole object"
    ]
    counts = load(made).counts()
    assert (counts["inputs"], counts["read"], counts["refused"], counts["duplicates"]) == (31, 30, 1, 5)
    assert counts["records"] == len(rows(made, "records")) == counts["reports"]
    assert load(made).complete
    assert sorted(p.name for p in made.iterdir()) == ["articles", "events", "manifest.json", "records"]


def test_a_meeting_told_by_two_outlets_is_one_event_and_those_of_other_towns_are_others(made: Path) -> None:
    keys = {a["key"]: a["id"] for a in rows(made, "articles") if not a["duplicate_of"]}
    told = [json.loads(e["event_json"])["reports"] for e in rows(made, "events") if e["event"] == "CONSULT"]
    meetings = [{keys[r["article_id"]] for r in reports} for reports in told]
    assert sorted(map(sorted, meetings)) == [[f"{town}-0", f"{town}-1"] for town in sorted(TOWNS)]


def test_copies_and_texts_that_are_the_same_are_no_second_report(made: Path) -> None:
    articles = {a["id"]: a for a in rows(made, "articles")}
    for town in TOWNS:
        first = articles[f"{town}-2"]
        assert articles[f"{town}-3"]["copy_of"] == first["key"]
        assert articles[f"{town}-3"]["story"] == first["story"]
        assert articles[f"{town}-5"]["duplicate_of"] == first["key"]
        assert articles[f"{town}-5"]["story"] is None
    assert len({r["record_id"] for r in rows(made, "records")}) == len(rows(made, "records"))


def test_records_lead_to_events(made: Path) -> None:
    told = [json.loads(e["event_json"]) for e in rows(made, "events")]
    events = {(e["event_id"], r["record_id"]) for e in told for r in e["reports"]}
    assert {(r["event_id"], r["record_id"]) for r in rows(made, "records")} == events


def test_the_same_events_as_in_a_ledger(news: Path, made: Path) -> None:
    from dragoman.intake import ingest
    from dragoman.knowledge import Knowledge
    from dragoman.store import Ledger

    with Ledger.open(made.parent / "ledger.db", write=True, create=True) as ledger:
        ingest(ledger, [str(news / "a.jsonl"), str(news / "b.parquet")], Knowledge(reader="rules"), jobs=1)
        theirs = {frozenset(r.record.id for r in e.reports) for e in ledger.events()}
    ours: dict[str, set[str]] = {}
    for row in rows(made, "records"):
        ours.setdefault(row["event_id"], set()).add(row["record_id"])
    assert {frozenset(e) for e in ours.values()} == theirs


def test_how_the_input_is_cut_changes_no_event(news: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.scale.run.engine", lambda name: here)
    scale(asked(news, tmp_path / "one", partitions=1))
    for what, by in (("articles", "locator"), ("records", "record_id"), ("events", "event_id")):
        one, five = (sorted(rows(out, what), key=lambda r: r[by] or "") for out in (tmp_path / "one", made))
        assert one == five


# engines


def test_processes_of_this_machine_give_the_same_bytes(news: Path, made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    args = [str(news), str(out), "--reader", "rules", "--partitions", "5", "--jobs", "2", "--now", DAY]
    done = subprocess.run([sys.executable, "-m", "dragoman", "scale", *args], capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "31 inputs, 30 read, 5 duplicates, 1 refused, 0 failed" in done.stdout
    assert content(out) == content(made)


def command(news: Path, out: Path, name: str) -> list[str]:
    args = [str(news), str(out), "--engine", name, "--reader", "rules", "--partitions", "5", "--jobs", "2", "--now", DAY]
    return [sys.executable, "-m", "dragoman", "scale", *args]


def there(name: str) -> None:
    """Skip a test of an engine that this machine has not."""
    needed = {"local": [], "ray": ["ray"], "spark": ["pyspark", "pandas"]}[name]
    if not all(map(find_spec, needed)):
        pytest.skip(f"pip install 'dragoman[{name}]'")
    if name == "spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("PySpark needs Java 17 or later")


@pytest.mark.parametrize("name", ["ray", "spark"])
def test_other_engines_give_the_same_bytes(name: str, news: Path, made: Path, tmp_path: Path) -> None:
    there(name)
    done = subprocess.run(command(news, tmp_path / "out", name), capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert content(tmp_path / "out") == content(made)


@pytest.mark.parametrize("name", ["local", "ray", "spark"])
def test_ctrl_c_ends_a_run_which_goes_on_where_it_was(name: str, news: Path, made: Path, tmp_path: Path) -> None:
    there(name)
    out = tmp_path / "out"
    begun = subprocess.Popen(
        command(news, out, name), stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=as_at_a_terminal
    )
    first, until = tasks.file(out, "read", 0), time.monotonic() + 120
    while not first.exists() and begun.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(begun.pid, signal.SIGINT)
    _, told = begun.communicate(timeout=60)
    assert begun.returncode == 130, told
    assert told.strip().splitlines()[-1] == "dragoman: stopped; give the same command again, and it goes on with what lacks", told
    assert not load(out).complete
    done = subprocess.run(command(news, out, name), capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert content(out) == content(made)


def as_at_a_terminal() -> None:
    """What runs in the background of a shell ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("name", ["ray", "spark"])
def test_an_engine_that_is_not_there_is_told(name: str, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"dragoman.scale.engines.{name}.find_spec", lambda package: None)
    done = CliRunner().invoke(cli, ["scale", str(news), str(tmp_path / "out"), "--engine", name, "--reader", "rules"])
    assert done.exit_code == 1
    assert f"dragoman[{name}]" in done.output


# going on


def test_a_run_that_was_ended_does_only_what_lacks(news: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[str, int]] = []

    def ending(after: int):  # type: ignore[no-untyped-def]
        def engine(out: str, phase: str, numbers: list[int], jobs: int | None) -> Iterator[tuple[int, str]]:
            for n in numbers:
                if len(begun) == after:
                    raise KeyboardInterrupt
                begun.append((phase, n))
                yield n, tasks.work(out, phase, n)

        return engine

    out = tmp_path / "out"
    for after in (3, 12, 10_000):
        monkeypatch.setattr("dragoman.scale.run.engine", lambda name, after=after: ending(after))
        if after < 100:
            with pytest.raises(KeyboardInterrupt):
                scale(asked(news, out))
        else:
            scale(asked(news, out))
    assert len(begun) == len(set(begun))
    assert content(out) == content(made)
    scale(asked(news, out))  # nothing is left to do
    assert len(begun) == len(set(begun))


def test_other_input_or_another_coder_is_told(news: Path, tmp_path: Path) -> None:
    mine, out = tmp_path / "news", tmp_path / "out"
    shutil.copytree(news, mine)
    out.mkdir()
    planned(asked(mine, out), "one", DAY).save(out)
    assert planned(asked(mine, out), "one", DAY).day == DAY
    with pytest.raises(ScaleError, match="another coder"):
        planned(asked(mine, out), "two", DAY)
    with (mine / "a.jsonl").open("a") as file:
        file.write("{}\n")
    with pytest.raises(ScaleError, match=r"other input \(.*a\.jsonl"):
        planned(asked(mine, out), "one", DAY)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ScaleError, match="other things in it"):
        planned(asked(mine, tmp_path), "one", DAY)
    with pytest.raises(ScaleError, match="no file to read"):
        planned(Asked((str(out),), tmp_path / "new"), "one", DAY)
    with pytest.raises(ScaleError, match="No such file"):
        planned(Asked(("nowhere.jsonl",), tmp_path / "new"), "one", DAY)


@pytest.mark.parametrize("name", ["local", "ray", "spark"])
def test_an_article_that_ends_its_process_is_told_and_the_others_are_read(name: str, tmp_path: Path) -> None:
    there(name)
    (tmp_path / "sitecustomize.py").write_text(
        "import os, dragoman.pipeline as p\n"
        "old = p.read\n"
        "def read(article, *rest):\n"
        "    os._exit(9) if article.id == 'bomb' else None\n"
        "    return old(article, *rest)\n"
        "p.read = read\n",
        encoding="utf-8",
    )
    text = "Police in Nairobi arrested 12 protesters on Tuesday."
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"id": i, "text": f"{text} {i}"}) + "\n" for i in ("a", "bomb", "b")))
    args = [str(tmp_path / "in.jsonl"), str(tmp_path / "out"), "--engine", name, "--reader", "rules", "--jobs", "1"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))}
    done = subprocess.run([sys.executable, "-m", "dragoman", "scale", *args], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 3, done.stderr
    assert [(a["id"], a["status"]) for a in rows(tmp_path / "out", "articles")] == [("a", "read"), ("bomb", "failed"), ("b", "read")]


def test_a_task_that_always_ends_its_process_ends_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local, "_pool", lambda out, phase, numbers, jobs: iter(()))
    with pytest.raises(ScaleError, match="ended its process 3 times"):
        list(local.run(str(tmp_path), "read", [4], 1))


# parts


@pytest.mark.parametrize("each", [1, 2, 3, 7, 100])
def test_each_line_is_in_one_partition(tmp_path: Path, each: int) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"id": str(n), "text": "x" * n}) + "\n" * (1 + n % 3) for n in range(1, 9)), encoding="utf-8")
    source = Input(str(path), str(path), path.stat().st_size, "")
    parts = list(cut([source], each))
    assert [a.id for part in parts for a in reading.found(source, part)] == [str(n) for n in range(1, 9)]


@pytest.mark.parametrize("each", [1, 2, 5, 100])
def test_each_row_is_in_one_partition(tmp_path: Path, each: int) -> None:
    path = tmp_path / "in.parquet"
    parquet.write_table(pa.table({"id": [str(n) for n in range(11)], "text": [f"text {n}" for n in range(11)]}), path, row_group_size=3)
    parts = list(cut([Input(str(path), str(path), 11, "")], each))
    assert [a.id for p in parts for a in reading.found(Input("in", str(path), 11, ""), p)] == [str(n) for n in range(11)]
    assert {p.unit for p in parts} == {"rows"}


def test_a_number_is_partition_row_and_record() -> None:
    n = tables.number(4_000_000, 200_000_000, 4095)
    assert (tables.part_of(n), tables.row_of(n), tables.record_of(n)) == (4_000_000, 200_000_000, 4095)
    assert tables.article_of(n) == tables.number(4_000_000, 200_000_000)
    assert n < 2**63


def test_connected_over_any_number_of_links() -> None:
    assert blocking.connected([(5, 6), (2, 3), (3, 5), (8, 9)]) == {2: 2, 3: 2, 5: 2, 6: 2, 8: 8, 9: 8}


def test_a_key_that_many_share_costs_no_square() -> None:
    filed = [{"kind": "a", "key": 1, "number": tables.number(0, n), "asks": True} for n in range(2000)]
    assert len(list(blocking.pairs(filed, frozenset()))) < 2000 * blocking.NEXT


def test_facts_come_back_as_they_were() -> None:
    from dragoman import api

    done = api.read("Police in Nairobi arrested 12 protesters on Tuesday, the ministry said.", published="2024-03-13", reader="rules")
    held = json.loads(reading.told(done.records[0], done, done.article, DAY))
    n = tables.number(3, 4, 1)
    assert blocking.facts_of(held, n) == facts(done.records[0], done.article, tables.article_of(n))
    assert Partition(0, "whole").stop == 0
