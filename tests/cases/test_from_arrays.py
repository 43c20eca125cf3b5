"""Cases from arrays: first as they are, then varied, and smaller ones by fewer rows."""

from __future__ import annotations

import numpy as np
from checks.judging import Affine, Tanh, X

from ethan_check import Case
from ethan_check.cases.from_arrays import ArraySource
from ethan_core import Contract


def test_given_arrays_come_first_and_are_sure():
    source = ArraySource([Case(Tanh(), X), Case(Affine(), X + 1)], 0)
    assert source.draw(0).case.inputs[0] is X
    assert [source.draw(k).tentative for k in range(4)] == [False, False, True, True]
    assert [source.draw(k).configuration for k in range(4)] == [0, 1, 0, 1]


def test_varied_cases_are_one_for_a_position_and_move_parameters():
    source = ArraySource([Case(Tanh(), X)], 7)
    first, again = source.draw(3), source.draw(3)
    np.testing.assert_array_equal(first.case.inputs[0], again.case.inputs[0])
    assert first.parameter_seed == 10
    assert not np.array_equal(first.case.inputs[0], X)


def test_what_makes_the_layer_comes_with_it():
    makers = [Tanh, Affine]
    source = ArraySource([Case(Tanh(), X), Case(Affine(), X)], 0, makers=makers)
    assert [source.draw(k).make for k in range(3)] == [Tanh, Affine, Tanh]


def test_fewer_rows_are_tried_two_first():
    source = ArraySource([Case(Tanh(), X)], 0)
    assert source.smaller(lambda drawn: True).case.inputs[0].shape == (2, 3)
    assert source.smaller(lambda drawn: len(drawn.case.inputs[0]) < 2).case.inputs[0].shape == (1, 3)
    assert source.smaller(lambda drawn: False) is None


def test_a_contract_says_whose_leading_axis_is_cut():
    class Scaled:
        contract = Contract(shapes="N d, c d -> N c", inputs=("x", "w"))

    w = np.ones((4, 3))
    found = ArraySource([Case(Scaled(), (X, w))], 0).smaller(lambda drawn: True)
    assert [array.shape for array in found.case.inputs] == [(2, 3), (4, 3)]


def test_arrays_without_rows_cannot_be_cut():
    assert ArraySource([Case(Tanh(), np.array(2.0))], 0).smaller(lambda drawn: True) is None


def test_one_given_row_is_tried_as_it_was_given():
    found = ArraySource([Case(Tanh(), np.ones((1, 3)))], 0).smaller(lambda drawn: True)
    assert (found.case.inputs[0].shape, found.parameter_seed, found.made) == ((1, 3), None, "")
