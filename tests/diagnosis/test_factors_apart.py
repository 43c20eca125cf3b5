"""A factor of its own for each entry, or for each output."""

import numpy as np

from diagnosis.stated import said
from ethan_check.diagnosis.factors_apart import diagnose

A = np.random.default_rng(0).normal(size=(6, 6))
FACTORS = np.array([1.5, 1.5, 1.5, 0.7, 0.7, 0.7])


def test_one_factor_for_each_index_along_an_axis():
    text = "each entry of dL_dX has a factor too much, another one for each index along axis 0 of X"
    assert text in said(diagnose, A, A * FACTORS[:, None], (2, 3), (6,))


def test_one_for_each_output():
    text = "what each output contributes to dL_dX has a factor too much, of its own, the same in all entries"
    assert text in said(diagnose, A, A * [1, 2, 3, 4, 5, 6], (6,))


def test_other_numbers_have_no_such_factors():
    assert said(diagnose, A, A**2, (6,)) == []
