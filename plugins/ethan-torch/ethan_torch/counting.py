"""What code can count its own calls with: numbers and containers that its functions can reach."""

from __future__ import annotations

import itertools
import types
from collections import deque
from collections.abc import Iterator
from typing import Any

__all__ = ["reachable_state"]

MOST = 2000
"""Objects that are looked at: more are not a kernel's own."""

_NUMBERS = (bool, int, float, str, bytes, type(None))
_FOREIGN = ("torch", "numpy", "builtins", "functools", "typing", "collections", "abc", "ethan_torch")


def reachable_state(thing: Any) -> dict[str, str]:
    """Plain numbers, sizes of containers and counters, by the way that leads to them from a function or a
    class.

    >>> held = {"calls": [], "name": "kernel"}
    >>> before = reachable_state(held)
    >>> held["calls"].append(1)
    >>> [way for way, now in reachable_state(held).items() if before.get(way) != now]
    ['calls', 'calls.0']
    """
    state: dict[str, str] = {}
    waiting, seen = deque([("", thing)]), set[int]()
    while waiting and len(seen) < MOST:
        way, one = waiting.popleft()
        if isinstance(one, _NUMBERS):
            state[way] = repr(one)
            continue
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, itertools.count):
            state[way] = repr(one)
        elif isinstance(one, list | tuple | set | frozenset | dict | deque):
            state[way] = f"{len(one)} items"
        waiting.extend((f"{way}.{name}".strip("."), inner) for name, inner in _inside(one))
    return state


def _inside(one: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(one, types.MethodType):
        yield from (("__func__", one.__func__), ("__self__", one.__self__))
    elif isinstance(one, staticmethod | classmethod):
        yield "", one.__func__
    elif isinstance(one, types.FunctionType):
        yield from _of_function(one)
    elif isinstance(one, dict):
        yield from ((str(key), value) for key, value in list(one.items())[:32])
    elif isinstance(one, list | tuple | deque):
        yield from ((str(at), value) for at, value in enumerate(list(one)[:32]))
    elif isinstance(one, type):
        if one.__module__.partition(".")[0] not in _FOREIGN:
            yield from ((name, value) for name, value in vars(one).items() if not name.startswith("__"))
    elif type(one).__module__.partition(".")[0] not in _FOREIGN and not isinstance(one, types.ModuleType):
        held = getattr(one, "__dict__", None)
        yield from (held or {}).items() if isinstance(held, dict) else ()


def _of_function(function: types.FunctionType) -> Iterator[tuple[str, Any]]:
    if (function.__module__ or "").partition(".")[0] in _FOREIGN:
        return
    code = function.__code__
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=False):
        try:
            yield name, cell.cell_contents
        except ValueError:  # Not filled.
            continue
    for name in code.co_names:
        if name in function.__globals__:
            yield name, function.__globals__[name]
    yield from vars(function).items()
