"""One function forward, and another backward."""

import numpy as np
import pytest

from diagnosis.broken_layers import Elementwise, assert_explained, explanations


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda dx, d, s: d * sigmoid(s.x) * (1 - sigmoid(s.x)), "the sigmoid"),
        (lambda dx, d, s: d / (1 + s.x**2), "arctan"),
        (lambda dx, d, s: d * np.cos(s.x), "sin"),
    ],
)
def test_the_other_function_is_named(change, words):
    assert_explained(
        Elementwise(change), f"dL_dx is the derivative of {words}, where forward is another function"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda dx, d, s: d * (1 - s.y), "1 - y"),
        (lambda dx, d, s: d * (1 + s.y**2), "1 + y**2"),
        (lambda dx, d, s: d * s.y * (1 - s.y), "y * (1 - y)"),
    ],
)
def test_a_slip_in_a_formula_of_the_output_is_named(change, words):
    said = f"dL_dx multiplies by {words}, y being the output: no derivative of it"
    assert_explained(Elementwise(change), said)


def test_a_factor_is_no_other_function():
    assert not any("function" in said for said in explanations(Elementwise(lambda dx, d, s: 0.5 * dx)))
