"""One question to one subject: does backward agree with differences along one random direction?

All arguments move at once, so one probe costs the same whether a layer has one parameter or fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ethan_check.adapters.base import LayerFault
from ethan_check.extended import extended_pullback
from ethan_check.gradients import BadGradient
from ethan_check.linearised import Linearised
from ethan_check.moving import Moving
from ethan_check.numerics.blocks import LARGE, blocks, condensed_product, largest_finite
from ethan_check.numerics.comparison import Comparison, compare
from ethan_check.numerics.derivative import Derivative, directional_derivative
from ethan_check.numerics.directions import Scaling, cotangent, direction, jittered
from ethan_check.numerics.noise import EPSILON
from ethan_check.numerics.samples import Vector
from ethan_check.subject import Subject
from ethan_core.layer import Array

__all__ = ["Probe", "beside", "differentiate", "double", "probe", "products_of", "with_rounding"]

Values = Mapping[str, Array]

_SATURATION = 16.0
"""What a saturated layer loses to rounding, in units in the last place of its ordinary gradients."""

_AGAIN = 2.0
"""By how much an error must exceed what one probe sees, so that further ones see it too."""

SCALINGS: tuple[Scaling, ...] = ("mixed", "mixed", "relative", "common")


@dataclass(frozen=True)
class Probe:
    """Everything that one probe saw.

    Args:
        values: the point.
        directions: v, for each array that moved.
        cotangent: u, zero for outputs that could not be used.
        derivative: of every output along v.
        gradients: what backward gave for u.
        comparison: the verdict of the error bars; None when no output could be used.
        scaling: of the directions.
        terms: the sum of |g_k v_k|, of what backward gave and how far it moved.
    """

    values: Values
    directions: Mapping[str, Array]
    cotangent: Vector
    derivative: Derivative
    gradients: Mapping[str, Array]
    comparison: Comparison | None
    scaling: Scaling = "mixed"
    terms: float = 0.0

    @property
    def decided(self) -> bool:
        """Whether there was an output to decide on."""
        return self.comparison is not None

    @property
    def agrees(self) -> bool:
        """Whether backward and differences agree where they could be compared."""
        return self.comparison is None or self.comparison.agrees

    @property
    def difference(self) -> float:
        """Analytic minus numeric; 0 when nothing was compared."""
        return 0.0 if self.comparison is None else self.comparison.difference

    @property
    def shows_nothing(self) -> bool:
        """Whether the outputs stay exactly as they are and every gradient is exactly zero."""
        found = self.derivative
        still = not (found.value.any() or found.behind.any() or found.ahead.any())
        return still and not any(gradient.any() for gradient in self.gradients.values())

    def resolution(self, name: str) -> float:
        """The smallest error in one single entry of one gradient that would have been seen, relative to
        the largest entry of that gradient. Infinite when nothing was compared.

        A suspicion must repeat, along directions in which the entry may move by less, and with what backward
        loses to rounding allowed for; both are allowed for here as well, without running anything again.
        """
        moved, scale = np.inf, 0.0
        for (piece,) in blocks(self.directions.get(name, np.zeros(0))):
            v = np.abs(piece)
            moved = min(moved, float(np.min(v if v.all() else v[v > 0], initial=np.inf)))
        for (piece,) in blocks(self.gradients.get(name, np.zeros(1))):
            scale = float(np.maximum(scale, np.max(np.abs(piece), initial=0.0)))
        if self.comparison is None or not np.isfinite(moved) or scale == 0 or not np.isfinite(scale):
            return np.inf
        tolerance = self.comparison.tolerance + _SATURATION * EPSILON * self._lost
        return _AGAIN * tolerance / moved / scale

    @cached_property
    def _lost(self) -> float:
        """The sizes of the terms that backward sums, and of those that it may have computed them from."""
        largest = max((largest_finite(gradient) for gradient in self.gradients.values()), default=0.0)
        return 2 * self.terms + largest * sum(_moved_by(along) for along in self.directions.values())


def double(subject: Subject) -> dict[str, Array]:
    """The subject's arrays with every real one in float64, where differences can be trusted."""
    return {
        name: value.astype(np.float64, copy=False) if value.dtype.kind == "f" else value
        for name, value in subject.values.items()
    }


def beside(
    subject: Subject, values: Values, rng: np.random.Generator, share: float = 2.0**-12
) -> dict[str, Array]:
    """A point close by, off the ties and kinks that `values` may be on."""
    moved = dict(values)
    for name in subject.targets:
        low, high = domain(subject, name)
        moved[name] = jittered(values[name], rng, share, low, high)
    return moved


def domain(subject: Subject, name: str) -> tuple[float, float]:
    """The interval in which an array may move."""
    interval = subject.contract.domain.get(name) if subject.contract is not None else None
    return (interval.low, interval.high) if interval is not None else (-np.inf, np.inf)


