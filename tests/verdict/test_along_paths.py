"""What is too coarse for any step is told by whole ways, where it is wrong as a whole."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.numerics.path_integral import PathRatio
from ethan_check.subject.subject import Subject
from ethan_check.verdict.along_paths import is_wrong_along_paths, ratio_along_paths

pytestmark = pytest.mark.newest_only  # A long series of examples.

X = np.random.default_rng(3).normal(size=(4, 5))
SMOOTH = (np.tanh, lambda x: 1 - np.tanh(x) ** 2)
KINKED = (lambda x: np.maximum(x, 0), lambda x: 1.0 * (x > 0))
SQUARE = (lambda x: x * x, lambda x: 2 * x)


class Coarse:
    """A pass in half precision inside a forward that is float64 outside, and a weight beside it."""

    def __init__(self, function, factor=1.0, of_weight=1.0):
        self.w = np.linspace(0.5, 1.5, 5)
        self._f, self._d = function
        self._factor, self._of_weight = factor, of_weight

    def forward(self, x):
        self.x = x
        return (self.w * self._f(x.astype(np.float16))).astype(np.float16).astype(np.float64)

    def backward(self, g):
        self.dw = self._of_weight * (g * self._f(self.x)).sum(axis=0)
        return self._factor * g * self.w * self._d(self.x)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("function", [SMOOTH, KINKED, SQUARE])
def test_a_right_one_adds_up(function, seed):
    for name in ("X", "w"):
        found = ratio_along_paths(Subject(Coarse(function), (X,)), name, np.random.default_rng(seed))
        assert not is_wrong_along_paths(found), found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("factor", [1.05, 0.9, -1.0, 0.0, 2.0])
@pytest.mark.parametrize("function", [SMOOTH, SQUARE])
def test_a_wrong_one_does_not(function, factor, seed):
    found = ratio_along_paths(Subject(Coarse(function, factor), (X,)), "X", np.random.default_rng(seed))
    assert is_wrong_along_paths(found)
    assert abs(found.ratio - factor) < 0.05


def test_one_array_at_a_time_is_asked():
    subject = Subject(Coarse(SMOOTH, of_weight=1.2), (X,))
    assert not is_wrong_along_paths(ratio_along_paths(subject, "X", np.random.default_rng(0)))
    assert is_wrong_along_paths(ratio_along_paths(subject, "w", np.random.default_rng(0)))


@pytest.mark.parametrize(("factor", "verdict"), [(1.0, "inconclusive"), (1.1, "fail")])
def test_the_gradient_check_convicts_by_it_and_certifies_nothing(factor, verdict):
    class Alone(Coarse):
        def __init__(self):
            super().__init__(SMOOTH, factor)
            self.w = 1.0

        def backward(self, g):
            return self._factor * g * self._d(self.x)

    report = check_layer(Alone(), inputs=(X,), checks=["gradient"])
    assert report.verdict == verdict, str(report)
    if verdict == "fail":
        assert (
            "forward is too inexact for smaller steps" in report.message
            or "times the derivative" in report.message
        )


@pytest.mark.parametrize(
    "function",
    [
        (np.floor, lambda x: x),
        (lambda x: np.log(np.abs(x)), lambda x: 1 / x),
        (lambda x: x + np.sign(x), np.ones_like),
    ],
)
def test_what_is_not_narrow_but_jumps_or_has_poles_is_not_asked(function):
    class Wide(Coarse):
        def forward(self, x):
            self.x = x
            return self._f(x)

    layer = Wide(function)
    layer.w = 1.0
    assert ratio_along_paths(Subject(layer, (X,), convention="plain"), "X", np.random.default_rng(0)) is None


def test_a_layer_that_refuses_other_values_tells_nothing():
    class Picky(Coarse):
        def forward(self, x):
            if not np.array_equal(x, X):
                raise ValueError("no")
            return super().forward(x)

    assert ratio_along_paths(Subject(Picky(SMOOTH), (X,)), "X", np.random.default_rng(0)) is None


@pytest.mark.parametrize(
    ("found", "is_wrong"),
    [
        (PathRatio(1.03, 0.01), False),
        (PathRatio(1.2, 0.01), True),
        (PathRatio(0.996, 0.0), False),
        (PathRatio(0.96, 0.0), True),
    ],
    ids=["a few errors", "many errors", "the quadrature's", "more than the quadrature's"],
)
def test_ways_convict_beyond_their_scatter_and_what_the_quadrature_is_good_for(found, is_wrong):
    assert is_wrong_along_paths(found) is is_wrong
