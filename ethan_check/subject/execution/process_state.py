"""The parts of a process that a layer may change, how each is read, and how it is put back.

Reading them takes as long as a call of a small layer: it is done around what is made and around each check,
not around each call.
"""

from __future__ import annotations

import builtins
import decimal
import gc
import locale
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from ethan_check.subject.execution.module_contents import Attributes, Modules, restore_modules, restorer

__all__ = ["PARTS", "RARE_PARTS", "Part"]


class Part(NamedTuple):
    """One part of a process.

    Args:
        name: as it is told: what a layer changes.
        read: gives its state; two that are equal are the same.
        put_back: makes it what it was; None where that cannot be, and it is only noticed.
    """

    name: str
    read: Callable[[], Any]
    put_back: Callable[[Any], Any] | None


def _attribute(holder: Any, name: str, told: str) -> Part:
    return Part(told, lambda: getattr(holder, name, None), lambda value: setattr(holder, name, value))


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


def _decimal_context() -> tuple[Any, ...]:
    """The context and what it says: layers change it, or put another in its place."""
    now = decimal.getcontext()
    return now, now.prec, now.rounding, now.Emin, now.Emax, now.capitals, now.clamp, dict(now.traps)


def _restore_decimal(before: tuple[Any, ...]) -> None:
    context = before[0]
    names = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
    for name, value in zip(names, before[1:-1], strict=True):
        setattr(context, name, value)
    for trap, on in before[-1].items():
        context.traps[trap] = on
    decimal.setcontext(context)


def _mpmath_precision() -> int:
    """The precision in bits; what mpmath starts with while nobody has imported it: it takes a while."""
    mpmath = sys.modules.get("mpmath")
    return 53 if mpmath is None else int(mpmath.mp.prec)


def _restore_mpmath(before: int) -> None:
    if "mpmath" in sys.modules:
        sys.modules["mpmath"].mp.prec = before


def _collector() -> tuple[bool, tuple[int, int, int]]:
    return gc.isenabled(), gc.get_threshold()


def _restore_collector(before: tuple[bool, tuple[int, int, int]]) -> None:
    (gc.enable if before[0] else gc.disable)()
    gc.set_threshold(*before[1])


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


def _logging() -> tuple[int, int]:
    return logging.root.manager.disable, logging.root.level


def _restore_logging(before: tuple[int, int]) -> None:
    logging.disable(before[0])
    logging.root.setLevel(before[1])


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _print_options() -> dict[str, Any]:
    return dict(np.get_printoptions())


def _path() -> tuple[list[str], list[str]]:
    return sys.path, list(sys.path)


def _restore_path(before: tuple[list[str], list[str]]) -> None:
    sys.path = before[0]
    sys.path[:] = before[1]


class _AtMost(int):
    """A number that is equal to later ones that are not larger."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and int(other) <= int(self)


_SYS = ("__stdout__", "__stderr__", "excepthook", "displayhook", "unraisablehook")

PARTS = (
    Part("the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
    Part("the trace function", sys.gettrace, sys.settrace),
    Part("the profile function", sys.getprofile, sys.setprofile),
    Part("the working directory", _working_directory, _go_back),
    Part("the environment", _environment, _restore_environment),
    Part("the umask", _umask, os.umask),
    Part("the switch interval", sys.getswitchinterval, sys.setswitchinterval),
    Part("the longest integer that is printed", sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    Part("numpy's callback of errors", np.geterrcall, np.seterrcall),
    Part("numpy's print options", _print_options, lambda before: np.set_printoptions(**before)),
    Part("numpy's buffer size", np.getbufsize, np.setbufsize),
    Part("the decimal context", _decimal_context, _restore_decimal),
    Part("mpmath's precision", _mpmath_precision, _restore_mpmath),
    Part(
        "the locale",
        lambda: locale.setlocale(locale.LC_ALL),
        lambda value: locale.setlocale(locale.LC_ALL, value),
    ),
    Part("the garbage collector", _collector, _restore_collector),
    Part("signal handlers", _handlers, _restore_handlers),
    Part("timers", _timers, _stop_timers),
    Part("logging", _logging, _restore_logging),
    Part("sys.path", _path, _restore_path),
    *(
        _attribute(sys, name, f"sys.{name}")
        for name in ("__stdout__", "__stderr__", "excepthook", "displayhook")
    ),
    _attribute(sys, "unraisablehook", "sys.unraisablehook"),
    _attribute(threading, "excepthook", "threading.excepthook"),
    _attribute(warnings, "showwarning", "warnings.showwarning"),
)
"""Those that are read around everything that is made and around each check, in 40 microseconds."""

RARE_PARTS = (
    Part("builtins", lambda: Attributes(vars(builtins)), restorer(builtins)),
    Part("attributes of numpy", lambda: Attributes(vars(np)), restorer(np)),
    Part("sys.modules", lambda: Modules(sys.modules), restore_modules),
    Part("threads", lambda: _AtMost(threading.active_count()), None),
)
"""Those that take longer: they are read once around all that is asked of a layer."""
