"""Which entries of an array feed which entries of a formula's left side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from ethan_core.formula.nodes import Formula
from ethan_core.formula.polynomials import Polynomial, PolynomialNumbers, symbols

__all__ = ["dependencies"]

Index = tuple[int, ...]


def dependencies(
    formula: Formula,
    source: str,
    shapes: Mapping[str, tuple[int, ...]],
    constants: Mapping[str, Any] | None = None,
) -> dict[Index, dict[Index, str]]:
    """For each entry of `source`, the entries that it feeds and the factor by which it feeds them.

    The formula is evaluated by its indices alone, on arrays whose entries are their own names, so it
    may add and multiply but call no function. Entries that feed nothing have an empty mapping.

    Raises:
        FormulaError: the formula is more than sums and products.

    >>> from ethan_core.formula import parse_formula
    >>> linear = parse_formula("Y[o] = sum(W[o,i]*X[i] for i)")
    >>> dependencies(linear, "X", {"W": (2, 2), "X": (2,)})[(1,)]
    {(0,): 'W[0,1]', (1,): 'W[1,1]'}
    """
    arrays = {name: symbols(name, shape) for name, shape in shapes.items()}
    result = formula.evaluate(PolynomialNumbers(), arrays, constants)
    found: dict[Index, dict[Index, str]] = {index: {} for index in np.ndindex(*shapes[source])}
    for target, polynomial in np.ndenumerate(result):
        for index, factor in _factors(cast("Polynomial", polynomial), source).items():
            found[index][target] = str(factor)
    return found


def _factors(polynomial: Polynomial, source: str) -> dict[Index, Polynomial]:
    """What each entry of the source is multiplied by; one copy of it is taken out of every product."""
    factors: dict[Index, Polynomial] = {}
    for entries, coefficient in polynomial.terms.items():
        for entry in dict.fromkeys(entries):
            if entry[0] == source:
                rest = list(entries)
                rest.remove(entry)
                factor = Polynomial({tuple(rest): coefficient})
                factors[entry[1]] = factors.get(entry[1], Polynomial({})) + factor
    return factors
