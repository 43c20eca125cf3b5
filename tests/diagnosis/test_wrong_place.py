"""Entries that are wrong by where they stand."""

import numpy as np

from diagnosis.broken_layers import Elementwise, Lookup, assert_explained, padding
from diagnosis.stated import said
from ethan_check.diagnosis.wrong_place import diagnose

LAST = Elementwise(lambda dx, d, _: dx * np.where(np.arange(dx.shape[1]) == dx.shape[1] - 1, 0.5, 1))


def test_a_place_and_what_is_wrong_there_are_named():
    assert_explained(
        LAST, "dL_dx is 1/2 of the derivative at the last along axis 1 of x, and right elsewhere"
    )


def test_a_row_for_padding_is_named():
    text = "dL_dtable is zero at the last along axis 0 of table, and right elsewhere"
    assert_explained(Lookup(padding), text)


def test_scattered_entries_have_no_place():
    stated = np.eye(9) * np.where(np.isin(np.arange(9), (0, 4, 8)), 2, 1)
    assert said(diagnose, np.eye(9), stated, (3, 3)) == []
