"""Thresholds: right on both sides of every value at which forward branches, and close to it."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Tanh, X, asked, failure, reason
from ethan_check import Subject
from ethan_check.checks.thresholds import CHECK
from ethan_core import Contract


class Clipped:
    """The identity between -1 and 1; backward's limit is a parameter of the test."""

    contract = Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True)

    def __init__(self, limit=1.0):
        self.limit = limit

    def forward(self, x):
        self.x = x
        return np.clip(x, -1, 1)

    def backward(self, dout):
        return np.where((self.x > -1) & (self.x < self.limit), dout, 0)


class SummedClip(Clipped):
    """Branches on a sum, so no entry alone shows where."""

    contract = Contract(shapes="N D -> N", inputs=("x",), rows_independent=True)

    def forward(self, x):
        self.x = x
        return np.maximum(x.sum(axis=1), 0.5)

    def backward(self, dout):
        inside = self.x.sum(axis=1, keepdims=True) > self.limit
        return np.where(inside, dout[:, None], 0) * np.ones_like(self.x)


def test_a_right_layer_passes():
    report = asked("thresholds", Clipped())
    assert report.verdict == "pass"
    assert report.findings[0].message.startswith("right on both sides of ")
    assert report.findings[0].evidence["kinks"] >= 1
    assert asked("thresholds", SummedClip(0.5)).verdict == "pass"


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("layer", [Clipped(0.96), SummedClip(0.53)], ids=["entry", "sum"])
def test_a_limit_that_is_a_little_off_is_found(layer, seed):
    target, line = failure(asked("thresholds", layer, seed=seed))
    assert target == "dL_dx"
    assert line.startswith(("layer: dL_dx differs from the derivative in ", "layer: dL_dx is "))


@pytest.mark.parametrize("layer", [Tanh(), Affine()], ids=["tanh", "affine"])
def test_a_forward_without_kinks_is_not_asked(layer):
    assert reason(asked("thresholds", layer)) == "forward shows no kink"


def test_a_large_input_is_not_asked():
    why = "no input is small enough to be searched for thresholds"
    assert reason(asked("thresholds", Affine(20), np.ones((30, 20)))) == why


def test_arrays_alone_will_do():
    layer = Clipped(0.96)
    layer.contract = None
    assert asked("thresholds", layer, 2 * X).verdict == "fail"


class ClippedAndSummed(SummedClip):
    """Two outputs of different shapes, so that they are not the entries of the input either."""

    contract = None

    def forward(self, x):
        self.x = x
        return np.clip(x, -1, 1), super().forward(x)

    def backward(self, dclipped, dsummed):
        return np.where(np.abs(self.x) < 1, dclipped, 0) + super().backward(dsummed)


def test_several_outputs_of_different_shapes_are_asked_about():
    assert asked("thresholds", ClippedAndSummed(0.5), X)


def test_an_elementwise_layer_is_looked_at_four_times_with_all_entries_close_to_a_threshold():
    subject = Subject(Clipped(), (np.linspace(-2, 2, 300).reshape(20, 15),))
    kinks = [(299, -1.0), (0, 1.0)]  # The last entry crosses 1, the first one -1.

    def line(t):
        return {"x": subject.values["x"] + t}

    found = CHECK._points(subject, kinks, subject.values, line, np.random.default_rng(0))
    points = [point["x"] for point in found]
    assert len(points) == 4
    distances = np.abs(np.abs(np.array(points)) - 1)
    assert 1e-3 < distances.min() < 1.1e-3
    assert 0.045 < distances.max() < 0.0502
