"""Probabilities stay probabilities, to the rounding of their type."""

import numpy as np
import pytest

from cases.structures.keeping import given, holds
from ethan_check.cases.structures import rows_that_sum_to_one

ODDS = np.random.default_rng(0).uniform(0.1, 2, size=(4, 3))
SHARES = ODDS / ODDS.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_probabilities_stay_probabilities(dtype):
    for one in holds(rows_that_sum_to_one, given(SHARES.astype(dtype), "rows that sum to one")):
        assert (one >= 0).all()


@pytest.mark.parametrize(
    "array", [SHARES * 1.001, SHARES[:, :2], np.array([[1.5, -0.5]]), np.ones((3, 1)), SHARES.T]
)
def test_what_only_looks_like_it_is_not(array):
    assert not rows_that_sum_to_one.shows(array)


def test_a_row_of_zeros_becomes_one_of_equal_shares():
    made = rows_that_sum_to_one.kept(np.zeros((1, 4)), SHARES, np.random.default_rng(0))
    assert made.tolist() == [[0.25] * 4]


@pytest.mark.parametrize(
    ("dtype", "rounding"),
    [(np.float16, 4e-3), (np.float32, 4e-6), (np.float64, 4e-13), (np.longdouble, 4e-13)],
)
def test_sums_may_be_off_by_the_rounding_of_their_type_and_not_by_ten_times_as_much(dtype, rounding):
    shares = (ODDS / ODDS.sum(axis=1, keepdims=True)).astype(dtype)
    some, many = ((shares * (1 + dtype(off))).astype(dtype) for off in (rounding, 10 * rounding))
    assert rows_that_sum_to_one.shows(some)
    assert not rows_that_sum_to_one.shows(many)
