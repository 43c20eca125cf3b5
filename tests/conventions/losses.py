"""Losses in their usual spellings and orders of arguments."""

import numpy as np

from .library import Library


class Documented:
    def value(self, prediction, target):
        return np.mean((prediction - target) ** 2)

    def gradient(self, prediction, target):
        return 2 * (prediction - target) / prediction.size


class DocumentedWrong(Documented):
    def gradient(self, prediction, target):
        return 2 * (prediction - target) / len(prediction)


class TargetFirst:
    def loss(self, y_true, y_pred):
        return 0.5 * np.sum((y_true - y_pred) ** 2)

    def grad(self, y_true, y_pred):
        return y_pred - y_true


class TargetFirstWrong(TargetFirst):
    def grad(self, y_true, y_pred):
        return y_true - y_pred


class ForwardBackward:
    def forward(self, pred, target):
        return np.sum(np.sqrt(1 + (pred - target) ** 2))

    def backward(self, pred, target):
        return (pred - target) / np.sqrt(1 + (pred - target) ** 2)


class ForwardBackwardWrong(ForwardBackward):
    def backward(self, pred, target):
        return (pred - target) / (1 + (pred - target) ** 2)


class Remembering:
    def __call__(self, logits, labels):
        self.logits, self.labels = logits, labels
        return np.sum(np.logaddexp(0, logits) - labels * logits)

    def backward(self):
        return 1 / (1 + np.exp(-self.logits)) - self.labels


class RememberingWrong(Remembering):
    def backward(self):
        return 1 / (1 + np.exp(self.logits)) - self.labels


class Called:
    def __call__(self, y, t):
        return np.sum((y - t) ** 4)

    def derivative(self, y, t):
        return 4 * (y - t) ** 3


class CalledWrong(Called):
    def derivative(self, y, t):
        return 3 * (y - t) ** 3


class TimesCotangent:
    def forward(self, scores, target):
        self.difference = scores - target
        return np.sum(self.difference**2)

    def backward(self, dout=1.0):
        return 2 * dout * self.difference


class TimesCotangentWrong(TimesCotangent):
    def backward(self, dout=1.0):
        return 2 * self.difference + 0 * dout


class PerSample:
    """One loss for each row."""

    def loss(self, y_pred, y_true):
        return ((y_pred - y_true) ** 2).sum(axis=1)

    def gradient(self, y_pred, y_true):
        return 2 * (y_pred - y_true)


class PerSampleWrong(PerSample):
    def gradient(self, y_pred, y_true):
        return 2 * (y_pred - y_true) / len(y_pred)


class Turned:
    """The gradient takes its arguments in the other order."""

    def loss(self, y_pred, y_true):
        return np.sum(y_pred**2 * y_true)

    def gradient(self, y_true, y_pred):
        return 2 * y_pred * y_true


class TurnedWrong(Turned):
    def gradient(self, y_true, y_pred):
        return 2 * y_pred


_rng = np.random.default_rng(5)
PAIR = (_rng.normal(size=(4, 3)), _rng.normal(size=(4, 3)))


def _loss(name, right, wrong, convention="loss"):
    return Library(name, convention, right, wrong, "dL_dprediction", (), PAIR)


LIBRARIES = (
    _loss("loss", Documented, DocumentedWrong),
    _loss("loss-target-first", TargetFirst, TargetFirstWrong, "loss-target-first"),
    _loss("loss-forward-backward", ForwardBackward, ForwardBackwardWrong),
    _loss("loss-remembering", Remembering, RememberingWrong),
    _loss("loss-called", Called, CalledWrong),
    _loss("loss-times-cotangent", TimesCotangent, TimesCotangentWrong, "plain"),
    _loss("loss-per-sample", PerSample, PerSampleWrong),
    _loss("loss-turned", Turned, TurnedWrong),
)
