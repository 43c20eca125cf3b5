"""The Gaussian error linear unit in its tanh form."""

from __future__ import annotations

from math import pi, sqrt
from typing import ClassVar

import numpy as np

from ethan_core.contract import Contract
from ethan_core.fn.sigmoid import logistic, logistic_slope
from ethan_core.layer import Array, LayerBase
from ethan_core.registry import register

__all__ = ["Gelu"]

_SATURATED = 64.0
"""Beyond this magnitude the gate is exactly 0 or 1 in every floating-point dtype."""


@register("gelu.v1")
class Gelu(LayerBase):
    """The input times a smooth gate of itself, entry by entry.

    This is the tanh approximation; the exact form with erf differs from it by up to 5e-4. Smooth where
    Relu has its kink, and often the better choice in transformers, at the price of a tanh and a
    polynomial.

    Formula:
        u[*i] = sqrt(2/pi)*(X[*i] + K*X[*i]**3)
        Y[*i] = X[*i]/2*(1 + tanh(u[*i]))
        dY[*i]/dX[*i] = (1 + tanh(u[*i]))/2 + X[*i]/2*(1 - tanh(u[*i])**2)*sqrt(2/pi)*(1 + 3*K*X[*i]**2)

    >>> Gelu().forward(np.array([-1e4, 0.0, 1e4]))
    array([   -0.,     0., 10000.])
    """

    K: ClassVar[float] = 0.044715

    contract = Contract(shapes="*axes -> *axes", rows_independent=True)

    def _forward(self, X: Array) -> Array:
        Y: Array = X * logistic(self._gate(_limited(X)))
        return Y

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        x = _limited(X)
        gate = self._gate(x)
        gate_slope = sqrt(8 / pi) * (1 + 3 * self.K * x * x)
        return dL_dY * (logistic(gate) + x * gate_slope * logistic_slope(gate)), {}

    def _gate(self, x: Array) -> Array:
        # (1 + tanh(u))/2 is logistic(2u), which does not cancel where tanh(u) is close to -1.
        gate: Array = sqrt(8 / pi) * (x + self.K * x * x * x)
        return gate


def _limited(X: Array) -> Array:
    # The cube of a huge number overflows although the gate has long been flat.
    limit = np.copysign(_SATURATED, X.real)
    return np.where(np.abs(X.real) > _SATURATED, limit, X).astype(X.dtype, copy=False)
