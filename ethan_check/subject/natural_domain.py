"""Where a layer without a contract ends: forward gives no numbers beyond, and all given values lie inside.

A logarithm is asked about positive numbers, and what its backward says elsewhere matters to nobody. So no
step of a difference leads there, slopes are seen from inside, and values at the very end are judged from one
side. A loss that clips what it takes for chances says the same: beyond 0 and 1 it stands still.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_core.domain import Interval
from ethan_core.layer import Array

__all__ = ["natural_domain"]

_ENDS = (0.0, -1.0, 1.0)
"""Where functions end: logarithms and roots at 0, log1p at -1, arcsin and arctanh at both -1 and 1."""

_BEYOND = 0.25
"""How far beyond an end, and before it, forward is asked: no step of a difference is much longer."""


def natural_domain(subject: Subject) -> dict[str, Interval]:
    """For each input that ends somewhere, the interval in which forward gives numbers.

    >>> class Log:
    ...     def forward(self, x): self.x = x; return np.log(x)
    ...     def backward(self, g): return g / self.x
    >>> natural_domain(Subject(Log(), (np.array([0.5, 2.0]),)))
    {'X': Interval(low=0.0, high=inf, open=False)}
    """
    found = {}
    for name in subject.input_names:
        if name in subject.targets and subject.values[name].size and subject.values[name].dtype.kind == "f":
            low = next(_ends(subject, name, side=-1.0), -np.inf)
            high = next(_ends(subject, name, side=1.0), np.inf)
            if low > -np.inf or high < np.inf:
                found[name] = Interval(low, high)
    return found


def _ends(subject: Subject, name: str, side: float) -> Iterator[float]:
    """The ends on one side that no given value lies beyond, and beyond which forward gives no numbers."""
    x = np.asarray(subject.values[name], dtype=np.float64)
    finite = x[np.isfinite(x)]
    are_chances = subject.is_loss and finite.size and finite.min() >= 0 and finite.max() <= 1
    for end in sorted(_ENDS, key=lambda end: side * end):
        if not finite.size or np.any(side * (finite - end) > 0):
            continue

        def output(way: float, end: float = end) -> Array:
            return _output(subject, {name: np.where(np.isfinite(x), end + side * way, x)})

        beyond = output(_BEYOND)
        stands_still = are_chances and np.array_equal(beyond, output(2 * _BEYOND))
        if stands_still or not np.isfinite(beyond).any():
            before = output(-_BEYOND)
            if np.isfinite(before).any() and not np.array_equal(before, beyond):
                yield end


def _output(subject: Subject, values: Mapping[str, Array]) -> Array:
    """What forward gives there, flat; empty where it refuses."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(flatten(subject.forward({**subject.values, **values})))
    except LayerFault:
        return np.empty(0)
