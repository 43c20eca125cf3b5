"""Special points at which forward has a gradient all the same."""

from __future__ import annotations

import numpy as np
import pytest
from subject.small_layers import Elementwise

from ethan_check import check_layer
from ethan_check.numerics.random_directions import direction
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiable import slopes_add_up
from ethan_core import Contract


class Function:
    """A function of a vector; what backward says does not matter."""

    def __init__(self, function):
        self.function = function

    def forward(self, x):
        return np.atleast_1d(self.function(x))

    def backward(self, g):
        return np.zeros(2)


FUNCTIONS = {
    "smooth": (lambda x: np.sin(x[0]) * np.exp(x[1]), 0.1, True),
    "bent within 1e-3": (lambda x: x[0] / np.sqrt(x @ x + 1e-6), 1e2, True),
    "a norm": (lambda x: np.sqrt(x @ x), 0.1, False),
    "the larger of two": (np.max, 0.1, False),
    "a slope along each line": (lambda x: x[0] * x[1] ** 2 / np.maximum(x @ x, 1e-300), 0.1, False),
    "the middle of three": (lambda x: np.sort([x[0], x[1], 0.0])[1], 0.1, False),
    "a jump": (lambda x: np.sign(x[0]) + x[1], 0.1, False),
}


def drawing():
    rng = np.random.default_rng(0)
    return lambda: {"X": direction(np.ones(2), rng)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_slopes_add_up_where_there_is_a_gradient(name):
    function, disputed, expected = FUNCTIONS[name]
    subject = Subject(Function(function), (np.array([0.5, 1.0]),), convention="plain")
    assert slopes_add_up(subject, {"X": np.zeros(2)}, np.ones(1), disputed, drawing()) is expected


def test_what_is_disputed_is_more_than_the_bars_leave_open():
    subject = Subject(Function(lambda x: np.sin(x[0])), (np.array([0.5, 1.0]),), convention="plain")
    assert not slopes_add_up(subject, {"X": np.zeros(2)}, np.ones(1), 1e-15, drawing())


@pytest.mark.parametrize("share", [0.99, 1.01, 0.5, 2.0])
def test_a_gradient_that_is_wrong_at_one_smooth_point_alone_is_wrong(share):
    """What is right on all sides of it and between them is no excuse."""

    def slope(x):
        return 1e-8 / (x * x + 1e-8) ** 1.5 * np.where(x == 0, share, 1.0)

    layer = Elementwise(lambda x: x / np.sqrt(x * x + 1e-8), slope)
    given = np.array([[0.0, 1.0], [2.0, -1.0]])
    assert check_layer(layer, (given,), checks=["gradient"], shrink=False).verdict == "fail"


@pytest.mark.parametrize("at_the_tie", [0.0, 0.5, 1.0])
def test_at_a_kink_any_gradient_between_is_legal_still(at_the_tie):
    layer = Elementwise(lambda x: np.maximum(x, 0), lambda x: np.where(x == 0, at_the_tie, (x > 0) * 1.0))
    given = np.array([[0.0, 1.0], [2.0, -1.0]])
    assert check_layer(layer, (given,), checks=["gradient"], shrink=False).verdict == "pass"


class Sorted:
    """Rows in order; of equal numbers any may be the first."""

    def forward(self, x):
        self.order = np.argsort(x, axis=1)
        return np.take_along_axis(x, self.order, axis=1)

    def backward(self, g):
        dx = np.empty_like(g)
        np.put_along_axis(dx, self.order, g, axis=1)
        return dx


def test_large_numbers_that_are_tied_are_excused():
    """Backward is off by what directions of their size make of it, and so are slopes along those alone."""
    shapes = Contract(shapes="N D -> N D")
    verdicts = {
        check_layer(Sorted, contract=shapes, checks=["stability"], seed=seed, shrink=False).verdict
        for seed in range(40)
    }
    assert verdicts == {"pass"}
