"""Which memory some arrays lie in, so that whether another one lies there is not asked of each of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

import numpy.typing as npt
from numpy.lib.array_utils import byte_bounds

__all__ = ["Memory"]


class Memory:
    """Stretches of memory, those that overlap made one.

    >>> import numpy as np
    >>> x, memory = np.zeros(6), Memory()
    >>> memory.add(x[:3])
    >>> memory.meets(x[2:]), memory.meets(x[3:]), memory.meets(x[2:2])
    (True, False, False)
    """

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def meets(self, array: npt.NDArray[Any]) -> bool:
        """Whether an array may share memory with one that was added: what `np.may_share_memory` says."""
        if not array.size:
            return False
        first, behind = self._met(*byte_bounds(array))
        return first < behind

    def add(self, array: npt.NDArray[Any]) -> None:
        """One array more."""
        if not array.size:
            return
        start, end = byte_bounds(array)
        first, behind = self._met(start, end)
        if first < behind:
            start, end = min(start, self._starts[first]), max(end, self._ends[behind - 1])
        self._starts[first:behind], self._ends[first:behind] = [start], [end]

    def _met(self, start: int, end: int) -> tuple[int, int]:
        """The stretches that another one meets: from which on, and up to which."""
        return bisect_right(self._ends, start), bisect_left(self._starts, end)
