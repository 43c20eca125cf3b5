"""What a layer computes at one point, and what is documented there."""

from __future__ import annotations

import numpy as np
import pytest

import ethan_check.subject.extended_precision
from ethan_check.oracle.consistency import judge_statement
from ethan_check.oracle.documentation import Documentation
from ethan_check.oracle.point_evaluation import PointEvaluation
from oracle.layers import Square, at_point


def test_forward_and_every_statement_are_compared():
    point = at_point(Square())
    assert point.forward.agrees
    assert [each.target for each in point.backward] == ["dL_dX"]
    assert point.backward[0].agrees


@pytest.mark.parametrize("factor", [1.5, 1 + 1e-13])
def test_a_mistake_is_none_of_rounding(factor):
    assert not at_point(Square(forward=factor)).forward.agrees
    assert not at_point(Square(backward=factor)).backward[0].agrees


class Careless:
    """Right, but for two digits that are lost in the exponential of a logarithm."""

    def forward(self, x):
        self.x = x
        return np.exp(np.log(x * x))

    def backward(self, g):
        return np.exp(np.log(2 * self.x)) * g


@pytest.mark.parametrize("extended", [True, False])
def test_what_is_lost_to_rounding_is_allowed_for(extended, monkeypatch):
    if not extended:
        monkeypatch.setattr(ethan_check.subject.extended_precision, "_WIDER", False)
    point = at_point(Careless(), x=np.array([1e100, 3e100, 7e120]))
    assert point.forward.agrees
    assert not point.forward.is_plain
    assert point.backward[0].agrees


def test_the_cotangent_is_one_of_a_seed_and_leaves_out_what_overflows():
    assert (at_point(Square()).cotangent == at_point(Square()).cotangent).all()
    with np.errstate(over="ignore"):
        point = at_point(Square(), x=np.array([1e200, 2.0]))
    assert point.cotangent[0] == 0
    assert point.cotangent[1] != 0


def test_digits_are_those_that_a_difference_needs_or_more():
    point = at_point(Square())
    assert point.numbers.digits == 100
    assert PointEvaluation(point.subject, point.values, 0, 500).numbers.digits == 500


def test_each_formula_is_worked_out_once_at_a_point(monkeypatch):
    evaluated = []
    for what in ("forward", "derivative"):
        original = getattr(Documentation, what)

        def spied(self, *args, what=what, original=original):
            evaluated.append(what)
            return original(self, *args)

        monkeypatch.setattr(Documentation, what, spied)
    point = at_point(Square())
    statement = point.documentation.statements("X")[0]
    assert point.forward.agrees
    assert point.backward[0].agrees
    assert judge_statement(point, statement).agrees
    # The point itself, and one step to either side of it.
    assert sorted(evaluated) == ["derivative", "forward", "forward", "forward"]


def test_without_a_documented_forward_there_is_nothing_to_compare_it_with():
    assert at_point(Square(), "dY[*i]/dX[*i] = 2*X[*i]").forward is None


class Saturated:
    """The hyperbolic tangent, whose derivative at 15 is 4e-13; backward adds something to it."""

    def __init__(self, off):
        self.off = off

    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, g):
        return g * (1 / np.cosh(self.x) ** 2 + self.off)


@pytest.mark.parametrize(("off", "agrees"), [(3e-16, True), (3e-15, False)])
def test_what_disappears_beside_customary_results_a_few_times_is_no_mistake(off, agrees):
    """Those are about 1: its derivative at 0."""
    formula = "Y[*i] = tanh(X[*i])\ndY[*i]/dX[*i] = 4/(exp(X[*i]) + exp(-X[*i]))**2"
    assert at_point(Saturated(off), formula, np.array([15.0])).backward[0].agrees is agrees
