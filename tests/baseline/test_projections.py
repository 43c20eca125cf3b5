"""A few sums that see every entry."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethan_check.baseline.projections import project, projection, weights
from ethan_check.numerics.tolerances.baselines import PROJECTIONS


def test_the_weights_are_the_same_everywhere():
    first = next(weights("dL_dX", 3))
    assert first.tolist() == pytest.approx([-0.7876435029586372, 0.5689814954074763, -1.177306906157488])
    assert all(np.array_equal(a, b) for a, b in zip(weights("a", 5), weights("a", 5), strict=True))
    assert not np.array_equal(next(weights("a", 5)), next(weights("b", 5)))


@given(place=st.integers(0, 59), share=st.sampled_from([1e-9, 1e-6, 1.0, -2.0]))
def test_a_change_of_one_entry_changes_every_sum_by_half_of_it_at_least(place, share):
    before = np.random.default_rng(0).normal(size=(3, 4, 5))
    after = before.copy()
    after.ravel()[place] *= 1 + share
    change = abs(share * before.ravel()[place])
    apart = np.abs(np.subtract(project("g", after), project("g", before)))
    assert np.all(apart > 0.49 * change)
    assert np.all(apart < 1.51 * change)


def test_swapped_entries_and_signs_are_seen():
    before = np.arange(1.0, 7.0)
    for after in (before[::-1], -before, np.roll(before, 1)):
        assert np.min(np.abs(np.subtract(project("g", after), project("g", before)))) > 1e-3


def test_the_order_of_additions_does_not_matter():
    rng = np.random.default_rng(0)
    array = rng.normal(size=1000) * 10.0 ** rng.integers(-8, 8, 1000)
    assert project("g", array) == project("g", array.reshape(10, 100))
    assert project("g", array) == project("g", np.asfortranarray(array.reshape(10, 100)))


def test_many_products_are_added_in_an_order_of_their_own():
    array = np.random.default_rng(0).normal(size=100_001)
    exact = [math.fsum(weight * array) for weight in weights("g", array.size)]
    assert project("g", array) == pytest.approx(exact, rel=1e-12)
    assert project("g", array) == project("g", np.broadcast_to(array, (1, array.size)))


def test_what_is_not_finite_takes_no_part():
    assert project("g", [np.inf, 1.0, np.nan]) == project("g", [0.0, 1.0, 0.0])


def test_sums_that_overflow_are_numbers():
    assert all(np.isfinite(project("g", np.full(8, np.finfo(float).max / 2))))


def test_lengths_add_up_as_independent_roundings_do():
    sums, found = projection("g", np.zeros(10_000), np.ones(10_000))
    assert sums == (0.0,) * PROJECTIONS
    assert len(found) == PROJECTIONS
    assert all(80 < length < 130 for length in found)
    assert project("g", np.empty(0)) == (0.0,) * PROJECTIONS


def test_integers_and_single_precision_are_taken():
    assert (
        project("g", np.arange(4)) == project("g", np.arange(4.0)) == project("g", np.arange(4, dtype="f4"))
    )
