"""A factor that another array of the case is."""

import numpy as np

from diagnosis.stated import said
from ethan_check.diagnosis.own_factors import diagnose, factors_of_rows

X = np.array([0.5, -1.5, 2.5, 3.0])
A = np.random.default_rng(0).normal(size=(4, 4))


def test_an_input_that_is_a_factor_too_much_is_named():
    assert "each entry of dL_dX has a factor too much, X" in said(diagnose, A, A * X[:, None], (4,), x=X)
    assert "each entry of dL_dX has a factor too much, 2 times 1/X" in said(
        diagnose, A, 2 * A / X[:, None], (4,), x=X
    )


def test_numbers_that_are_no_array_are_not():
    assert said(diagnose, A, A * np.array([[1.1], [2.3], [3.7], [4.9]]), (4,), x=X) == []


def test_rows_without_one_factor_have_none():
    assert factors_of_rows(A, A[:, ::-1], np.full((4, 4), 1e-12)) is None
