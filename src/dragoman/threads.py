"""How a process of ours is set before it reads.

Numerical libraries start a thread for every core, unless told otherwise before they are loaded. Ours run one: processes share cores, and
matrices as small as a sentence's are multiplied sooner by one thread than by two that wait for each other.
"""

from __future__ import annotations

import gc
import os
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

#: New objects before the collector looks for circles among them, and its rounds before it looks through older ones, and the oldest.
ROUNDS = (10_000, 20, 50)
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def one_thread() -> None:
    """For this process and those that it starts; what the user has set stands."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")


def alone() -> AbstractContextManager[Any]:
    """While it lasts numpy multiplies with one thread, also in programs that loaded it before us; afterwards with as many as before."""
    limited: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return limited


@cache
def _libraries() -> Any:
    """Those that are loaded when it is first asked for: numpy must be among them."""
    import numpy  # noqa: F401
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def few_collections() -> None:
    """Let the collector come seldom: readings have no circles, and with every round it looks through all that was loaded."""
    gc.set_threshold(*ROUNDS)
