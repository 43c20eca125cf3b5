"""The builtins that every line of ours needs: put back after each call, and without any of them."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from operator import itemgetter
from typing import Any

__all__ = ["put_back_builtins", "used_builtins"]

_NAMES = (
    "all", "any", "dict", "getattr", "hasattr", "id", "isinstance", "issubclass", "iter", "len", "list",
    "map", "max", "min", "next", "range", "set", "tuple", "type", "zip",
)  # fmt: skip
"""Few, for they are read twice around each call; the others are put back with the rest of the process."""

_contents = vars(builtins)
_read: Callable[[dict[str, Any]], tuple[Any, ...]] = itemgetter(*_NAMES)


def used_builtins() -> tuple[Any, ...]:
    """What stands under the names of those that are used all over; nothing, where one is missing.

    >>> isinstance in used_builtins()
    True
    """
    try:
        return _read(_contents)
    except BaseException:  # Even the name of a more fitting exception may be gone.
        return ()


def put_back_builtins(before: tuple[Any, ...]) -> bool:
    """Give them the names again that they had, and say whether any had lost it.

    >>> put_back_builtins(used_builtins())
    False
    """
    if before == () or used_builtins() == before:
        return False
    values = before.__iter__()
    for name in _NAMES:
        _contents[name] = values.__next__()
    return True
