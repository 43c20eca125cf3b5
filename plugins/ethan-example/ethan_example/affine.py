"""A gain and an offset for each feature."""

from typing import Any

import numpy as np
import numpy.typing as npt

from ethan_core import Contract, register

__all__ = ["Affine"]

Array = npt.NDArray[Any]


@register("affine.v1", cases=[{"features": 3}, {"features": 1}])
class Affine:
    """Y = gain * X + offset, feature by feature: what follows a normalisation.

    Args:
        features: length of the last axis.

    Formula:
        Y[n,f] = gain[f]*X[n,f] + offset[f]
        dL/dX[n,f] = gain[f]*dL/dY[n,f]
        dL/dgain[f] = sum(dL/dY[n,f]*X[n,f] for n)
        dL/doffset[f] = sum(dL/dY[n,f] for n)
    """

    contract = Contract(
        shapes="N features -> N features",
        parameters={"gain": "features", "offset": "features"},
        rows_independent=True,
    )

    def __init__(self, features: int) -> None:
        self.features = features
        self.gain = np.ones(features)
        self.offset = np.zeros(features)
        self.grads: dict[str, Array] = {}

    def forward(self, X: Array) -> Array:
        """Y, of the shape of X."""
        self._X = X
        return (self.gain * X + self.offset).astype(X.dtype)

    def backward(self, dL_dY: Array) -> Array:
        """dL_dX for the X of the latest forward; the parameters' gradients are left in `grads`."""
        self.grads = {"gain": (dL_dY * self._X).sum(axis=0), "offset": dL_dY.sum(axis=0)}
        return (self.gain * dL_dY).astype(dL_dY.dtype)
