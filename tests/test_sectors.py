"""Thin sectors of gradients around a point where several kinks meet."""

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.numerics.limiting_gradients import gradients_between
from ethan_check.verdict.judge import judge


def units(normals):
    """Which half-planes a point is in: the gradient of a sum of relus, one entry a unit."""
    return lambda point: (point["x"] @ normals > 0).astype(float)


@pytest.mark.parametrize("width", [0.3, 0.03, 0.003])
def test_a_thin_sector_is_found_between_its_neighbours(width):
    normals = np.array([[1.0, -1.0], [-width, -width]])
    at = units(normals)
    points = [{"x": np.array([-1.0, 0.7])}, {"x": np.array([1.3, 0.9])}]
    found = gradients_between(points, [at(point) for point in points], at)
    assert [gradient.tolist() for gradient in found] == [[0.0, 0.0]]


def test_nothing_lies_between_two_that_border_on_each_other():
    at = lambda point: np.array([point["x"][0] > point["x"][1], point["x"][0] <= point["x"][1]]).astype(float)  # noqa: E731
    points = [{"x": np.array([1.0, 0.2])}, {"x": np.array([-0.4, 0.3])}]
    assert gradients_between(points, [at(point) for point in points], at) == []


def test_gradients_that_change_smoothly_are_one():
    at = lambda point: 1 + 1e-4 * point["x"]  # noqa: E731
    points = [{"x": np.array([float(n)])} for n in range(4)]
    assert gradients_between(points, [at(point) for point in points], at) == []


def test_whole_numbers_stay_as_they_are():
    at = units(np.array([[1.0, -1.0], [-0.1, -0.1]]))
    ids = np.array([1, 2])
    seen = []

    def noting(point):
        seen.append(point["ids"])
        return at(point)

    points = [{"x": np.array([-1.0, 0.7]), "ids": ids}, {"x": np.array([1.3, 0.9]), "ids": ids}]
    assert gradients_between(points, [at(point) for point in points], noting)
    assert all(one is ids for one in seen)


class Opposed:
    """x + relu(x W) V, whose two units are almost never off together, apart from x = 0."""

    def __init__(self, gap):
        w = np.array([0.8, -0.6])
        self.W = np.stack([w, -w + gap * np.array([0.6, 0.8])], axis=1)
        self.V = np.array([[1.5, -0.7], [0.4, 1.1]])

    def forward(self, x):
        self.x, self.h = x, np.maximum(x @ self.W, 0)
        return x + self.h @ self.V

    def backward(self, dout):
        dz = np.where(self.h > 0, dout @ self.V.T, 0)
        self.dW, self.dV = self.x.T @ dz, self.h.T @ dout
        return dout + dz @ self.W.T


class OpposedTwice(Opposed):
    """At 0 the shortcut counts twice, which no sector around it does."""

    def backward(self, dout):
        dx = super().backward(dout)
        return np.where((self.x == 0).all(axis=1, keepdims=True), dx + dout, dx)


@pytest.mark.parametrize("gap", [0.5, 0.05, 0.01])
def test_what_backward_rightly_states_where_units_are_off_together_is_legal(gap):
    x = np.array([[0.0, 0.0], [1.3, -0.4]])
    verdicts = {
        layer: [judge(Subject(layer(gap), (x,)), np.random.default_rng(seed)).verdict for seed in range(20)]
        for layer in (Opposed, OpposedTwice)
    }
    assert set(verdicts[Opposed]) == {"pass"}
    # A hull that is widened by its own width excuses some of what lies outside it.
    assert verdicts[OpposedTwice].count("fail") >= 3
