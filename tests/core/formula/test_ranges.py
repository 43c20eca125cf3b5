"""How far indices run."""

from __future__ import annotations

import numpy as np
import pytest

from core.formula.samples import FLOATS, does_not_fit, evaluate
from ethan_core.formula import parse_formula


def test_an_index_on_the_left_may_take_its_range_from_an_array_there():
    arrays = {"X": np.ones(3), "ids": np.array([2, 0])}
    scattered = parse_formula("dY[n]/dX[ids[n]] = 1")
    assert evaluate(scattered, FLOATS, arrays, shapes={"Y": (2,)}).tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Y[i] = X[i] + Z[i]", r"'i' runs over 2 in X, shape \(2, 3\)|X has 2 axes"),
        ("Y[i,j] = X[i,j]*b[i]", r"line 1, column 17: 'i' runs over 2 in X, shape \(2, 3\), but over 5 in b"),
        ("Y[*i] = X[*i]*b[*i]", r"'\*i' runs over \(2, 3\) in X, .*, but over \(5,\) in b"),
        (
            "Y[i] = b[i] + sum(b[i+p] for p)",
            "the range of 'p' follows from no array; bound it: 'for p < ...'",
        ),
        ("Y[*i] = 3", r"the range of '\*i' follows from no array"),
        ("Y[i] = X[*i]", r"'i' stands here, but '\*i' is bound|follows from no array"),
    ],
)
def test_ranges_that_contradict_each_other_are_refused(text, message):
    does_not_fit(text, message)
