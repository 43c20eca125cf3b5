"""Softmax and cross-entropy in one."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_core.contract import Contract
from ethan_core.fn.softmax import exp_shifted
from ethan_core.layer import Array, LossBase, batch_mean
from ethan_core.registry import register

__all__ = ["SoftmaxCrossEntropy"]


@register("softmax_cross_entropy.v1")
class SoftmaxCrossEntropy(LossBase):
    """The cross-entropy of the softmax of scores along the last axis; also known as CrossEntropyLoss.

    In one step the logarithm meets the exponential before either can overflow or vanish, so that scores
    of any size give a finite value and an accurate gradient.

    Formula:
        Z[n,*i] = sum(exp(prediction[n,*i,t]) for t)
        L = sum(target[n,*i,c]*(log(Z[n,*i]) - prediction[n,*i,c]) for n, *i, c)/N
        dL/dprediction[n,*i,c] = exp(prediction[n,*i,c])/Z[n,*i]*sum(target[n,*i,t] for t) - target[n,*i,c]

    The gradient is per sample: N times the derivative of the value.

    >>> loss = SoftmaxCrossEntropy()
    >>> float(loss.value(np.array([[1e4, -1e4]]), np.array([[0.0, 1.0]])))
    20000.0
    """

    contract = Contract(
        shapes="N *axes classes, N *axes classes ->",
        inputs=("prediction", "target"),
        constants=("target",),
        reduction={"prediction": "per_sample"},
    )

    def _value(self, prediction: Array, target: Array) -> Any:
        largest = prediction.real.argmax(axis=-1, keepdims=True)
        scores = prediction - np.take_along_axis(prediction, largest, axis=-1)
        # The exponential of the largest is 1, so that the logarithm of the sum is log1p of all others.
        others = np.take_along_axis(_sum_of_others(np.exp(scores)), largest, axis=-1)
        surprise = np.log1p(others) - scores
        return batch_mean(target * np.where(target == 0, 0, surprise))

    def _gradient(self, prediction: Array, target: Array) -> Array:
        E = exp_shifted(prediction, -1)
        total = E.sum(axis=-1, keepdims=True)
        # softmax*sum(target) - target, written without the difference: a confident correct prediction
        # has softmax close to 1 at its target, where the difference would leave only rounding.
        gradient: Array = E / total * _sum_of_others(target) - _sum_of_others(E) / total * target
        return gradient


def _sum_of_others(V: Array) -> Array:
    """For each entry, the sum of all others along the last axis, with no loss at the largest in magnitude."""
    others: Array = V.sum(axis=-1, keepdims=True) - V
    # Magnitude, for a target may be negative: what is large on either side would drown the others.
    largest = np.abs(V.real).argmax(axis=-1, keepdims=True)
    without = V.copy()
    np.put_along_axis(without, largest, 0, axis=-1)
    np.put_along_axis(others, largest, without.sum(axis=-1, keepdims=True), axis=-1)
    return others
