"""What Python itself keeps: limits, trace functions, hooks, its garbage collector, `sys.path`, logging."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import warnings

from ethan_check.subject.execution.process_part import Part, attribute

__all__ = ["CALL_PARTS", "INTERPRETER_PARTS"]


def _collector() -> tuple[bool, tuple[int, int, int]]:
    return gc.isenabled(), gc.get_threshold()


def _restore_collector(before: tuple[bool, tuple[int, int, int]]) -> None:
    (gc.enable if before[0] else gc.disable)()
    gc.set_threshold(*before[1])


def _logging() -> tuple[int, int]:
    return logging.root.manager.disable, logging.root.level


def _restore_logging(before: tuple[int, int]) -> None:
    logging.disable(before[0])
    logging.root.setLevel(before[1])


def _path() -> tuple[list[str], list[str]]:
    return sys.path, list(sys.path)


def _restore_path(before: tuple[list[str], list[str]]) -> None:
    sys.path = before[0]
    sys.path[:] = before[1]


CALL_PARTS = (
    Part("the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
    Part("the trace function", sys.gettrace, sys.settrace),
    Part("the profile function", sys.getprofile, sys.setprofile),
)
"""Between two calls of a layer runs our own code, which these would reach; reading the three takes a tenth of
a microsecond.
"""

INTERPRETER_PARTS = (
    Part("the switch interval", sys.getswitchinterval, sys.setswitchinterval),
    Part("the longest integer that is printed", sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    Part("the garbage collector", _collector, _restore_collector),
    Part("logging", _logging, _restore_logging),
    Part("sys.path", _path, _restore_path),
    *(
        attribute(sys, name, f"sys.{name}")
        for name in ("__stdout__", "__stderr__", "excepthook", "displayhook", "unraisablehook")
    ),
    attribute(threading, "excepthook", "threading.excepthook"),
    attribute(warnings, "showwarning", "warnings.showwarning"),
)
"""Those parts, each with how it is told."""
