"""What ascends goes on ascending, where that is no coincidence."""

import numpy as np
import pytest

from cases.structures.keeping import given, resampled
from ethan_check.cases.structures import sorted_rows


@pytest.mark.parametrize(
    "array", [np.cumsum(np.linspace(0.1, 2, 9)), np.sort(np.random.default_rng(0).normal(size=(5, 4)))]
)
def test_it_goes_on_ascending_in_all_ways(array):
    for one in resampled(given(array, "sorted rows")):
        assert (np.diff(one, axis=-1) >= 0).all()


@pytest.mark.parametrize("array", [np.arange(4.0), -np.arange(9.0), np.sort(np.ones((2, 2)))])
def test_what_may_be_chance_is_not(array):
    assert not sorted_rows.shows(array)
