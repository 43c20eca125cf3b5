"""Along a line, what is known is not asked again, and independent rows are asked together."""

from dataclasses import replace

import numpy as np

from ethan_check import Subject
from ethan_check.checks.both_sides import BothSides
from ethan_check.numerics.tolerances.kinks import GRID_CELLS

X = np.random.default_rng(0).normal(size=(4, 3))


class Relu:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, g):
        return g * (self.x > 0)


def searched(layer, x=X):
    """The calls that a search along a line takes, and what it finds."""
    subject, rng = Subject(layer, (x,)), np.random.default_rng(0)
    directions, u = {"X": rng.choice([-1.0, 1.0], x.shape)}, rng.normal(size=subject.output.size)
    before = replace(subject.calls)
    found = BothSides(subject, subject.values, directions, u).kinks(4.0)
    return found, subject.calls.since(before)


class Tanh(Relu):
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, g):
        return g * (1 - self.y**2)


class Centred(Relu):
    """Rows depend on each other, so each distance has to be asked for alone."""

    most = 0

    def forward(self, x):
        Centred.most = max(self.most, len(x))
        return super().forward(x - x.mean(axis=0))

    def backward(self, g):
        g = super().backward(g)
        return g - g.mean(axis=0)


def test_independent_rows_are_asked_together():
    _, calls = searched(Tanh())
    assert calls.forward == calls.backward <= 12


def test_dependent_rows_are_asked_alone():
    (kinks, _), calls = searched(Centred())
    assert kinks
    assert calls.forward >= GRID_CELLS
    assert Centred.most == 2 * len(X)  # What they cost may grow with the square of their number.


def test_both_ways_find_the_same(monkeypatch):
    together, _ = searched(Relu())
    monkeypatch.setattr(BothSides, "_stack_rows", lambda self, grid: None)
    assert searched(Relu())[0] == together


def test_what_forward_refuses_is_asked_for_alone():
    class Root(Relu):
        def forward(self, x):
            if (x < 0).any():
                raise ValueError("negative")
            return super().forward(x - 1)

    (kinks, _), _ = searched(Root(), np.abs(X) + 4.0)
    assert kinks
