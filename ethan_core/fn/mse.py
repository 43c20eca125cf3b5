"""The squared error."""

from __future__ import annotations

from typing import Any

from ethan_core.contract import Contract
from ethan_core.layer import Array, LossBase, batch_mean
from ethan_core.registry import register

__all__ = ["MSE"]


@register("mse.v1")
class MSE(LossBase):
    """The squared distance of each sample from its target, averaged over the batch.

    The usual loss of regression, smooth everywhere. It is sensitive to outliers, and for classification
    its gradient says little. The squares of one sample are added up, not averaged: only the batch is.

    Formula:
        L = sum((prediction[n,*i] - target[n,*i])**2 for n, *i)/N
        dL/dprediction[n,*i] = 2*(prediction[n,*i] - target[n,*i])

    The gradient is per sample: N times the derivative of the value.

    >>> import numpy as np
    >>> float(MSE().value(np.array([[1.0, 2.0]]), np.array([[0.0, 0.0]])))
    5.0
    """

    contract = Contract(
        shapes="N *axes, N *axes ->",
        inputs=("prediction", "target"),
        constants=("target",),
        reduction={"prediction": "per_sample"},
    )

    def _value(self, prediction: Array, target: Array) -> Any:
        return batch_mean((prediction - target) ** 2)

    def _gradient(self, prediction: Array, target: Array) -> Array:
        gradient: Array = 2 * (prediction - target)
        return gradient
