"""A documented value at many digits, and how large an error of it is, in units in the last place.

One unit is the distance between neighbouring float64 numbers at the size of the value, or, where what was
computed is further off than a few of these, at the size of its sensitivity, if that is larger. The
sensitivity is how far the value moves, in proportion, when every argument and every constant that is not
whole moves by a tiny random share of itself: a sum of large terms that nearly cancel is held to the size of
its terms, since its arguments are themselves rounded. Most results need none of these evaluations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.oracle import (
    BEYOND_FLOAT64,
    INSENSITIVE_ULPS,
    JUMP,
    PERTURBATIONS,
    SMALLEST_EXACT,
)
from ethan_check.oracle.number_systems import Digits, Objects, PerturbedDigits
from ethan_core.layer import Array

__all__ = ["ReferenceValues", "nearest_floats", "reference_values", "unit_in_last_place"]

Evaluate = Callable[[Digits], Objects]


@dataclass(frozen=True)
class ReferenceValues:
    """Exact values, flat; `unit` is one unit in the last place of each.

    >>> rng = np.random.default_rng(0)
    >>> reference = reference_values(lambda numbers: numbers.array([1.0]), Digits(50), rng)
    >>> float(reference.ulps(np.array([1.0 + 2.0**-52]))[0])
    1.0
    """

    exact: Objects
    unit: Vector

    @property
    def values(self) -> Vector:
        """The nearest float64 numbers; infinite beyond their range."""
        return nearest_floats(self.exact)

    def error(self, got: Array) -> Vector:
        """How far each float is from the exact value; infinite where it is not finite though that is."""
        flat = np.asarray(got, dtype=np.float64).ravel()
        values = self.values
        off = np.full(flat.shape, np.inf)
        for k in np.flatnonzero(np.isfinite(flat)):
            off[k] = float(abs(self.exact[k] - flat[k]))
        # Beyond the range of float64 infinity of the right sign is the right answer.
        overflows = np.abs(values) > BEYOND_FLOAT64[1]
        right = (np.sign(flat) == np.sign(values)) & (np.abs(flat) > BEYOND_FLOAT64[0])
        return np.where(overflows & right, 0.0, off)

    def ulps(self, got: Array) -> Vector:
        """The error in units in the last place."""
        with np.errstate(over="ignore"):
            return np.asarray(self.error(got) / self.unit)


def nearest_floats(objects: Objects) -> Vector:
    """The nearest float64 numbers, flat.

    >>> nearest_floats(Digits(50).array([[1.5, 2.0]]))
    array([1.5, 2. ])
    """
    return np.array([float(value) for value in objects.ravel()], dtype=np.float64)


def reference_values(
    evaluate: Evaluate, numbers: Digits, rng: np.random.Generator, got: Array | None = None
) -> ReferenceValues:
    """Evaluate at many digits, and again with perturbed numbers for the sensitivity where that counts.

    Args:
        evaluate: gives the values in some kind of numbers.
        numbers: in which they are exact.
        rng: of the perturbations.
        got: what was computed; without it, the sensitivity counts.

    Raises:
        FormulaError: the formula has no value.

    >>> square = lambda numbers: numbers.operand(numbers.array([1.5])) ** 2
    >>> reference = reference_values(square, Digits(50), np.random.default_rng(0))
    >>> reference.values, bool(reference.unit[0] == 2.0**-50)
    (array([2.25]), True)
    """
    exact = evaluate(numbers).ravel()
    size = np.abs(nearest_floats(exact))
    largest = float(np.max(size[np.isfinite(size)], initial=1.0))
    sensitivity = np.zeros(size.shape)
    found = ReferenceValues(exact, unit_in_last_place(_finite_size(size)))
    error = None if got is None else found.error(got)
    for _ in range(PERTURBATIONS):
        # What is known of the sensitivity explains the error: more of it could only make that smaller.
        if error is not None and np.all(error <= INSENSITIVE_ULPS * found.unit):
            break
        perturbed = PerturbedDigits(numbers.digits, rng)
        response = nearest_floats((evaluate(perturbed).ravel() - exact) / perturbed.share)
        usable = np.isfinite(response) & (np.abs(response) < JUMP * largest)
        sensitivity = np.maximum(sensitivity, np.where(usable, np.abs(response), 0.0))
        found = ReferenceValues(exact, unit_in_last_place(np.maximum(_finite_size(size), sensitivity)))
    return found


def _finite_size(size: Vector) -> Vector:
    return np.where(np.isfinite(size), size, BEYOND_FLOAT64[1])


def unit_in_last_place(scale: Vector) -> Vector:
    """One unit in the last place at some sizes.

    >>> unit_in_last_place(np.array([1.0, 4.0])) * 2.0**52
    array([1., 4.])
    """
    return np.spacing(np.maximum(scale, SMALLEST_EXACT))
