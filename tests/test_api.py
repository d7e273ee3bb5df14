"""``import dragoman``: light, few names, a Reading for a text."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import dragoman
from dragoman.api import to_frame
from dragoman.exporters import rows

TEXT = "Kenya condemned the attack on Monday."


def test_import_is_light() -> None:
    code = "import sys, time; t = time.process_time(); import dragoman; print(time.process_time() - t, 'dragoman.types' in sys.modules)"
    seconds, loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert float(seconds) < 0.1
    assert loaded == "False"


def test_public_names_are_few_sorted_and_there() -> None:
    assert list(dragoman.__all__) == sorted(dragoman.__all__)
    assert len(dragoman.__all__) <= 13
    assert all(getattr(dragoman, name) is not None for name in dragoman.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dragoman.nothing  # noqa: B018


DAYS = ["2024-03-12", "2024-03-12T09:30:00+01:00", datetime.date(2024, 3, 12), datetime.datetime(2024, 3, 12, 9)]


@pytest.mark.parametrize("published", DAYS)
def test_read_gives_a_reading(published: str | datetime.date) -> None:
    reading = dragoman.read(TEXT, published=published)
    assert isinstance(reading, dragoman.Reading)
    (record,) = reading.records
    assert (record.event, record.date_edtf) == ("ACCUSE", "2024-03-11")
    assert reading.to_dict()["records"][0]["id"] == record.id


def test_read_says_so_where_the_day_is_none() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        dragoman.read(TEXT, published="yesterday")


def test_the_same_text_has_the_same_ids() -> None:
    first, second = dragoman.read(TEXT), dragoman.read(TEXT)
    assert first.article.id == second.article.id
    assert [r.id for r in first.records] == [r.id for r in second.records]


def test_read_all(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.7")
    first, second = dragoman.read_all(tmp_path)
    assert isinstance(first, dragoman.Reading)
    assert first.article.id == "a"
    assert isinstance(second, dragoman.Unread)
    assert "PDF" in second.message


def test_a_crash_in_a_stage_is_a_problem_of_its_article() -> None:
    from dragoman.pipeline import STAGES, failed, read

    def boom(reading: dragoman.Reading, knowledge: dragoman.Knowledge) -> dragoman.Reading:
        raise RuntimeError("boom")

    article = dragoman.Article(id="x", text=TEXT, published="2024-03-12")
    knowledge = dragoman.Knowledge()
    for n in range(len(STAGES) + 1):
        reading = read(article, knowledge, (*STAGES[:n], boom, *STAGES[n:]))
        assert failed(reading)
        assert [(p.stage, "boom" in p.message) for p in reading.problems] == [("boom", True)]
        assert len(reading.records) == 1
        without = read(article, knowledge, (*STAGES[:n], boom, *STAGES[n + 1 :]))
        assert without.to_dict()["problems"]


def test_bad_data_files_still_stop_us() -> None:
    from dragoman.pipeline import read

    def bad(reading: dragoman.Reading, knowledge: dragoman.Knowledge) -> dragoman.Reading:
        raise dragoman.DataError("languages/en/x.csv:1: wrong")

    with pytest.raises(dragoman.DataError, match=r"x\.csv:1"):
        read(dragoman.Article(id="x", text=TEXT), dragoman.Knowledge(), (bad,))


def test_to_frame_uses_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in shows what each library is given; none installed is told in plain words."""
    reading = dragoman.read(TEXT, published="2024-03-12")
    given: list[object] = []
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match="pip install"):
        to_frame(reading)
    for name in ("polars", "pandas"):
        module = ModuleType(name)
        module.DataFrame = lambda table, **more: given.append((table, more)) or name  # type: ignore[attr-defined, func-returns-value]  # noqa: B023
        monkeypatch.setitem(sys.modules, name, module)
        assert to_frame([reading, reading]) == name
    assert all(len(table) == 2 and list(table[0]) == list(rows.COLUMNS) for table, _ in given)  # type: ignore[misc]


def test_to_frame_for_real() -> None:
    pandas = pytest.importorskip("pandas")
    frame = to_frame(dragoman.read(TEXT, published="2024-03-12"))
    assert isinstance(frame, pandas.DataFrame)
    assert frame["event"].tolist() == ["ACCUSE"]


def test_the_example_of_the_package_is_true() -> None:
    import doctest

    assert doctest.testmod(dragoman).attempted > 0
    assert doctest.testmod(dragoman).failed == 0


def test_where_no_process_can_start_this_one_reads(tmp_path: Path) -> None:
    """Programs read from standard input cannot be run again by a new process; articles are read all the same."""
    lines = [f'{{"id": "{n}", "text": "{TEXT}"}}' for n in range(4)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    code = f"import dragoman; print(len([r for r in dragoman.read_all({str(tmp_path / 'in.jsonl')!r}, jobs=2)]))"
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "4"
