"""Inputs for calls that come before."""

import numpy as np

from checks.judging import Tanh, X
from ethan_check import Subject
from ethan_check.checks.other_inputs import inputs_of_other_shapes, smaller_inputs, very_different_inputs
from ethan_core import Contract
from ethan_core.contract import Interval


class Scaled(Tanh):
    contract = None

    def forward(self, x, s, ids):
        return super().forward(x) * s[ids % len(s)][:, None]

    def backward(self, dout):
        return dout, None, None


def test_other_values_have_other_sizes_and_signs_and_integers_are_shuffled():
    ids = np.arange(4)
    subject = Subject(Scaled(), (X, np.array([1.0, 2.0]), ids))
    x, s, shuffled = very_different_inputs(subject, np.random.default_rng(0))
    np.testing.assert_allclose(np.sort(-x / 1.5, axis=None), np.sort(X, axis=None))
    assert (s > 0).all()
    assert sorted(shuffled.tolist()) == ids.tolist()


def test_a_domain_is_not_left():
    class Inside(Tanh):
        contract = Contract(shapes="N D -> N D", inputs=("x",), domain={"x": Interval(-1.0, 1.0)})

    x = np.tanh(X)
    (other,) = very_different_inputs(Subject(Inside(), (x,)), np.random.default_rng(0))
    assert np.abs(other).max() <= 1
    assert all(np.abs(smaller).max() < 1 for (smaller,) in smaller_inputs(Subject(Inside(), (x,))))


def test_other_shapes_go_together():
    subject = Subject(Scaled(), (X, np.ones(3), np.arange(4)))
    shapes = [tuple(array.shape for array in inputs) for inputs in inputs_of_other_shapes(subject)]
    assert shapes == [((5, 3), (3,), (5,)), ((4, 4), (4,), (4,))]


def test_there_are_none_for_a_number():
    class Square:
        def forward(self, x):
            self.x = x
            return x * x

        def backward(self, g):
            return 2 * g * self.x

    assert list(inputs_of_other_shapes(Subject(Square(), (np.array(1.5),)))) == []
