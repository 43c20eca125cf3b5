"""Linearity: backward of a combination is the combination of backwards."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure


@pytest.mark.parametrize("layer", [Tanh(), Affine(), Fused()], ids=["tanh", "affine", "fused"])
def test_a_right_layer_passes(layer):
    assert asked("linearity", layer).verdict == "pass"


class Clipped(Tanh):
    def backward(self, dout):
        return super().backward(np.clip(dout, -5, 5))


class Positive(Tanh):
    def backward(self, dout):
        return super().backward(np.abs(dout))


class Decayed(Affine):
    def backward(self, dout):
        dx = super().backward(dout)
        self.dW = self.dW + 0.25 * self.W
        return dx


class Squared(Tanh):
    def backward(self, dout):
        return super().backward(dout) * np.sign(dout.sum())


def test_a_gradient_that_is_clipped():
    target, line = failure(asked("linearity", Clipped(), X))
    assert target == "dL_dx"
    assert line.startswith(
        "layer: dL_dx is not linear in the cotangent: backward(-100 u + 0.375 w) differs from "
        "-100 backward(u) + 0.375 backward(w) by "
    )
    assert line.endswith("% of its size")


@pytest.mark.parametrize("layer", [Positive(), Squared()], ids=["absolute", "sign"])
def test_a_gradient_that_loses_the_sign(layer):
    target, line = failure(asked("linearity", layer, X))
    assert (target, line[:50]) == ("dL_dx", "layer: dL_dx is not linear in the cotangent: backw")


def test_a_gradient_that_is_not_zero_for_zero():
    layer = Decayed()
    target, line = failure(asked("linearity", layer, X))
    largest = 0.25 * np.abs(layer.W).max()
    assert target == "dL_dW"
    assert line == f"layer: dL_dW is not 0 for a cotangent of 0: its largest entry is {largest:.3g}"
