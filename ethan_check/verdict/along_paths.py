"""Where no step resolves a gradient, one array at a time is moved a whole way: does it add up to forward?

It tells a gradient that is too large or too small as a whole, not one wrong entry among many: it can convict,
and what it does not convict is not certified.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.noise import is_narrow
from ethan_check.numerics.path_integral import PathRatio, integrated, path_ratio
from ethan_check.numerics.random_directions import cotangent, direction
from ethan_check.numerics.tolerances.repeats import PATH_ERRORS, PATHS, QUADRATURE
from ethan_check.subject.domain import as_float64, domain, jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_core.layer import Array

__all__ = ["is_wrong_along_paths", "ratio_along_paths"]

Values = Mapping[str, Array]

_ASIDE = 0.25
"""How far apart ways begin, in parts of a direction: a rounding that all of them share is no scatter."""


def ratio_along_paths(subject: Subject, name: str, rng: np.random.Generator) -> PathRatio | None:
    """How the gradient of one array adds up over ways of its own size, if forward is narrow; else None.

    >>> class Half:
    ...     def forward(self, x): self.x = x; return np.tanh(x.astype(np.float16)).astype(float)
    ...     def backward(self, g): return 1.2 * g * (1 - np.tanh(self.x) ** 2)
    >>> subject = Subject(Half(), (np.random.default_rng(0).normal(size=(4, 3)),))
    >>> found = ratio_along_paths(subject, "X", np.random.default_rng(0))
    >>> round(found.ratio, 1), found.error < 0.01
    (1.2, True)
    """
    changes, integrals = [], []
    values = as_float64(subject)
    for _ in range(PATHS):
        start = jittered_point(subject, values, rng, _ASIDE, "common")
        move = direction(start[name], rng, "common", *domain(subject, name))
        move = symmetric_part(subject, {name: move})[name]
        try:
            begin, end = (subject.flat({**start, name: start[name] + t * move}) for t in (0.0, 1.0))
            u = cotangent(begin.size, rng)

            def slope(t: float, start: Values = start, move: Array = move, u: Array = u) -> float:
                there = subject.pullback({**start, name: start[name] + t * move}, u)
                return float(np.sum(there[name] * move))

            if not (is_narrow(begin) and is_narrow(end)):
                return None  # A jump or a pole is no rounding, and no integral of slopes crosses it.
            integrals.append(integrated(slope))
        except (LayerFault, BadGradient):
            return None
        changes.append(float(np.dot(u, np.asarray(end - begin, dtype=np.float64))))
    return path_ratio(changes, integrals)


def is_wrong_along_paths(found: PathRatio | None) -> bool:
    """Whether the ways convict."""
    return found is not None and found.is_wrong(PATH_ERRORS, QUADRATURE)
