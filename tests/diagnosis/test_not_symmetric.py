"""A gradient by a symmetric matrix that is not symmetric."""

import numpy as np
import pytest

from ethan_check.diagnosis.not_symmetric import diagnose
from ethan_check.diagnosis.perhaps import certain
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.fn import Relu

RNG = np.random.default_rng(0)
HALF = RNG.normal(size=(2, 3, 3))
X = HALF + np.swapaxes(HALF, 1, 2)
RIGHT = X**2


def said(backward, x=X, right=RIGHT):
    subject = Subject(Relu(), (x,))
    return list(diagnose(WrongGradient("X", "dL_dX", (), backward, right, np.full(x.shape, 1e-12)), subject))


TEXT = "dL_dX is not made symmetric: entries that mirror each other share what both get"
CORNER = np.triu(np.ones((3, 3)), 1) + np.eye(3) / 2


@pytest.mark.parametrize(
    "backward",
    [2 * RIGHT * CORNER, 2 * RIGHT * CORNER.T, RIGHT + HALF - np.swapaxes(HALF, 1, 2)],
    ids=["upper half", "lower half", "any other split"],
)
def test_halves_that_have_the_right_sum_are_told(backward):
    assert certain(said(backward)) == [TEXT]


@pytest.mark.parametrize("backward", [2 * RIGHT, RIGHT + HALF, RIGHT * CORNER], ids=["twice", "off", "half"])
def test_halves_that_have_another_sum_are_not(backward):
    assert said(backward) == []


def test_a_matrix_that_is_not_symmetric_has_no_halves():
    assert said(RIGHT + HALF - np.swapaxes(HALF, 1, 2), x=HALF) == []


def test_a_single_entry_proves_nothing():
    x = np.array([[1.0]])
    assert certain(said(2 * x, x, x)) == []
    assert said(2 * x, x, x) == [TEXT]
