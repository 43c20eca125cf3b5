"""Numbers that stay equal where a mean is taken of them."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.cases.few_digits import few_digits
from ethan_core import Case, Contract


@pytest.mark.parametrize("size", [1e-290, 1e-5, 1.0, 1e200])
@pytest.mark.parametrize("count", [3, 7, 33, 1001])
def test_the_mean_of_many_is_the_number_itself(count, size):
    for number in few_digits(size * np.random.default_rng(0).normal(size=20)):
        many = np.full(count, number)
        assert (many - many.mean() == 0).all()


def test_they_are_near():
    x = np.random.default_rng(0).normal(size=1000)
    assert (np.abs(few_digits(x) - x) <= 2.0**-8 * np.abs(x)).all()
    assert few_digits(np.zeros(2)).tolist() == [0.0, 0.0]
    assert few_digits(np.ones(2, np.float32)).dtype == np.float32


class Deviation:
    """The standard deviation of each row, or of all entries; its gradient is 0/0 where these are the same."""

    def __init__(self, axis):
        self.axis = axis

    def forward(self, x):
        self.x, self.s = x, x.std(axis=self.axis, keepdims=True)
        return self.s.squeeze(self.axis)

    def backward(self, g):
        g = g if self.axis is None else np.expand_dims(g, self.axis)
        off, count = self.x - self.x.mean(axis=self.axis, keepdims=True), self.x.size / self.s.size
        with np.errstate(all="ignore"):
            return g * off / (self.s * count)


def rule(rng):
    return Case(Deviation(1), (rng.normal(size=tuple(rng.integers(1, 6, 2))),))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ((Deviation(None),), {"contract": Contract(shapes="N D -> ")}),
        ((Deviation(1),), {"contract": Contract(shapes="N D -> N")}),
        ((Deviation(0),), {"contract": Contract(shapes="N D -> D")}),
        ((Deviation(1),), {"inputs": (np.random.default_rng(0).normal(size=(3, 7)),)}),
        ((), {"cases": rule}),
    ],
    ids=["all", "rows", "columns", "rows of given arrays", "rows of a rule"],
)
def test_ties_of_all_are_met_whatever_the_seed(layer, source, seed):
    report = check_layer(*layer, **source, checks=("gradient",), seed=seed, shrink=False)
    assert report.verdict == "fail", str(report)
