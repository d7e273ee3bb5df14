"""PySpark: on the cluster that SPARK_REMOTE or spark-submit names, else here. Every node must see the run's folder and the input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from shutil import which
from typing import Any

from ...runner import cores
from ...threads import one_thread
from . import given_up

#: Times that a task is begun on this machine; a cluster has its own setting, four unless told otherwise.
TRIES = 4


def lacking() -> str | None:
    if not (find_spec("pyspark") and find_spec("pandas")):
        return "--engine spark needs PySpark: pip install 'dragoman[spark]' (and Java 17 or later)"
    if not (which("java") or os.environ.get("JAVA_HOME") or os.environ.get("SPARK_REMOTE")):
        return "--engine spark needs Java 17 or later: install it, or say with JAVA_HOME where it is"
    return None


def run(out: str, phase: str, numbers: Sequence[int], jobs: int | None) -> Iterator[tuple[int, str]]:
    """One Spark partition for each task."""
    if not numbers:
        return
    session = started(jobs)
    found = session.createDataFrame([(n,) for n in numbers], "number long").repartitionByRange(len(numbers), "number")
    try:
        for row in found.mapInArrow(partial(do, out=out, phase=phase), "number long, told string").toLocalIterator():
            yield row["number"], row["told"]
    except (import_module("py4j.protocol").Py4JError, import_module("pyspark.errors").PySparkException) as error:
        raise given_up("Spark", phase, error) from error


def started(jobs: int | None) -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the workers take whichever Python comes first
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    one_thread()
    builder = import_module("pyspark.sql").SparkSession.builder.appName("dragoman")
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.adaptive.enabled": "false"}
    if not (os.environ.get("SPARK_REMOTE") or os.environ.get("MASTER") or os.environ.get("PYSPARK_GATEWAY_PORT")):
        builder = builder.master(f"local[{jobs or cores()},{TRIES}]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    if not os.environ.get("SPARK_REMOTE"):
        session.sparkContext.setLogLevel("OFF")  # what goes wrong comes as an exception
    return session


def do(batches: Iterable[Any], out: str, phase: str) -> Iterator[Any]:
    """Run the tasks whose numbers are in the batches."""
    import pyarrow as pa

    from dragoman.scale.tasks import work
    from dragoman.threads import few_collections

    few_collections()
    for batch in batches:
        for n in batch.column(0).to_pylist():
            yield pa.RecordBatch.from_pydict({"number": pa.array([n], pa.int64()), "told": [work(out, phase, n)]})
