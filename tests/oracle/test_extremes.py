"""Inputs at the far ends of a domain, and ordinary ones."""

from __future__ import annotations

import numpy as np

from ethan_check.oracle.extremes import extreme_values, ordinary_values
from ethan_core import Interval
from oracle.layers import SQUARE, Square, subject_of

RNG = np.random.default_rng


def subject(**domain):
    return subject_of(Square(), SQUARE, np.ones(200), **domain)


def test_without_a_domain_inputs_are_large_and_small_and_of_both_signs():
    s = subject()
    x = extreme_values(s, s.values, RNG(0))["X"]
    assert np.abs(x).max() >= 30
    assert x.min() < 0 < x.max()
    assert np.abs(x).min() < 0.01 * np.abs(x).max()


def test_a_domain_with_two_ends_is_visited_at_them_and_in_the_middle():
    s = subject(domain={"X": Interval(-1.0, 3.0)})
    assert set(extreme_values(s, s.values, RNG(0))["X"]) == {-1.0, 1.0, 3.0}
    s = subject(domain={"X": Interval(-1.0, 3.0, open=True)})
    x = extreme_values(s, s.values, RNG(0))["X"]
    assert -1 < x.min() < -1 + 1e-8
    assert 3 - 1e-8 < x.max() < 3


def test_a_domain_with_one_end_is_left_on_no_side():
    s = subject(domain={"X": Interval(low=2.0)})
    assert extreme_values(s, s.values, RNG(0))["X"].min() >= 2
    assert all(point["X"].min() >= 2 for point in ordinary_values(s, s.values, RNG(0)))
    s = subject(domain={"X": Interval(high=-2.0)})
    assert all(point["X"].max() <= -2 for point in ordinary_values(s, s.values, RNG(0)))


def test_ordinary_values_grow_wider_or_fill_the_domain():
    s = subject()
    widths = [point["X"].std() for point in ordinary_values(s, s.values, RNG(0))]
    np.testing.assert_allclose(widths, [1, 3, 10], rtol=0.2)
    s = subject(domain={"X": Interval(0.0, 1.0)})
    for point in ordinary_values(s, s.values, RNG(0)):
        assert 0 <= point["X"].min() < 0.1 < 0.9 < point["X"].max() <= 1


def test_the_given_point_stays_as_it_was():
    s = subject()
    extreme_values(s, s.values, RNG(0))
    np.testing.assert_array_equal(s.values["X"], 1)
