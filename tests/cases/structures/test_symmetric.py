"""Symmetric matrices stay symmetric."""

import numpy as np
import pytest

from cases.structures.keeping import given, resampled
from ethan_check.cases.structures import symmetric

DISTANCES = np.abs(np.subtract.outer(np.array([0.0, 1.0, 3.5]), np.array([0.0, 1.0, 3.5])))


@pytest.mark.parametrize("array", [DISTANCES, DISTANCES - 2, np.stack([DISTANCES, 2 * DISTANCES - 1])])
def test_they_stay_symmetric_in_all_ways(array):
    square = [one for one in resampled(given(array, "symmetric")) if one.shape[-2:] == (3, 3)]
    assert len(square) > 10
    assert all(symmetric.shows(one) for one in square)


@pytest.mark.parametrize("array", [np.triu(np.ones((3, 3))), DISTANCES[:2], np.ones((1, 1)), DISTANCES[0]])
def test_what_only_looks_like_it_is_not(array):
    assert not symmetric.shows(array)
