"""Functions of arrays of objects where a mask needs them; sums, extremes, and where these first occur."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ethan_core.formula.frames import Mask, needed
from ethan_core.formula.tables import Objects

__all__ = ["EXTREME", "apply", "best_of", "first_place"]

_NOTHING = object()
"""The maximum of no entries."""
_LARGER = np.frompyfunc(lambda best, x: x if best is _NOTHING or x > best else best, 2, 1)
_SMALLER = np.frompyfunc(lambda best, x: x if best is _NOTHING or x < best else best, 2, 1)
_SAME = np.frompyfunc(lambda a, b: a is b or a == b, 2, 1)
EXTREME = {"max": _LARGER, "min": _SMALLER, "first_argmax": _LARGER, "first_argmin": _SMALLER}
"""Of equal values all keep the first."""


def apply(function: Any, mask: Mask, *arrays: Objects) -> Objects:
    """A function of some arrays where it is needed, and 0 elsewhere.

    >>> apply(np.true_divide, np.array([True, False]), np.array([1, 1], object), np.array([2, 0], object))
    array([0.5, 0], dtype=object)
    """
    if mask.size and mask.all():
        everywhere: Objects = function(*arrays)
        return everywhere
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    found = np.zeros(shape, object)
    function(*arrays, out=found, where=needed(mask, shape))
    return found


def best_of(kind: str, values: Objects, counts: Mask, outside: Mask) -> Objects:
    """The largest or smallest of those along the last axis that count; 0 where none does.

    Raises:
        ValueError: none does, and the value is needed.
    """
    best: Objects = EXTREME[kind].reduce(values, axis=-1, initial=_NOTHING, where=counts)
    empty = ~counts.any(axis=-1)
    if (empty & outside).any():
        raise ValueError(f"{kind} over no entries")
    best[empty] = 0
    return best


def first_place(best: Objects, values: Objects, counts: Mask, lengths: Sequence[int]) -> list[Objects]:
    """Where the best first occurs, as one index for each length; the last index runs fastest."""
    if not prod(lengths):
        return [np.zeros(1, object)] * len(lengths)
    first = apply(_SAME, counts, values, best[..., None]).astype(np.bool_).argmax(axis=-1)
    return [index.astype(object) for index in np.unravel_index(first, lengths)]
