"""What Python itself keeps: limits, trace functions, hooks, its garbage collector, `sys.path`, logging."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import warnings
from typing import Any

from ethan_check.subject.execution.process_part import Part, attribute

__all__ = ["CALL_PARTS", "INTERPRETER_PARTS"]


def _collector() -> tuple[Any, ...]:
    callbacks = [callback for callback in gc.callbacks if not _is_hypothesis(callback)]
    return gc.isenabled(), gc.get_threshold(), gc.get_debug(), callbacks


def _is_hypothesis(callback: Any) -> bool:
    """Whether it is the one that hypothesis adds when it draws first, to leave that time out of account."""
    return str(getattr(callback, "__module__", "")).startswith("hypothesis.")


def _restore_collector(before: tuple[Any, ...]) -> None:
    is_enabled, threshold, debug, callbacks = before
    gc.callbacks[:] = [*callbacks, *filter(_is_hypothesis, gc.callbacks)]
    (gc.enable if is_enabled else gc.disable)()
    gc.set_threshold(*threshold)
    gc.set_debug(debug)


def _logging() -> tuple[int, int, list[Any]]:
    return logging.root.manager.disable, logging.root.level, [*logging.root.handlers]


def _restore_logging(before: tuple[int, int, list[Any]]) -> None:
    disabled, level, handlers = before
    logging.disable(disabled)
    logging.root.setLevel(level)
    logging.root.handlers[:] = handlers


class _Hooks(list[Any]):
    """Import hooks, equal to later ones that are more: what is imported may bring some of its own."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and _with_new_hooks(self, other) == [*other]

    def __ne__(self, other: object) -> bool:
        return not self == other


def _with_new_hooks(before: list[Any], now: list[Any]) -> list[Any]:
    """The hooks that were there, in their order, among new ones that are hooks."""
    kept = [hook for hook in now if hook in before or hasattr(hook, "find_spec")]
    return kept if [hook for hook in kept if hook in before] == [*before] else [*before]


def _restore_hooks(before: list[Any]) -> None:
    sys.meta_path[:] = _with_new_hooks(before, sys.meta_path)


def _restore_path_hooks(before: list[Any]) -> None:
    sys.path_hooks[:] = before


def _list(name: str, told: str) -> Part:
    """A list of `sys`, which layers change or put another in the place of."""

    def read() -> tuple[list[Any], list[Any]]:
        value = getattr(sys, name)
        return value, list(value)

    def put_back(before: tuple[list[Any], list[Any]]) -> None:
        value, contents = before
        value[:] = contents
        setattr(sys, name, value)

    return Part(told, read, put_back)


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
    Part("the trace function of threads", threading.gettrace, threading.settrace),
    _list("path", "sys.path"),
    _list("argv", "sys.argv"),
    Part("import hooks", lambda: _Hooks(sys.meta_path), _restore_hooks),
    Part("import hooks of paths", lambda: list(sys.path_hooks), _restore_path_hooks),
    *(
        attribute(sys, name, f"sys.{name}")
        for name in ("stdin", "__stdout__", "__stderr__", "excepthook", "displayhook", "unraisablehook")
    ),
    attribute(threading, "excepthook", "threading.excepthook"),
    attribute(warnings, "showwarning", "warnings.showwarning"),
)
"""Those parts, each with how it is told."""
