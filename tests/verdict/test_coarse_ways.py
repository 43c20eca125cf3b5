"""Gradients of layers of low precision add up along ways, or they do not."""

import numpy as np
import pytest

from ethan_check.numerics.tolerances.repeats import COARSE_QUADRATURE, PATH_ERRORS
from ethan_check.subject.subject import Subject
from ethan_check.verdict.coarse_ways import CoarseWays

X = np.random.default_rng(0).normal(size=(4, 3))


class Half:
    """A function in float16 that accumulates in float32, as kernels do."""

    def __init__(self, function, slope, factor=1.0):
        self.function, self.slope, self.factor = function, slope, factor

    def forward(self, x):
        assert x.dtype == np.float16
        self.x = x.astype(np.float32)
        return self.function(self.x).astype(np.float16)

    def backward(self, g):
        return (self.factor * g.astype(np.float32) * self.slope(self.x)).astype(np.float16)


SMOOTH = {
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "exp": (np.exp, np.exp),
    "relu": (lambda x: np.maximum(x, 0), lambda x: (x > 0).astype(np.float32)),
    "square beside a large number": (lambda x: x * x + 8, lambda x: 2 * x),
}


def ways(name, factor=1.0, seed=0):
    subject = Subject(Half(*SMOOTH[name], factor), (X,), dtype="float16")
    return CoarseWays(subject, "X", np.random.default_rng(seed))


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("seed", range(4))
def test_right_ones_add_up_and_a_hundredth_does_not(name, seed):
    factor = 1.03 if name == "relu" else 1.01  # Kinks on a way of twelve entries cost the quadrature 1%.
    right, wrong = ways(name, seed=seed).ratio(), ways(name, factor, seed=seed).ratio()
    assert not right.is_wrong(PATH_ERRORS, COARSE_QUADRATURE), right
    assert wrong.is_wrong(PATH_ERRORS, COARSE_QUADRATURE), wrong


def test_leaps_are_seen_and_slopes_are_not():
    def hard(x):
        return np.where(np.abs(x) > 0.5, x, 0)

    leaping = Half(hard, lambda x: (np.abs(x) > 0.5).astype(np.float32))
    found = CoarseWays(Subject(leaping, (X,), dtype="float16"), "X", np.random.default_rng(0))
    found.ratio()
    assert found.leaps()
    for name in SMOOTH:
        smooth = ways(name)
        smooth.ratio()
        assert not smooth.leaps(), name


def test_what_is_rounded_away_is_seen():
    beside = Half(lambda x: x + 1000, np.ones_like)
    found = CoarseWays(Subject(beside, (X,), dtype="float16"), "X", np.random.default_rng(0))
    found.ratio()
    assert found.rounds_away()
    smooth = ways("square beside a large number")
    smooth.ratio()
    assert not smooth.rounds_away()


def test_what_does_not_run_has_no_ratio():
    class Raises(Half):
        def backward(self, g):
            raise ValueError("no")

    subject = Subject(Half(*SMOOTH["tanh"]), (X,), dtype="float16")
    subject = subject.with_layer(Raises(*SMOOTH["tanh"]))
    assert CoarseWays(subject, "X", np.random.default_rng(0)).ratio() is None
