"""Gradients of other arrays, by forward alone."""

import numpy as np

from ethan_check.diagnosis.right_gradients import right_gradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.wrong_entries import differences


class Dense:
    """x @ w, whose gradients are both wrong."""

    def __init__(self, width=2):
        self.w = np.random.default_rng(0).normal(size=(3, width))

    def forward(self, x):
        self.x = x
        return x @ self.w

    def backward(self, g):
        self.dw = -self.x.T @ g
        return -g @ self.w.T


def wrong_of_dense(width=2):
    subject = Subject(Dense(width), (np.random.default_rng(1).normal(size=(4, 3)),))
    found = directional_test(subject, subject.values, np.random.default_rng(2))
    return differences(subject, found)[0], subject


def test_it_is_the_derivative_whatever_backward_states():
    difference, subject = wrong_of_dense()
    u = difference.cotangent.reshape(4, 2)
    assert np.allclose(right_gradient(difference, subject, "w"), subject.values["X"].T @ u, rtol=1e-9)
    assert right_gradient(difference, subject, "X") is difference.derivative


def test_it_is_found_once():
    difference, subject = wrong_of_dense()
    first = right_gradient(difference, subject, "w")
    before = subject.calls.forward
    assert right_gradient(difference, subject, "w") is first
    assert subject.calls.forward == before


def test_large_arrays_are_not_asked_for():
    difference, subject = wrong_of_dense(width=40)
    assert right_gradient(difference, subject, "w") is None
