"""The arrays that a formula reads and writes, flat and of one kind of number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Objects", "Table", "objects", "plain", "read_tensor"]

Objects = npt.NDArray[np.object_]


class Table(NamedTuple):
    """An array of numbers of the system, or of ints where all of them are whole; flat in row-major order.

    One entry more, the last, is zero: it is read for whatever lies outside.
    """

    shape: tuple[int, ...]
    values: Objects
    is_whole: bool = False


def read_tensor(tensor: Any, lift: Callable[[Any], Any]) -> Table:
    """The entries of anything with a shape, such as a numpy array of any dtype, or of a bare number.

    >>> read_tensor(np.array([[1, 2.5]]), float)
    Table(shape=(1, 2), values=array([1.0, 2.5, 0.0], dtype=object), is_whole=False)
    """
    shape = tuple(int(size) for size in getattr(tensor, "shape", ()))
    values = [plain(tensor[at] if shape else tensor) for at in np.ndindex(*shape)]
    is_whole = all(isinstance(value, int) for value in values)
    values = [*values, 0] if is_whole else [lift(value) for value in (*values, 0)]
    return Table(shape, objects(*values), is_whole)


def objects(*values: Any) -> Objects:
    """Some objects as an array, whatever they are."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


def plain(value: Any) -> Any:
    """A numpy scalar as Python's number; what is of an integer type, True and False included, as an int."""
    value = value.item() if isinstance(value, np.generic | np.ndarray) else value
    return int(value) if hasattr(value, "__index__") else value
