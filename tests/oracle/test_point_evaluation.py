"""What a layer computes at one point, and what is documented there."""

from __future__ import annotations

import numpy as np
import pytest

import ethan_check.subject.extended_precision
from oracle.layers import SQUARE, Square, at_point


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


def test_a_statement_can_be_evaluated_at_any_number_of_digits():
    point = at_point(Square(), SQUARE.replace("2*X", "(2/3)*X"))
    statement = point.documentation.statements("X")[0]
    few, many = point.derivative(statement, 20), point.derivative(statement, 80)
    assert 0 < abs(float((few - many)[1])) < 1e-18


def test_without_a_documented_forward_there_is_nothing_to_compare_it_with():
    assert at_point(Square(), "dY[*i]/dX[*i] = 2*X[*i]").forward is None