def differentiate(
    subject: Subject,
    values: Values,
    directions: Mapping[str, Array],
    *,
    use_complex: bool = True,
    point: Linearised | None = None,
) -> Derivative:
    """The derivative of all outputs along the given directions; arrays without one stay put.

    Args:
        point: the subject at these values, whose output then serves as F(0).
    """

    moving = Moving(subject.flat, values, directions, subject.spare)

    def line(t: Any) -> Array:
        return point.output if point is not None and t == 0 else moving(t)

    # A complex number would be the only one in more than the precision in which the layer is declared to run.
    return directional_derivative(line, use_complex=use_complex and not subject.runs_in_single)


def probe(
    subject: Subject,
    values: Values,
    rng: np.random.Generator,
    *,
    names: Iterable[str] | None = None,
    use_complex: bool = True,
    careful: bool = False,
    scaling: Scaling | None = None,
) -> Probe:
    """Compare backward with differences at one point, along one direction, for one cotangent.

    Args:
        names: the arrays that move; by default every array that a gradient is owed for.
        use_complex: whether the complex step may be tried.
        careful: also measure what backward itself loses to rounding.

    Raises:
        LayerFault, BadGradient: as `Subject.pullback`.
    """
    scaling = scaling or SCALINGS[int(rng.integers(len(SCALINGS)))]
    directions = {
        name: direction(values[name], rng, scaling, *domain(subject, name))
        for name in (subject.targets if names is None else names)
    }
    point = Linearised(subject, values)
    derivative = differentiate(subject, values, directions, use_complex=use_complex, point=point)
    u = np.where(derivative.usable, cotangent(derivative.value.size, rng), 0.0)
    gradients = point.pullback(u)
    if not derivative.usable.any():
        return Probe(values, directions, u, derivative, gradients, None, scaling)
    products = [products_of(gradients[name], v) for name, v in directions.items()]
    comparison = compare(derivative, u, products)
    terms = float(sum(np.abs(product).sum() for product in products))
    found = Probe(values, directions, u, derivative, gradients, comparison, scaling, terms)
    return with_rounding(subject, found) if careful else found


def with_rounding(subject: Subject, found: Probe) -> Probe:
    """The same probe, with what backward itself loses to rounding added to its tolerance."""
    if found.comparison is None:
        return found
    extra = _rounding(subject, found.values, found.cotangent, found.gradients, found.directions)
    wider = replace(found.comparison, tolerance=found.comparison.tolerance + extra)
    return replace(found, comparison=wider)


def _rounding(
    subject: Subject,
    values: Values,
    u: Vector,
    gradients: Mapping[str, Array],
    directions: Mapping[str, Array],
) -> float:
    """What backward itself lost to rounding: its distance to the same backward in extended precision.

    Without extended precision, the distance to backward of another multiple of the cotangent. In both
    cases also what is lost where a saturated layer computes a tiny derivative from numbers as large as
    its ordinary ones: 1 - tanh(x)^2 at x = 15.
    """
    ordinary = _ordinary_size(subject, values, u)
    saturation = _SATURATION * EPSILON * ordinary * sum(_moved_by(v) for v in directions.values())
    exact = extended_pullback(subject, values, u)
    if exact is not None:
        lost = sum(np.abs(_product(exact[name] - gradients[name], v)).sum() for name, v in directions.items())
        return 8 * float(lost) + saturation
    again = subject.pullback(values, u * 1.7)
    total = 0.0
    for name, v in directions.items():
        measured = size = 0.0
        for stated, repeated, moved in blocks(gradients[name], again[name], v):
            product = _product(stated, moved)
            measured += float(np.abs(_product(repeated, moved) / 1.7 - product).sum())
            size += float(np.abs(product).sum())
        # A float32 buffer inside backward is a mistake, not rounding: it gets no credit for its noise.
        total += 64 * min(measured, 1e5 * EPSILON * size)
    return total + saturation


def _ordinary_size(subject: Subject, values: Values, u: Vector) -> float:
    """The largest entry of any gradient at ordinary inputs: standard normal ones, inside the domain."""
    rng = np.random.default_rng(0)
    ordinary = dict(values)
    for name in subject.input_names:
        if name in subject.targets:
            low, high = domain(subject, name)
            drawn = rng.standard_normal(values[name].shape)
            ordinary[name] = np.where((drawn > low) & (drawn < high), drawn, values[name])
    try:
        gradients = subject.pullback(ordinary, np.where(u == 0, 1.0, u))
    except (LayerFault, BadGradient):
        return 0.0
    return max((largest_finite(gradient) for gradient in gradients.values()), default=0.0)


def _moved_by(v: Array) -> float:
    """The sum of the sizes of a direction's entries."""
    return float(sum(np.abs(piece).sum() for (piece,) in blocks(v)))


def products_of(gradient: Array, v: Array) -> Vector:
    """The products of entries, or for large arrays few numbers with their sum and sum of absolute values."""
    return condensed_product(gradient, v) if v.size > LARGE else _product(gradient, v)


def _product(gradient: Array, v: Array) -> Vector:
    return np.asarray(gradient, dtype=np.float64).ravel() * v.ravel()
