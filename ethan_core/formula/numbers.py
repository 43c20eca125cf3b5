"""The numbers that a formula is evaluated over, and arrays of them."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["FloatNumbers", "NumberSystem", "Objects", "Table", "objects", "plain", "read_tensor"]

Objects = npt.NDArray[np.object_]


class NumberSystem(Protocol):
    """A kind of number. Its values understand + - * / and comparisons among themselves.

    `number` makes one of a decimal literal, as exactly as the system can; `lift` of an int, a float or a
    number of this system. `power` is for exponents that are no whole numbers. A function outside its domain
    raises an ArithmeticError or a ValueError.
    """

    @property
    def pi(self) -> Any: ...
    def number(self, text: str, /) -> Any: ...
    def lift(self, value: Any, /) -> Any: ...
    def power(self, base: Any, exponent: Any, /) -> Any: ...
    def exp(self, x: Any, /) -> Any: ...
    def log(self, x: Any, /) -> Any: ...
    def sqrt(self, x: Any, /) -> Any: ...
    def tanh(self, x: Any, /) -> Any: ...
    def erf(self, x: Any, /) -> Any: ...
    def sin(self, x: Any, /) -> Any: ...
    def cos(self, x: Any, /) -> Any: ...
    def floor(self, x: Any, /) -> Any: ...


class FloatNumbers:
    """Python's floats: enough to try a formula out, too coarse for an oracle.

    >>> FloatNumbers().power(4.0, 0.5)
    2.0
    """

    pi = math.pi
    number = lift = staticmethod(float)
    power = staticmethod(math.pow)
    exp, log, sqrt, tanh, erf = map(staticmethod, (math.exp, math.log, math.sqrt, math.tanh, math.erf))
    sin, cos = map(staticmethod, (math.sin, math.cos))

    def floor(self, x: float, /) -> float:
        """The largest whole number that is no larger."""
        return float(math.floor(x))


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
    return Table(shape, objects(*map(int if is_whole else lift, (*values, 0))), is_whole)


def objects(*values: Any) -> Objects:
    """Some objects as an array, whatever they are."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


def plain(value: Any) -> Any:
    """A numpy scalar as Python's number: what is of an integer type as an int, True and False as they are."""
    value = value.item() if isinstance(value, np.generic | np.ndarray) else value
    is_integer = hasattr(value, "__index__") and not isinstance(value, bool)
    return operator.index(value) if is_integer else value
