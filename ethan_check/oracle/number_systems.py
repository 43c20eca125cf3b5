"""Numbers of many digits, for formulas: the arithmetic is mpmath's, in contexts of our own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from mpmath.ctx_mp import MPContext  # type: ignore[import-untyped]

from ethan_core.formula import FloatNumbers

__all__ = ["Digits", "Floats", "Numbers", "Objects", "Shaken"]

Objects = npt.NDArray[np.object_]


class Digits:
    """Real numbers of a fixed count of decimal digits; mpmath's global precision is not touched.

    A function outside its domain raises a ValueError or an ArithmeticError.

    >>> fifty = Digits(50)
    >>> float(fifty.exp(fifty.lift(0))), float(fifty.number("0.1") * 10 - 1)
    (1.0, 0.0)
    """

    def __init__(self, digits: int = 50) -> None:
        self.digits = digits
        self.context: Any = MPContext()
        self.context.dps = digits
        self.pi = +self.context.pi
        self._exponentials: dict[Any, Any] = {}

    def given(self, value: Any) -> Any:
        """What a formula reads for an array or constant of the layer: the same."""
        return value

    def number(self, text: str, /) -> Any:
        """The number that a literal denotes, to all digits."""
        return self.context.mpf(text)

    def lift(self, value: Any, /) -> Any:
        """An int, a float or a number of many digits, exactly."""
        return self.context.mpf(value)

    def array(self, values: Any) -> Objects:
        """An array of numbers, exactly."""
        given = np.asarray(values)
        lifted = np.empty(given.size, dtype=object)
        lifted[:] = [self.lift(value) for value in given.ravel().tolist()]
        return lifted.reshape(given.shape)

    def power(self, base: Any, exponent: Any, /) -> Any:
        """Raises ValueError for a negative base."""
        if base < 0:
            raise ValueError(f"a negative number to the power of {float(exponent):g}")
        return base**exponent

    def exp(self, x: Any, /) -> Any:
        """The exponential function; a softmax asks for the same ones again and again."""
        found = self._exponentials.get(x)
        if found is None:
            found = self._exponentials[x] = self.context.exp(x)
        return found

    def log(self, x: Any, /) -> Any:
        """The natural logarithm; raises ValueError unless x is positive."""
        if x <= 0:
            raise ValueError(f"the logarithm of {float(x):g}")
        return self.context.log(x)

    def sqrt(self, x: Any, /) -> Any:
        """The square root; raises ValueError where x is negative."""
        if x < 0:
            raise ValueError(f"the square root of {float(x):g}")
        return self.context.sqrt(x)

    def tanh(self, x: Any, /) -> Any:
        """The hyperbolic tangent."""
        return self.context.tanh(x)

    def erf(self, x: Any, /) -> Any:
        """The error function."""
        return self.context.erf(x)

    def sin(self, x: Any, /) -> Any:
        """The sine."""
        return self.context.sin(x)

    def cos(self, x: Any, /) -> Any:
        """The cosine."""
        return self.context.cos(x)

    def floor(self, x: Any, /) -> Any:
        """The largest whole number that is no larger."""
        return self.context.floor(x)


class Floats(FloatNumbers):
    """Float64, in which a formula loses what it loses when it is computed as it is written.

    >>> Floats().lift(2)
    2.0
    """

    def given(self, value: Any) -> Any:
        """What a formula reads for an array or constant of the layer: the same."""
        return value


Numbers: TypeAlias = Digits | Floats


class Shaken(Digits):
    """The same numbers, with everything that is not whole moved by a tiny random share of itself.

    That is arrays, constants, and what exp, tanh, erf, sin and cos are applied to: numbers that are rounded
    before anything else can happen. How far a result moves, in multiples of `share`, is its sensitivity to
    them, and no computation can be expected to be more accurate.

    >>> shaken = Shaken(50, np.random.default_rng(0))
    >>> moved = shaken.given(np.array([1.5]))[0] / 1.5 - 1
    >>> bool(0 < abs(moved) <= 2 * shaken.share), float(shaken.number("3"))
    (True, 3.0)
    """

    def __init__(self, digits: int, rng: np.random.Generator) -> None:
        super().__init__(digits)
        self.share = self.context.mpf(10) ** -(3 * digits // 10)
        self._rng = rng
        self._found: dict[Any, Any] = {}
        self.pi = self._moved(self.pi)

    def given(self, value: Any) -> Any:
        """An array, or a constant that is not whole, with every entry moved; integers stay."""
        if isinstance(value, float):
            return value if value.is_integer() else self._moved(self.lift(value))
        if isinstance(value, np.ndarray) and value.dtype.kind in "fO":
            moved = np.empty(value.size, dtype=object)
            moved[:] = [self._moved(self.lift(entry)) for entry in value.ravel().tolist()]
            return moved.reshape(value.shape)
        return value

    def number(self, text: str, /) -> Any:
        """A literal, moved unless it is whole."""
        exact = super().number(text)
        return exact if exact == self.context.floor(exact) else self._moved(exact)

    def exp(self, x: Any, /) -> Any:
        """The exponential function beside its argument."""
        return self._beside(self.context.exp, x)

    def tanh(self, x: Any, /) -> Any:
        """The hyperbolic tangent beside its argument."""
        return self._beside(self.context.tanh, x)

    def erf(self, x: Any, /) -> Any:
        """The error function beside its argument."""
        return self._beside(self.context.erf, x)

    def sin(self, x: Any, /) -> Any:
        """The sine beside its argument."""
        return self._beside(self.context.sin, x)

    def cos(self, x: Any, /) -> Any:
        """The cosine beside its argument."""
        return self._beside(self.context.cos, x)

    def _beside(self, function: Callable[[Any], Any], x: Any) -> Any:
        # The same argument is rounded the same way wherever it occurs.
        key = (function.__name__, x)
        if key not in self._found:
            self._found[key] = function(self._moved(x))
        return self._found[key]

    def _moved(self, value: Any) -> Any:
        step = (0.5 + self._rng.random()) * (1 if self._rng.random() < 0.5 else -1)
        return value * (1 + self.share * self.lift(step))
