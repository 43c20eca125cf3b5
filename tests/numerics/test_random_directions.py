"""Directions and cotangents: signed, never near zero, inside the domain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ethan_check.numerics.random_directions import REACH, cotangent, direction, directions, jittered, signed
from numerics.known_derivatives import quiet

values = arrays.arrays(np.float64, st.integers(1, 8), elements=st.floats(-50, 50))
seeds = st.integers(0, 1000)


def test_signs_are_both_and_sizes_are_never_near_zero():
    sample = signed((50, 100), np.random.default_rng(0))
    assert ((np.abs(sample) >= 0.5) & (np.abs(sample) < 1.5)).all()
    assert 0.45 < (sample > 0).mean() < 0.55
    assert abs(sample.mean()) < 0.05


def test_a_cotangent_is_never_all_ones_and_repeats_with_its_seed():
    first, second = (cotangent(20, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)
    assert np.ptp(first) > 0.5


@quiet
@given(values, seeds, st.sampled_from(["mixed", "relative", "common"]))
def test_every_entry_moves(x, seed, scaling):
    v = direction(x, np.random.default_rng(seed), scaling)
    assert v.shape == x.shape
    assert (v != 0).all()
    assert (np.abs(v) <= 1.5 * max(1.0, np.abs(x).max())).all()


@quiet
@given(arrays.arrays(np.float64, 6, elements=st.floats(0, 1)), seeds)
def test_the_stencil_stays_inside_the_domain(x, seed):
    v = direction(x, np.random.default_rng(seed), "common", low=0.0, high=1.0)
    for t in (-REACH, REACH):
        assert (x + t * v >= 0).all()
        assert (x + t * v <= 1).all()
    assert (v[(x == 0) | (x == 1)] == 0).all()


@quiet
@given(values, seeds)
def test_a_jittered_point_is_beside_its_point(x, seed):
    moved = jittered(x, np.random.default_rng(seed))
    assert (moved != x).all()
    assert (np.abs(moved - x) <= 2.0**-11 * max(1.0, np.abs(x).max())).all()


def test_a_jittered_point_stays_inside_an_open_domain():
    x = np.array([1e-12, 0.5, 1 - 1e-12])
    moved = jittered(x, np.random.default_rng(0), low=0.0, high=1.0)
    assert ((moved > 0) & (moved < 1)).all()


@pytest.mark.parametrize("x", [np.zeros(3), np.array(0.0), np.empty((0, 2))])
def test_nothing_to_scale_by(x):
    assert direction(x, np.random.default_rng(0)).shape == x.shape


@pytest.mark.parametrize("scaling", ["mixed", "relative", "common"])
def test_directions_of_many_arrays_are_those_of_one_after_the_other(scaling):
    rng = np.random.default_rng(3)
    shapes = [(3, 2), (), (4,), (0,), (1, 5)]
    points = [rng.normal(size=shape) for shape in shapes]
    points[2][1:3] = 0.0, np.inf
    points[4][0, 0] = 0.25
    for domains in (None, [(-np.inf, np.inf)] * 4 + [(0.25, np.inf)], [(-9.0, 9.0)] * 5):
        together = directions(points, np.random.default_rng(7), scaling, domains)
        one_by_one = np.random.default_rng(7)
        for number, (v, x) in enumerate(zip(together, points, strict=True)):
            ends = domains[number] if domains else (-np.inf, np.inf)
            np.testing.assert_array_equal(v, direction(x, one_by_one, scaling, *ends))
            assert v.shape == x.shape


def test_a_large_array_among_them_is_drawn_piece_by_piece(monkeypatch):
    monkeypatch.setattr("ethan_check.numerics.random_directions.LARGE", 8)
    points = [np.ones(3), np.ones(9)]
    together, rng = directions(points, np.random.default_rng(0)), np.random.default_rng(0)
    for v, x in zip(together, points, strict=True):
        np.testing.assert_array_equal(v, direction(x, rng))


SIGNS = np.tile([1.0, -1.0], 10)


def sizes(x, scaling, low=-np.inf, high=np.inf):
    """How far some entries move that stand before twenty of size 1."""
    v = direction(np.append(x, SIGNS), np.random.default_rng(0), scaling, low, high)
    return np.abs(v)[: len(x)]


def test_an_entry_moves_by_its_own_size_but_not_by_much_less_than_others():
    some, little = sizes([0.3, 0.03], "mixed")
    assert 0.1 < some < 0.45
    assert little > 1.5 * 0.03


def test_an_entry_that_is_as_good_as_zero_has_no_size_of_its_own():
    some, none = sizes([3e-6, 3e-7], "relative")
    assert some < 1e-5
    assert none > 0.1


def test_near_the_edge_of_its_domain_an_entry_uses_most_of_the_room_and_at_the_edge_it_stays():
    x = np.array([0.01, 3e-6, 3e-7]) - 1
    near, nearer, there = sizes(x, "common", low=-1.0, high=3.0)
    assert 0.5 * 0.01 < near / 8 < 0.01
    assert 0.5 * 3e-6 < nearer / 8 < 3e-6
    assert there == 0


def test_a_jittered_point_is_far_beyond_the_smallest_steps():
    moved = np.abs(jittered(SIGNS, np.random.default_rng(0)) - SIGNS)
    assert moved.min() > 50 * 1.5 * 2.0**-20
    assert moved.max() < 2.0**-11
