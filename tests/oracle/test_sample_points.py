"""Cases small enough for many digits."""

from __future__ import annotations

import numpy as np

from ethan_check import Subject
from ethan_check.numerics.tolerances.oracle import FORMULA_ENTRIES
from ethan_check.oracle.sample_points import tiny_values
from ethan_core.fn import Relu
from ethan_core.net import Mlp


def test_a_small_case_stays_as_it_is():
    subject = Subject(Relu(), (np.ones((10, 15)),))
    assert tiny_values(subject)["X"].shape == (10, 15)


def test_of_many_rows_some_are_kept():
    values = tiny_values(Subject(Mlp(5, 4), (np.ones((100, 5)),)))
    assert values["X"].shape == (25, 5)
    assert sum(value.size for value in values.values()) <= FORMULA_ENTRIES


def test_a_row_that_is_too_long_is_too_much():
    assert tiny_values(Subject(Relu(), (np.ones((2, FORMULA_ENTRIES + 1)),))) is None
    assert tiny_values(Subject(Mlp(20, 10), (np.ones((2, 20)),))) is None


def test_arrays_are_in_float64():
    values = tiny_values(Subject(Relu(), (np.ones(3, np.float32),)))
    assert values["X"].dtype == np.float64
