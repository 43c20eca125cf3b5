"""The component document's own mistakes, each planted in a layer that is otherwise right.

They speak the document's protocol: `forward(X)` and `backward(X, dL_dY, lr)`, or `value` and `gradient` of
a prediction and a target.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ethan_core import Contract, Interval, LayerBase
from ethan_core.fn import MSE, CrossEntropy, Softmax
from ethan_core.layer import Array
from ethan_core.net import Conv2d


class AveragedConv2d(Conv2d):
    """Divides dL_dX by the batch size, although dL_dX stays per sample."""

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        dL_dX, by_name = super()._gradients(X, dL_dY)
        return dL_dX / len(X), by_name


class SwappedMSE(MSE):
    """Takes the target for the prediction in its gradient, which turns the sign."""

    def _gradient(self, prediction: Array, target: Array) -> Array:
        return 2 * (target - prediction)


class SwappedCrossEntropy(CrossEntropy):
    """Takes the target for the prediction in its gradient."""

    contract = replace(
        CrossEntropy.contract,
        domain={"prediction": Interval(0.0, 1.0, open=True), "target": Interval(0.0, 1.0, open=True)},
    )

    def _gradient(self, prediction: Array, target: Array) -> Array:
        return -prediction / target


class GlobalDropout(LayerBase):
    """Draws its mask from numpy's global generator, which everybody shares."""

    contract = Contract(shapes="*axes -> *axes", random=True)

    def __init__(self, p: float = 0.5) -> None:
        self.p = p
        self.mask: Any = None

    def _forward(self, X: Array) -> Array:
        self.mask = np.random.rand(*X.shape) > self.p
        return X * self.mask / (1 - self.p)

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        return dL_dY * self.mask / (1 - self.p), {}


class AlwaysTrainingDropout(LayerBase):
    """Masks in evaluation as well, where its contract promises that nothing is random."""

    def __init__(self, p: float = 0.5, training: bool = True) -> None:
        self.p, self.training = p, training
        self.generator = np.random.default_rng(0)
        self.mask: Any = None

    @property
    def contract(self) -> Contract:
        """Random in training only."""
        return Contract(shapes="*axes -> *axes", random=self.training)

    def _forward(self, X: Array) -> Array:
        self.mask = self.generator.random(X.shape) >= self.p
        return X * self.mask / (1 - self.p)

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        return dL_dY * self.mask / (1 - self.p), {}


class OverflowingSoftmax(Softmax):
    """Does not subtract the largest score first: exp overflows from 710 on."""

    def _forward(self, X: Array) -> Array:
        E = np.exp(X)
        return E / E.sum(axis=self.axis, keepdims=True)


class UnboundedCrossEntropy(CrossEntropy):
    """Takes the logarithm of a probability as it is: 0 gives infinity, or 0 times infinity."""

    def _value(self, prediction: Array, target: Array) -> Any:
        return -(target * np.log(prediction)).sum() / len(prediction)

    def _gradient(self, prediction: Array, target: Array) -> Array:
        return -target / prediction


class DocumentBug(NamedTuple):
    """One mistake.

    Args:
        name: of the mistake.
        make_layer: makes the layer that has it; the layer carries its contract.
        check: the name of the check that must fail.
        words: what the message of the failure should contain.
    """

    name: str
    make_layer: Callable[[], Any]
    check: str
    words: tuple[str, ...]


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


DOCUMENT_BUGS: tuple[DocumentBug, ...] = (
    DocumentBug(
        "conv2d_input_gradient_averaged",
        lambda: AveragedConv2d(2, 3, (2, 3), generator=_rng()),
        "gradient",
        ("dL_dX", "divided by the batch size"),
    ),
    DocumentBug("mse_arguments_swapped", SwappedMSE, "gradient", ("dL_dprediction", "wrong sign")),
    DocumentBug(
        "cross_entropy_arguments_swapped", SwappedCrossEntropy, "gradient", ("dL_dprediction", "swapped")
    ),
    DocumentBug("dropout_global_generator", GlobalDropout, "determinism", ("global generator",)),
    DocumentBug(
        "dropout_without_evaluation",
        lambda: AlwaysTrainingDropout(training=False),
        "determinism",
        ("random",),
    ),
    DocumentBug("softmax_overflows", OverflowingSoftmax, "stability", ("NaN",)),
    DocumentBug(
        "cross_entropy_of_zero", UnboundedCrossEntropy, "stability", ("infinite", "end of the domain")
    ),
)
"""All of them, with the check that must fail and what its message should say."""

REVEALING_INPUTS: Mapping[str, tuple[Array, ...]] = {
    "softmax_overflows": (np.array([[1e4, 0.0, -1e4], [1e4, 1e4, 0.0]]),),
    "cross_entropy_of_zero": (np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [0.5, 0.5]])),
}
"""Inputs within the contract on which the mistakes show that ordinary values hide."""
