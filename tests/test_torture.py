"""The torture trials themselves: a smoke of each (python tools/torture does them in full), and the model of power cuts."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "tools" / "torture"
TRIALS = ("kill", "power", "full", "flip", "crowd", "hostile", "upgrade", "export")

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not shutil.which("gcc"), reason="the trials need Linux and gcc")


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TOOLS))


def test_a_smoke_of_each_trial_holds_and_its_control_fails() -> None:
    """All but ``stop``, which starts the command again and again and takes a minute."""
    command = [sys.executable, str(TOOLS), "--smoke", "--no-report", *TRIALS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in TRIALS:
        assert f"{name}: held" in done.stdout or f"{name}: skipped" in done.stdout, done.stdout


def step(kind: str, path: str = "d/f", offset: int = 0, data: bytes = b"") -> Any:
    from images import Step

    return Step(kind, path, offset, data)


@pytest.mark.usefixtures("tools")
def test_what_was_synced_outlives_every_cut() -> None:
    from images import Disk

    disk = Disk()
    for one in (step("O"), step("W", data=b"x" * 2000), step("S"), step("D", "d"), step("W", offset=100, data=b"y" * 1000)):
        disk.take(one)
    images = [disk.image(random.Random(n))["d/f"] for n in range(200)]
    assert all(image[:100] == b"x" * 100 and image[1100:] == b"x" * 900 for image in images)
    assert {image[100:1100].count(b"y") for image in images} >= {0, 1000}
    assert any(0 < image[100:1100].count(b"y") < 1000 for image in images), "no image is torn"


@pytest.mark.usefixtures("tools")
def test_a_write_is_torn_at_sectors_only() -> None:
    from images import Disk

    disk = Disk()
    for one in (step("O"), step("W", data=b"x" * 4096), step("S"), step("D", "d"), step("W", data=b"y" * 4096)):
        disk.take(one)
    for n in range(200):
        image = disk.image(random.Random(n))["d/f"]
        assert all(len(set(image[at : at + 512])) == 1 for at in range(0, 4096, 512))


@pytest.mark.usefixtures("tools")
def test_a_file_whose_name_is_not_synced_may_be_gone() -> None:
    from images import Disk

    disk = Disk()
    for one in (step("O"), step("W", data=b"x"), step("S")):
        disk.take(one)
    assert {"d/f" in disk.image(random.Random(n)) for n in range(50)} == {True, False}
    disk.take(step("D", "d"))
    assert {"d/f" in disk.image(random.Random(n)) for n in range(50)} == {True}


@pytest.mark.usefixtures("tools")
def test_a_trial_whose_control_does_not_fail_has_failed(tmp_path: Path) -> None:
    from outcome import Outcome, save
    from report import circumstances, page

    made = Outcome("kill", "Nothing is lost", figures={"kills": 1000}, control="nothing was lost", seed=1)
    assert not made.passed
    made.caught = True
    assert made.passed
    save(made, circumstances("full", "python tools/torture kill"), tmp_path / "full")
    assert "| Kills | 1,000 |" in page(tmp_path / "full")
    assert "1 of 1 held" in page(tmp_path / "full")
    made.broken.append("an article")
    save(made, circumstances("full", "python tools/torture kill"), tmp_path / "full")
    assert "0 of 1 held" in page(tmp_path / "full")
