"""A layer's process does not outlive its run, whatever ended the run and whatever the layer is doing."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

__all__ = ["end_with_run"]

_PAUSE = 1.0
"""Seconds between two looks: by so much a layer's process may outlive a run that was killed."""

_parent_of_this, _sleep = os.getppid, time.sleep
"""As they are now: the layer may put others in their places."""


def end_with_run(folder: Path) -> None:
    """Let this process end as soon as the run that has started it is gone, and with it what it has started.

    A thread looks, as the layer's own code may be in the middle of a call, or never come back. It cannot
    while compiled code holds the interpreter's lock.

    Args:
        folder: that of the run's notes on this process, which nobody else removes then.
    """
    run = parent_process()
    if run is not None:
        threading.Thread(target=_watch, args=(run, folder), name="ethan-orphan-watch", daemon=True).start()


def _watch(run: Any, folder: Path) -> None:
    if os.name == "nt":
        wait([run.sentinel])  # Elsewhere another layer's process may hold its other end open.
    else:
        number = run.pid
        while _parent_of_this() == number:
            _sleep(_PAUSE)
    shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
