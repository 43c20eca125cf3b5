"""A function of each entry, whose derivative is left out, squared, inverted, or added to the cotangent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH403"

PRECEDENCE = MECHANISM

_RESOLVED = 1e-3
"""Of a slope that is smaller beside the largest, and not 0, too few digits are known to divide by it.

Unit: share of the largest slope. Fixed by: differences are good to 1e-9, which its inverse loses six of."""


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """The Jacobian is known, and no slope is nearly 0."""
    if difference.jacobian is None:
        return False
    slopes = np.abs(np.asarray(difference.jacobian))
    return not np.any((slopes > 0) & (slopes < _RESOLVED * np.max(slopes, initial=0.0)))


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Try what is often done with a cotangent and a local derivative by mistake."""
    jacobian, u, shape = difference.jacobian, difference.cotangent, difference.backward.shape
    if jacobian is None or u is None or isinstance(subject.output, tuple | list):
        return
    if np.shape(subject.output) != shape:
        return
    target = difference.target
    if difference.is_backward(u.reshape(shape)):
        text = f"{target} is the cotangent itself: the derivative of forward is left out"
        yield weighed(text, 4.0 * (u.size - 1))
    local = np.diag(jacobian)
    if np.count_nonzero(jacobian - np.diag(local)):
        return
    for words, stated in _mistakes(local, u):
        if np.all(np.isfinite(stated)) and difference.is_backward(stated.reshape(shape)):
            yield weighed(f"{target} {words}", 4.0 * (len(np.unique(np.round(local, 9))) - 1))


def _mistakes(local: Array, u: Array) -> Iterator[tuple[str, Array]]:
    yield "adds the local derivative to the cotangent, where it should multiply", local + u
    yield "has the square of the local derivative", local**2 * u
    yield "has the square root of the local derivative", np.sqrt(np.abs(local)) * np.sign(local) * u
    yield "has the cotangent squared", local * u**2
    if np.all(local):
        yield "divides by the local derivative, where it should multiply", u / local
    yield "is let through where the cotangent is positive, not where the input is", np.where(u > 0, u, 0.0)
    yield "has the absolute value of the local derivative", np.abs(local) * u
