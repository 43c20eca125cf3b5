"""A run of pytest's that collects what another one has collected, and in place of running it answers
questions about one layer: where a process cannot be copied, so another one comes to know the same layers.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from ethan_check.isolation.answering import answer_until_closed
from ethan_check.pytest_plugin.layer_answers import answers_of

__all__ = ["collect_and_answer"]


class _Answering:
    """In the place of the loop that runs the items; nothing that stands behind it in a run is reached."""

    def __init__(self, connection: Connection, folder: Path, layer: str) -> None:
        self._connection, self._folder, self._layer = connection, folder, layer

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        for item in session.items:
            layer = getattr(getattr(item, "task", None), "layer", None)
            if layer is not None and layer.entry.name == self._layer:
                answer_until_closed(self._connection, answers_of(layer), self._folder)
        os._exit(1)


def collect_and_answer(
    connection: Connection, folder: Path, arguments: list[str], directory: str, path: list[str], layer: str
) -> None:
    """Collect with the arguments of a run, from the folder that it was started in, and answer; nothing of it
    is printed.
    """
    os.chdir(directory)
    sys.path[:] = path
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    pytest.main(arguments, plugins=[_Answering(connection, folder, layer)])
    os._exit(1)
