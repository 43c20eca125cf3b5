"""Entries at the very edge of a declared domain: judged from the inside."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.chunks import products_of
from ethan_check.numerics.quadratic_mean import root_of_squares
from ethan_check.numerics.random_directions import cotangent, direction
from ethan_check.numerics.richardson import one_sided_derivative
from ethan_check.numerics.tolerances.bars import ERROR_BARS as _BARS
from ethan_check.numerics.tolerances.repeats import EDGE_REPEATS as _REPEATS
from ethan_check.numerics.tolerances.steps import REACH
from ethan_check.subject.domain import domain
from ethan_check.subject.subject import Subject
from ethan_check.verdict.unbounded_slope import infinite_slope
from ethan_core.layer import Array

__all__ = ["boundary_fault"]


def boundary_fault(subject: Subject, values: Mapping[str, Array], rng: np.random.Generator) -> str | None:
    """What backward states at entries on the edge of a domain, if one-sided differences contradict it.

    Several directions must contradict it; None when no entry is at an edge or nothing can be told.
    """
    fault = None
    for _ in range(_REPEATS):
        inward = _inward(subject, values, rng)
        if inward is None:
            return None
        fault = _contradiction(subject, values, inward, rng)
        if fault is None:
            return None
    return fault


def _inward(
    subject: Subject, values: Mapping[str, Array], rng: np.random.Generator
) -> dict[str, Array] | None:
    """Directions that move the entries at an edge, and them alone, into the domain."""
    inward: dict[str, Array] = {}
    for name in subject.targets:
        low, high = domain(subject, name)
        if low == -np.inf and high == np.inf:
            continue
        x = values[name]
        at_low, at_high = x <= low, x >= high
        if not (at_low.any() or at_high.any()):
            continue
        size = np.abs(direction(x, rng, "common"))
        if np.isfinite(low) and np.isfinite(high):
            size = np.minimum(size, 0.9 * (high - low) / REACH)
        inward[name] = np.where(at_low, size, np.where(at_high, -size, 0.0))
    return inward or None


def _contradiction(
    subject: Subject, values: Mapping[str, Array], inward: Mapping[str, Array], rng: np.random.Generator
) -> str | None:
    value, error = one_sided_derivative(subject.along(values, inward))
    u = np.where(np.isfinite(error), cotangent(value.size, rng), 0.0)
    if not u.any():
        return None
    bars = u * np.where(np.isfinite(error), error, 0.0)
    derivative = float(np.dot(u, np.where(np.isfinite(error), value, 0.0)))
    gradients = subject.pullback(values, u)
    stated = float(sum(products_of(gradients[name], v).sum() for name, v in inward.items()))
    if not np.isfinite(stated) and infinite_slope(subject, values, gradients):
        return None
    if abs(stated - derivative) <= _BARS * root_of_squares(bars):
        return None
    return (
        f"at the edge of the domain of {' and '.join(inward)}, backward states {stated:.6g} along a line "
        f"into it, but the derivative is {derivative:.6g}"
    )
