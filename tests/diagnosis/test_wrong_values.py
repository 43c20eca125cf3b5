"""Entries that are wrong by their values."""

import numpy as np

from diagnosis.broken_layers import Elementwise, assert_explained
from diagnosis.stated import said
from ethan_check.diagnosis.wrong_values import diagnose


def test_negative_values_are_named():
    layer = Elementwise(lambda dx, d, s: np.where(s.x < 0, 0.3 * dx + 0.1 * d, dx))
    assert_explained(layer, "dL_dx is wrong where x is negative, and right elsewhere")


def test_large_ones_too():
    layer = Elementwise(lambda dx, d, s: np.where(np.abs(s.x) > 1.5, 0, dx))
    assert_explained(layer, "dL_dx is zero where |x| is large, and right elsewhere")


def test_repeated_values():
    x = np.array([1.0, 2.0, 1.0, 3.0, 4.0, 5.0, 1.0, 7.0, 8.0, 9.0])
    stated = np.diag(np.where(x == 1, 2.0, 1.0))
    assert "dL_dX is 2 times the derivative where a value of X is repeated, and right elsewhere" in said(
        diagnose, np.eye(10), stated, (10,), x=x
    )


def test_wrong_entries_among_right_ones_of_the_same_values_are_not():
    x = np.array([1.0, 2.0, 1.5, 3.0, 2.5, 5.0])
    assert said(diagnose, np.eye(6), np.diag([2.0, 1, 1, 2, 1, 1]), (6,), x=x) == []
