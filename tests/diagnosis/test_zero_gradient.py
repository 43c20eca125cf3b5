"""Entries that are zero and should not be, or the other way round."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis.broken_layers import Elementwise, assert_explained, wrong_gradient
from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.zero_gradient import diagnose

CASES = {
    "zeros": (
        Elementwise(lambda dx, d, s: np.where(np.arange(dx.shape[1]) == 1, 0, dx)),
        "dL_dx is zero at index 1 along axis 1 of x, and right elsewhere",
    ),
    "a corner": (
        Elementwise(lambda dx, d, _: dx * (np.arange(dx.size).reshape(dx.shape) != dx.size - 1)),
        "dL_dx is zero at the last along axis 0 and the last along axis 1 of x, and right elsewhere",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


def test_zeros_where_the_output_moves_are_told():
    assert list(diagnose(wrong_gradient([0.0, 2.0], [1.0, 2.0]), None)) == [
        "dL_dx is zero in entries of x on which the output depends"
    ]


def test_numbers_where_it_stays_are_told():
    assert list(diagnose(wrong_gradient([1.0, 2.0], [0.0, 2.0]), None)) == [
        "dL_dx is not zero in entries of x on which the output does not depend"
    ]


def test_a_gradient_that_is_zero_all_over_may_be_zero_in_some_entries_of_another_case():
    all_of_it, some = diagnose(wrong_gradient([0.0, 0.0], [1.0, 2.0]), None)
    assert all_of_it.startswith("dL_dx is all zeros: it is not computed")
    assert some == Perhaps("dL_dx is zero in entries of x on which the output depends")


def test_entries_of_both_kinds_are_neither():
    assert list(diagnose(wrong_gradient([0.0, 1.0, 2.0], [1.0, 0.0, 2.0]), None)) == []


def test_nan_where_nothing_is_owed_is_no_number_too_many():
    assert list(diagnose(wrong_gradient([np.nan, 1.0], [0.0, 1.0]), None)) == []
