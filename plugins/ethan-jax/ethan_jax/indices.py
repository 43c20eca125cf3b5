"""Indices that point outside an array: jax reads the nearest entry and writes nowhere, without a word.

numpy raises, and so tells Ethan that a case of its own making, with a shorter table, is none for this layer.
Here a program is asked once for each such case, with `checkify`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jax.experimental import checkify

from ethan_jax.arrays import Array
from ethan_jax.calls import compiled

__all__ = ["Indices"]


class Indices:
    """Refuses integers that point outside, where those that were given do not.

    Args:
        function: of a flat row of arrays.
        given: the arrays that somebody gave.

    >>> import numpy as np
    >>> indices = Indices(lambda arrays: arrays[0][arrays[1]], [np.ones(3), np.array([0, 2])])
    >>> indices.require_inside([np.ones(4), np.array([0, 3])])
    >>> indices.require_inside([np.ones(2), np.array([0, 2])])
    Traceback (most recent call last):
        ...
    IndexError: out-of-bounds indexing for array of shape (2,): index 2 is out of bounds for axis 0 ...
    """

    def __init__(self, function: Callable[..., Any], given: Sequence[Array]) -> None:
        checked = checkify.checkify(function, errors=checkify.index_checks)
        self._run = compiled(lambda arrays: checked(arrays)[0])
        self._known: dict[Any, str] = {}
        self._given = tuple(given)
        self._allows: bool | None = None

    def require_inside(self, arrays: Sequence[Array]) -> None:
        """Compare a case with what was given.

        Raises:
            IndexError: an index points outside of what it is an index into.
        """
        if not _may_be_outside(arrays):
            return
        if self._allows is None:
            self._allows = bool(self._problem(self._given))
        problem = "" if self._allows else self._problem(arrays)
        if problem:
            raise IndexError(problem)

    def _problem(self, arrays: Sequence[Array]) -> str:
        key = tuple(
            (array.shape, array.dtype.kind, array.tobytes() if array.dtype.kind in "iu" else b"")
            for array in arrays
        )
        if key not in self._known:
            try:
                told = self._run(tuple(arrays)).get()
            except Exception:  # Not everything can be asked.
                told = None
            self._known[key] = "" if told is None else told.split(". ")[0].strip().rstrip(".")
        return self._known[key]


def _may_be_outside(arrays: Sequence[Array]) -> bool:
    """Whether an integer is as large as some axis is long; only such a one can point outside it.

    >>> import numpy as np
    >>> _may_be_outside([np.ones((3, 4)), np.array([2])]), _may_be_outside([np.ones((3, 4)), np.array([3])])
    (False, True)
    """
    sizes = [int(abs(array).max()) for array in arrays if array.dtype.kind in "iu" and array.size]
    lengths = [length for array in arrays if array.dtype.kind not in "iu" for length in array.shape]
    return max(sizes, default=-1) >= min(lengths, default=1)
