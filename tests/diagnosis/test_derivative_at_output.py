"""A derivative that is taken at the output."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from checks.judging import Tanh, X

from diagnosis.broken_layers import Elementwise, assert_explained, wrong_gradient
from ethan_check import Subject
from ethan_check.diagnosis.derivative_at_output import diagnose

TEXT = "the derivative is taken at the output of forward, not at its input x"

CASES = {
    "at the output": (
        Elementwise(lambda dx, d, s: d * (1 - np.tanh(s.y) ** 2)),
        TEXT,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


def at(point):
    """The gradient of tanh as if its input were another, for a cotangent, and the right one."""
    subject = Subject(Tanh(), (X,))
    u = np.linspace(-1, 1, X.size)
    slope = lambda x: 1 - np.tanh(x) ** 2  # noqa: E731
    right, stated = slope(X) * u.reshape(X.shape), slope(point(X)) * u.reshape(X.shape)
    return wrong_gradient(stated, right, jacobian=np.diag(slope(X).ravel()), cotangent=u), subject


def test_the_output_in_the_place_of_the_input_is_told():
    assert list(diagnose(*at(np.tanh))) == [TEXT]


def test_another_point_is_not():
    assert list(diagnose(*at(lambda x: 3 * x))) == []


def test_twice_the_input_is():
    assert list(diagnose(*at(lambda x: 2 * x))) == ["the derivative is taken at 2 * x, not at its input x"]


def test_where_entries_mix_it_is_not_asked():
    wrong, subject = at(np.tanh)
    assert list(diagnose(replace(wrong, jacobian=np.ones((X.size, X.size))), subject)) == []
    assert list(diagnose(replace(wrong, jacobian=None), subject)) == []
