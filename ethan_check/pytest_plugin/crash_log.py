"""Which layers have stopped a process, so that the rest of a run goes on without them.

A layer that never returns is stopped by pytest-timeout, and one that ends the interpreter takes a worker of
pytest-xdist with it. Its other checks would do the same: they are not run. Workers know it through a folder
that they share with the controller.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest

__all__ = ["CrashLog", "crash_log_of", "is_timeout", "share"]

FOLDER = "ethan_crash_log"
"""Under which name a worker of pytest-xdist gets the folder."""


class CrashLog:
    """The layers that are not run any more, each with the reason.

    Args:
        folder: where other processes read and write it; None in a run of a single one.

    >>> log = CrashLog(None)
    >>> log.stop("hanging.v1", "it did not return")
    >>> log.stopped("hanging.v1"), log.stopped("good.v1")
    ('it did not return', '')
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._stopped: dict[str, str] = {}

    def stop(self, layer: str, text: str) -> None:
        """Do not run a layer any more, for this reason."""
        self._stopped[layer] = text
        if self.folder is not None and self.folder.is_dir():
            (self.folder / layer).write_text(text, encoding="utf-8")

    def stopped(self, layer: str) -> str:
        """Why a layer is not run any more; empty if it is."""
        if layer not in self._stopped and self.folder is not None:
            file = self.folder / layer
            if file.is_file():
                self._stopped[layer] = file.read_text(encoding="utf-8")
        return self._stopped.get(layer, "")

    @classmethod
    def shared(cls, config: pytest.Config) -> CrashLog:
        """The crash log of a controller; its folder is removed when the run is over."""
        folder = Path(tempfile.mkdtemp(prefix="ethan-"))
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
        return cls(folder)


_CRASH_LOG = pytest.StashKey[CrashLog]()


def crash_log_of(config: pytest.Config) -> CrashLog:
    """The crash log of this process: a worker's is the controller's."""
    if _CRASH_LOG not in config.stash:
        folder = getattr(config, "workerinput", {}).get(FOLDER)
        config.stash[_CRASH_LOG] = CrashLog(Path(folder) if folder else None)
    return config.stash[_CRASH_LOG]


def share(config: pytest.Config, node: Any) -> None:
    """Give the controller's crash log to a worker that is about to start."""
    if _CRASH_LOG not in config.stash or config.stash[_CRASH_LOG].folder is None:
        config.stash[_CRASH_LOG] = CrashLog.shared(config)
    node.workerinput[FOLDER] = str(config.stash[_CRASH_LOG].folder)


def is_timeout(error: BaseException) -> bool:
    """Whether pytest-timeout has raised this.

    >>> is_timeout(pytest.fail.Exception("Timeout (>20.0s) from pytest-timeout."))
    True
    """
    return isinstance(error, pytest.fail.Exception) and str(error).startswith("Timeout")
