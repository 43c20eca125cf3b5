"""What backward answers with different pasts: the same of right layers, something else of wrong ones."""

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.checks.histories import Histories

X = np.random.default_rng(0).normal(size=(6, 3))
OTHER = (3 * X[::-1],)


class Square:
    training = False

    def __init__(self):
        self.W = np.linspace(0.5, 1.5, 3)

    def forward(self, x):
        self.x = x
        return self.W * x * x

    def backward(self, g):
        self.dW = (g * self.x**2).sum(axis=0)
        return 2 * self.W * self.x * g


class FirstInput(Square):
    def backward(self, g):
        self.first = getattr(self, "first", self.x)
        return 2 * self.W * self.first * g


class FirstParameters(Square):
    def forward(self, x):
        self.kept = getattr(self, "kept", self.W.copy())
        return super().forward(x)

    def backward(self, g):
        super().backward(g)
        return 2 * self.kept * self.x * g


class SharedCache(Square):
    cache = [None]  # noqa: RUF012 - shared by all instances: the mistake

    def forward(self, x):
        self.cache[0] = x
        return super().forward(x)

    def backward(self, g):
        super().backward(g)
        return 2 * self.W * self.cache[0] * g


class FirstMode(Square):
    def __init__(self):
        super().__init__()
        self.training = True

    def forward(self, x):
        self.first = getattr(self, "first", self.training)
        return super().forward(x)

    def backward(self, g):
        return super().backward(g) * (1 if self.first else 3)


class Draws(Square):
    def __init__(self):
        super().__init__()
        self.rng = np.random.default_rng(7)

    def forward(self, x):
        self.mask = self.rng.random(x.shape) > 0.5
        return super().forward(x) * self.mask

    def backward(self, g):
        return super().backward(g * self.mask)


PASTS = {
    "other values": lambda histories: histories.after(OTHER),
    "other parameters": lambda histories: histories.after_other_parameters(),
    "another instance": lambda histories: histories.beside_other_instance(OTHER),
    "the other mode": lambda histories: histories.after_other_mode(),
}


def answers(layer):
    histories = Histories(Subject(layer, (X,)), np.random.default_rng(1).normal(size=X.size))
    alone = histories.after()
    return {
        name: got is None or all(np.array_equal(got[key], alone[key]) for key in alone)
        for name, past in PASTS.items()
        for got in (past(histories),)
    }


@pytest.mark.parametrize("layer", [Square, Draws])
def test_a_right_layer_answers_alike_whatever_its_past(layer):
    assert all(answers(layer()).values())


@pytest.mark.parametrize(
    ("layer", "past"),
    [
        (FirstInput, "other values"),
        (FirstParameters, "other parameters"),
        (SharedCache, "another instance"),
        (FirstMode, "the other mode"),
    ],
)
def test_what_a_layer_keeps_of_its_past_shows(layer, past):
    assert not answers(layer())[past]


def test_a_layer_without_parameters_has_no_others():
    class Plain(Square):
        W = 2.0

        def __init__(self):
            pass

        def backward(self, g):
            return 2 * self.W * self.x * g

    assert Histories(Subject(Plain(), (X,)), np.ones(X.size)).after_other_parameters() is None


class OneForAll:
    """One parameter for each column, or one for all: the gradient of the latter is that of one column."""

    def __init__(self, size):
        self.w, self.dw = np.full(size, 0.5), np.zeros(size)

    def zero_grad(self):
        self.dw = np.zeros(self.w.shape)

    def forward(self, x):
        self.x = x
        return x * self.w

    def backward(self, g):
        self.dw = self.dw + (g * self.x).sum(axis=0)
        return g * self.w


@pytest.mark.parametrize("size", [1, 3])
def test_inputs_on_which_forward_merely_broadcasts_are_no_past(size):
    subject = Subject(OneForAll(size), (np.ones((2, size)),))
    histories = Histories(subject, np.ones(2 * size))
    assert histories.after_other_shape((np.ones((3, size)),)) is not None
    assert histories.after_other_shape((np.ones((2, size + 1)),)) is None
