"""The softsign activation."""

from typing import Any

import numpy as np
import numpy.typing as npt

from ethan_core import Contract, register

__all__ = ["Softsign"]

Array = npt.NDArray[Any]


@register("softsign.v1")
class Softsign:
    """x / (1 + |x|), entry by entry: a sigmoid that saturates slowly, between -1 and 1.

    Formula:
        Y[*i] = X[*i]/(1 + abs(X[*i]))
        dY[*i]/dX[*i] = 1/(1 + abs(X[*i]))**2
    """

    contract = Contract(shapes="*axes -> *axes", rows_independent=True)
    monotone = "increasing"

    def forward(self, X: Array) -> Array:
        """Y, of the shape of X."""
        self._X = X
        Y: Array = X / (1 + np.abs(X))
        return Y

    def backward(self, dL_dY: Array) -> Array:
        """dL_dX for the X of the latest forward."""
        dL_dX: Array = dL_dY / (1 + np.abs(self._X)) ** 2
        return dL_dX
