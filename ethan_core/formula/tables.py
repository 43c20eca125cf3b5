"""The arrays that a formula reads and writes, flat and of one kind of number."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Objects", "Table", "Tensor", "as_integer", "padded", "plain", "read_tensor", "single"]

Objects = npt.NDArray[np.object_]


class Tensor(Protocol):
    """What a formula reads: numpy arrays of any dtype satisfy it, `object` included."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __getitem__(self, index: Any, /) -> Any: ...


class Table(NamedTuple):
    """An array of numbers, flat in row-major order; `integers` where all of them are whole.

    One entry more, the last, is zero: it is read for whatever lies outside.
    """

    shape: tuple[int, ...]
    values: Objects
    integers: Objects | None = None


def read_tensor(tensor: Tensor | Any, lift: Callable[[Any], Any]) -> Table:
    """The entries of a tensor, or of a bare number, as numbers of one kind.

    >>> read_tensor(np.array([[1, 2]]), float)
    Table(shape=(1, 2), values=array([1.0, 2.0, 0.0], dtype=object), integers=array([1, 2, 0], dtype=object))
    """
    shape = tuple(int(size) for size in getattr(tensor, "shape", ()))
    raw = [plain(tensor[at] if shape else tensor) for at in np.ndindex(*shape)]
    whole = [value for value in map(as_integer, raw) if value is not None]
    integers = padded(whole, 0) if len(whole) == len(raw) else None
    return Table(shape, padded([lift(value) for value in raw], lift(0)), integers)


def padded(values: Sequence[Any], zero: Any) -> Objects:
    """Some objects, and a zero behind them."""
    array = np.empty(len(values) + 1, object)
    array[:-1] = values
    array[-1] = zero
    return array


def single(value: Any) -> Objects:
    """One object as an array."""
    return padded((), value)


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
