"""An output that stands still: is its derivative zero, or does a larger number on the way round it?

Half of (10^4 + x)^2 + (10^4 - x)^2, less 10^8, is x^2, and computed so it is 0 for every x below 10^-4: the
squares are rounded to 1.5e-8. No step that suits such an x moves the output, and no point a few units in the
last place away does. Farther away it moves, on the grid of that rounding; what moves on its own last places,
as relu does beyond its corner, was standing still in truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from ethan_check.numerics.derivative import Derivative
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.noise import grid_of
from ethan_check.numerics.tolerances.steps import COARSE_GRID, EPSILON, LARGE_STEPS, PLATEAU_REACHES
from ethan_check.subject.domain import domain
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["with_plateaus"]

Values = Mapping[str, Array]


def with_plateaus(
    subject: Subject, values: Values, directions: Mapping[str, Array], found: Derivative
) -> Derivative:
    """The same derivative, with error bars no narrower than a rounding that hides every movement.

    An output that stays as it is over the widest step moves by less than the grid that it keeps to elsewhere,
    where that is coarser than its own last place. A grid as coarse as the output itself is no rounding, but
    the layer's: the derivative of floor is 0.

    >>> class Variance:
    ...     def forward(self, x): self.x = x; return ((1e4 + x) ** 2 + (1e4 - x) ** 2) / 2 - 1e8
    ...     def backward(self, g): return 2 * self.x * g
    >>> from ethan_check.verdict.differentiate import differentiate
    >>> subject, v = Subject(Variance(), (np.array([1e-7]),)), {"X": np.array([1e-7])}
    >>> found = differentiate(subject, subject.values, v, use_complex=False)
    >>> bool(found.error[0] < 1e-12), bool(with_plateaus(subject, subject.values, v, found).error[0] > 1e-8)
    (True, True)
    """
    still = found.usable & (found.value == 0) & (found.ahead == 0) & (found.behind == 0)
    if not still.any():
        return found
    elsewhere = list(_farther(subject, values, directions))
    if not elsewhere:
        return found
    with np.errstate(invalid="ignore"):
        size = np.nanmax(np.where(np.isfinite(elsewhere), np.abs(elsewhere), 0.0), axis=0)
    grid = grid_of(elsewhere)
    is_rounding = still & (grid > EPSILON * size) & (grid <= COARSE_GRID * size)
    hidden = np.where(is_rounding, grid / max(LARGE_STEPS), 0.0)
    return replace(found, error=np.maximum(found.error, hidden))


def _farther(subject: Subject, values: Values, directions: Mapping[str, Array]) -> Iterator[Vector]:
    """The outputs where every entry that moves lies farther away, each time by more, within its domain."""
    for reach in PLATEAU_REACHES:
        moved = dict(values)
        for name, v in directions.items():
            moved[name] = np.clip(values[name] + reach * np.sign(v), *domain(subject, name))
        try:
            yield np.asarray(subject.flat(moved), dtype=np.float64)
        except LayerFault:  # It may refuse what is so far from its inputs.
            continue
