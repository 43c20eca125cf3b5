"""A mask of -inf stays where it is, and goes on where an axis is longer."""

import numpy as np
import pytest

from cases.structures.keeping import given, resampled
from ethan_check.cases.structures import masked_with_infinity

SCORES = np.random.default_rng(0).normal(size=(4, 4))
SCORES[np.triu_indices(4, 1)] = -np.inf


def test_the_mask_stays_in_all_ways():
    for one in resampled(given(SCORES, "masked with infinity")):
        rows, columns = (np.arange(length) % 4 for length in one.shape)
        assert np.array_equal(np.isneginf(one), np.isneginf(SCORES[np.ix_(rows, columns)]))
        assert not np.isnan(one).any()
        assert not np.isposinf(one).any()


def test_both_infinities_are_kept():
    array = np.array([1.0, np.inf, -np.inf, 2.0])
    for one in resampled(array):
        assert one[1] == np.inf
        assert one[2] == -np.inf


@pytest.mark.parametrize("array", [np.ones(3), np.array([np.inf, np.inf]), np.array([1.0, np.nan, np.inf])])
def test_what_only_looks_like_it_is_not(array):
    assert not masked_with_infinity.shows(array)
