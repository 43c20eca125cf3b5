"""What is computed in pieces is what would be computed at once."""

import numpy as np
import pytest

from ethan_check.numerics.chunks import chunks, condensed_product, identical, largest_finite
from ethan_check.numerics.random_directions import direction, jittered, signed
from ethan_check.numerics.tolerances.sizes import LARGE
from ethan_check.numerics.tolerances.steps import REACH

SIZE = 2 * LARGE + 1


def drawn(seed=0):
    return np.random.default_rng(seed).normal(size=SIZE)


@pytest.mark.parametrize("array", [np.zeros(0), np.zeros(()), drawn(), drawn().reshape(1, -1)[:, ::2]])
def test_every_entry_is_in_one_piece(array):
    assert sum(len(piece) for (piece,) in chunks(array)) == array.size


def test_the_largest_entry_is_found_wherever_it_is():
    x = drawn()
    x[-1], x[5], x[6] = -1e3, np.nan, np.inf
    assert largest_finite(x) == 1e3
    assert largest_finite(np.array([np.nan])) == 0.0


def test_one_other_entry_makes_arrays_different():
    x, y = drawn(), drawn()
    x[7] = y[7] = np.nan
    assert identical(x, y)
    y[-1] += 1
    assert not identical(x, y)
    assert not identical(x, x[:-1])


def test_a_condensed_product_keeps_both_sums():
    x, y = drawn(1), drawn(2)
    short = condensed_product(x, y)
    assert short.size < 100
    assert short.sum() == pytest.approx((x * y).sum())
    assert np.abs(short).sum() == pytest.approx(np.abs(x * y).sum())


def test_a_condensed_product_hides_no_nan():
    x = drawn()
    x[3] = np.nan
    assert np.isnan(condensed_product(x, drawn()).sum())


def test_large_directions_are_like_small_ones():
    sample = signed((SIZE,), np.random.default_rng(0))
    assert ((np.abs(sample) >= 0.5) & (np.abs(sample) <= 1.5)).all()
    assert 0.49 < (sample > 0).mean() < 0.51
    assert abs(np.corrcoef(np.abs(sample), sample > 0)[0, 1]) < 0.02


@pytest.mark.parametrize("scaling", ["mixed", "relative", "common"])
def test_a_large_direction_moves_every_entry_inside_the_domain(scaling):
    x = np.abs(drawn()) + 1e-3
    v = direction(x, np.random.default_rng(0), scaling, low=0.0)
    assert (v != 0).all()
    assert (x - REACH * np.abs(v) > 0).all()


def test_a_large_point_is_jittered_everywhere():
    x = drawn()
    moved = jittered(x, np.random.default_rng(0))
    assert (moved != x).all()
    assert np.abs(moved - x).max() <= 2.0**-11
