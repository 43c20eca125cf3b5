"""The arrays that a formula reads and writes, flat and of one kind of number."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Table", "Tensor", "as_integer", "plain", "read_tensor", "strides_of"]


class Tensor(Protocol):
    """What a formula reads: numpy arrays of any dtype satisfy it, `object` included."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __getitem__(self, index: Any, /) -> Any: ...


@dataclass(frozen=True)
class Table:
    """An array of numbers, flat and in row-major order; `integers` where all of them are whole."""

    shape: tuple[int, ...]
    values: Sequence[Any]
    integers: Sequence[int] | None = None

    def array(self) -> npt.NDArray[np.object_]:
        """The same entries as a numpy array of objects."""
        array = np.empty(len(self.values), dtype=object)
        array[:] = self.values
        return array.reshape(self.shape)


def read_tensor(tensor: Tensor | Any, lift: Callable[[Any], Any]) -> Table:
    """The entries of a tensor, or of a bare number, as numbers of one kind.

    >>> read_tensor(np.array([[1, 2]]), float)
    Table(shape=(1, 2), values=[1.0, 2.0], integers=[1, 2])
    """
    shape = tuple(int(size) for size in getattr(tensor, "shape", ()))
    raw = [plain(tensor[at] if shape else tensor) for at in product(*map(range, shape))]
    whole = [as_integer(value) for value in raw]
    integers = [value for value in whole if value is not None]
    return Table(shape, [lift(value) for value in raw], integers if len(integers) == len(raw) else None)


def plain(value: Any) -> Any:
    """A numpy scalar as Python's number; True and False as 1 and 0."""
    value = value.item() if isinstance(value, np.generic | np.ndarray) else value
    return int(value) if isinstance(value, bool) else value


def as_integer(value: Any) -> int | None:
    """The value as an int if it is of an integer type, else None."""
    try:
        return operator.index(plain(value))
    except TypeError:
        return None


def strides_of(shape: Sequence[int]) -> tuple[int, ...]:
    """How far apart neighbours along each axis lie in row-major order.

    >>> strides_of((2, 3, 4))
    (12, 4, 1)
    """
    return tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))
