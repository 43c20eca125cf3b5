"""Buffers for large arrays that live for one call, each used again when nobody holds it any more.

Every call of a layer works on its own copy of the parameters. To fill a buffer that is there already takes
a fraction of the time in which the system hands out and clears a new one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from ethan_check.numerics.blocks import LARGE
from ethan_core.layer import Array

__all__ = ["Spare"]


def _holders(kept: list[Array], position: int) -> int:
    return sys.getrefcount(kept[position]) if hasattr(sys, "getrefcount") else 0


_NOBODY = _holders([np.empty(0)], 0)
"""What is counted for an array that is in a list and nowhere else: a view or a memoryview counts too."""


class Spare:
    """Copies of large arrays, in buffers of their own.

    Args:
        arrays: as many buffers of a shape and dtype are kept as there are such arrays.

    >>> x = np.ones(2**18)
    >>> spare = Spare([x])
    >>> first = spare.copy(x); second = spare.copy(x); second is first
    False
    >>> where = id(first); del first; id(spare.copy(x)) == where
    True
    """

    def __init__(self, arrays: Iterable[Array]) -> None:
        self._most = Counter((array.shape, array.dtype) for array in arrays if array.size > LARGE)
        self._kept: dict[Any, list[Array]] = {}

    def copy(self, array: Array) -> Array:
        """A copy that nobody else holds."""
        if array.size <= LARGE:
            return array.copy()
        buffer = self.empty(array.shape, array.dtype)
        buffer[...] = array
        return buffer

    def empty(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """An array that nobody else holds, with any numbers in it."""
        kept = self._kept.setdefault((shape, dtype), [])
        for position in range(len(kept)):
            if _holders(kept, position) == _NOBODY and _is_as_it_was(kept[position], shape, dtype):
                kept[position].flags.writeable = True
                return kept[position]
        buffer = np.empty(shape, dtype)
        if len(kept) < self._most[shape, dtype] and _NOBODY:
            kept.append(buffer)
        return buffer


def _is_as_it_was(buffer: Array, shape: tuple[int, ...], dtype: np.dtype[Any]) -> bool:
    """Whether nobody has given it another shape in place."""
    return buffer.shape == shape and buffer.dtype == dtype and buffer.flags.c_contiguous
