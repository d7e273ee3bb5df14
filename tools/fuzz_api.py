"""Ask the API thousands of made-up things and check each answer against its description, with Schemathesis (all checks).

    python tools/fuzz_api.py [--examples 25] [--seed 1] [--db ledger.db]

Without ``--db`` a ledger of 2,000 invented events is written first. Exit code 1 where any check fails; the last lines tell how many
cases there were. Needs ``pip install schemathesis``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

from dragoman.web.app import create

CONFIG = Path(__file__).absolute().parent / "schemathesis.toml"


class Served:
    """An application on a free port of this machine, as long as the block lasts; ``address``: where."""

    def __init__(self, where: Path, reader: str = "rules") -> None:
        self.server = uvicorn.Server(uvicorn.Config(create(str(where), reader=reader), port=0, log_level="error", access_log=False))
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.05)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    ask.add_argument("--examples", type=int, default=25, help="cases for each operation and phase")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--db", type=Path)
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = given.db.absolute() if given.db else Path(folder) / "invented.db"
        if given.db is None:
            subprocess.run([sys.executable, str(Path(__file__).parent / "synthesise.py"), "--events", "2000", str(where)], check=True)
        with Served(where) as address:
            return fuzz(address, given.examples, given.seed, folder)


def fuzz(address: str, examples: int, seed: int, folder: str) -> int:
    """The exit code of ``schemathesis run``, which leaves its own files in ``folder``."""
    run = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", f"{address}/api/v1/openapi.json"]
    how = [
        "--max-examples",
        str(examples),
        "--seed",
        str(seed),
        "--suppress-health-check",
        "all",
        "--request-timeout",
        "60",
        "--wait-for-schema",
        "60",
    ]
    return subprocess.run([*run, *how, "--continue-on-failure"], check=False, cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
