"""Two numbers for one derivative, and how far they may be apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ethan_check.numerics.derivative import Derivative
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.quadratic_mean import root_of_squares
from ethan_check.numerics.tolerances.bars import BACKWARD_ROUNDING, ERROR_BARS, OUTPUT_ROUNDING
from ethan_check.numerics.tolerances.steps import EPSILON

__all__ = ["Comparison", "compare"]


@dataclass(frozen=True)
class Comparison:
    """The derivative of `u . F` along v, by differences and by backward.

    Args:
        numeric: `sum(u_j F'_j)` over the usable outputs.
        analytic: `sum(g_k v_k)` for the gradient g that backward gave for u.
        error_bars: how far apart the two may be by the error bars of the differences.
        rounding: by what backward may lose to rounding in the terms that it sums.
        cancellation: by what a small derivative carries of the rounding of large outputs.
        backward: by what backward was measured to lose to rounding, where that was measured.

    >>> found = Comparison(numeric=1.0, analytic=1.5, error_bars=0.1)
    >>> found.difference, found.agrees
    (0.5, False)
    """

    numeric: float
    analytic: float
    error_bars: float
    rounding: float = 0.0
    cancellation: float = 0.0
    backward: float = 0.0

    @property
    def tolerance(self) -> float:
        """How far apart the two numbers may be."""
        return self.error_bars + (self.rounding + self.cancellation) + self.backward

    @property
    def difference(self) -> float:
        """Analytic minus numeric."""
        return self.analytic - self.numeric

    @property
    def agrees(self) -> bool:
        """Whether the error bars allow the difference."""
        return abs(self.difference) <= self.tolerance


def compare(
    derivative: Derivative,
    cotangent: Vector,
    products: list[Vector],
    units: Sequence[float] | None = None,
) -> Comparison:
    """Hold the analytic derivative against the numeric one.

    Args:
        derivative: of the outputs along v.
        cotangent: u, zero for every output that is not usable.
        products: for each argument, the entries g_k v_k.
        units: for each argument, the unit in the last place of the type that its gradient is meant to have;
            by default that of float64.

    >>> from ethan_check.numerics.finite_difference import directional_derivative
    >>> derivative = directional_derivative(lambda t: np.array([np.exp(t)]))
    >>> right, wrong = (compare(derivative, np.ones(1), [np.array([slope])]) for slope in (1.0, 1.001))
    >>> right.agrees, wrong.agrees
    (True, False)
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return _compare(derivative, cotangent, products, units or [EPSILON] * len(products))


def _compare(
    derivative: Derivative, cotangent: Vector, products: list[Vector], units: Sequence[float]
) -> Comparison:
    terms = cotangent * derivative.value
    # A saturated output (tanh near 1) has a small derivative that comes out of numbers as large as the
    # output itself, or larger ones (1 + tanh near -1), and carries their rounding.
    output_rounding = EPSILON * np.abs(derivative.origin)
    if derivative.noise is not None:
        output_rounding = np.maximum(output_rounding, derivative.noise)
    outputs = np.abs(cotangent) * np.where(np.isfinite(output_rounding), output_rounding, 0.0)
    # What is not known is no proof: a bar that is no number is one without end.
    bars = np.where(np.isnan(derivative.error), np.inf, cotangent * derivative.error)
    analytic = float(sum(product.sum() for product in products))
    # An entry that is not finite has no rounding: it must not widen what the others may be off by.
    lost = EPSILON * float(np.abs(terms).sum())
    lost += sum(unit * _finite_size(product) for unit, product in zip(units, products, strict=True))
    return Comparison(
        float(terms.sum()),
        analytic,
        error_bars=ERROR_BARS * root_of_squares(bars),
        rounding=BACKWARD_ROUNDING * lost,
        cancellation=OUTPUT_ROUNDING * float(outputs.sum()),
    )


def _finite_size(product: Vector) -> float:
    size = float(np.abs(product).sum())
    return size if np.isfinite(size) else float(np.abs(product[np.isfinite(product)]).sum())
