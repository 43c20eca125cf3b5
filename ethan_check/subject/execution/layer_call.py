"""One call of a layer's own code: silenced, with repeatable randomness, and its exceptions in one line."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import TracebackType

from ethan_check.subject.execution.call_times import call_began, call_ended
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.global_rngs import seeded_global_rngs
from ethan_check.subject.execution.kept_builtins import put_back_builtins, used_builtins
from ethan_check.subject.execution.kept_process import KeptProcess, put_back_after_call
from ethan_check.subject.execution.last_call import enter
from ethan_check.subject.execution.silenced import Silenced

__all__ = ["LayerCall"]


class LayerCall:
    """Inside runs a layer's own code.

    A context manager and no function that is handed the call: whoever steps through a verification comes from
    the check straight to the layer.

    Args:
        stage: what is called, for the message.
        seed: global generators start from it; None leaves them alone, which is cheaper where nothing draws.

    Raises:
        LayerFault: on leaving, whatever the layer raised.

    >>> with LayerCall("forward"):
    ...     raise ValueError("no")
    Traceback (most recent call last):
    ethan_check.subject.execution.faults.LayerFault: forward raised ValueError: no
    """

    def __init__(self, stage: str, seed: int | None = None) -> None:
        self._stage, self._silenced = stage, Silenced()
        self._rngs: AbstractContextManager[None] | None = None if seed is None else seeded_global_rngs(seed)

    def __enter__(self) -> None:
        self._silenced.__enter__()
        self._builtins = used_builtins()
        self._before = sys.getrecursionlimit(), sys.gettrace(), sys.getprofile()
        if self._rngs is not None:
            self._rngs.__enter__()
        enter(self._stage)
        call_began()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if put_back_builtins(self._builtins):  # First of all: whatever follows needs them.
            KeptProcess.notice("builtins")
        enter("")
        if self._before != (now := (sys.getrecursionlimit(), sys.gettrace(), sys.getprofile())):
            put_back_after_call(self._before, now)
        call_ended()
        try:
            if self._rngs is not None:
                self._rngs.__exit__(None, None, None)
        finally:
            self._silenced.__exit__(kind, error, trace)
        if error is not None and not issubclass(type(error), LayerFault):
            raise fault_of(self._stage, error) from None
