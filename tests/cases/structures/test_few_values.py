"""Labels stay among the labels that were given."""

import numpy as np
import pytest

from cases.structures.keeping import given, resampled
from ethan_check.cases.structures import few_values

LABELS = np.array([1.0, -1.0, -1.0, 1.0, 1.0])


@pytest.mark.parametrize(
    "array", [LABELS, (LABELS > 0).astype(float), np.array([[3.0, 7.0], [7.0, 3.0]]).repeat(2, 0)]
)
def test_labels_stay_labels_in_all_ways(array):
    for one in resampled(given(array, "few values")):
        assert set(one.ravel()) <= set(array.ravel())


@pytest.mark.parametrize(
    "array", [np.arange(4.0), np.array([0.0, 0.0, 0.0, 1.5]), np.random.default_rng(0).normal(size=5)]
)
def test_what_only_repeats_something_is_not(array):
    assert not few_values.shows(array)
