"""The linear layer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ethan_core.contract import Contract
from ethan_core.layer import Array, LayerBase
from ethan_core.net.arguments import float_dtype, positive
from ethan_core.registry import register

__all__ = ["Mlp"]


@register(
    "mlp.v1",
    cases=[
        {"in_features": 3, "out_features": 2},
        {"in_features": 2, "out_features": 4},
        {"in_features": 1, "out_features": 1},
    ],
)
class Mlp(LayerBase):
    """An affine map of the features; also known as Linear, Dense or FullyConnected.

    The weights start uniform within 1/sqrt(in_features) of 0, the bias at 0.

    Args:
        in_features: length of the last axis of X.
        out_features: length of the last axis of Y.
        generator: where the initial weights come from; fresh entropy by default.
        dtype: of the parameters.

    Raises:
        ArgumentError: a size is not a positive integer, or dtype is not floating point.

    Formula:
        Y[n,o] = sum(W[o,i]*X[n,i] for i) + b[o]
        dL/dX[n,i] = sum(dL/dY[n,o]*W[o,i] for o)
        dL/dW[o,i] = sum(dL/dY[n,o]*X[n,i] for n)/N
        dL/db[o] = sum(dL/dY[n,o] for n)/N

    >>> layer = Mlp(3, 2, generator=np.random.default_rng(0))
    >>> layer.W.shape, layer.b.shape
    ((2, 3), (2,))
    """

    contract = Contract(
        shapes="N in_features -> N out_features",
        parameters={"W": "out_features in_features", "b": "out_features"},
        reduction="mean",
        rows_independent=True,
    )

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        generator: np.random.Generator | None = None,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        self.in_features = positive("Mlp", "in_features", in_features)
        self.out_features = positive("Mlp", "out_features", out_features)
        dtype = float_dtype("Mlp", dtype)
        limit = 1 / np.sqrt(self.in_features)
        shape = (self.out_features, self.in_features)
        self.W: Array = np.random.default_rng(generator).uniform(-limit, limit, shape).astype(dtype)
        self.b: Array = np.zeros(self.out_features, dtype)

    def _forward(self, X: Array) -> Array:
        Y: Array = X @ self.W.T + self.b
        return Y

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        batch = max(X.shape[0], 1)  # an empty batch has no mean, and teaches nothing
        return dL_dY @ self.W, {"W": dL_dY.T @ X / batch, "b": dL_dY.sum(axis=0) / batch}
