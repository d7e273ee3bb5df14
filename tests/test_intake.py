"""Taking in: every input is accounted for, nothing is read twice, and a run that is ended goes on where it was."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dragoman import intake
from dragoman.api import default_knowledge
from dragoman.intake import ingest
from dragoman.store import Ledger, LedgerError, LedgerFull, Outcome
from dragoman.store.verify import verify
from dragoman.types import Article

KNOWLEDGE = default_knowledge("rules")
TOWNS = ("Lagos", "Nairobi", "Accra", "Dakar", "Lusaka", "Maputo", "Kampala", "Harare")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path, create=True) as made:
        made.now = lambda: "2024-03-20T12:00:00Z"
        yield made


def line(n: int, **more: str) -> str:
    town = TOWNS[n % len(TOWNS)]
    text = f"Police in {town} arrested {n + 2} demonstrators on Tuesday. The mayor of {town} condemned the arrests."
    return json.dumps({"id": str(n), "text": text, "published": "2024-03-12", "source": "The Gazette", **more}) + "\n"


def news(tmp_path: Path, count: int, name: str = "news.jsonl") -> Path:
    file = tmp_path / name
    file.write_text("".join(line(n) for n in range(count)))
    return file


def run(ledger: Ledger, *files: Path, **more: bool) -> dict[str, int]:
    """How many inputs ended how; zeros left out."""
    totals = ingest(ledger, [str(f) for f in files], KNOWLEDGE, jobs=1, **more)
    return {**{k: n for k, n in totals.counts.items() if n}, **({"before": totals.before} if totals.before else {})}


def rows(ledger: Ledger) -> dict[str, int]:
    names = ("article", "sighting", "intake", "input", "reading", "record", "event", "change", "coder")
    return {name: ledger.db.query(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in names}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the reader was given."""
    seen: list[str] = []
    plainly = intake.readings

    def watched(found, *more):  # type: ignore[no-untyped-def]
        return plainly((seen.append(a.text) or a for a in found), *more)  # type: ignore[func-returns-value]

    monkeypatch.setattr(intake, "readings", watched)
    return seen


# accounting


