"""A PostgreSQL server of its own for tests, on a socket in a temporary folder: nothing else is touched."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def tools() -> Path | None:
    """The folder of initdb and pg_ctl, None where PostgreSQL is not installed."""
    found = shutil.which("initdb") and shutil.which("pg_ctl")
    if found:
        return Path(str(shutil.which("initdb"))).parent
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return known[-1].parent if known else None


@contextmanager
def server() -> Iterator[str]:
    """The address of a server that runs until the end. Raises RuntimeError where none can be had, and says why."""
    folder = tools()
    if folder is None:
        raise RuntimeError("PostgreSQL (initdb, pg_ctl) is not installed")
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    user = pwd.getpwuid(os.getuid()).pw_name
    more: dict[str, Any] = {"cwd": "/", "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    if os.getuid() == 0:  # it refuses to run as root
        user = "nobody"
        shutil.chown(home, user)
        more |= {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    try:
        made = ["-D", str(home / "data"), "-A", "trust", "-U", user, "--no-sync", "-E", "UTF8", "--locale=C"]
        run([str(folder / "initdb"), *made], more)
        settings = f"-k {home} -c listen_addresses='' -c fsync=off"
        start = ["-D", str(home / "data"), "-o", settings, "-l", str(home / "log"), "-w", "start"]
        run([str(folder / "pg_ctl"), *start], more | {"stdout": subprocess.DEVNULL})
        try:
            yield f"postgresql://{user}@/postgres?host={home}"
        finally:
            subprocess.run([str(folder / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "stop"], **more)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def run(command: list[str], more: dict[str, Any]) -> None:
    done = subprocess.run(command, timeout=60, **more)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} does not run here: {(done.stdout or '').strip()[-200:]}")
