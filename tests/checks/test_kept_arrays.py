"""Who may change what a layer keeps from call to call."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.checks.kept_arrays import changes_of_kept_arrays

X = np.random.default_rng(0).normal(size=(5, 3))


class BatchNorm:
    def __init__(self, training):
        self.mean, self.variance, self.training = np.zeros(3), np.ones(3), training

    def forward(self, x):
        mean, variance = self.mean, self.variance
        if self.training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
            self.mean, self.variance = 0.9 * self.mean + 0.1 * mean, 0.9 * self.variance + 0.1 * variance
        self.s = np.sqrt(variance + 1e-5)
        self.y = (x - mean) / self.s
        return self.y

    def backward(self, g):
        if not self.training:
            return g / self.s
        return (g - g.mean(axis=0) - self.y * (g * self.y).mean(axis=0)) / self.s


class MovedByBackward(BatchNorm):
    def backward(self, g):
        self.mean = self.mean + g.mean(axis=0)
        return super().backward(g)


class WrittenByBackward(BatchNorm):
    def backward(self, g):
        self.variance *= 0.99
        return super().backward(g)


class DecaysInEvaluation(BatchNorm):
    def forward(self, x):
        if not self.training:
            self.variance = 0.9 * self.variance
        return super().forward(x)


class UpdatesInEvaluation(BatchNorm):
    def forward(self, x):
        y = super().forward(x)
        if not self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.mean(axis=0)
        return y


class Accumulator:
    """A hidden state, and room for a gradient that is there from the beginning: both may change."""

    def __init__(self):
        self.h, self.w, self.training = np.zeros(3), np.ones(3), False
        self.dw, self.cache = np.zeros(3), np.zeros((5, 3))

    def forward(self, x):
        self.cache, start = x, self.h
        self.h = 0.5 * self.h + x.mean(axis=0)
        return x * self.w + start

    def backward(self, g):
        self.dw = (g * self.cache).sum(axis=0)
        self.cache = None
        return g * self.w


def changes(layer):
    subject = Subject(layer, (X,))
    return list(changes_of_kept_arrays(subject, np.ones(X.size)))


@pytest.mark.parametrize("training", [True, False])
def test_statistics_that_training_alone_moves_are_right(training):
    assert changes(BatchNorm(training)) == []
    assert check_layer(BatchNorm(training), (X,)).verdict == "pass"


@pytest.mark.parametrize(("cls", "name"), [(MovedByBackward, "mean"), (WrittenByBackward, "variance")])
def test_backward_may_not_change_them(cls, name):
    assert changes(cls(True)) == [
        f"backward changes {name}, on which the output depends where training is False"
    ]
    report = check_layer(cls(True), (X,))
    assert report.verdict == "fail"
    assert f"backward changes {name}" in report.message


@pytest.mark.parametrize(("cls", "name"), [(MovedByBackward, "mean"), (WrittenByBackward, "variance")])
def test_in_evaluation_it_is_taken_for_an_update_and_told(cls, name):
    report = check_layer(cls(False), (X,))
    assert report.verdict == "error"
    assert f"backward changes {name} of {cls.__name__}" in report.message


@pytest.mark.parametrize(("cls", "name"), [(DecaysInEvaluation, "variance"), (UpdatesInEvaluation, "mean")])
def test_a_forward_in_evaluation_may_not_change_them(cls, name):
    assert changes(cls(True)) == []
    assert changes(cls(False)) == [
        f"forward changes {name} although training is False, and the next output depends on it"
    ]
    assert check_layer(cls(False), (X,)).verdict == "fail"


def test_a_hidden_state_and_room_for_gradients_may_change():
    assert changes(Accumulator()) == []


def test_a_layer_without_other_arrays_is_not_run():
    class Square:
        def forward(self, x):
            self.x = x
            return x * x

        def backward(self, g):
            return 2 * g * self.x

    subject = Subject(Square(), (X,))
    before = subject.calls.forward
    assert list(changes_of_kept_arrays(subject, np.ones(X.size))) == []
    assert subject.calls.forward == before
