"""Rotations stay rotations."""

import numpy as np
import pytest

from cases.structures.keeping import given, resampled
from ethan_check.cases.structures import orthogonal

ROTATION = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
REFLECTION = np.eye(3) - 2 * np.full((3, 3), 1 / 3)
STACK = np.stack([ROTATION, REFLECTION])


@pytest.mark.parametrize("array", [ROTATION, REFLECTION, ROTATION.astype(np.float32), STACK])
def test_rotations_stay_rotations(array):
    made = orthogonal.kept(np.zeros(array.shape), given(array, "orthogonal"), np.random.default_rng(1))
    assert orthogonal.shows(made)
    assert not np.allclose(made, array)


def test_they_do_so_in_all_ways():
    square = [one for one in resampled(ROTATION) if one.shape == (3, 3)]
    assert len(square) > 10
    assert all(orthogonal.shows(one) for one in square)


@pytest.mark.parametrize("array", [1.01 * ROTATION, ROTATION[:2], np.ones((1, 1)), np.ones((2, 2))])
def test_what_only_looks_like_it_is_not(array):
    assert not orthogonal.shows(array)
