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

__all__ = ["Journal", "is_timeout", "journal_of", "share"]

FOLDER = "ethan_journal"


class Journal:
    """What stopped whom.

    Args:
        folder: is shared with other processes; None in a run of a single one.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._stopped: dict[str, str] = {}

    def stop(self, layer: str, text: str) -> None:
        """Let nothing of a layer run any more, and say why."""
        self._stopped[layer] = text
        if self.folder is not None and self.folder.is_dir():
            (self.folder / layer).write_text(text, encoding="utf-8")

    def stopped(self, layer: str) -> str:
        """Why a layer is not run any more; empty where it is."""
        if layer not in self._stopped and self.folder is not None:
            note = self.folder / layer
            if note.is_file():
                self._stopped[layer] = note.read_text(encoding="utf-8")
        return self._stopped.get(layer, "")

    @classmethod
    def shared(cls, config: pytest.Config) -> Journal:
        """A journal of a controller, whose folder goes when the run is over."""
        folder = Path(tempfile.mkdtemp(prefix="ethan-"))
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
        return cls(folder)


_JOURNAL = pytest.StashKey[Journal]()


def journal_of(config: pytest.Config) -> Journal:
    """The journal of this process: a worker's is the controller's."""
    if _JOURNAL not in config.stash:
        folder = getattr(config, "workerinput", {}).get(FOLDER)
        config.stash[_JOURNAL] = Journal(Path(folder) if folder else None)
    return config.stash[_JOURNAL]


def share(config: pytest.Config, node: Any) -> None:
    """Let a worker that is about to start know the controller's journal."""
    if _JOURNAL not in config.stash or config.stash[_JOURNAL].folder is None:
        config.stash[_JOURNAL] = Journal.shared(config)
    node.workerinput[FOLDER] = str(config.stash[_JOURNAL].folder)


def is_timeout(error: BaseException) -> bool:
    """Whether pytest-timeout has raised this."""
    return isinstance(error, pytest.fail.Exception) and str(error).startswith("Timeout")
