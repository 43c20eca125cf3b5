"""An entry that feeds one output, and a term of its derivative."""

import numpy as np

from diagnosis.stated import said
from ethan_check.diagnosis.local_terms import diagnose

X = np.array([0.5, -1.5, 2.5, 3.0])
SLOPES = np.array([1.0, 2.0, 5.0, 7.0])


def test_a_constant_that_is_left_out_is_named():
    text = "a term is wrong in dL_dX: what it lacks, or has too much, is a constant"
    assert text in said(diagnose, np.diag(SLOPES), np.diag(SLOPES - 1), (4,), x=X)


def test_a_multiple_of_the_input():
    text = "a term is wrong in dL_dX: what it lacks, or has too much, is a multiple of X"
    assert text in said(diagnose, np.diag(SLOPES), np.diag(SLOPES + 0.5 * X), (4,), x=X)


def test_another_term_is_not():
    assert said(diagnose, np.diag(SLOPES), np.diag(SLOPES + np.exp(X)), (4,), x=X) == []
