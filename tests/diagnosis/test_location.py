"""Where the wrong entries are."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis.broken_layers import wrong_gradient
from ethan_check.diagnosis.location import diagnose


def of(mask):
    d = np.arange(1.0, 13).reshape(3, 4)
    return list(diagnose(wrong_gradient(np.where(mask, 2 * d, d), d), None))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (np.s_[-1], "-1, :"),
        (np.s_[0], "0, :"),
        (np.s_[1], "1, :"),
        (np.s_[:, -1], ":, -1"),
        (np.s_[-1, -1], "-1, -1"),
        (np.s_[0, 1], "0, 1"),
    ],
)
def test_a_place_is_written_as_an_index(place, words):
    mask = np.zeros((3, 4), dtype=bool)
    mask[place] = True
    assert of(mask) == [f"only x[{words}] is wrong"]


def test_a_few_entries_of_a_row_are_no_row():
    mask = np.zeros((3, 4), dtype=bool)
    mask[-1, [0, 2]] = True
    assert of(mask) == []


def test_scattered_entries_have_no_place_and_all_of_them_none_either():
    assert of(np.eye(3, 4, dtype=bool)) == []
    assert of(np.ones((3, 4), dtype=bool)) == []


def test_a_number_has_no_places():
    assert list(diagnose(wrong_gradient(np.array(2.0), np.array(1.0)), None)) == []
