"""Ends the workers of pytest-xdist whose layer has had its time; lives on the controller."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from ethan_check.isolation.ending import place_in
from ethan_check.pytest_plugin.worker_notes import CALL, DUMP, LATE, RUNNING, SHOW_WHERE
from ethan_check.subject.execution.last_call import read_call

__all__ = ["LateWorkers", "was_late", "where_it_was"]

_PAUSE = 0.5
"""Seconds between two looks at what the workers are at: by so much a limit may be passed."""

_TO_SAY_WHERE = 0.5
"""Seconds that a worker has to write down where it is."""


class LateWorkers(threading.Thread):
    """Looks at the notes of workers until it is told that the run is over.

    Args:
        folder: where the notes stand.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(name="ethan-late-workers", daemon=True)
        self._folder = folder
        self._is_over = threading.Event()

    def run(self) -> None:
        """Look, now and then."""
        while not self._is_over.wait(_PAUSE):
            for file in self._folder.glob(f"*{RUNNING}"):
                with suppress(OSError, ValueError, KeyError, TypeError):  # Half written, or gone meanwhile.
                    self._look_at(file)

    def stop(self) -> None:
        """The run is over."""
        self._is_over.set()

    def _look_at(self, file: Path) -> None:
        note = json.loads(file.read_text())
        if note["until"] is None or time.monotonic() < note["until"]:
            return
        # First: a signal ends some calls, such as those that wait.
        file.with_suffix(LATE).write_text(read_call(file.with_suffix(CALL)))
        if SHOW_WHERE is not None:
            os.kill(note["pid"], SHOW_WHERE)
            time.sleep(_TO_SAY_WHERE)
        if file.exists() and json.loads(file.read_text()) == note:
            file.unlink()
            os.kill(note["pid"], getattr(signal, "SIGKILL", signal.SIGTERM))
        else:
            file.with_suffix(LATE).unlink()  # It has come to an end in the last moment.


def was_late(folder: Path, worker: str) -> bool:
    """Whether a worker was ended because its layer took too long."""
    return (folder / f"{worker}{LATE}").exists()


def where_it_was(folder: Path, worker: str) -> str:
    """In which call of its layer a worker was, and on which line; what is known of it.

    >>> where_it_was(Path("/nowhere"), "gw0")
    ''
    """
    call = read_call(folder / f"{worker}{LATE if was_late(folder, worker) else CALL}")
    return (f" in {call}" if call else "") + place_in(folder / f"{worker}{DUMP}")
