"""Copies of functions that close over what can change."""

from __future__ import annotations

import copy
from types import CellType, FunctionType, ModuleType
from typing import Any

import numpy as np

__all__ = ["closes_over_state", "copy_function"]

_WITH_STATE = (np.ndarray, np.random.Generator, list, dict, set)
_WITHOUT_STATE = (type, ModuleType, np.ufunc, type(np.sum))
"""What has a `__dict__` and still nothing that a call would change; `np.sum` is of numpy's own type."""


def copy_function(function: FunctionType, memo: dict[int, Any]) -> FunctionType:
    """A function that closes over copies; functions that close over the same go on sharing.

    Args:
        memo: what was copied before, by `id`, as `copy.deepcopy` keeps it.

    >>> def counter():
    ...     seen = []
    ...     return lambda x: seen.append(x) or len(seen)
    >>> count = counter(); again = copy_function(count, {})
    >>> count(1), count(1), again(1)
    (1, 2, 1)
    """
    known: FunctionType | None = memo.get(id(function))
    if known is not None:
        return known
    cells = function.__closure__ or ()
    for cell in cells:
        memo.setdefault(id(cell), CellType())
    new = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        tuple(memo[id(cell)] for cell in cells) or None,
    )
    new.__kwdefaults__ = function.__kwdefaults__
    new.__dict__.update(function.__dict__)
    memo[id(function)] = new
    for cell in cells:
        try:
            held = cell.cell_contents
        except ValueError:  # Not filled yet.
            continue
        memo[id(cell)].cell_contents = _copy_closed_over(held, memo)
    return new


def _copy_closed_over(held: Any, memo: dict[int, Any]) -> Any:
    if isinstance(held, FunctionType):
        return copy_function(held, memo) if closes_over_state(held, set()) else held
    return held if isinstance(held, ModuleType) else copy.deepcopy(held, memo)


def closes_over_state(function: FunctionType, seen: set[int]) -> bool:
    """Whether a function, or one that it closes over, holds something that can change.

    A function that a library wraps in another closes over functions alone. Libraries tell such functions
    by their identity, which a copy would not have.

    Args:
        seen: the functions that were looked at before, by `id`.

    >>> def over(held): return lambda: held
    >>> closes_over_state(over([]), set()), closes_over_state(over(3), set())
    (True, False)
    """
    seen.add(id(function))
    for cell in function.__closure__ or ():
        try:
            held = cell.cell_contents
        except ValueError:  # Not filled yet.
            continue
        if isinstance(held, FunctionType):
            if id(held) not in seen and closes_over_state(held, seen):
                return True
        elif _has_state(held):
            return True
    return False


def _has_state(held: Any) -> bool:
    if isinstance(held, _WITH_STATE):
        return True
    return bool(getattr(held, "__dict__", None)) and not isinstance(held, _WITHOUT_STATE)
