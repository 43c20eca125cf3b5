"""What has a Cholesky factor keeps one."""

import numpy as np
import pytest

from cases.structures.keeping import given, resampled
from ethan_check.cases.structures import positive_definite

ROOT = np.random.default_rng(0).normal(size=(3, 3))
COVARIANCE = ROOT @ ROOT.T + 0.1 * np.eye(3)


@pytest.mark.parametrize("array", [COVARIANCE, 1e-6 * COVARIANCE, np.stack([COVARIANCE, 4 * COVARIANCE])])
def test_it_stays_so_in_all_ways(array):
    square = [one for one in resampled(given(array, "positive definite")) if one.shape[-2:] == (3, 3)]
    assert len(square) > 10
    for one in square:
        np.linalg.cholesky(one)
        sizes = [np.trace(each, axis1=-2, axis2=-1).mean() for each in (one, array)]
        assert 0.05 < sizes[0] / sizes[1] < 10


@pytest.mark.parametrize("array", [-COVARIANCE, ROOT, np.array([[1.0, 2.0], [2.0, 1.0]]), COVARIANCE[:2]])
def test_what_only_looks_like_it_is_not(array):
    assert not positive_definite.shows(array)


def test_nothing_but_zeros_becomes_a_ridge():
    made = positive_definite.kept(np.zeros((3, 3)), COVARIANCE, np.random.default_rng(0))
    assert positive_definite.shows(made)
