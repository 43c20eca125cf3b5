"""Layout: the same numbers in another layout give the same answer."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure
from ethan_check.checks.memory_layout import LAYOUTS


@pytest.mark.parametrize("layer", [Tanh(), Affine(), Fused()], ids=["tanh", "affine", "fused"])
def test_a_right_layer_passes(layer):
    assert asked("layout", layer).verdict == "pass"


@pytest.mark.parametrize("words", LAYOUTS)
@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 3, 4)])
def test_a_layout_keeps_the_numbers(words, shape):
    array = np.random.default_rng(0).normal(size=shape)
    view = LAYOUTS[words](array)
    assert np.array_equal(view, array)
    assert view.strides != array.strides or array.ndim == 1


class WalksMemory(Tanh):
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y.ravel(order="K").reshape(x.shape)


class WalksTheCotangent(Tanh):
    def backward(self, dout):
        return super().backward(dout.ravel(order="K").reshape(dout.shape))


class NeedsOrder(Tanh):
    def backward(self, dout):
        if not dout.flags.c_contiguous:
            raise ValueError("not contiguous")
        return super().backward(dout)


def test_forward_that_walks_memory():
    target, line = failure(asked("layout", WalksMemory(), X))
    assert target == "Y"
    assert line.startswith("layer: Y differs by ")
    assert line.endswith("% of its size for Fortran-ordered inputs with the same numbers")


def test_backward_that_walks_memory():
    target, line = failure(asked("layout", WalksTheCotangent(), X))
    assert target == "dL_dx"
    assert line.endswith("% of its size for Fortran-ordered cotangent with the same numbers")


def test_backward_that_refuses_a_layout():
    target, line = failure(asked("layout", NeedsOrder(), X))
    assert target == ""
    assert line.startswith("layer: backward raised ValueError: not contiguous (")
    assert line.endswith("), for Fortran-ordered cotangent")
