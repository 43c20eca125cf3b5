"""Inputs at the far ends of what a layer takes, where formulas are still evaluated exactly.

And some in between: what fails at an extreme and there too is no matter of extremes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ethan_check.numerics.tolerances.values import (
    EDGE_OFFSET,
    EXTREME_SHARES,
    FORMULA_MAGNITUDES,
    ORDINARY_WIDTHS,
)
from ethan_check.subject.domain import domain
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["extreme_values", "ordinary_values"]


def extreme_values(
    subject: Subject, values: Mapping[str, Array], rng: np.random.Generator
) -> dict[str, Array]:
    """The point with every differentiated input up to 1e4 in magnitude, or at the ends of its domain.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.ones(50),))
    >>> extreme = extreme_values(subject, subject.values, np.random.default_rng(0))["X"]
    >>> bool(np.abs(extreme).max() >= 30)
    True
    """
    moved = dict(values)
    for name in subject.input_names:
        if name not in subject.targets:
            continue
        low, high = domain(subject, name)
        shape = values[name].shape
        if np.isfinite(low) and np.isfinite(high):
            edge = (high - low) * (EDGE_OFFSET if _is_open(subject, name) else 0.0)
            moved[name] = rng.choice([low + edge, high - edge, (low + high) / 2], size=shape)
            continue
        moved[name] = _within(
            low, high, rng.choice(FORMULA_MAGNITUDES) * rng.choice(EXTREME_SHARES, size=shape)
        )
    return moved


def ordinary_values(
    subject: Subject, values: Mapping[str, Array], rng: np.random.Generator
) -> Iterator[dict[str, Array]]:
    """The point with every differentiated input drawn anew: of a few widths, or all over its domain.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.ones(50),))
    >>> rng = np.random.default_rng(0)
    >>> [int(np.abs(point["X"]).max()) for point in ordinary_values(subject, subject.values, rng)]
    [2, 6, 23]
    """
    for width in ORDINARY_WIDTHS:
        moved = dict(values)
        for name in subject.input_names:
            if name not in subject.targets:
                continue
            low, high = domain(subject, name)
            shape = values[name].shape
            if np.isfinite(low) and np.isfinite(high):
                moved[name] = rng.uniform(low, high, size=shape)
            else:
                moved[name] = _within(low, high, width * rng.standard_normal(shape))
        yield moved


def _within(low: float, high: float, values: Array) -> Array:
    """Values of any sign, on the side of the only end that the domain has."""
    if np.isfinite(low):
        return low + np.abs(values)
    return high - np.abs(values) if np.isfinite(high) else values


def _is_open(subject: Subject, name: str) -> bool:
    return subject.contract is not None and subject.contract.domain[name].open
