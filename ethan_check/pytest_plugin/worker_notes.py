"""What a worker of pytest-xdist leaves behind for the run: which layer it is at, until when, in which call.

It is written into the folder of the crash log, which the two share: a worker that was ended says nothing.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

import pytest

from ethan_check.pytest_plugin.crash_log import crash_log_of
from ethan_check.pytest_plugin.isolation_settings import isolation_of

__all__ = ["CALL", "DUMP", "LATE", "RUNNING", "SHOW_WHERE", "WorkerNotes", "noted"]

RUNNING, CALL, DUMP, LATE = ".running", ".call", ".dump", ".late"
"""How the files of a worker end: what it is at, in which call, where it was, and that its time was over."""

SHOW_WHERE = getattr(signal, "SIGUSR2", None)
"""Has a worker write down where it is; its own code cannot keep it from that. None where there is none."""


class WorkerNotes:
    """The notes of one worker.

    Args:
        folder: where they stand.
        worker: its name, such as `gw0`.
        limit: seconds that a layer may take in all; None for no limit.
    """

    def __init__(self, folder: Path, worker: str, limit: float | None) -> None:
        from ethan_check.subject.execution.last_call import note_calls_in

        self._running, self._limit = folder / f"{worker}{RUNNING}", limit
        self._spent: Counter[str] = Counter()
        with suppress(OSError):
            note_calls_in(folder / f"{worker}{CALL}")
            if SHOW_WHERE is not None:
                dump = os.open(folder / f"{worker}{DUMP}", os.O_WRONLY | os.O_CREAT)
                faulthandler.register(SHOW_WHERE, dump, all_threads=True)

    @contextmanager
    def at(self, layer: str) -> Iterator[None]:
        """Inside, a layer is asked something."""
        begun = time.monotonic()
        left = None if self._limit is None else begun + max(0.0, self._limit - self._spent[layer])
        with suppress(OSError):
            self._running.write_text(json.dumps({"pid": os.getpid(), "layer": layer, "until": left}))
        try:
            yield
        finally:
            self._spent[layer] += time.monotonic() - begun  # type: ignore[assignment]
            with suppress(OSError):
                self._running.unlink()


_NOTES = pytest.StashKey[WorkerNotes]()


def noted(config: pytest.Config, layer: str) -> AbstractContextManager[None]:
    """Inside, a layer is asked something; it is noted by a worker alone."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    folder = crash_log_of(config).folder
    if worker is None or folder is None or not folder.is_dir():
        return nullcontext()
    if _NOTES not in config.stash:
        config.stash[_NOTES] = WorkerNotes(folder, worker, isolation_of(config).limit)
    return config.stash[_NOTES].at(layer)
