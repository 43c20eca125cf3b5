"""Many axes into one."""

from __future__ import annotations

from math import prod

from ethan_core.contract import Contract
from ethan_core.errors import ShapeError
from ethan_core.layer import Array, LayerBase
from ethan_core.registry import register

__all__ = ["Flatten"]


@register("flatten.v1")
class Flatten(LayerBase):
    """All axes but the leading one become one, in row-major order.

    It stands between layers that speak of channels, height and width and layers that speak of features.
    The result is a copy: it shares no memory with the input.

    Formula:
        Y[n,flat(*i)] = X[n,*i]
        dL/dX[n,*i] = dL/dY[n,flat(*i)]

    >>> import numpy as np
    >>> Flatten().forward(np.ones((2, 3, 4, 5))).shape
    (2, 60)
    """

    contract = Contract(shapes="N *axes -> N features", rows_independent=True)

    def _forward(self, X: Array) -> Array:
        return X.reshape(X.shape[0], prod(X.shape[1:])).copy()

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        features = prod(X.shape[1:])
        if dL_dY.shape[1] != features:
            raise ShapeError(
                f"Flatten.backward: dL_dY has shape {dL_dY.shape}, expected (N features): "
                f"axis 1 is {dL_dY.shape[1]}, but X of shape {X.shape} has {features} features"
            )
        return dL_dY.reshape(X.shape).copy(), {}
