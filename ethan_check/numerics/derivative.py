"""The derivative of a vector function of one number: what is known of each output, and how it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.steps import LARGE_STEPS, MIDDLE_STEPS, NEAR_STEPS, NEAREST_STEPS

__all__ = ["METHODS", "METHOD_STEPS", "Derivative", "Mask"]

Mask = npt.NDArray[np.bool_]

METHODS = (
    "complex step",
    "differences at 1/8 to 1/64",
    "differences at 1/128 to 1/1024",
    "differences near 1e-4",
    "differences near 1e-6",
)
"""The five ways, as `Derivative.method` numbers them."""

METHOD_STEPS = ((), LARGE_STEPS, MIDDLE_STEPS, NEAR_STEPS, NEAREST_STEPS)
"""The steps that each of `METHODS` takes its value from."""


@dataclass(frozen=True)
class Derivative:
    """F'(0) for each of the m outputs.

    Args:
        origin: F(0).
        value: the derivative; 0 where it is not usable.
        error: one standard error bar of each value.
        usable: whether value and error are to be believed.
        kink: whether the output has a kink at the origin.
        behind, ahead: the one-sided slopes; they differ at kinks.
        exact: whether the complex step was believed, for all usable outputs.
        calls: how often F was evaluated.
        method: which of `METHODS` the value of each output comes from.
        noise: the noise of each output that was measured; None where the complex step spared that.
        pairs: F(h) and F(-h) for every step h that was taken; empty where there are too many outputs to keep
            them.

    >>> from ethan_check.numerics.finite_difference import directional_derivative
    >>> found = directional_derivative(lambda t: np.array([np.sin(t), np.exp(t)]))
    >>> found.exact, found.usable, found.calls
    (True, array([ True,  True]), 4)
    """

    origin: Vector
    value: Vector
    error: Vector
    usable: Mask
    kink: Mask
    behind: Vector
    ahead: Vector
    exact: bool
    calls: int
    method: npt.NDArray[np.int8]
    noise: Vector | None = None
    pairs: Mapping[float, tuple[Vector, Vector]] = field(default_factory=dict)

    def central_differences(self) -> dict[float, Vector]:
        """The central difference over each step that was taken, the largest first.

        >>> from ethan_check.numerics.finite_difference import directional_derivative
        >>> found = directional_derivative(lambda t: np.array([t * t * t]), use_complex=False)
        >>> next(iter(found.central_differences().items()))
        (0.125, array([0.015625]))
        """
        with np.errstate(all="ignore"):
            return {
                h: (self.pairs[h][0] - self.pairs[h][1]) / (2 * h) for h in sorted(self.pairs, reverse=True)
            }

    def by_method(self) -> dict[str, int]:
        """How many of the usable outputs each method gave the value of.

        >>> from ethan_check.numerics.finite_difference import directional_derivative
        >>> directional_derivative(lambda t: np.array([np.exp(t), 1.0])).by_method()
        {'complex step': 2}
        """
        counts = np.bincount(self.method[self.usable], minlength=len(METHODS))
        return {METHODS[number]: int(count) for number, count in enumerate(counts) if count}
