"""Who runs the tasks. An engine is a module with one function, ``run``: it gives each task's number and what it told, in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

#: Folder of the run, phase, numbers of its tasks, processes (None: all cores) -> number and what ``tasks.work`` told.
Engine = Callable[[str, str, Sequence[int], int | None], Iterator[tuple[int, str]]]

NAMES = ("local", "ray", "spark")


def engine(name: str) -> Engine:
    """Raises ScaleError, saying what to install, where the engine is not there."""
    from ..plan import ScaleError

    module = import_module(f"{__name__}.{name}")
    if lacking := module.lacking():
        raise ScaleError(lacking)
    run: Engine = module.run
    return run
