"""The numbers that a formula is evaluated over."""

from __future__ import annotations

import math
from typing import Any, Protocol

__all__ = ["FloatNumbers", "NumberSystem"]


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
