"""What the operating system keeps of a process: where it is, its environment, signals, limits, locale."""

from __future__ import annotations

import locale
import os
import time
from contextlib import suppress
from typing import Any

from ethan_check.subject.execution.process_part import Part
from ethan_check.subject.execution.signal_parts import SIGNAL_PARTS

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


def _zone() -> tuple[Any, ...]:
    return time.tzname, time.timezone, time.daylight


def _restore_zone(before: tuple[Any, ...]) -> None:
    if hasattr(time, "tzset"):  # Windows has no other zone than its own.
        time.tzset()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_LIMITS: tuple[int, ...] = (
    ()
    if resource is None
    else tuple(getattr(resource, f"RLIMIT_{name}") for name in ("NOFILE", "AS", "FSIZE", "CPU", "STACK"))
)
"""Of open files, of memory, of the size of a file that is written, of time, and of the stack."""


def _limits() -> tuple[tuple[int, int], ...]:
    return tuple(resource.getrlimit(limit) for limit in _LIMITS)


def _restore_limits(before: tuple[tuple[int, int], ...]) -> None:
    for limit, value in zip(_LIMITS, before, strict=True):
        resource.setrlimit(limit, value)


SYSTEM_PARTS = (
    Part("the working directory", _working_directory, _go_back),
    Part("the environment", _environment, _restore_environment),
    Part("the time zone", _zone, _restore_zone),  # After the environment, which it is read from.
    Part("the umask", _umask, os.umask),
    Part(
        "the locale",
        lambda: locale.setlocale(locale.LC_ALL),
        lambda value: locale.setlocale(locale.LC_ALL, value),
    ),
    *SIGNAL_PARTS,
    Part("resource limits", _limits, _restore_limits),
)
"""Those parts, each with how it is told."""
