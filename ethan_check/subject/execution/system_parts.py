"""What the operating system keeps of a process: where it is, its environment, signals, timers, locale."""

from __future__ import annotations

import locale
import os
import signal
import threading
from contextlib import suppress
from typing import Any

from ethan_check.subject.execution.process_part import Part

try:
    import resource
except ImportError:  # There are none on Windows.
    resource = None  # type: ignore[assignment]

__all__ = ["SYSTEM_PARTS"]


def _working_directory() -> str | None:
    try:
        return os.getcwd()
    except OSError:  # It is there no more.
        return None


def _go_back(folder: str | None) -> None:
    if folder is not None:
        with suppress(OSError):
            os.chdir(folder)


def _environment() -> dict[Any, Any]:
    return dict(getattr(os.environ, "_data", os.environ))


def _restore_environment(before: dict[Any, Any]) -> None:
    now = getattr(os.environ, "_data", os.environ)
    for name in set(now) - set(before):
        del os.environ[_decoded(name)]
    for name, value in before.items():
        if now.get(name) != value:
            os.environ[_decoded(name)] = _decoded(value)


def _decoded(text: Any) -> str:
    return os.fsdecode(text) if isinstance(text, bytes) else text


_SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGHUP", "SIGUSR1")
    if hasattr(signal, name)
)
"""The signals that people install handlers for; those of faults are Python's own affair."""


_getsignal = getattr(signal.getsignal, "__wrapped__", signal.getsignal)
"""Without the turning of numbers into names, which takes ten times as long."""


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_LIMITS: tuple[int, ...] = (
    () if resource is None else (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)
)
"""Of open files, of memory, and of the size of a file that is written."""


def _limits() -> tuple[tuple[int, int], ...]:
    return tuple(resource.getrlimit(limit) for limit in _LIMITS)


def _restore_limits(before: tuple[tuple[int, int], ...]) -> None:
    for limit, value in zip(_LIMITS, before, strict=True):
        resource.setrlimit(limit, value)


SYSTEM_PARTS = (
    Part("the working directory", _working_directory, _go_back),
    Part("the environment", _environment, _restore_environment),
    Part("the umask", _umask, os.umask),
    Part(
        "the locale",
        lambda: locale.setlocale(locale.LC_ALL),
        lambda value: locale.setlocale(locale.LC_ALL, value),
    ),
    Part("signal handlers", _handlers, _restore_handlers),
    Part("timers", _timers, _stop_timers),
    Part("resource limits", _limits, _restore_limits),
)
"""Those parts, each with how it is told."""
