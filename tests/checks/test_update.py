"""Update: parameters move by exactly lr times their gradients."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure, reason
from ethan_check import check_layer
from ethan_core.fn import MSE, Relu
from ethan_core.net import Conv2d, Mlp


@pytest.mark.parametrize("layer", [Fused(), Mlp(3, 2), Conv2d(1, 2, 2)], ids=["fused", "mlp", "conv2d"])
def test_a_right_layer_passes(layer):
    assert asked("update", layer).verdict == "pass"


class IgnoresRate(Fused):
    def _update(self, gradients, lr):
        super()._update(gradients, 0.1)


class RateSquared(Fused):
    def _update(self, gradients, lr):
        super()._update(gradients, lr * lr)


class Clipped(Fused):
    """Cuts large steps."""

    def _update(self, gradients, lr):
        super()._update({name: np.clip(lr * g, -0.01, 0.01) for name, g in gradients.items()}, 1.0)


class Decays(Fused):
    """A step that has nothing to do with the gradient."""

    def _update(self, gradients, lr):
        self.w *= 1 - 0.01 * lr
        super()._update(gradients, lr)


class ChangesAtZero(Fused):
    def backward(self, X, dL_dY, lr):
        self.w += 1e-3
        return super().backward(X, dL_dY, lr)


class Rebinds(Fused):
    def _update(self, gradients, lr):
        self.w = self.w - lr * gradients["w"]


class AfterTheUpdate(Fused):
    def backward(self, X, dL_dY, lr):
        super().backward(X, dL_dY, lr)
        return dL_dY * self.w


class WrongSign(Fused):
    def _update(self, gradients, lr):
        super()._update(gradients, -lr)


OFF = "layer: w does not move by lr times its gradient: at lr="


@pytest.mark.parametrize(
    ("layer", "target", "line"),
    [
        (IgnoresRate(), "w", OFF + "1 it is off by "),
        (RateSquared(), "w", OFF + "1 it is off by "),
        (Clipped(), "w", OFF + "1 it is off by "),
        (ChangesAtZero(), "w", "layer: w changes although lr is 0"),
        (Rebinds(), "w", "layer: w is rebound to a new array by the update; it must be updated in place"),
        (
            AfterTheUpdate(),
            "dL_dX",
            "layer: dL_dX depends on lr: at lr=0 it differs by ",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_wrong_update_is_told(layer, target, line):
    found, first = failure(asked("update", layer, X))
    assert found == target
    assert first.startswith(line)


@pytest.mark.parametrize("layer", [WrongSign(), Decays()], ids=["sign", "decay"])
def test_a_step_that_is_no_gradient_is_left_to_the_gradient_check(layer):
    target, line = failure(asked("gradient", layer, X))
    assert target == "dL_dw"
    if isinstance(layer, WrongSign):
        assert line == "layer: dL_dw is minus the derivative, in every entry (batch size 4)"


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        (Tanh(), "has no update"),
        (Affine(), "has no update"),
        (MSE(), "has no update"),
        (Relu(), "the layer has no parameters"),
    ],
    ids=["tanh", "affine", "loss", "relu"],
)
def test_what_it_does_not_apply_to(layer, why):
    assert reason(asked("update", layer)).endswith(why)


class TwoInputs:
    """Right: the gradients of both are those before the update."""

    def __init__(self):
        self.W = np.array([0.5, -2.0, 3.0])

    def forward(self, a, b):
        self.a = a
        return self.W * a + b

    def backward(self, g, lr):
        da, db = g * self.W, g.copy()
        self.W -= lr * (g * self.a).sum(axis=0)
        return da, db


class SecondInputLate(TwoInputs):
    def forward(self, a, b):
        self.b = b
        return super().forward(a, b * self.W)

    def backward(self, g, lr):
        da = g * self.W
        self.W -= lr * (g * (self.a + self.b)).sum(axis=0)
        return da, g * self.W


def test_each_input_is_compared_with_its_own_gradient():
    inputs = tuple(np.random.default_rng(0).normal(size=(2, 4, 3)))
    assert check_layer(TwoInputs(), inputs).verdict == "pass"
    (found,) = check_layer(SecondInputLate(), inputs, checks=["update"]).failures
    assert found.target == "dL_dX1"
    assert "depends on lr" in found.message


class OffByLastPlaces(Fused):
    """Its weights move by some last places more than they should."""

    def __init__(self, places):
        super().__init__()
        self.places = places

    def _update(self, gradients, lr):
        super()._update(gradients, lr)
        self.w += (lr != 0) * self.places * np.finfo(float).eps * np.abs(self.w)


@pytest.mark.parametrize(("places", "verdict"), [(0, "pass"), (4, "pass"), (60, "fail")])
def test_a_few_roundings_are_no_other_step(places, verdict):
    assert asked("update", OffByLastPlaces(places), X).verdict == verdict
