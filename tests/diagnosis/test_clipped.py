"""A gradient that was clipped is told by its limit."""

import numpy as np

from diagnosis.broken_layers import wrong_gradient
from ethan_check.diagnosis.clipped import diagnose
from ethan_check.diagnosis.perhaps import certain

D = np.array([[0.1, -2.0, 3.0], [0.5, 4.0, -0.2]])


def test_the_limit_is_named():
    (text,) = certain(diagnose(wrong_gradient(np.clip(D, -1, 1), D), None))
    assert text == 'dL_dx is clipped at 1; if that is meant, declare differs = { x = "clipped" }'


def test_one_entry_that_is_too_small_is_something_else():
    backward = D.copy()
    backward[1, 1] = 3.0
    assert certain(diagnose(wrong_gradient(backward, D), None)) == []


def test_what_is_zero_is_not_clipped():
    assert certain(diagnose(wrong_gradient(np.zeros_like(D), D), None)) == []
