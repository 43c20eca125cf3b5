"""Two Jacobians: what forward has, and what backward states."""

import numpy as np
import pytest

from diagnosis.stated import wrong_of
from ethan_check import Subject
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians, jacobians_or_gradients
from ethan_check.numerics.tolerances.sizes import STATED_OUTPUTS

A = np.random.default_rng(0).normal(size=(4, 3))
B = A * [1, 0, 1]


def test_both_are_known_to_their_bars():
    found = jacobians(*wrong_of(A, B, (4,), (3,)))
    assert np.allclose(found.true, A)
    assert np.allclose(found.stated, B)
    assert found.is_linear
    assert found.wrong.tolist() == [[False, True, False]] * 4
    assert found.feeds.all()
    assert found.says[:, [0, 2]].all()
    assert not found.says[:, 1].any()


def test_one_backward_for_each_output_and_once_for_all():
    difference, subject = wrong_of(A, B, (4,), (3,))
    before = subject.calls.backward
    jacobians(difference, subject)
    assert subject.calls.backward - before == 3
    jacobians(difference, subject)
    assert subject.calls.backward - before == 3


def test_too_many_outputs_are_not_asked_for_one_by_one():
    n = STATED_OUTPUTS + 1
    wrong = wrong_of(np.eye(n), 2 * np.eye(n), (n,))
    assert not can_tell(*wrong)
    assert jacobians(*wrong) is None
    assert jacobians_or_gradients(*wrong).true.shape == (n, 1)


def test_a_backward_that_is_not_linear_is_seen():
    difference, subject = wrong_of(np.eye(3), np.eye(3) * 2, (3,))
    layer = type("Squared", (), {"forward": lambda self, x: x, "backward": lambda self, g: g * g})()
    other = Subject(layer, tuple(subject.values.values()))
    g = difference.cotangent**2
    seen = type(difference)(**{**vars(difference), "backward": g})
    found = jacobians(seen, other)
    assert not found.is_linear
    assert found.bend == pytest.approx(
        np.max(np.abs(g - difference.cotangent) / np.abs(difference.cotangent)), rel=1e-6
    )
