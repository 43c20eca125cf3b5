"""What the operating system interrupts a process with: handlers of signals, blocked signals, timers."""

from __future__ import annotations

import signal
import threading
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


def _timers() -> tuple[bool, ...]:
    """Which of them run: pytest-timeout's is one, and what is left of it is less at each look."""
    return tuple(signal.getitimer(timer)[0] > 0 for timer in _TIMERS)


def _stop_timers(before: tuple[bool, ...]) -> None:
    for timer, ran in zip(_TIMERS, before, strict=True):
        if not ran:
            signal.setitimer(timer, 0)


SIGNAL_PARTS: tuple[Part, ...] = (
    Part("timers", _timers, _stop_timers),  # First: none is to come while its handler is taken away.
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
