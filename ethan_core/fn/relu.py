"""The rectified linear unit."""

from __future__ import annotations

import numpy as np

from ethan_core.contract import Contract, Kink
from ethan_core.layer import Array, LayerBase
from ethan_core.registry import register

__all__ = ["Relu"]


@register("relu.v1")
class Relu(LayerBase):
    """max(0, x), entry by entry.

    Cheap and sparse, with a gradient of exactly 1 for every positive input. An entry that is negative
    for all data never learns again.

    Formula:
        Y[*i] = max(0, X[*i])
        dY[*i]/dX[*i] = 1 if X[*i] > 0 else 0

    At 0, where no derivative exists, the documented convention is 0.

    >>> Relu().forward(np.array([-1.0, 0.0, 2.0]))
    array([0., 0., 2.])
    """

    contract = Contract(shapes="*axes -> *axes", kinks=(Kink(at=0.0, derivative=0.0),), rows_independent=True)

    def _forward(self, X: Array) -> Array:
        return np.maximum(X, 0)

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        return np.where(X > 0, dL_dY, 0).astype(dL_dY.dtype, copy=False), {}
