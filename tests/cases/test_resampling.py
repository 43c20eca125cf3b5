"""New arrays from given ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.contracts import quiet
from ethan_check.cases.resampling import _changed, has_batch, resample


@quiet
@given(st.integers(0, 11), st.integers(0, 50))
def test_variations_stay_within_what_the_arrays_show(position, seed):
    positive, ids = np.array([[0.5, 2.0], [1.0, 4.0]]), np.array([3, 5])
    varied, drawn = resample((positive, ids), position, np.random.default_rng(seed))
    assert (varied > 0).all()
    assert set(drawn.tolist()) <= {3, 5}
    assert len(varied) == len(drawn)
    assert varied.shape[1:] in ((2,), (17,), (33,))


def test_variations_change_the_batch_the_signs_and_the_grain():
    x = np.random.default_rng(0).normal(size=(3, 4))
    varied = [resample((x,), position, np.random.default_rng(position))[0] for position in range(12)]
    assert {len(array) for array in varied} > {3}
    assert any((array == np.round(array)).all() for array in varied)
    assert any((array == 0).any() for array in varied)
    assert all(array.dtype == x.dtype for array in varied)


@pytest.mark.parametrize(
    ("array", "first", "batched"),
    [
        (np.ones((4, 2)), np.ones((4, 3)), True),
        (np.ones(4), np.ones((4, 3)), False),
        (np.arange(4), np.ones((4, 3)), True),
        (np.ones(4, bool), np.ones((4, 3)), True),
        (np.ones(4), np.ones(4), True),
    ],
)
def test_a_vector_of_numbers_beside_a_matrix_is_no_batch(array, first, batched):
    assert has_batch(array, first) is batched


def test_what_is_no_batch_keeps_its_length():
    x, b = np.random.default_rng(0).normal(size=(4, 3)), np.ones(4)
    lengths = set()
    for seed in range(10):
        rows, other = resample((x, b), 2, np.random.default_rng(seed))
        lengths.add(len(rows))
        assert len(other) == 4
    assert len(lengths) > 1


def test_an_empty_array_stays_empty():
    assert resample((np.empty((0, 3)),), 0, np.random.default_rng(0))[0].shape == (0, 3)


def variations(*arrays, turns=27):
    return [resample(arrays, position, np.random.default_rng(position)) for position in range(turns)]


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_there_is_a_row_of_zeros_and_an_equal_one_along_each_axis(axis):
    x = np.random.default_rng(0).normal(size=(3, 4, 2))
    drawn = [array for (array,) in variations(x)]
    assert any((array == 0).all(axis=axis).any() for array in drawn)
    assert any(((np.ptp(array, axis=axis) == 0) & (array != 0).all(axis=axis)).any() for array in drawn)


def test_what_is_positive_has_equal_rows_and_no_zeros():
    drawn = [array for (array,) in variations(np.abs(np.random.default_rng(0).normal(size=(3, 4))))]
    assert all((array > 0).all() for array in drawn)
    assert any((np.ptp(array, axis=1) == 0).any() for array in drawn)


def test_each_axis_is_long_once_and_others_go_with_it():
    x, b, ids = np.random.default_rng(0).normal(size=(3, 4)), np.ones(4), np.arange(3)
    shapes = {tuple(array.shape for array in drawn) for drawn in variations(x, b, ids)}
    assert ((3, 17), (17,), (3,)) in shapes
    assert ((33, 4), (4,), (33,)) in shapes


def test_a_number_has_no_axis_to_make_longer():
    assert {drawn[0].shape for drawn in variations(np.array(1.5))} == {()}


GIVEN = np.random.default_rng(0).normal(size=4000)


def test_entries_that_are_drawn_again_stay_of_their_size():
    signed = _changed(np.full(4000, 1.0), np.array([-9.0, 9.0]), "drawn again", 0, np.random.default_rng(0))
    assert 0.18 < np.log(signed).std() < 0.22


def test_the_small_ones_are_a_twentieth_and_of_the_zeros_a_third_is_zero():
    rng = np.random.default_rng(0)
    small = _changed(GIVEN.copy(), GIVEN, "small", 0, rng)
    assert 0.04 < np.median(np.abs(small)) / np.median(np.abs(GIVEN)) < 0.06
    zeros = _changed(GIVEN.copy(), GIVEN, "zeros", 0, rng)
    assert 0.25 < np.mean(zeros == 0) < 0.35
