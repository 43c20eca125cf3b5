"""May the complex step speak alone? Only for a forward that is analytic: that drops no imaginary part.

`abs` of a complex number is real, so the complex step loses a derivative without a word. Where that is a
small part of the whole, as beside 0 or times a small factor, no real difference at the point itself is fine
enough to show it. A step away, where everything is of ordinary size, one is.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.complex_step import complex_step
from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.numerics.random_directions import direction, signed
from ethan_check.numerics.tolerances.bars import BACKWARD_ROUNDING, ERROR_BARS
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.domain import domain
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_core.layer import Array

__all__ = ["is_analytic"]


def is_analytic(subject: Subject, values: Mapping[str, Array], rng: np.random.Generator) -> bool:
    """Whether the complex step and real differences agree at a point of ordinary size, one step away; false
    where nothing can be told there.

    >>> class Softsign:
    ...     def forward(self, x): self.d = 1 + abs(x); return x / self.d
    ...     def backward(self, g): return g / self.d**2
    >>> subject, rng = Subject(Softsign(), (np.array([1e-9]),)), np.random.default_rng(0)
    >>> is_analytic(subject, subject.values, rng)
    False
    """
    point = dict(values)
    for name in subject.targets:
        low, high = domain(subject, name)
        moved = values[name] + signed(values[name].shape, rng)
        point[name] = np.where((low < moved) & (moved < high), moved, values[name])
    directions = {
        name: direction(point[name], rng, "common", *domain(subject, name)) for name in subject.targets
    }
    line = subject.along(symmetric_part(subject, point), symmetric_part(subject, directions))
    try:
        exact, real = complex_step(line), directional_derivative(line, use_complex=False)
    except LayerFault:
        return False
    if exact is None or not real.usable.any():
        return False
    scale = np.abs(real.value) + np.max(np.abs(real.value), initial=0.0)
    slack = ERROR_BARS * real.error + BACKWARD_ROUNDING * EPSILON * scale
    return bool(np.all((np.abs(exact - real.value) <= slack)[real.usable]))
