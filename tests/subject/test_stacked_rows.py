"""Many points of a line in one call, and only where rows are independent."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.subject.stacked_rows import StackedRows
from ethan_core.net import Mlp

X = np.random.default_rng(0).normal(size=(4, 3))


class Scaled:
    """Works row by row, with a parameter that all rows share."""

    def __init__(self):
        self.w = np.array([1.0, -2.0, 0.5])

    def forward(self, x, shift=0.0):
        self.x = x
        return np.tanh(x * self.w + shift)

    def backward(self, g):
        slope = g * (1 - np.tanh(self.x * self.w) ** 2)
        self.dw = (slope * self.x).sum(axis=0)
        return slope * self.w


def along(subject, names=("X",)):
    rng = np.random.default_rng(1)
    return {name: rng.normal(size=subject.values[name].shape) for name in names}


@pytest.mark.parametrize("layer", [Scaled(), Mlp(3, 2)], ids=["scaled", "mlp"])
def test_the_answers_are_those_of_single_calls(layer):
    subject = Subject(layer, (X,))
    directions, u = along(subject), np.random.default_rng(2).normal(size=subject.output.size)
    distances = [-1.0, 0.0, 0.25, 8.0]
    outputs, gradients = StackedRows(subject, subject.values, directions, u).answers(distances)
    for t, output, gradient in zip(distances, outputs, gradients, strict=True):
        values = {**subject.values, "X": X + t * directions["X"]}
        np.testing.assert_allclose(output, subject.flat(values), rtol=1e-14)
        np.testing.assert_allclose(gradient, subject.pullback(values, u)["X"].ravel(), rtol=1e-12)


def test_one_call_serves_all_distances():
    subject = Subject(Scaled(), (X,))
    stacked = StackedRows(subject, subject.values, along(subject), np.ones(X.size))
    before = subject.calls.forward, subject.calls.backward
    stacked.answers(np.linspace(-1, 1, 37).tolist())
    assert (subject.calls.forward - before[0], subject.calls.backward - before[1]) == (1, 1)


def test_large_stacks_are_parted(monkeypatch):
    monkeypatch.setattr("ethan_check.subject.stacked_rows.LARGE", 3 * X.size)
    subject = Subject(Scaled(), (X,))
    stacked = StackedRows(subject, subject.values, along(subject), np.ones(X.size))
    before = subject.calls.forward
    outputs, gradients = stacked.answers(np.linspace(-1, 1, 7).tolist())
    assert outputs.shape == gradients.shape == (7, X.size)
    assert subject.calls.forward - before == 3


@pytest.mark.parametrize(
    ("forward", "moving"),
    [
        (lambda x: x.sum(), ("X",)),
        (lambda x: (x, x), ("X",)),
        (lambda x: x.T, ("X",)),
        (lambda x: x * 2, ("X", "w")),
    ],
    ids=["a number", "several outputs", "rows elsewhere", "what moves has no rows"],
)
def test_where_nothing_can_be_stacked(forward, moving):
    class Layer(Scaled):
        def forward(self, x):
            self.x = x
            return forward(x)

        def backward(self, *cotangents):
            self.dw = np.zeros(3)
            return np.zeros_like(self.x)

    subject = Subject(Layer(), (X,), convention="plain")
    assert not StackedRows(subject, subject.values, along(subject, moving), np.ones(X.size)).is_possible
