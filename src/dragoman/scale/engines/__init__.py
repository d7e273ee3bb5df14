"""Who runs the tasks. An engine is a module with one function, ``run``: it gives each task's number and what it told, in any order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..plan import ScaleError

#: Folder of the run, phase, numbers of its tasks, processes (None: all cores) -> number and what ``tasks.work`` told.
Engine = Callable[[str, str, Sequence[int], int | None], Iterator[tuple[int, str]]]

NAMES = ("local", "ray", "spark")
#: The line of an engine's message, pages long, that says what was wrong: Python's own, else the first cause that Java names.
_TELLING = (re.compile(r"^(?!java|org)[\w.]*Error: .*", re.M), re.compile(r"^Caused by: .+", re.M), re.compile(r".+"))


def engine(name: str) -> Engine:
    """Raises ScaleError, saying what to install, where the engine is not there."""
    from ..plan import ScaleError

    module = import_module(f"{__name__}.{name}")
    if lacking := module.lacking():
        raise ScaleError(lacking)
    run: Engine = module.run
    return run


def given_up(name: str, phase: str, error: Exception) -> ScaleError:
    """What an engine says that has tried a task often enough, in one line."""
    from ..plan import ScaleError

    told = next((lines[-1 if n == 0 else 0] for n, pattern in enumerate(_TELLING) if (lines := pattern.findall(str(error)))), repr(error))
    return ScaleError(f"{name} gave up in {phase}: {told[:400]}; what is done remains: give the same command again")
