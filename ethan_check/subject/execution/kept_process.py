"""The process stays as it is, whatever foreign code does to it; what it did is noted, and accuses nobody."""

from __future__ import annotations

import os
import sys
import threading
from types import TracebackType
from typing import Any, ClassVar, Self

from ethan_check.subject.execution.process_state import CALL_PARTS, PARTS, RARE_PARTS, Part

__all__ = ["KeptProcess", "put_back_after_call"]

_ALL_PARTS = (*PARTS, *RARE_PARTS)
_UNREADABLE = object()


def _unheard(about: Any) -> None:
    """In the place of what is told of a finaliser, or a thread, that has raised: pytest makes a warning of
    it, which fails whichever item comes next where warnings are errors.
    """


class KeptProcess:
    """Inside runs foreign code; afterwards the process is as it was before the outermost of nested ones.

    Attributes:
        changes: what was changed inside and put back, or, of threads, left behind; in words.

    >>> import os
    >>> before = os.getcwd()
    >>> with KeptProcess() as kept:
    ...     os.chdir(os.sep)
    >>> kept.changes, os.getcwd() == before
    ({'the working directory': None}, True)
    """

    _nested: ClassVar[list[KeptProcess]] = []

    def __init__(self) -> None:
        self.changes: dict[str, None] = {}
        self._before: list[Any] = []
        self._pid = 0

    def __enter__(self) -> Self:
        if not KeptProcess._nested:
            self._pid = os.getpid()
            self._hooks = sys.unraisablehook, threading.excepthook
            sys.unraisablehook = threading.excepthook = _unheard
            self._before = [_read(part) for part in _ALL_PARTS]
        KeptProcess._nested.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outermost = KeptProcess._nested[0]
        if os.getpid() != outermost._pid:
            os._exit(0)  # The layer has forked: a second run of everything else ends here.
        parts = _ALL_PARTS if self is outermost else PARTS
        for part, before in zip(parts, outermost._before, strict=False):
            now = _read(part)
            if now is not before and not _is_same(before, now):
                _put_back(part, before)
                self.changes[part.name] = None
        KeptProcess._nested.pop()
        if KeptProcess._nested:
            KeptProcess._nested[-1].changes.update(self.changes)
        else:
            sys.unraisablehook, threading.excepthook = self._hooks

    @classmethod
    def notice(cls, name: str) -> None:
        """Note what somebody else has put back."""
        if cls._nested:
            cls._nested[-1].changes[name] = None


def put_back_after_call(before: tuple[Any, ...], now: tuple[Any, ...]) -> None:
    """The recursion limit, the trace and the profile function, after a single call has changed one."""
    for part, earlier, later in zip(CALL_PARTS, before, now, strict=True):
        if earlier is not later and earlier != later:
            _put_back(part, earlier)
            KeptProcess.notice(part.name)


def _read(part: Part) -> Any:
    try:
        return part.read()
    except Exception:  # Such as a sys.path that was removed: it is put back like any other.
        return _UNREADABLE


def _is_same(before: Any, now: Any) -> bool:
    try:
        return bool(before == now)
    except Exception:  # Of what a layer has put there.
        return False


def _put_back(part: Part, before: Any) -> None:
    if part.put_back is None or before is _UNREADABLE:
        return
    try:
        part.put_back(before)
    except Exception as error:
        KeptProcess.notice(f"{part.name}, for good ({type(error).__name__})")
