"""Random silence."""

from __future__ import annotations

import numpy as np

from ethan_core.contract import Contract
from ethan_core.errors import ArgumentError, StateError
from ethan_core.layer import Array, LayerBase
from ethan_core.registry import register

__all__ = ["Dropout"]


@register("dropout.v1", cases=[{"p": 0.5}, {"p": 0.3}, {"p": 0.0}, {"p": 0.5, "training": False}])
class Dropout(LayerBase):
    """Each entry becomes 0 with probability p; the others grow by 1/(1-p), which keeps the mean.

    Against overfitting: no unit can rely on another. It acts in training only; in evaluation the layer
    is the identity. Backward belongs to the latest forward: it uses that one's mask.

    Args:
        p: the probability of 0, from 0 up to, not including, 1.
        generator: where the masks come from; fresh entropy by default.
        training: whether to mask; may be changed at any time.

    Raises:
        ArgumentError: p lies outside [0, 1).

    Formula:
        Y[*i] = mask[*i]*X[*i]/(1 - p) if training else X[*i]
        dL/dX[*i] = mask[*i]*dL/dY[*i]/(1 - p) if training else dL/dY[*i]

    `mask` is the attribute that the latest forward left, 1 where an entry passed; None before.

    >>> layer = Dropout(0.5, generator=np.random.default_rng(0))
    >>> layer.forward(np.ones(6))
    array([2., 0., 0., 0., 2., 2.])
    """

    def __init__(
        self, p: float, *, generator: np.random.Generator | None = None, training: bool = True
    ) -> None:
        if not isinstance(p, float | int | np.floating | np.integer) or not 0 <= p < 1:
            raise ArgumentError(f"Dropout: p is {p!r}, expected a number in [0, 1)")
        self.p = float(p)
        self.generator = np.random.default_rng(generator)
        self.training = training
        self.mask: Array | None = None
        self._kept = 1.0

    @property
    def contract(self) -> Contract:
        """Random in training, the identity in evaluation."""
        return Contract(
            shapes="*axes -> *axes", rows_independent=True, random=bool(self.training) and self.p > 0
        )

    def _forward(self, X: Array) -> Array:
        if self.training:
            self._kept = 1 - self.p
            self.mask = self.generator.random(X.shape) >= self.p
        else:
            self._kept = 1.0
            self.mask = np.ones(X.shape, dtype=bool)
        return self._masked(X, self.mask)

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        if self.mask is None:
            raise StateError("Dropout.backward: no forward came before; call forward(X) first")
        if self.mask.shape != X.shape:
            raise StateError(
                f"Dropout.backward: X has shape {X.shape}, but the latest forward took {self.mask.shape}; "
                "call forward(X) first"
            )
        return self._masked(dL_dY, self.mask), {}

    def _masked(self, V: Array, mask: Array) -> Array:
        return np.where(mask, V / self._kept, 0).astype(V.dtype, copy=False)
