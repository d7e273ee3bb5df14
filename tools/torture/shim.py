"""The library that writes down or refuses what a process writes (shim.c): made where there is a compiler."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def compiler() -> str | None:
    return shutil.which("gcc") or shutil.which("cc") if sys.platform == "linux" else None


def built(folder: Path) -> Path:
    """The library, in that folder. Raises CalledProcessError where it cannot be made."""
    library = folder / "shim.so"
    subprocess.run([str(compiler()), "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "shim.c"), "-ldl", "-lpthread"], check=True)
    return library


def run(library: Path, folder: Path, *arguments: object, seconds: float = 1800, **more: str) -> subprocess.CompletedProcess[str]:
    """``under.py`` with the library loaded; ``folder`` is what it watches; ``more``: TORTURE_… of shim.c."""
    settings = {**os.environ, "LD_PRELOAD": str(library), "TORTURE_DIR": str(folder), **{f"TORTURE_{k}": v for k, v in more.items()}}
    command = [sys.executable, str(HERE / "under.py"), *map(str, arguments)]
    return subprocess.run(command, env=settings, capture_output=True, text=True, timeout=seconds)
