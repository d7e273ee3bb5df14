"""Numerical libraries start a thread for every core, unless told otherwise before they are loaded. Ours run one: processes share cores."""

from __future__ import annotations

import os

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def one_thread() -> None:
    """For this process and those that it starts; what the user has set stands."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
