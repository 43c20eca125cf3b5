"""The numbers that a formula is evaluated over."""

from __future__ import annotations

import math
from typing import Any, Protocol

__all__ = ["FloatNumbers", "NumberSystem"]


class NumberSystem(Protocol):
    """A kind of number. Its values understand + - * / and comparisons among themselves.

    A function outside its domain raises an ArithmeticError or a ValueError.
    """

    @property
    def pi(self) -> Any:
        """The circle's number."""

    def number(self, text: str, /) -> Any:
        """The number that a decimal literal denotes, as exactly as the system can."""

    def lift(self, value: Any, /) -> Any:
        """An int, a float or a number of this system as a number of this system."""

    def power(self, base: Any, exponent: Any, /) -> Any:
        """base ** exponent for an exponent that is no whole number."""

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

    def number(self, text: str, /) -> float:
        """The float nearest to a literal."""
        return float(text)

    def lift(self, value: Any, /) -> float:
        """The float nearest to a value."""
        return float(value)

    def power(self, base: float, exponent: float, /) -> float:
        """Raises ValueError for a negative base."""
        return math.pow(base, exponent)

    exp, log, sqrt, tanh, erf = map(staticmethod, (math.exp, math.log, math.sqrt, math.tanh, math.erf))
    sin, cos = map(staticmethod, (math.sin, math.cos))

    def floor(self, x: float, /) -> float:
        """The largest whole number that is no larger."""
        return float(math.floor(x))
