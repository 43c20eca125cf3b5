"""Numbers that remember where they came from: polynomials in the entries of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, NoReturn, TypeAlias

from ethan_core.formula.tables import Table

__all__ = ["Entry", "Polynomial", "PolynomialNumbers", "symbols"]

Entry: TypeAlias = tuple[str, tuple[int, ...]]
"""An array's name and the index of one entry."""


@dataclass(frozen=True)
class Polynomial:
    """A sum of products of entries, each with a coefficient.

    >>> x = Polynomial.of("X", (0, 1))
    >>> str(2 * x * x + 1)
    '2*X[0,1]*X[0,1] + 1'
    """

    terms: Mapping[tuple[Entry, ...], Fraction]

    @classmethod
    def of(cls, name: str, index: tuple[int, ...]) -> Polynomial:
        """The polynomial that is one entry."""
        return cls({((name, index),): Fraction(1)})

    @classmethod
    def constant(cls, value: Fraction | int) -> Polynomial:
        """The polynomial that is one number."""
        return cls({(): Fraction(value)} if value else {})

    def __str__(self) -> str:
        shown = []
        for entries, factor in self.terms.items():
            names = [f"{name}[{','.join(map(str, index))}]" if index else name for name, index in entries]
            shown.append("*".join([str(factor)] * (factor != 1 or not names) + names))
        return " + ".join(shown) or "0"

    def __add__(self, other: Polynomial | int) -> Polynomial:
        terms = dict(self.terms)
        for entries, factor in _lift(other).terms.items():
            terms[entries] = terms.get(entries, Fraction(0)) + factor
        return Polynomial({entries: factor for entries, factor in terms.items() if factor})

    def __neg__(self) -> Polynomial:
        return self * -1

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial | int) -> Polynomial:
        total = Polynomial({})
        for (left, a), (right, b) in product(self.terms.items(), _lift(other).terms.items()):
            total = total + Polynomial({tuple(sorted((*left, *right))): a * b})
        return total

    __rmul__ = __mul__

    def __truediv__(self, other: Polynomial) -> Polynomial:
        if set(other.terms) != {()}:
            raise ValueError(f"the divisor {other} is no constant other than 0")
        return self * Polynomial.constant(1 / other.terms[()])

    def __pow__(self, exponent: int) -> Polynomial:
        if not 0 <= exponent <= 9:
            raise ValueError(f"the exponent {exponent} lies outside 0 to 9")
        total = Polynomial.constant(1)
        for _ in range(exponent):
            total = total * self
        return total


def _lift(value: Polynomial | int | Fraction) -> Polynomial:
    return value if isinstance(value, Polynomial) else Polynomial.constant(value)


class PolynomialNumbers:
    """Polynomials as a number system: sums and products are exact, all else is refused.

    >>> str(PolynomialNumbers().number("0.5"))
    '1/2'
    """

    @property
    def pi(self) -> NoReturn:
        """Raises ValueError: pi is no fraction."""
        self._refuse()

    def number(self, text: str, /) -> Polynomial:
        """A literal, exactly."""
        return Polynomial.constant(Fraction(text))

    def lift(self, value: Any, /) -> Polynomial:
        """A number, exactly."""
        return value if isinstance(value, Polynomial) else Polynomial.constant(Fraction(value))

    def power(self, base: Any, exponent: Any, /) -> NoReturn:
        """Raises ValueError."""
        self._refuse()

    def _refuse(self, *_: Any) -> NoReturn:
        raise ValueError("only sums, products and selections by index say which entries feed which")

    exp = log = sqrt = tanh = erf = sin = cos = floor = _refuse


def symbols(name: str, shape: tuple[int, ...]) -> Any:
    """An array whose entries are their own names.

    >>> str(symbols("W", (2,))[1])
    'W[1]'
    """
    indices = list(product(*map(range, shape)))
    return Table(shape, [Polynomial.of(name, index) for index in indices]).array()
