"""An axis that forward merely broadcasts is no batch, and one that it sums or averages over is."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.cases.broadcasting import merely_broadcasts
from ethan_check.subject.subject import Subject

rng = np.random.default_rng(0)


class Layer:
    """A layer from its forward alone: what it broadcasts is asked of that."""

    def __init__(self, function):
        self._function = function

    def forward(self, x):
        self.x = x
        return self._function(x)

    def backward(self, g):
        return 0 * self.x


def broadcasts(function, new, given):
    one, usual = (
        Subject(Layer(function), (rng.normal(size=shape),), convention="plain") for shape in (new, given)
    )
    return merely_broadcasts(one, usual)


HELD = rng.normal(size=(4, 3))


@pytest.mark.parametrize(
    ("function", "new", "given"),
    [
        (lambda x: x - HELD, (1, 3), (4, 3)),
        (lambda x: x - HELD, (4, 1), (4, 3)),
        (lambda x: x - HELD, (1, 1), (4, 3)),
        (lambda x: x + np.arange(2.0)[:, None], (1, 5), (2, 5)),
        (lambda x: (x + x.T) / 2, (1, 3), (3, 3)),
        (lambda x: np.linalg.inv(x + 9 * np.eye(3)), (1, 3), (3, 3)),
        (lambda x: (x - HELD, x.sum()), (1, 3), (4, 3)),
    ][:6],
)
def test_what_numpy_repeats_is_broadcast(function, new, given):
    assert broadcasts(function, new, given)


@pytest.mark.parametrize(
    ("function", "new", "given"),
    [
        (lambda x: 2 * x, (1, 3), (4, 3)),
        (lambda x: x.sum(axis=0), (1, 3), (4, 3)),
        (lambda x: x.mean(axis=0), (1, 3), (4, 3)),
        (lambda x: x.sum(axis=0), (1, 3), (3, 3)),
        (lambda x: x.sum(), (1, 3), (4, 3)),
        (lambda x: x @ np.ones((3, 2)), (2, 3), (4, 3)),
        (lambda x: x, (4, 3), (4, 3)),
        (lambda x: x.T @ x, (1, 3), (3, 3)),
    ],
)
def test_what_is_computed_is_not(function, new, given):
    assert not broadcasts(function, new, given)


def test_a_layer_that_refuses_the_repeated_rows_does_not_broadcast():
    def one_row(x):
        if len(x) > 1 and np.ptp(x[:, 0]) == 0:
            raise ValueError("no")
        return x - HELD

    assert not broadcasts(one_row, (1, 3), (4, 3))


class TargetsInLayer:
    """Squared differences from targets that the layer holds."""

    t = HELD
    factor = 1.0

    def forward(self, x):
        self.d = x - self.t
        return self.d**2 / 2

    def backward(self, g):
        return self.factor * g * self.d


class TargetsTwice(TargetsInLayer):
    factor = 2.0


class ScalesFirstAxis:
    """A weight for each row."""

    def __init__(self):
        self.w = np.linspace(0.5, 1.5, 3)

    def forward(self, x):
        self.x = x
        return x * self.w[:, None]

    def backward(self, g):
        self.dw = (g * self.x).sum(axis=1)
        return g * self.w[:, None]


class OuterSum:
    def forward(self, x):
        return x[:, None] + x[None, :] + np.zeros((3, 3))

    def backward(self, g):
        return g.sum(axis=1) + g.sum(axis=0)


@pytest.mark.parametrize(
    ("layer", "shape", "verdict"),
    [
        (TargetsInLayer(), (4, 3), "pass"),
        (TargetsTwice(), (4, 3), "fail"),
        (ScalesFirstAxis(), (3, 5), "pass"),
        (OuterSum(), (3,), "pass"),
    ],
)
def test_a_case_that_is_merely_broadcast_accuses_nobody(layer, shape, verdict):
    report = check_layer(layer, inputs=(np.random.default_rng(1).normal(size=shape),))
    assert report.verdict == verdict, str(report)
