"""How far a float32 gradient may be from the float64 gradient of the same code."""

import numpy as np
import pytest
from subject.small_layers import Affine, Elementwise, X

from ethan_check.subject import extended_precision
from ethan_check.subject.subject import Subject
from ethan_check.verdict.single_precision import LOST, allowance, largest_difference

EPS = float(np.finfo(np.float32).eps)


def allowed(layer, x=X, size=None):
    subject = Subject(layer, (x,))
    wide = {name: value.astype(np.float32).astype(float) for name, value in subject.values.items()}
    u = np.ones(size or subject.flat(wide).size)
    return allowance(subject, wide, u, subject.pullback(wide, u), np.random.default_rng(0))


def test_some_hundred_roundings_are_always_allowed():
    found = allowed(Elementwise(lambda x: 4 * x, lambda x: 0 * x + 4))
    assert found == {"X": 4 * LOST}
    assert LOST == 200 * EPS


def test_every_gradient_has_its_own_allowance():
    assert allowed(Affine()).keys() == {"X", "W", "b"}


def test_an_ill_conditioned_gradient_is_allowed_more(monkeypatch):
    monkeypatch.setattr(extended_precision, "_WIDER", False)  # So that rounding is not measured too.

    def slope(x):
        return 1e4 * np.cos(1e4 * x)

    found = allowed(Elementwise(lambda x: np.sin(1e4 * x), slope))["X"]
    assert found > 3 * LOST * 1e4


def test_rounding_of_backward_is_measured_in_extended_precision():
    def cancelling(x):
        return (1e9 + x) - 1e9

    exact, rough = (
        allowed(Elementwise(lambda x: x * x / 2, slope))["X"] for slope in (lambda x: 1.0 * x, cancelling)
    )
    if extended_precision._WIDER:
        assert rough > 100 * exact


def test_where_nothing_measures_rounding_the_size_of_the_cotangent_is_allowed_for(monkeypatch):
    monkeypatch.setattr(extended_precision, "_WIDER", False)
    assert allowed(Elementwise(lambda x: 1e-3 * x, lambda x: 0 * x + 1e-3)) == {"X": LOST}


def test_integers_stay_what_they_are():
    class Lookup:
        def __init__(self):
            self.table = np.ones(4)

        def forward(self, ids):
            self.ids = ids
            return self.table[ids]

        def backward(self, g):
            self.dtable = np.zeros(4)
            np.add.at(self.dtable, self.ids, g)

    subject = Subject(Lookup(), (np.array([0, 2, 2]),))
    u = np.ones(3)
    exact = subject.pullback(subject.values, u)
    found = allowance(subject, subject.values, u, exact, np.random.default_rng(0))
    assert found == {"table": 2 * LOST}


@pytest.mark.parametrize(
    ("rough", "exact", "difference"),
    [
        (np.array([1.0, 2.0], np.float32), np.array([1.0, 2.5]), 0.5),
        (np.array([3.0]), np.array([-1.0]), 4.0),
        (np.zeros((0, 2)), np.zeros((0, 2)), 0.0),
        (np.array(1.0), np.array(0.5), 0.5),
        (np.array([1e38, 0.0], np.float32), np.array([-1e38, 0.0]), 2e38),
        (np.array([1, 2]), np.array([1.0, 1.0]), 1.0),
    ],
)
def test_the_largest_difference_is_taken_in_float64(rough, exact, difference):
    assert largest_difference(rough, exact) == pytest.approx(difference, rel=1e-7)


def test_a_sum_of_the_cotangent_that_cancels_is_allowed_the_rounding_of_its_terms():
    """In float64 it is exact, as each of its terms is a float32 number."""
    u = np.random.default_rng(0).uniform(0.5, 1.5, X.size).astype(np.float32).astype(float)
    u[1::2] = -u[::2][: len(u[1::2])]
    layer = Affine()
    subject = Subject(layer, (X,))
    wide = {name: value.astype(np.float32).astype(float) for name, value in subject.values.items()}
    u = np.resize(u, subject.flat(wide).size)
    exact = subject.pullback(wide, u)
    found = allowance(subject, wide, u, exact, np.random.default_rng(0))["b"]
    assert found > 10 * EPS
