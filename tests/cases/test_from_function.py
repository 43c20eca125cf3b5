"""Cases from a rule of the layer's own."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh, X

from ethan_check import Case, check_layer
from ethan_check.cases.from_function import DrawerSource
from ethan_check.subject.execution.faults import LayerFault


def rows(rng):
    return Case(Tanh(), rng.normal(size=(int(rng.integers(1, 9)), 2)))


def test_a_position_gives_one_case_and_rules_take_turns():
    source = DrawerSource((rows, lambda rng: Case(Tanh(), np.zeros(1))), 3)
    np.testing.assert_array_equal(source.draw(2).case.inputs[0], source.draw(2).case.inputs[0])
    assert source.draw(1).case.inputs[0].shape == (1,)
    assert source.draw(2).case.inputs[0].ndim == 2
    assert not source.draw(0).tentative


def test_the_smallest_case_that_fails_is_found():
    found = DrawerSource((rows,), 0).smaller(lambda drawn: len(drawn.case.inputs[0]) >= 3)
    assert len(found.case.inputs[0]) == 3
    assert DrawerSource((rows,), 0).smaller(lambda drawn: False) is None


def test_a_rule_that_does_not_work_is_named():
    with pytest.raises(LayerFault, match=r"^the rule that draws cases raised ZeroDivisionError"):
        DrawerSource((lambda rng: 1 / 0,), 0).draw(0)
    with pytest.raises(LayerFault, match="returned a list, expected a Case"):
        DrawerSource((lambda rng: [],), 0).draw(0)


class Slope:
    def __init__(self):
        self.a = np.full(3, 0.25)

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.a * x)

    def backward(self, g):
        self.da = np.where(self.x > 0, 0, self.x * g).sum(axis=0)
        return np.where(self.x > 0, g, self.a * g)


class InitialSlope(Slope):
    def backward(self, g):
        super().backward(g)
        return np.where(self.x > 0, g, 0.25 * g)


class DividesByInput:
    """The square, by way of a quotient that 0 does not have."""

    def forward(self, x):
        self.x, self.y = x, x**3
        return self.y

    def backward(self, g):
        return g * 3 * np.divide(self.y, self.x, out=np.zeros_like(self.y), where=self.x != 0)


class DividesTwice(DividesByInput):
    def forward(self, x):
        self.x, self.y = x, x + 0.0
        return self.y

    def backward(self, g):
        return g * np.divide(self.y, self.x, out=np.zeros_like(self.y), where=self.x != 0)


def drawn(cls):
    return lambda rng: Case(cls(), rng.normal(size=(int(rng.integers(1, 6)), 3)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("cls", "verdict"),
    [(Slope, "pass"), (InitialSlope, "fail"), (DividesByInput, "pass"), (DividesTwice, "fail")],
)
def test_parameters_are_moved_and_zeros_put_in(cls, verdict, seed):
    assert check_layer(cases=drawn(cls), checks=["gradient"], seed=seed, shrink=False).verdict == verdict


def test_what_is_no_plain_number_is_left_as_drawn():
    symmetric = np.array([[1.0, -2.0], [-2.0, 3.0]])
    positive, ids = np.abs(X), np.array([0, 2, -1])
    source = DrawerSource((lambda rng: Case(Tanh(), (symmetric, positive, ids)),), 0)
    for position in range(source.count):
        inputs = source.draw(position).case.inputs
        assert all(new is old for new, old in zip(inputs, (symmetric, positive, ids), strict=True))


def test_half_of_the_cases_are_as_the_rule_draws_them():
    tentative = [DrawerSource((rows,), 0).draw(position).tentative for position in range(24)]
    assert tentative.count(False) == 12
    assert not tentative[0]
