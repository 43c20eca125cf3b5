"""The targets of a classification stay so."""

import numpy as np
import pytest

from cases.structures.keeping import given, holds
from ethan_check.cases.structures import one_hot_rows

TARGETS = np.eye(5)[[0, 2, 1, 4]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_targets_stay_targets_in_every_shape(dtype):
    made = holds(one_hot_rows, given(TARGETS.astype(dtype), "one-hot"))
    assert {len(one) for one in made} > {4}
    assert {one.shape[1] for one in made} == {5, 17, 33} or {one.shape[1] for one in made} == {5, 17}


def test_stacks_of_rows_are_rows():
    holds(one_hot_rows, given(np.eye(4)[np.array([[0, 1, 3], [2, 2, 1]])], "one-hot"))


@pytest.mark.parametrize(
    "array", [2 * TARGETS, TARGETS - 1, TARGETS[:, :1], np.zeros((2, 3)), np.ones((2, 2))]
)
def test_what_only_looks_like_it_is_not(array):
    assert not one_hot_rows.shows(array)
