"""What a layer answers at its own arrays is asked for once, and only there."""

import numpy as np
import pytest

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.runner import Calls
from ethan_check.subject.subject import Subject
from subject.small_layers import Affine, Elementwise, X


def counted(layer, x=X, **options):
    """A subject whose calls so far are forgotten."""
    subject = Subject(layer, (x,), **options)
    subject.calls.forward = subject.calls.backward = 0
    subject.__dict__.pop("output", None)
    return subject


def test_many_questions_at_the_own_arrays_are_one_forward_and_one_backward():
    subject = counted(Affine())
    answer, point = subject.own_answer, subject.own_point(subject.values)
    u = point.cotangent(4, np.random.default_rng(0))
    assert np.array_equal(point.pullback(u)["W"], X.T @ u.reshape(2, 2))
    assert np.array_equal(point.output, subject.output.ravel())
    assert answer.cotangent is u
    assert subject.calls == Calls(1, 1)


def test_another_cotangent_is_asked_for():
    subject = counted(Affine())
    point = subject.own_point(subject.values)
    assert np.array_equal(point.pullback(np.ones(4))["W"], X.T @ np.ones((2, 2)))
    assert subject.calls == Calls(2, 2)


def test_each_case_has_its_cotangent_and_the_same_one_again():
    first, again, other, seed = (counted(Affine(), seed=seed) for seed in (0, 0, 0, 1))
    other.number = 3
    cotangents = [subject.own_answer.cotangent for subject in (first, again, other, seed)]
    assert np.array_equal(cotangents[0], cotangents[1])
    assert len({tuple(u) for u in cotangents}) == 3


def test_elsewhere_nothing_is_known():
    subject = counted(Affine())
    known = subject.own_answer
    moved = {**subject.values, "b": np.ones(2)}
    assert not np.array_equal(subject.own_point(moved).output, subject.output.ravel())
    for other in (subject.at(moved), subject.with_layer(Affine())):
        assert other.own_answer is not known
    assert subject.without(["W"]).own_answer is known


def test_large_arrays_are_not_kept():
    subject = counted(Elementwise(np.tanh, lambda x: 1 - np.tanh(x) ** 2), np.ones((2, 200000)))
    assert subject.own_answer is not subject.own_answer
    assert subject.calls == Calls(2, 2)


class Buffered(Elementwise):
    """Hands out one buffer for all gradients, of all copies."""

    room = np.zeros(X.shape)

    def backward(self, g):
        self.room[...] = super().backward(g)
        return self.room


def test_what_was_answered_stays_as_it_was():
    subject = counted(Buffered(np.tanh, lambda x: 1 - np.tanh(x) ** 2))
    first = np.array(subject.own_answer.reported.inputs[0])
    subject.pullback(subject.values, np.zeros(X.size))
    assert np.array_equal(subject.own_answer.reported.inputs[0], first)


def test_what_cannot_be_a_gradient_is_told_where_one_is_asked_for():
    subject = counted(Elementwise(np.tanh, lambda x: np.ones(3 * x.shape[0]).reshape(-1, 1, 3)))
    assert subject.own_answer.reported.inputs[0].shape == (2, 2, 3)
    with pytest.raises(BadGradient, match="dL_dX has shape"):
        subject.own_point(subject.values).pullback(subject.own_answer.cotangent)


def test_what_a_layer_raises_is_a_fault_each_time():
    class Later(Elementwise):
        raises = False

        def backward(self, g):
            if self.raises:
                raise ValueError("no")
            return super().backward(g)

    subject = counted(Later(np.tanh, lambda x: 1 - np.tanh(x) ** 2))
    subject.layer.raises = True
    for _ in range(2):
        with pytest.raises(LayerFault, match="backward raised ValueError: no"):
            _ = subject.own_answer
