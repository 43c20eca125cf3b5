"""The cross-entropy of probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_core.contract import Contract, Interval
from ethan_core.layer import Array, LossBase, batch_mean
from ethan_core.registry import register

__all__ = ["CrossEntropy"]


@register("cross_entropy.v1")
class CrossEntropy(LossBase):
    """The surprise at the target, given predicted probabilities, averaged over the batch.

    The usual loss of classification, with a simple gradient. A confident wrong prediction costs without
    bound. Where the probabilities come from a Softmax, SoftmaxCrossEntropy is more accurate.

    Below eps, the square root of the smallest normal number of the dtype, the logarithm continues as its
    tangent at eps. Value and gradient so stay finite at a probability of 0, and the gradient stays the
    derivative of the value. An entry whose target is 0 contributes exactly 0.

    Formula:
        eps = 2**-511
        L = sum(target[n,*i]*(-log(prediction[n,*i]) if prediction[n,*i] >= eps
            else (eps - prediction[n,*i])/eps - log(eps)) for n, *i)/N
        dL/dprediction[n,*i] = -target[n,*i]/max(prediction[n,*i], eps)

    This eps is that of float64 and of anything wider; in float32 it is 2**-63. The gradient is per
    sample: N times the derivative of the value.

    >>> float(CrossEntropy().value(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]])))
    0.0
    """

    contract = Contract(
        shapes="N *axes, N *axes ->",
        inputs=("prediction", "target"),
        constants=("target",),
        domain={"prediction": Interval(0.0, 1.0)},
        reduction={"prediction": "per_sample"},
    )

    def _value(self, prediction: Array, target: Array) -> Any:
        eps = smallest_probability(prediction)
        floored = np.where(prediction.real >= eps, prediction, eps)
        surprise = (floored - prediction) / eps - np.log(floored)
        return batch_mean(target * np.where(target == 0, 0, surprise))

    def _gradient(self, prediction: Array, target: Array) -> Array:
        eps = smallest_probability(prediction)
        return 0 - target / np.where(prediction.real >= eps, prediction, eps)


def smallest_probability(prediction: Array) -> Any:
    """Where the tangent takes over from the logarithm: sqrt(tiny) of the dtype, at most as fine as float64.

    >>> float(smallest_probability(np.zeros(1)))
    1.4916681462400413e-154
    """
    limits = np.finfo(prediction.dtype)
    # Extended precision follows float64, so that it can serve as its witness.
    return np.sqrt(max(limits.tiny, limits.dtype.type(2.0**-1022)))
