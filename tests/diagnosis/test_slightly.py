"""A small error everywhere."""

import numpy as np
import pytest

from diagnosis.broken_layers import Elementwise, explanations
from diagnosis.stated import said
from ethan_check.diagnosis.slightly import diagnose

SLOPES = np.array([1.0, 2.0, 5.0, 7.0, 3.0, 4.0])
TEXT = "dL_dX is slightly off: a constant or an epsilon of its formula is not forward's"


@pytest.mark.parametrize(("size", "is_told"), [(1e-5, True), (1e-3, True), (0.1, False)])
def test_it_is_small_beside_the_derivative(size, is_told):
    stated = np.diag(SLOPES + size * SLOPES**0.5)
    assert (TEXT in said(diagnose, np.diag(SLOPES), stated, (6,))) is is_told


def test_errors_of_both_signs_and_of_the_size_of_float32_may_be_rounding():
    stated = np.diag(SLOPES.astype(np.float32) * (1 + 6e-8 * np.array([1, -1] * 3)))
    (text,) = said(diagnose, np.diag(SLOPES), stated, (6,))
    assert text.startswith("dL_dX is off by less than float32 rounds")


def test_an_epsilon_that_is_misplaced_is_named():
    said_of = explanations(Elementwise(lambda dx, d, s: d * (1 - s.y**2 + 1e-4 * s.y**2)))
    assert any("slightly off" in text or "a term is wrong" in text for text in said_of)
