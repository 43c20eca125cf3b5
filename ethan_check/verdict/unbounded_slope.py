"""Where no gradient is finite: an output whose slope has no bound, as that of a square root at 0.

A slope that merely grows for a while, such as that of x / max(|x|, 1e-8), has a bound, and a derivative: it
is followed down to where the rounding of the output hides it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.line_samples import Line, Vector
from ethan_check.numerics.tolerances.bars import OUTPUT_ROUNDING
from ethan_check.numerics.tolerances.kinks import GAIN_KEPT, GAINS_SHOWN, MOST_UNBOUNDED, SLOPE_STEPS
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.domain import domain
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["infinite_slope"]


def infinite_slope(subject: Subject, values: Mapping[str, Array], gradients: Mapping[str, Array]) -> bool:
    """Whether every gradient entry that is not finite has an output whose slope along it has no bound.

    At 0 the cube root's derivative is infinite, and times the cotangent 0 of an output that is left out
    it is NaN: nothing that backward could do better.

    >>> class Root:
    ...     def forward(self, x): self.x = x; return np.cbrt(x)
    ...     def backward(self, g): return g / (3 * np.cbrt(self.x) ** 2)
    >>> subject = Subject(Root(), (np.zeros(2),))
    >>> infinite_slope(subject, subject.values, {"X": np.array([np.inf, np.nan])})
    True
    """
    places = [
        (name, int(place))
        for name in subject.targets
        for place in np.flatnonzero(~np.isfinite(gradients[name]))[:MOST_UNBOUNDED]
    ]
    return bool(places) and all(_has_no_bound(subject, values, *place) for place in places)


def _has_no_bound(subject: Subject, values: Mapping[str, Array], name: str, place: int) -> bool:
    """Whether some output's slope along one entry grows without end as the step shrinks, on either side."""
    x, (low, high) = values[name], domain(subject, name)
    for sign in (1.0, -1.0):
        v = np.zeros(x.size)
        v[place] = sign
        if not low <= x.flat[place] + sign * SLOPE_STEPS[0] <= high:
            continue  # There is nothing to be asked outside the domain.
        with np.errstate(all="ignore"):
            if _grows_without_end(subject.along(values, {name: v.reshape(x.shape)}), float(x.flat[place])):
                return True
    return False


def _grows_without_end(line: Line, at: float) -> bool:
    origin = np.asarray(line(0.0), dtype=np.float64)
    if not np.isfinite(origin).all():
        return True

    def change(h: float) -> Vector:
        return np.abs(np.asarray(line(h), dtype=np.float64) - origin)

    hidden = OUTPUT_ROUNDING * EPSILON * np.abs(origin)
    slope, gain = change(SLOPE_STEPS[0]) / SLOPE_STEPS[0], np.zeros(origin.shape)
    shown, growing = np.zeros(origin.shape, dtype=int), np.ones(origin.shape, dtype=bool)
    for h in SLOPE_STEPS[1:]:
        if not growing.any() or at + h == at:
            break
        before, slope = slope, change(h) / h
        gains = slope - before
        keeps_up = (gains > GAIN_KEPT * gain) & (gains * h > hidden)
        # A gain that rounding would hide is not missed.
        growing &= keeps_up | (GAIN_KEPT * gain * h <= hidden)
        gain, shown = np.where(keeps_up, gains, gain), shown + keeps_up
    return bool(np.any(growing & (shown >= GAINS_SHOWN)))
