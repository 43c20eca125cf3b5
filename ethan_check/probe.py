"""One question to one subject: does backward agree with differences along one random direction?

All arguments move at once, so one probe costs the same whether a layer has one parameter or fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.adapters.base import LayerFault
from ethan_check.extended import extended_pullback
from ethan_check.numerics.comparison import Comparison, compare
from ethan_check.numerics.derivative import Derivative, directional_derivative
from ethan_check.numerics.directions import Scaling, cotangent, direction, jittered
from ethan_check.numerics.noise import EPSILON
from ethan_check.numerics.samples import Vector
from ethan_check.subject import BadGradient, Subject
from ethan_core.layer import Array

__all__ = ["Probe", "beside", "differentiate", "double", "probe", "with_rounding"]

Values = Mapping[str, Array]

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
    """

    values: Values
    directions: Mapping[str, Array]
    cotangent: Vector
    derivative: Derivative
    gradients: Mapping[str, Array]
    comparison: Comparison | None

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
        """
        v = np.abs(self.directions.get(name, np.zeros(0)))
        scale = float(np.max(np.abs(self.gradients.get(name, np.zeros(1))), initial=0.0))
        moved = v[v > 0]
        if self.comparison is None or not moved.size or scale == 0 or not np.isfinite(scale):
            return np.inf
        return self.comparison.tolerance / float(moved.min()) / scale


def double(subject: Subject) -> dict[str, Array]:
    """The subject's arrays with every real one in float64, where differences can be trusted."""
    return {
        name: value.astype(np.float64) if value.dtype.kind == "f" else value
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
    subject: Subject, values: Values, directions: Mapping[str, Array], *, use_complex: bool = True
) -> Derivative:
    """The derivative of all outputs along the given directions; arrays without one stay put."""

    def line(t: Any) -> Array:
        moved = dict(values)
        for name, v in directions.items():
            moved[name] = values[name] + t * v
        return subject.flat(moved)

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
    derivative = differentiate(subject, values, directions, use_complex=use_complex)
    u = np.where(derivative.usable, cotangent(derivative.value.size, rng), 0.0)
    gradients = subject.pullback(values, u)
    if not derivative.usable.any():
        return Probe(values, directions, u, derivative, gradients, None)
    products = [_product(gradients[name], v) for name, v in directions.items()]
    found = Probe(values, directions, u, derivative, gradients, compare(derivative, u, products))
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
    saturation = 16 * EPSILON * ordinary * float(sum(np.abs(v).sum() for v in directions.values()))
    exact = extended_pullback(subject, values, u)
    if exact is not None:
        lost = sum(np.abs(_product(exact[name] - gradients[name], v)).sum() for name, v in directions.items())
        return 8 * float(lost) + saturation
    again = subject.pullback(values, u * 1.7)
    total = 0.0
    for name, v in directions.items():
        product = _product(gradients[name], v)
        measured = float(np.abs(_product(again[name], v) / 1.7 - product).sum())
        # A float32 buffer inside backward is a mistake, not rounding: it gets no credit for its noise.
        credit = 1e5 * EPSILON * float(np.abs(product).sum())
        total += 64 * min(measured, credit)
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
    finite = [np.abs(gradient[np.isfinite(gradient)]) for gradient in gradients.values()]
    return max((float(np.max(entries, initial=0.0)) for entries in finite), default=0.0)


def _product(gradient: Array, v: Array) -> Vector:
    return np.asarray(gradient, dtype=np.float64).ravel() * v.ravel()
