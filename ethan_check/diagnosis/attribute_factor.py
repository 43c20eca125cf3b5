"""A factor that is a number of the layer: its stride, its kernel's size, a temperature, a rate."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import ratio
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH102"

PRECEDENCE = MECHANISM

_ATTRIBUTE = 3.6
"""What one value of an attribute proves that the factor is: two values that both agree are needed.

Unit: bits, of SURE. Fixed by: arithmetic: half of SURE."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare the factor with the numbers that the layer keeps, and with quotients of two of them."""
    r = ratio(difference) or _of_one(difference)
    if r is None or abs(r - 1) < SAME_FACTOR:
        return
    target, numbers = difference.target, _numbers(difference, subject)
    for name, a in numbers.items():
        if a == 1:
            continue
        powers = {
            name: a,
            f"{name} squared": a**2,
            f"{name} cubed": a**3,
            f"the square root of {name}": a**0.5,
        }
        for words, value in powers.items():
            if _is_near(r, value):
                yield Perhaps(f"{target} has a factor of {words} too much", _ATTRIBUTE)
            if _is_near(r, 1 / value):
                yield Perhaps(f"{target} was divided by {words}, or a factor of it is missing", _ATTRIBUTE)
    for one, other in permutations(numbers, 2):
        if _is_near(r, numbers[one] / numbers[other]):
            text = f"{target} has {one} where {other} belongs, or is divided by {other} and not by {one}"
            yield Perhaps(text, _ATTRIBUTE)


def _of_one(difference: WrongGradient) -> float | None:
    """The factor of a gradient that is one number: any is a multiple of it, so that cases have to agree."""
    d = difference.derivative
    if d is None or d.size != 1 or not np.any(d) or not np.all(np.isfinite(difference.backward)):
        return None
    return float(difference.backward.item() / d.item()) or None


def _is_near(r: float, size: float) -> bool:
    return abs(r / size - 1) < SAME_FACTOR


def _numbers(difference: WrongGradient, subject: Subject) -> dict[str, float]:
    """A layer's positive numbers, its parameters that are one number, and what those are the logarithm of."""
    found: dict[str, float] = {}
    for name, value in getattr(subject.layer, "__dict__", {}).items():
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < np.inf:
            found[name] = float(value)
    values = difference.values or subject.values
    for name in subject.parameters:
        if np.size(values[name]) == 1 and values[name].dtype.kind == "f":
            number = float(values[name].item())
            with np.errstate(over="ignore"):
                tried = {name: number, f"exp({name})": float(np.exp(number))}
            found |= {words: one for words, one in tried.items() if 0 < one < np.inf}
    return found
