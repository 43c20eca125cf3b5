"""The process of one layer, as the run sees it: asked, waited for as long as is left, and always ended."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from ethan_check.isolation.answering import CALL, DUMP
from ethan_check.isolation.crossing import from_bytes, to_bytes
from ethan_check.isolation.ending import how_it_ended, place_in
from ethan_check.isolation.layer_stopped import LayerStopped
from ethan_check.subject.execution.last_call import read_call

__all__ = ["LayerProcess", "Start"]

Start = Callable[[Any, Connection, Path], Any]
"""Makes the process that answers over a connection, not yet started; the first argument is the context of
`multiprocessing`.
"""

_GRACE = 2.0
"""Seconds that a process has to write down where it is, and to end, before it is killed."""


class LayerProcess:
    """Answers questions about one layer, in a process that is started with the first of them.

    Args:
        start: makes the process.
        method: `fork` or `spawn`.
        limit: seconds for all questions together; None for as long as it takes.

    Nothing is asked of it any more once it has been stopped.
    """

    def __init__(self, start: Start, method: str, limit: float | None) -> None:
        self._start, self._method = start, method
        self._limit, self._spent = limit, 0.0
        self._process: Any = None
        self._connection: Connection | None = None
        self._folder: Path | None = None

    def ask(self, question: str, **details: Any) -> Any:
        """The answer to a question.

        Raises:
            LayerStopped: the process has ended, or its time was over.
        """
        begun = time.monotonic()
        try:
            if self._process is None:
                self._begin()
            return self._answer(question, details)
        except LayerStopped:
            self.close()
            raise
        except BaseException as error:  # From the keyboard, or of pytest-timeout.
            self._stop()
            with suppress(AttributeError):
                error.ethan_where = self.where  # type: ignore[attr-defined]
            raise
        finally:
            self._spent += time.monotonic() - begun

    @property
    def where(self) -> str:
        """What is known of where the layer is, or was when its process ended: ` in forward (layers.py:7)`."""
        if self._folder is None:
            return ""
        call, place = read_call(self._folder / CALL), place_in(self._folder / DUMP)
        return (f" in {call}" if call else "") + place

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            _signal(self._process.pid, "SIGKILL")
            with suppress(Exception):
                self._process.kill()
                self._process.join(_GRACE)
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _begin(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ethan-"))
        context: Any = multiprocessing.get_context(self._method)
        self._connection, theirs = context.Pipe()
        with warnings.catch_warnings():
            # Python warns of threads, numpy's own among them, which survive: see `start_method`.
            warnings.simplefilter("ignore")
            self._process = self._start(context, theirs, self._folder)
            self._process.start()
        theirs.close()

    def _answer(self, question: str, details: dict[str, Any]) -> Any:
        connection = self._connection
        assert connection is not None
        try:
            connection.send_bytes(to_bytes([question, details]))
            ready = wait([connection, self._process.sentinel], self._left())
            if not ready:
                raise self._late()
            if connection not in ready:
                raise EOFError  # What the layer has started may hold the other end open.
            answer = from_bytes(connection.recv_bytes())
        except (OSError, EOFError, ValueError):
            # It has ended, closed its end, or sent what is no answer.
            self._process.join(_GRACE)
            code, where = self._process.exitcode, self.where
            raise LayerStopped(f"{how_it_ended(code)}{where}", is_late=False) from None
        if "raised" in answer:
            raise LayerStopped(f"could not be asked in its process: {answer['raised']}", is_late=False)
        return answer["answer"]

    def _left(self) -> float | None:
        return None if self._limit is None else max(0.0, self._limit - self._spent)

    def _late(self) -> LayerStopped:
        self._stop()
        return LayerStopped(f"did not return within {self._limit:g} seconds{self.where}", is_late=True)

    def _stop(self) -> None:
        """Let the process say where it is, which its own code cannot keep it from, and end it."""
        if self._process is not None:
            _signal(self._process.pid, "SIGABRT")
            self._process.join(_GRACE)
            _signal(self._process.pid, "SIGKILL")


def _signal(pid: int | None, name: str) -> None:
    """Send a signal to a process and to those that it has started, where the system knows signals."""
    if pid is None or not hasattr(signal, name):
        return
    number = getattr(signal, name)
    with suppress(OSError):
        if hasattr(os, "killpg") and os.getpgid(pid) == pid:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
