"""Purity: every kind of write into what belongs to others."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure
from ethan_check import check_layer


@pytest.mark.parametrize("layer", [Tanh(), Affine(), Fused()], ids=["tanh", "affine", "fused"])
def test_a_right_layer_passes(layer):
    assert asked("purity", layer).verdict == "pass"


class ForwardWritesInput(Tanh):
    def forward(self, x):
        x *= 0.5
        return super().forward(x)


class BackwardWritesInput(Affine):
    def backward(self, dout):
        dx = super().backward(dout)
        self.x *= 2
        return dx


class BackwardWritesCotangent(Tanh):
    def backward(self, dout):
        dout *= 1 - self.y * self.y
        return dout


class ForwardWritesParameter(Affine):
    def forward(self, x):
        self.W *= 0.99
        return super().forward(x)


class BackwardWritesParameter(Affine):
    def backward(self, dout):
        dx = super().backward(dout)
        self.b -= 0.1 * self.db
        return dx


class WritesZeroes(Tanh):
    """Leaves the numbers as they are, and still needs to write."""

    def backward(self, dout):
        dout += 0
        return super().backward(dout)


class KeepsItsOutput(Tanh):
    def forward(self, x):
        buffer = self.__dict__.setdefault(f"{x.shape}", np.empty_like(x))
        buffer[...] = np.tanh(x)
        self.y = buffer.copy()
        return buffer


class KeepsItsGradient(Tanh):
    def backward(self, dout):
        buffer = self.__dict__.setdefault(f"{dout.shape}", np.empty_like(dout))
        buffer[...] = super().backward(dout)
        return buffer


@pytest.mark.parametrize(
    ("layer", "target", "line"),
    [
        (ForwardWritesInput(), "x", "layer: forward writes into x"),
        (BackwardWritesInput(), "x", "layer: backward writes into x"),
        (BackwardWritesCotangent(), "the cotangent", "layer: backward writes into the cotangent"),
        (ForwardWritesParameter(), "W", "layer: forward writes into W"),
        (BackwardWritesParameter(), "b", "layer: backward writes into b"),
        (KeepsItsOutput(), "Y", "layer: Y is a buffer of the layer: it changes when the layer runs again"),
        (
            KeepsItsGradient(),
            "dL_dx",
            "layer: dL_dx is a buffer of the layer: it changes when the layer runs again",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_write_is_told(layer, target, line):
    assert failure(asked("purity", layer, X)) == (target, line)


def test_read_only_arrays_must_do():
    target, line = failure(asked("purity", WritesZeroes(), X))
    assert target == ""
    assert line.startswith("layer: backward raised ValueError: output array is read-only (")
    assert line.endswith("it must work on read-only arrays")


def test_the_callers_arrays_are_never_touched():
    x = X.copy()
    asked("purity", ForwardWritesInput(), x)
    assert np.array_equal(x, X)


def test_a_backward_that_returns_pieces_of_different_shapes_is_no_error_of_this_check():
    class Pieces:
        def forward(self, x):
            self.x = x
            return x * x

        def backward(self, g):
            return (2 * self.x * g, np.ones((2, 3)), [np.ones(2)])

    report = check_layer(Pieces(), inputs=(np.ones((4, 3)),), checks=("purity",), convention="plain")
    assert report.verdict in ("pass", "fail", "error")