def test_every_input_is_stored_duplicate_partial_refused_or_failed(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text(line(1) + line(1) + "no json\n" + json.dumps({"text": ""}) + "\n" + line(2) + line(1, url="https://gazette.test/1"))
    told: list[tuple[str, str]] = []
    totals = ingest(ledger, [str(file)], KNOWLEDGE, jobs=1, tell=lambda where, outcome: told.append((where, outcome.status)))
    assert [status for _, status in told] == ["stored", "duplicate", "refused", "refused", "stored", "duplicate"]
    assert totals.seen == sum(totals.counts.values()) == 6
    assert ledger.counts() == dict(totals.counts)
    assert rows(ledger)["sighting"] == 3  # two texts, and one of them at another address
    assert not list(verify(ledger.db))


def test_what_is_told_is_on_the_disk(ledger: Ledger, path: Path, tmp_path: Path) -> None:
    def look(locator: str, outcome: Outcome) -> None:
        with Ledger.open(path) as reader:
            assert reader.article(outcome.key or "") is not None

    ingest(ledger, [str(news(tmp_path, 3))], KNOWLEDGE, jobs=1, tell=look)


def test_the_same_input_again_adds_no_row(ledger: Ledger, tmp_path: Path) -> None:
    file = news(tmp_path, 3)
    assert run(ledger, file) == {"stored": 3}
    before = rows(ledger)
    assert run(ledger, file) == {"before": 3}
    os.utime(file, (1, 1))  # as if it were another
    assert run(ledger, file) == {"duplicate": 3}
    assert rows(ledger) == before


def test_a_text_that_is_known_is_not_read(ledger: Ledger, tmp_path: Path, read: list[str]) -> None:
    assert run(ledger, news(tmp_path, 3)) == {"stored": 3}
    assert len(read) == 3
    before = rows(ledger)
    assert run(ledger, news(tmp_path, 4, "copy.jsonl")) == {"duplicate": 3, "stored": 1}
    assert len(read) == 4
    after = rows(ledger)
    assert (after["article"], after["sighting"]) == (before["article"] + 1, before["sighting"] + 1)


def test_folders_and_standard_input_are_taken_in(ledger: Ledger, tmp_path: Path) -> None:
    import io

    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.txt").write_text("Iran threatened Israel on Friday.")
    news(tmp_path / "in", 2)
    assert run(ledger, tmp_path / "in") == {"stored": 3}
    assert run(ledger, tmp_path / "in") == {"before": 3}
    stdin = io.BytesIO((line(1) + line(7)).encode())
    assert dict(ingest(ledger, ["-"], KNOWLEDGE, stdin=stdin).counts) == {"duplicate": 1, "stored": 1}


def test_files_that_are_not_there_are_told(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run(ledger, tmp_path / "nowhere.jsonl", tmp_path / "empty") == {"refused": 2}


# going on


def broken_off(ledger: Ledger, file: Path, after: int) -> None:
    """A run that is ended when so many inputs have been told."""
    told = iter(range(after - 1))

    def stop(locator: str, outcome: Outcome) -> None:
        if next(told, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(ledger, [str(file)], KNOWLEDGE, jobs=1, tell=stop)


def test_a_run_that_was_ended_goes_on_behind_what_it_told(ledger: Ledger, tmp_path: Path, read: list[str]) -> None:
    file = news(tmp_path, 6)
    broken_off(ledger, file, 2)
    assert ledger.counts() == {"stored": 2}
    read.clear()
    assert run(ledger, file) == {"before": 2, "stored": 4}
    assert len(read) == 4
    assert not list(verify(ledger.db))


def test_of_a_file_that_grew_only_what_is_new_is_looked_at(ledger: Ledger, tmp_path: Path) -> None:
    file = news(tmp_path, 3)
    run(ledger, file)
    with file.open("a") as more:
        more.write(line(3) + line(4))
    assert run(ledger, file) == {"before": 3, "stored": 2}


def test_a_file_that_became_another_is_begun_anew_and_what_is_known_falls_out(ledger: Ledger, tmp_path: Path) -> None:
    file = news(tmp_path, 3)
    run(ledger, file)
    file.write_text(line(9) + "".join(line(n) for n in range(4)))
    assert run(ledger, file) == {"stored": 2, "duplicate": 3}
    assert rows(ledger)["article"] == 5


def test_a_line_that_was_only_half_written_is_taken_when_it_is_whole(ledger: Ledger, tmp_path: Path) -> None:
    file = news(tmp_path, 1)
    whole = line(1)
    with file.open("a") as more:
        more.write(whole[:30])
    assert run(ledger, file) == {"stored": 1, "refused": 1}
    with file.open("a") as more:
        more.write(whole[30:])
    assert run(ledger, file) == {"before": 1, "stored": 1}
    assert ledger.counts() == {"stored": 2}


def test_a_machine_that_cannot_read_ends_the_run_and_no_article_is_to_blame(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = news(tmp_path, 2)

    def full(article: Article, knowledge: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("dragoman.pipeline.read.__defaults__", ((full,),))
        for _ in range(5):
            with pytest.raises(LedgerError, match="No space left"):
                run(ledger, file)
    assert ledger.counts() == {}
    assert run(ledger, file) == {"stored": 2}


def test_what_failed_is_tried_again_when_asked(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = news(tmp_path, 2)

    def odd(article: Article, knowledge: object) -> None:
        raise ValueError("our own fault")

    with monkeypatch.context() as patch:
        patch.setattr("dragoman.pipeline.read.__defaults__", ((odd,),))
        assert run(ledger, file) == {"failed": 2}
    assert run(ledger, file) == {"before": 2}
    assert run(ledger, file, retry=True) == {"stored": 2}
    assert ledger.counts() == {"stored": 2}


def killed(path: Path, file: Path, count: int) -> None:
    """A run that is ended at the next article by a signal that cannot be caught."""
    code = (
        "import os, sys; from dragoman import intake; from dragoman.api import default_knowledge; from dragoman.store import Ledger\n"
        "def readings(found, *more):\n"
        "    for article in found: os.kill(os.getpid(), 9)\n"
        "intake.readings = readings\n"
        "intake.ingest(Ledger.open(sys.argv[1], write=True), [sys.argv[2]], default_knowledge('rules'))\n"
    )
    for _ in range(count):
        assert subprocess.run([sys.executable, "-c", code, str(path), str(file)]).returncode == -9


def test_an_article_at_which_the_program_was_ended_is_tried_three_times_more_then_passed_over(
    ledger: Ledger, path: Path, tmp_path: Path
) -> None:
    file = news(tmp_path, 3)
    killed(path, file, 4)
    assert ledger.counts() == {"started": 1}
    told: list[Outcome] = []
    totals = ingest(ledger, [str(file)], KNOWLEDGE, jobs=1, tell=lambda _, outcome: told.append(outcome))
    assert dict(totals.counts) == {"failed": 1, "stored": 2}
    assert "--retry" in (told[0].reason or "")
    assert run(ledger, file, retry=True) == {"stored": 1, "duplicate": 2}
    assert ledger.counts() == {"stored": 3}


def test_an_article_at_which_the_program_was_ended_twice_is_read(ledger: Ledger, path: Path, tmp_path: Path) -> None:
    file = news(tmp_path, 2)
    killed(path, file, 2)
    assert run(ledger, file) == {"stored": 2}
    assert ledger.counts() == {"stored": 2}


def test_an_error_of_ours_is_told_and_the_run_goes_on(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plainly = Ledger.add

    def add(self: Ledger, done, *more):  # type: ignore[no-untyped-def]
        if "Nairobi" in done.text:
            raise RuntimeError("odd")
        return plainly(self, done, *more)

    monkeypatch.setattr(Ledger, "add", add)
    assert run(ledger, news(tmp_path, 3)) == {"stored": 2, "failed": 1}
    assert ledger.counts() == {"stored": 2, "failed": 1}


# a disk that is full


def test_a_full_disk_is_told_and_nothing_is_lost(ledger: Ledger, tmp_path: Path) -> None:
    pages = ledger.db.query("PRAGMA page_count")[0]["page_count"]
    ledger.db.execute(f"PRAGMA max_page_count = {pages + 12}")
    file, told = news(tmp_path, 40), list[str]()
    with pytest.raises(LedgerFull, match="make room"):
        ingest(ledger, [str(file)], KNOWLEDGE, jobs=1, tell=lambda _, outcome: told.append(outcome.status))
    assert rows(ledger)["article"] == len(told) > 0
    assert not list(verify(ledger.db))
    ledger.db.execute("PRAGMA max_page_count = 1000000")
    done = run(ledger, file)
    assert done["stored"] + len(told) == 40
    assert not list(verify(ledger.db))


# the command


def command(*args: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "dragoman", *map(str, args)], capture_output=True, text=True, timeout=120, **more)  # type: ignore[call-overload,no-any-return]


def test_the_command_tells_its_figures_and_the_next_one_goes_on(path: Path, tmp_path: Path) -> None:
    file = news(tmp_path, 3)
    with file.open("a") as more:
        more.write("no json\n")
    first = command("ingest", "--db", path, "--reader", "rules", "--json", file)
    figures = json.loads(first.stdout)
    assert first.returncode == 3
    assert "news.jsonl:4: refused: not JSON" in first.stderr
    assert figures["inputs"] == 4 == sum(figures[s] for s in intake.STATUSES)
    assert figures["ledger"]["articles"] == 3
    again = command("ingest", "--db", path, "--reader", "rules", file)
    assert "0 inputs" in again.stdout
    assert "4 more were taken in before" in again.stdout
    sound = command("verify", "--db", path)
    assert (sound.returncode, sound.stdout.rstrip().endswith("all sound")) == (0, True)
    fed = command("changes", "--db", path, "--since", "2")
    assert json.loads(fed.stdout.splitlines()[0])["seq"] == 3
    assert command("recode", "--db", path, "--reader", "rules").stdout.startswith("nothing changed")
    assert command("backup", "--db", path, tmp_path / "copy.db").returncode == 0
    assert command("backup", "--db", path, tmp_path / "copy.db").returncode == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_command_within_two_seconds_and_it_goes_on(path: Path, tmp_path: Path, number: int) -> None:
    file = news(tmp_path, 60)
    start = [sys.executable, "-m", "dragoman", "ingest", "--db", str(path), "--reader", "rules", "--jobs", "2", "--no-progress", str(file)]
    heard = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731 a shell's background job does not hear it
    process = subprocess.Popen(start, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=heard)
    wait_for(lambda: path.exists() and stored(path) >= 2)
    process.send_signal(number)
    began = time.monotonic()
    _, said = process.communicate(timeout=30)
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # programs to each processor
    assert time.monotonic() - began < 2 * crowd
    assert process.returncode == 130
    assert "give the same command again" in said
    with Ledger.open(path) as left:
        assert set(left.counts()) == {"stored"}
        assert not list(verify(left.db))


def stored(path: Path) -> int:
    try:
        with Ledger.open(path) as reader:
            return reader.counts().get("stored", 0)
    except LedgerError:
        return 0


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_two_commands_fill_one_ledger(path: Path, tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    files[0].write_text("".join(line(n) for n in range(12)))
    files[1].write_text("".join(line(n) for n in range(6, 18)))
    start = [sys.executable, "-m", "dragoman", "ingest", "--db", str(path), "--reader", "rules", "--jobs", "1", "--json"]
    both = [subprocess.Popen([*start, str(f)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for f in files]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    figures = [json.loads(out) for out, _ in told]
    assert sum(f["stored"] for f in figures) == 18
    assert sum(f["duplicate"] for f in figures) == 6
    with Ledger.open(path) as ledger:
        assert ledger.size()["articles"] == 18
        assert not list(verify(ledger.db))


def test_a_disk_that_is_full_gives_a_clear_message(path: Path, tmp_path: Path) -> None:
    count = 12
    file = news(tmp_path, count)
    assert command("ingest", "--db", path, "--reader", "rules", "--jobs", "1", news(tmp_path, 1, "one.jsonl")).returncode == 0
    size = path.stat().st_size

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))

    full = command("ingest", "--db", path, "--reader", "rules", "--jobs", "1", file, preexec_fn=limited)
    assert (full.returncode, full.stdout) == (1, "")
    assert "give the same command again" in full.stderr
    assert "Traceback" not in full.stderr
    assert command("ingest", "--db", path, "--reader", "rules", "--jobs", "1", file).returncode == 0
    with Ledger.open(path) as ledger:
        assert ledger.size()["articles"] == count
        assert not list(verify(ledger.db))
