"""Numbers that are parameters: a gradient stands beside them, and the output depends on them."""

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.subject.unread_numbers import unread_numbers

X = np.random.default_rng(0).normal(size=(4, 3))


class Scaled:
    def __init__(self, alpha=0.5):
        self.alpha, self.epsilon, self.count, self.flag = alpha, 1e-5, 3, True

    def forward(self, x):
        self.x = x
        return x * self.alpha + self.epsilon

    def backward(self, g):
        self.dalpha = (g * self.x).sum()
        return g * self.alpha


class Unused(Scaled):
    def forward(self, x):
        self.x = x
        return x * 0.5

    def backward(self, g):
        super().backward(g)
        return g * 0.5


class Refuses(Scaled):
    def forward(self, x):
        if self.alpha != 0.5:
            raise ValueError("only 0.5")
        return super().forward(x)


@pytest.mark.parametrize("alpha", [0.5, np.float64(0.5), np.float32(0.5)])
def test_a_number_with_a_gradient_beside_it_is_found(alpha):
    assert unread_numbers(Subject(Scaled(alpha), (X,))) == {"alpha": "dalpha"}


def test_one_that_forward_cannot_go_on_without_is_found():
    assert unread_numbers(Subject(Refuses(), (X,))) == {"alpha": "dalpha"}


def test_one_that_moves_no_output_is_none():
    assert unread_numbers(Subject(Unused(), (X,))) == {}


def test_a_layer_without_numbers_is_not_run():
    class Square:
        def forward(self, x):
            self.x = x
            return x * x

        def backward(self, g):
            return 2 * g * self.x

    subject = Subject(Square(), (X,))
    before = subject.calls.forward
    assert unread_numbers(subject) == {}
    assert subject.calls.forward == before
