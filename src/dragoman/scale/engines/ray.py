"""Ray Data: on the cluster that RAY_ADDRESS names, else on this machine. The run's folder and the input must be seen from every node."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ...threads import ONE_THREAD
from . import given_up


def lacking() -> str | None:
    return None if find_spec("ray") else "--engine ray needs Ray Data: pip install 'dragoman[ray]'"


def run(out: str, phase: str, numbers: Sequence[int], jobs: int | None) -> Iterator[tuple[int, str]]:
    """One block, and so one Ray task, for each task."""
    if not numbers:
        return
    ray = started(jobs)
    found = ray.data.from_items([{"number": n} for n in numbers], override_num_blocks=len(numbers))
    try:
        for row in found.map_batches(partial(do, out=out, phase=phase), batch_format="pyarrow", batch_size=1).iter_rows():
            yield row["number"], row["told"]
    except ray.exceptions.RayError as error:
        raise given_up("Ray", phase, error) from error


def started(jobs: int | None) -> Any:
    for name, value in (("RAY_USAGE_STATS_ENABLED", "0"), ("RAY_DATA_DISABLE_PROGRESS_BARS", "1")):
        os.environ.setdefault(name, value)  # tells nobody
    ray = import_module("ray")
    import_module("ray.data")
    if not ray.is_initialized():
        here = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": jobs}
        settings = {"env_vars": dict.fromkeys(ONE_THREAD, "1")}
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR", runtime_env=settings, **here)
        ray.data.DataContext.get_current().enable_progress_bars = False
    return ray


def do(batch: Any, out: str, phase: str) -> Any:
    """Run the tasks whose numbers are in the batch."""
    import pyarrow as pa

    from dragoman.scale.tasks import work
    from dragoman.threads import few_collections

    few_collections()
    numbers = batch.column("number").to_pylist()
    return pa.table({"number": pa.array(numbers, pa.int64()), "told": [work(out, phase, n) for n in numbers]})
