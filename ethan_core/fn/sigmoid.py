"""The logistic function."""

from __future__ import annotations

import numpy as np

from ethan_core.contract import Contract
from ethan_core.layer import Array, LayerBase
from ethan_core.registry import register

__all__ = ["Sigmoid", "logistic", "logistic_slope"]


@register("sigmoid.v1")
class Sigmoid(LayerBase):
    """The logistic function, entry by entry; also known as expit.

    Its values lie between 0 and 1, so it serves for probabilities. Far from 0 it saturates: the gradient
    vanishes, and deep networks learn slowly. Its values are not centred on zero.

    Formula:
        Y[*i] = 1/(1 + exp(-X[*i]))
        dY[*i]/dX[*i] = Y[*i]*(1 - Y[*i])
        dY[*i]/dX[*i] = exp(-X[*i])/(1 + exp(-X[*i]))**2

    >>> Sigmoid().forward(np.array([-1e4, 0.0, 1e4]))
    array([0. , 0.5, 1. ])
    """

    contract = Contract(shapes="*axes -> *axes", rows_independent=True)

    def _forward(self, X: Array) -> Array:
        return logistic(X)

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        return dL_dY * logistic_slope(X), {}


def logistic(X: Array) -> Array:
    """1/(1 + exp(-x)), accurate relative to its own size and without overflow for every x.

    >>> bool(0 < logistic(np.array(-700.0)) < 1e-300)
    True
    """
    decay = _decay(X)
    value: Array = np.where(X.real >= 0, 1, decay) / (1 + decay)
    return value


def logistic_slope(X: Array) -> Array:
    """The derivative of `logistic`: no 1 - y that would cancel where y is close to 1.

    >>> bool(0 < logistic_slope(np.array(700.0)) < 1e-300)
    True
    """
    decay = _decay(X)
    slope: Array = decay / (1 + decay) ** 2
    return slope


def _decay(X: Array) -> Array:
    # exp(-|x|) never overflows; for a complex number the real part decides, which keeps it analytic.
    decay: Array = np.exp(np.where(X.real >= 0, -X, X))
    return decay
