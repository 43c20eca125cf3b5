"""Which call of a layer's own code a process is in, where another one can read it when this one has gone.

It is noted in a file in memory that the two share, and only where somebody asked for it: nothing else is left
of a process that was killed, or that a layer has ended.
"""

from __future__ import annotations

import mmap
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType

from ethan_check.subject.execution.kept_builtins import put_back_builtins, used_builtins
from ethan_check.subject.execution.kept_process import KeptProcess

__all__ = ["calling", "enter", "note_calls_in", "read_call"]

_LENGTH = 80
"""Bytes of a note; longer names of a call, such as constructors with many arguments, are cut."""

_NOTHING = bytes(_LENGTH)
_note: mmap.mmap | None = None


def note_calls_in(file: Path | None) -> None:
    """From now on note in this file which call this process is in; None to stop.

    Raises:
        OSError: it cannot be written.
    """
    global _note
    if file is None:
        _note = None
        return
    file.write_bytes(_NOTHING)
    with file.open("r+b") as opened:
        _note = mmap.mmap(opened.fileno(), _LENGTH)


def read_call(file: Path) -> str:
    """The call that a process is in, or was in when it ended; empty where it was in none, or is not known.

    >>> read_call(Path("/nowhere"))
    ''
    """
    with suppress(OSError):
        return file.read_bytes().rstrip(b"\0").decode("utf-8", "replace")
    return ""


def enter(stage: str) -> None:
    """Note the call that begins; an empty one when it is over."""
    if _note is not None:
        _note[:] = stage.encode("utf-8", "replace")[:_LENGTH].ljust(_LENGTH, b"\0")


def calling(stage: str) -> AbstractContextManager[None]:
    """Inside, this call is under way.

    >>> with calling("forward"):
    ...     pass
    """
    return _Calling(stage)


class _Calling(AbstractContextManager[None]):
    """No generator: to end one takes builtins, which the call may have put something else in the place of."""

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def __enter__(self) -> None:
        self._builtins = used_builtins()
        enter(self._stage)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if put_back_builtins(self._builtins):
            KeptProcess.notice("builtins")
        enter("")
