"""Floats of a layer against documented values."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.oracle.comparison import Comparison
from ethan_check.oracle.number_systems import Digits
from ethan_check.oracle.reference_values import ReferenceValues, unit_in_last_place

EXACT = np.array([1.0, 2.0, 4.0])
UNIT = unit_in_last_place(EXACT)


def compared(got, units=16.0):
    reference = ReferenceValues(Digits(50).array(EXACT), UNIT)
    return Comparison("Y", "Y", None, (3,), np.asarray(got), reference, units * UNIT)


def test_equal_numbers_agree_exactly():
    found = compared(EXACT)
    assert found.agrees
    assert found.is_plain
    assert found.worst_ulps == 0


def test_an_error_is_counted_in_last_places_and_in_what_is_allowed():
    found = compared(EXACT + UNIT * np.array([0, 3, 0]), units=2.0)
    assert found.ulps.tolist() == [0, 3, 0]
    assert found.excess.tolist() == [0, 1.5, 0]
    assert found.worst == 1
    assert not found.agrees
    assert found.is_plain


def test_an_allowance_makes_it_agree_but_not_plain():
    found = compared(EXACT + UNIT * np.array([0, 0, 100]), units=200.0)
    assert found.agrees
    assert not found.is_plain


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_infinitely_far_off(bad):
    found = compared([1.0, bad, 4.0], units=1e12)
    assert not found.agrees
    assert found.worst == 1
    assert np.isinf(found.worst_ulps)
