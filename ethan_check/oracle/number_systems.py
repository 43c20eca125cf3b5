"""Numbers of many digits, for formulas: the arithmetic is mpmath's, in contexts of our own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ethan_core.formula import FloatNumbers

__all__ = ["Digits", "Floats", "Numbers", "Objects", "PerturbedDigits"]

Objects = npt.NDArray[np.object_]


@lru_cache(maxsize=16)  # more than a run has precisions and threads at a time
def _context(digits: int, thread: int) -> Any:
    """Arithmetic of so many digits. To make one costs as much as hundreds of operations, and some functions
    raise its precision while they run: so each thread keeps its own."""
    from mpmath.ctx_mp import MPContext  # type: ignore[import-untyped]  # For documented formulas alone.

    context: Any = MPContext()
    context.dps = digits
    return context


class Digits:
    """Real numbers of a fixed count of decimal digits; mpmath's global precision is not touched.

    A function outside its domain raises a ValueError or an ArithmeticError.

    >>> fifty = Digits(50)
    >>> float(fifty.exp(fifty.lift(0))), float(fifty.number("0.1") * 10 - 1)
    (1.0, 0.0)
    """

    def __init__(self, digits: int = 50) -> None:
        self.digits = digits
        self.context = _context(digits, threading.get_ident())
        self.pi = +self.context.pi
        self._known: dict[tuple[str, Any], Any] = {}

    def operand(self, value: Any) -> Any:
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
        array = np.asarray(values)
        lifted = np.empty(array.size, dtype=object)
        lifted[:] = [self.lift(value) for value in array.ravel().tolist()]
        return lifted.reshape(array.shape)

    def power(self, base: Any, exponent: Any, /) -> Any:
        """Raises ValueError for a negative base."""
        if base < 0:
            raise ValueError(f"a negative number to the power of {float(exponent):g}")
        return base**exponent

    def exp(self, x: Any, /) -> Any:
        """The exponential function."""
        return self._once("exp", x)

    def log(self, x: Any, /) -> Any:
        """The natural logarithm; raises ValueError unless x is positive."""
        if x <= 0:
            raise ValueError(f"the logarithm of {float(x):g}")
        return self._once("log", x)

    def sqrt(self, x: Any, /) -> Any:
        """The square root; raises ValueError where x is negative."""
        if x < 0:
            raise ValueError(f"the square root of {float(x):g}")
        return self._once("sqrt", x)

    def tanh(self, x: Any, /) -> Any:
        """The hyperbolic tangent."""
        return self._once("tanh", x)

    def erf(self, x: Any, /) -> Any:
        """The error function."""
        return self._once("erf", x)

    def sin(self, x: Any, /) -> Any:
        """The sine."""
        return self._once("sin", x)

    def cos(self, x: Any, /) -> Any:
        """The cosine."""
        return self._once("cos", x)

    def floor(self, x: Any, /) -> Any:
        """The largest whole number that is no larger."""
        return self.context.floor(x)

    def _once(self, function: str, x: Any) -> Any:
        """A function at an argument, computed once.

        A softmax asks for the same values again and again, and so does a layer of which one entry was moved.
        """
        found = self._known.get((function, x))
        if found is None:
            found = self._known[function, x] = getattr(self.context, function)(x)
        return found


class Floats(FloatNumbers):
    """Float64, in which a formula loses what it loses when it is computed as it is written.

    >>> Floats().lift(2)
    2.0
    """

    def operand(self, value: Any) -> Any:
        """What a formula reads for an array or constant of the layer: the same."""
        return value


Numbers: TypeAlias = Digits | Floats


class PerturbedDigits(Digits):
    """The same numbers, with everything that is not whole perturbed by a tiny random share of itself.

    That is arrays, constants, and what exp, tanh, erf, sin and cos are applied to: numbers that are rounded
    before anything else can happen. How far a result moves, in multiples of `share`, is its sensitivity to
    them, and no computation can be expected to be more accurate.

    >>> perturbed = PerturbedDigits(50, np.random.default_rng(0))
    >>> change = perturbed.operand(np.array([1.5]))[0] / 1.5 - 1
    >>> bool(0 < abs(change) <= 2 * perturbed.share), float(perturbed.number("3"))
    (True, 3.0)
    """

    def __init__(self, digits: int, rng: np.random.Generator) -> None:
        super().__init__(digits)
        # Small enough for a slope, and large enough that most digits are left to see the response in.
        self.share = self.context.mpf(10) ** -(3 * digits // 10)
        self._rng = rng
        self._values: dict[Any, Any] = {}
        self.pi = self._perturb(self.pi)

    def operand(self, value: Any) -> Any:
        """An array, or a constant that is not whole, with every entry perturbed; integers stay."""
        if isinstance(value, float):
            return value if value.is_integer() else self._perturb(self.lift(value))
        if isinstance(value, np.ndarray) and value.dtype.kind in "fO":
            draws = self._rng.random((value.size, 2)).tolist()
            perturbed = np.empty(value.size, dtype=object)
            perturbed[:] = [
                self.lift(entry) * (1 + self.share * _step(*draw))
                for entry, draw in zip(value.ravel().tolist(), draws, strict=True)
            ]
            return perturbed.reshape(value.shape)
        return value

    def number(self, text: str, /) -> Any:
        """A literal, perturbed unless it is whole."""
        exact = super().number(text)
        return exact if exact == self.context.floor(exact) else self._perturb(exact)

    def exp(self, x: Any, /) -> Any:
        """The exponential function at its argument, perturbed."""
        return self._at_perturbed(self.context.exp, x)

    def tanh(self, x: Any, /) -> Any:
        """The hyperbolic tangent at its argument, perturbed."""
        return self._at_perturbed(self.context.tanh, x)

    def erf(self, x: Any, /) -> Any:
        """The error function at its argument, perturbed."""
        return self._at_perturbed(self.context.erf, x)

    def sin(self, x: Any, /) -> Any:
        """The sine at its argument, perturbed."""
        return self._at_perturbed(self.context.sin, x)

    def cos(self, x: Any, /) -> Any:
        """The cosine at its argument, perturbed."""
        return self._at_perturbed(self.context.cos, x)

    def _at_perturbed(self, function: Callable[[Any], Any], x: Any) -> Any:
        # The same argument is rounded the same way wherever it occurs.
        key = (function.__name__, x)
        if key not in self._values:
            self._values[key] = function(self._perturb(x))
        return self._values[key]

    def _perturb(self, value: Any) -> Any:
        return value * (1 + self.share * _step(self._rng.random(), self._rng.random()))


def _step(size: float, side: float) -> float:
    """A step of 0.5 to 1.5 either way, from two numbers in (0, 1)."""
    return (0.5 + size) * (1 if side < 0.5 else -1)
