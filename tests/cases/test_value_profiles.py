"""Kinds of values, inside a domain, and parameters off their initial values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.contracts import quiet
from ethan_check.cases.value_profiles import PROFILES, draw_floats, moved_parameter, profile_of
from ethan_core.contract import Interval


@pytest.mark.parametrize("profile", [*PROFILES, "a zero", "equal"])
def test_profiles(profile):
    x = draw_floats(profile, (40, 50), np.random.default_rng(0))
    assert x.shape == (40, 50)
    assert x.dtype == np.float64
    is_so = {
        "normal": lambda: 0.9 < x.std() < 1.1,
        "integer": lambda: set(np.unique(x)) == {-3, -2, -1, 0, 1, 2, 3},
        "wide": lambda: 4.5 < x.std() < 5.5,
        "positive": lambda: (x > 0).all(),
        "negative": lambda: (x < 0).all(),
        "mixed": lambda: np.abs(x).min() < 1e-3 < 10 < np.abs(x).max(),
        "zeros": lambda: 0.27 < (x == 0).mean() < 0.35,
        "equal": lambda: np.ptp(x) == 0 != x.flat[0],
        "a zero": lambda: (x == 0).sum() == 1,
        "small": lambda: 0.009 < x.std() < 0.011,
    }
    assert is_so[profile]()


@quiet
@given(
    st.sampled_from(PROFILES),
    st.sampled_from([Interval(0, 1, open=True), Interval(low=0.0), Interval(high=-2.0), Interval(-3, 5)]),
    st.integers(0, 99),
)
def test_a_profile_stays_inside_a_domain(profile, domain, seed):
    x = draw_floats(profile, (5, 4), np.random.default_rng(seed), domain)
    assert all(domain.contains(value) for value in x.ravel())
    assert len(np.unique(x)) > 1


@pytest.mark.parametrize("profile", ["positive", "negative"])
def test_what_has_one_sign_keeps_a_little_away_from_zero(profile):
    nearest = np.abs(draw_floats(profile, (400, 500), np.random.default_rng(0))).min()
    assert 1e-3 <= nearest < 2e-3


def test_values_keep_away_from_the_ends_of_a_domain():
    x = draw_floats("wide", (400, 500), np.random.default_rng(0), Interval(-3, 5))
    assert -2.84 <= x.min() < -2.5  # A fiftieth of its width, and what is left of wide values.
    assert 4.5 < x.max() <= 4.84
    one_end = draw_floats("small", (400, 500), np.random.default_rng(0), Interval(low=0.0))
    assert 0.01 <= one_end.min() < 0.011


@pytest.mark.parametrize(
    "initial", [np.zeros(6), np.ones(6), np.full(6, 3.0), np.random.default_rng(0).normal(size=6)]
)
def test_a_parameter_is_moved_off_its_initial_value(initial):
    moved = moved_parameter(initial, np.random.default_rng(0))
    assert moved.shape == initial.shape
    assert (moved != initial).all()
    assert np.ptp(moved) > 0.1
    assert np.abs(moved).max() < 10
    assert np.array_equal(moved, moved_parameter(initial, np.random.default_rng(0)))


def test_a_moved_parameter_keeps_its_dtype():
    assert moved_parameter(np.zeros(3, np.float32), np.random.default_rng(0)).dtype == np.float32
    assert moved_parameter(np.empty(0), np.random.default_rng(0)).shape == (0,)


def test_zeros_in_a_closed_domain_lie_at_its_ends():
    x = draw_floats("zeros", (40, 50), np.random.default_rng(0), Interval(-1.0, 2.0))
    assert (x == -1).mean() > 0.1
    assert (x == 2).mean() > 0.1


def test_inside_a_domain_values_keep_their_order():
    x = np.sort(draw_floats("normal", (50,), np.random.default_rng(0)))
    inside = draw_floats("normal", (50,), np.random.default_rng(0), Interval(0.0, 1.0))
    assert (np.argsort(inside) == np.argsort(draw_floats("normal", (50,), np.random.default_rng(0)))).all()
    assert len(x) == len(inside)


def test_a_large_parameter_is_moved_too():
    moved = moved_parameter(np.zeros(2**17 + 1), np.random.default_rng(0))
    assert (np.abs(moved) >= 0.25).all()


def test_several_zeros_and_a_single_one_take_turns_and_ties_of_some_and_of_all():
    names = [profile_of(position) for position in range(3 * len(PROFILES))]
    assert names[: len(PROFILES)] == list(PROFILES)
    assert [name for name in names if name in ("integer", "equal")] == ["integer", "equal", "integer"]
    assert [name for name in names if "zero" in name] == ["zeros", "a zero", "zeros"]
