"""Quiet: what a layer prints and warns about is kept out of the report and raises nothing."""

from __future__ import annotations

import io
import sys
import warnings
from contextlib import ExitStack
from types import TracebackType

import numpy as np

from ethan_check.numerics.complex_step import refusing_lost_parts
from ethan_check.subject.execution.kept_process import KeptProcess

__all__ = ["Silenced"]


class _Nowhere(io.StringIO):
    """Takes text and forgets it."""

    def write(self, text: str) -> int:
        return len(text)

    def close(self) -> None:
        """Not for good: who comes next prints here, too."""


_NOWHERE = _Nowhere()
_catch_warnings, _errstate = warnings.catch_warnings, np.errstate  # A layer may put others in their places.
_ALL_IGNORED = dict.fromkeys(np.geterr(), "ignore")


class Silenced:
    """Inside, prints go nowhere, warnings are ignored and floating-point errors are not raised; afterwards
    everything is as it was, whatever was changed inside.

    >>> with Silenced():
    ...     print("unheard"); warnings.warn("unheard"); _ = np.seterr(all="raise")
    >>> bool(np.geterr()["over"] == "raise")
    False
    """

    _depth = 0

    def __enter__(self) -> None:
        # A check makes hundreds of calls: only the outermost of nested ones has anything to do.
        Silenced._depth += 1
        if Silenced._depth > 1:
            self._filters = list(warnings.filters)
            return
        self._streams = sys.stdout, sys.stderr
        try:
            with ExitStack() as entered:
                # A layer may have taken the module out of `sys.modules`, where it would be looked for.
                entered.enter_context(_catch_warnings(module=warnings, action="ignore"))
                entered.enter_context(refusing_lost_parts())
                entered.enter_context(_errstate(all="ignore"))
                self._entered = entered.pop_all()
        except BaseException:
            Silenced._depth -= 1
            raise
        sys.stdout = sys.stderr = _NOWHERE
        self._shown = warnings.showwarning
        self._callback, self._buffer = np.geterrcall(), np.getbufsize()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Silenced._depth -= 1
        if vars(_NOWHERE):  # Methods of its own, which the layer has put there.
            vars(_NOWHERE).clear()
            KeptProcess.notice("sys.stdout or sys.stderr")
        if warnings.catch_warnings is not _catch_warnings or sys.modules.get("warnings") is not warnings:
            sys.modules["warnings"] = warnings
            warnings.catch_warnings = _catch_warnings  # type: ignore[misc]
            KeptProcess.notice("the warnings module")
        if Silenced._depth > 0:
            # One call's switches are not to reach the next.
            if np.geterr() != _ALL_IGNORED:
                np.seterr(all="ignore")
                KeptProcess.notice("numpy's error state")
            if warnings.filters != self._filters:
                warnings.filters[:] = self._filters  # type: ignore[index]
                KeptProcess.notice("the warnings filters")
            if sys.stdout is not _NOWHERE or sys.stderr is not _NOWHERE:
                sys.stdout = sys.stderr = _NOWHERE
                KeptProcess.notice("sys.stdout or sys.stderr")
            return
        # What numpy and `warnings` put back themselves nobody else sees.
        if warnings.showwarning is not self._shown:
            KeptProcess.notice("warnings.showwarning")
        if np.geterrcall() is not self._callback:
            KeptProcess.notice("numpy's callback of errors")
        if np.getbufsize() != self._buffer:
            KeptProcess.notice("numpy's buffer size")
        sys.stdout, sys.stderr = self._streams
        self._entered.close()  # The layer's exception is not for any of them.
