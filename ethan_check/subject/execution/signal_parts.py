"""What the operating system interrupts a process with: handlers of signals, blocked signals, timers."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from ethan_check.subject.execution.process_part import Part

__all__ = ["SIGNAL_PARTS"]

_SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGPIPE")
    if hasattr(signal, name)
)
"""The signals that people install handlers for; those of faults are Python's own affair."""


def _without_names(name: str) -> Callable[..., Any]:
    """A function of `signal` without the turning of numbers into names, which takes ten times as long."""
    function = getattr(signal, name)
    return getattr(function, "__wrapped__", function)  # type: ignore[no-any-return]


_getsignal = _without_names("getsignal")


def _handlers() -> tuple[Any, ...]:
    return tuple(map(_getsignal, _SIGNALS))


def _restore_handlers(before: tuple[Any, ...]) -> None:
    if threading.current_thread() is not threading.main_thread():
        return  # No other may set one, so no layer has.
    for number, handler in zip(_SIGNALS, before, strict=True):
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)


_TIMERS = tuple(
    getattr(signal, name)
    for name in ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF")
    if hasattr(signal, name)
)


_SLACK = 0.1
"""Seconds by which a timer that nobody has touched may seem to end at another time."""


class _Ends(tuple[float | None, ...]):
    """When each timer ends, on the monotonic clock: None for one that does not run, infinity for one that
    repeats itself or counts another time, of which only that it runs is compared.
    """

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, tuple):
            return False
        now = time.monotonic()
        for before, later in zip(self, other, strict=True):
            has_come = before is not None and before < now + _SLACK and later is None
            is_same = before == later or (
                before is not None and later is not None and abs(before - later) < _SLACK
            )
            if not is_same and not has_come:
                return False
        return True

    def __ne__(self, other: object) -> bool:
        return not self == other


def _timers() -> _Ends:
    """pytest-timeout's is one: a layer that sets its own in the place of it would end another item."""
    ends: list[float | None] = []
    for timer in _TIMERS:
        left, interval = signal.getitimer(timer)
        is_plain = timer == signal.ITIMER_REAL and not interval
        ends.append(None if left <= 0 else time.monotonic() + left if is_plain else math.inf)
    return _Ends(ends)


def _restore_timers(before: _Ends) -> None:
    for timer, end in zip(_TIMERS, before, strict=True):
        if end is None:
            signal.setitimer(timer, 0)
        elif end < math.inf:
            signal.setitimer(timer, max(_SOON, end - time.monotonic()))


_SOON = 1e-3
"""Seconds to the end of a timer whose time has come meanwhile."""

SIGNAL_PARTS: tuple[Part, ...] = (
    Part("timers", _timers, _restore_timers),  # First: none is to come while its handler is taken away.
    Part("signal handlers", _handlers, _restore_handlers),
)
"""Those parts, each with how it is told."""

if hasattr(signal, "pthread_sigmask"):  # There is none on Windows.
    _mask = _without_names("pthread_sigmask")
    SIGNAL_PARTS += (
        Part(
            "blocked signals",
            lambda: _mask(signal.SIG_BLOCK, ()),
            lambda before: _mask(signal.SIG_SETMASK, before),
        ),
    )
