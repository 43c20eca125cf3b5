"""What a loss means by its numbers is what its backward is the derivative for."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.cases.meant_by_losses import meant_by_a_loss
from ethan_check.cases.shape_inference import guess_case
from ethan_check.subject.options import LayerOptions


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class OfScores:
    """A cross entropy of scores, right for targets that sum to one."""

    def forward(self, y_pred, y_true):
        self.p, self.t = softmax(y_pred), y_true
        return -np.sum(y_true * np.log(self.p)) / len(self.p)

    def backward(self):
        return (self.p - self.t) / len(self.p)


class OfProbabilities:
    """A binary cross entropy that clips, with the target first; right between 0 and 1."""

    def forward(self, y_true, y_pred):
        self.t, self.p = y_true, np.clip(y_pred, 1e-12, 1 - 1e-12)
        return -np.sum(self.t * np.log(self.p) + (1 - self.t) * np.log(1 - self.p))

    def backward(self):
        return (self.p - self.t) / (self.p * (1 - self.p))


class Squares:
    def forward(self, prediction, target):
        self.off = prediction - target
        return np.sum(self.off**2)

    def backward(self):
        return 2 * self.off


class Halved(OfProbabilities):
    """Off by a factor: between 0 and 1 that is all that is wrong."""

    def backward(self):
        return super().backward() / 2


class Wrong(OfScores):
    def backward(self):
        return np.sin(self.t - self.p)


@pytest.mark.parametrize(
    ("loss", "label"),
    [
        (OfScores(), "guessed: target in classes"),
        (OfProbabilities(), "guessed: prediction in probabilities, target in classes"),
        (Squares(), "guessed"),
        (Halved(), "guessed: prediction in probabilities, target in classes"),
        (Wrong(), "guessed"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_guess_is_one_for_which_backward_is_the_derivative(loss, label):
    assert guess_case(loss, 0).label == label


@pytest.mark.parametrize("loss", [OfScores, OfProbabilities])
def test_a_right_loss_passes_with_nothing_said_of_it(loss):
    assert check_layer(loss).verdict == "pass"


def test_a_wrong_one_fails():
    assert check_layer(Wrong).verdict == "fail"


def test_prediction_and_target_are_not_the_same_numbers():
    prediction, target = guess_case(Squares(), 0).inputs
    assert not np.any(prediction == target)


def test_arrays_of_other_shapes_stay():
    given = np.ones((3, 4)), np.ones(3)
    assert meant_by_a_loss(Squares(), given, 0, LayerOptions()) == (given, "")
