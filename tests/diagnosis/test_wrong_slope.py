"""A function of each entry, whose slope is wrong."""

import numpy as np

from diagnosis.broken_layers import Elementwise, explanations
from diagnosis.stated import said
from ethan_check.diagnosis.wrong_slope import diagnose

SLOPES = np.array([1.0, 2.0, 5.0, 7.0, 3.0, 4.0])


def test_another_formula_is_named_as_one():
    found = explanations(Elementwise(lambda dx, d, s: d * (1 - s.y**4)))
    assert len(found) == 1
    assert "the formula of the derivative of each entry is wrong" in found[0]


def test_few_wrong_slopes_are_no_formula():
    stated = np.diag(SLOPES * [1, 1, 1, 1, 1, 2])
    assert said(diagnose, np.diag(SLOPES), stated, (6,)) == []


def test_sums_are_no_function_of_each_entry():
    A = np.random.default_rng(0).normal(size=(4, 4))
    assert said(diagnose, A, A**2, (4,)) == []
