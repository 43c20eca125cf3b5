"""How the process of a layer is started: as a copy of this one where that is safe, or anew."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Collection

__all__ = ["start_method"]

_KEEP_THREADS = ("cupy", "jax", "tensorflow", "torch")
"""Packages whose threads are not in a copy of the process, which then waits for them for ever. OpenBLAS,
under numpy, stops its own before a fork and starts them again.
"""


def start_method(modules: Collection[str] | None = None, threads: int | None = None) -> str:
    """`fork`, which takes 10 milliseconds and has everything loaded; or `spawn`, which takes seconds and
    works everywhere.

    A copy is made on Linux alone (the system's own libraries do not survive it elsewhere), of a process with
    a single thread of Python's, in which no package is loaded that keeps threads of its own.

    >>> start_method({"torch"}), start_method((), threads=2)
    ('spawn', 'spawn')
    """
    loaded = sys.modules if modules is None else modules
    running = threading.active_count() if threads is None else threads
    is_safe = (
        sys.platform == "linux"
        and "fork" in multiprocessing.get_all_start_methods()
        and running == 1
        and not any(name in loaded for name in _KEEP_THREADS)
    )
    return "fork" if is_safe else "spawn"
