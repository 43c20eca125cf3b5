"""Quiet: what a layer prints and warns about is kept out of the report and raises nothing."""

from __future__ import annotations

import io
import sys
import warnings
from types import TracebackType
from typing import Any

import numpy as np

from ethan_check.numerics.complex_step import refusing_lost_parts

__all__ = ["Silenced"]


class _Nowhere(io.StringIO):
    """Takes text and forgets it."""

    def write(self, text: str) -> int:
        return len(text)


_NOWHERE = _Nowhere()


class Silenced:
    """Inside, prints go nowhere, warnings are ignored and floating-point errors are not raised; afterwards
    everything is as it was, whatever was changed inside.

    >>> with Silenced():
    ...     print("unheard"); warnings.warn("unheard"); _ = np.seterr(all="raise")
    >>> bool(np.geterr()["over"] == "raise")
    False
    """

    _depth = 0
    _filters: list[Any] = []  # noqa: RUF012 - one for all: whatever is outermost sets it.

    def __enter__(self) -> None:
        # A check makes hundreds of calls: only the outermost of nested ones has anything to do.
        Silenced._depth += 1
        if Silenced._depth > 1:
            return
        self._streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = _NOWHERE
        self._warnings: Any = warnings.catch_warnings(action="ignore")
        self._warnings.__enter__()
        Silenced._filters = list(warnings.filters)
        self._lost_parts = refusing_lost_parts()
        self._lost_parts.__enter__()
        self._errors = np.errstate(all="ignore")
        self._errors.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Silenced._depth -= 1
        if Silenced._depth > 0:
            np.seterr(all="ignore")  # One call's switches are not to reach the next.
            if warnings.filters != Silenced._filters:
                warnings.filters[:] = Silenced._filters  # type: ignore[index]
            return
        self._errors.__exit__(kind, error, trace)
        # Its own exception is not for the layer's: nothing is raised into it.
        self._lost_parts.__exit__(None, None, None)
        self._warnings.__exit__(kind, error, trace)
        sys.stdout, sys.stderr = self._streams
