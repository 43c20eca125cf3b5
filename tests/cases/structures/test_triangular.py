"""Triangular matrices stay so, and can be solved with."""

import numpy as np
import pytest

from cases.structures.keeping import given, resampled
from ethan_check.cases.structures import triangular

FULL = np.random.default_rng(0).normal(size=(4, 4))


@pytest.mark.parametrize("side", [np.tril, np.triu])
def test_they_stay_triangular_in_all_ways(side):
    square = [one for one in resampled(given(side(FULL), "triangular")) if one.shape == (4, 4)]
    assert len(square) > 10
    for one in square:
        assert np.array_equal(side(one), one)
        assert np.diag(one).all()


@pytest.mark.parametrize(
    "array", [FULL, np.tril(FULL, -1), np.tril(FULL)[:2, :2], np.tril(FULL)[:3], np.eye(4)]
)
def test_what_only_looks_like_it_is_not(array):
    assert not triangular.shows(array)
