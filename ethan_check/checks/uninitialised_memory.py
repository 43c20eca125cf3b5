"""What lies in memory beside a layer's arrays: a layer that reads past one of them answers with it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ethan_check.numerics.tolerances.sizes import GUARD_ZONE, GUARDED_ENTRIES, POISONED_COPIES
from ethan_check.numerics.tolerances.values import MEMORY_POISON
from ethan_core.layer import Array

__all__ = ["poison_free_memory", "with_guard_zones"]


def with_guard_zones(array: Array) -> Array:
    """The same numbers in contiguous memory, with numbers that do not belong to them on both sides.

    >>> inside = with_guard_zones(np.ones((2, 3)))
    >>> float(inside.sum()), inside.base.size
    (6.0, 146)
    """
    size = array.size
    beside = min(size, GUARDED_ENTRIES) + GUARD_ZONE
    buffer = np.full(size + 2 * beside, MEMORY_POISON, dtype=array.dtype)
    inside: Array = buffer[beside : beside + size].reshape(array.shape)
    inside[...] = array
    return inside


def poison_free_memory(sizes: Iterable[int], value: float) -> None:
    """Leave a number in much of the free memory from which arrays of these sizes will be made.

    It has an effect on what follows only where that reads memory which it has not written.

    >>> poison_free_memory([3, 12], 1e3)
    """
    small = {size for size in sizes if size <= GUARDED_ENTRIES}
    filled = [np.full(size, value) for size in small for _ in range(POISONED_COPIES)]
    del filled  # Only what lies in the memory stays.
