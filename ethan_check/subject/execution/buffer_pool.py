"""Room for large arrays that live for one call, used again as soon as nobody holds it any more.

Every call of a layer works on its own copy of the parameters. To fill memory that is there already takes a
fraction of the time in which the system hands out and clears new memory, and it does not pile up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np

from ethan_check.numerics.tolerances.sizes import LARGE
from ethan_core.layer import Array

__all__ = ["BufferPool"]


def _holders(rooms: list[Array], number: int) -> int:
    return sys.getrefcount(rooms[number])


_COUNTED = hasattr(sys, "getrefcount")
"""Not everywhere is it known who holds what; there, no room is used twice."""

_NOBODY = _holders([np.empty(0)], 0) if _COUNTED else -1
"""What is counted for an array that is in a list and nowhere else; a view of it or a memoryview counts."""


class BufferPool:
    """Makes arrays in rooms that it keeps.

    Args:
        arrays: as much room is kept as the large ones among them take.

    >>> x = np.ones(2**18)
    >>> pool = BufferPool([x])
    >>> first = pool.copy(x); second = pool.copy(x); np.may_share_memory(first, second)
    False
    >>> place = first.ctypes.data; del first; pool.copy(x).ctypes.data == place
    True
    """

    def __init__(self, arrays: Iterable[Array]) -> None:
        self._most = sum(array.nbytes for array in arrays if array.size > LARGE)
        self._rooms: list[Array] = []

    def copy(self, array: Array) -> Array:
        """A copy that nobody else holds."""
        if array.size <= LARGE:
            return array.copy()
        copied = self.empty(array.shape, array.dtype)
        copied[...] = array
        return copied

    def empty(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """An array that nobody else holds, with any numbers in it."""
        size = int(np.prod(shape)) * dtype.itemsize
        numbers = range(len(self._rooms))
        free = [number for number in numbers if _holders(self._rooms, number) == _NOBODY]
        fitting = [number for number in free if self._rooms[number].size >= size]
        if fitting:
            room = self._rooms[min(fitting, key=lambda number: self._rooms[number].size)]
        else:
            # Rooms that are too small make way.
            self._rooms = [room for number, room in enumerate(self._rooms) if number not in free]
            room = np.empty(size, np.uint8)
            if _COUNTED and sum(other.size for other in self._rooms) + size <= self._most:
                self._rooms.append(room)
        array: Array = room[:size].view(dtype).reshape(shape)
        return array
