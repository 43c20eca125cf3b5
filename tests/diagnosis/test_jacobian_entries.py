"""What diagnoses ask of a Jacobian."""

import numpy as np
from checks.judging import Tanh

from diagnosis.broken_layers import wrong_gradient
from ethan_check import Subject
from ethan_check.diagnosis.jacobian_entries import contributions

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]])
JACOBIAN, U = np.arange(36.0).reshape(6, 6), np.arange(1.0, 7.0)


def test_contributions_add_up_to_the_gradient():
    subject = Subject(Tanh(), (X,))
    whole = (JACOBIAN @ U).reshape(X.shape)
    found = contributions(wrong_gradient(whole, whole, jacobian=JACOBIAN, cotangent=U), subject)
    assert np.array_equal(found.kept(np.ones((6, 6), dtype=bool)), whole)
    assert found.positions(0).tolist() == [0, 0, 0, 1, 1, 1]
    assert found.own_positions(1).tolist() == [0, 1, 2, 0, 1, 2]
    assert np.count_nonzero(~found.feeds) == 1  # the entry of JACOBIAN that is 0


def test_without_a_jacobian_there_are_none():
    assert contributions(wrong_gradient(X, X), Subject(Tanh(), (X,))) is None
