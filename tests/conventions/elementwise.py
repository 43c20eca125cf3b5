"""Activations with a derivative of their own: f'(x), and not a vector-Jacobian product."""

import numpy as np

from .library import Library


class Called:
    """`fn` and `grad`, beside a way to be called."""

    def __call__(self, z):
        return self.fn(z)

    def fn(self, z):
        return np.tanh(z)

    def grad(self, x, **kwargs):
        return 1 - np.tanh(x) ** 2


class CalledWrong(Called):
    def grad(self, x, **kwargs):
        return 1 - np.tanh(x)


class Documented:
    """`forward` and `derivative`."""

    def forward(self, x):
        return x / (1 + np.abs(x))

    def derivative(self, x):
        return 1 / (1 + np.abs(x)) ** 2


class DocumentedWrong(Documented):
    def derivative(self, x):
        return 1 / (1 + np.abs(x))


class OfTheOutput:
    """The derivative is asked for at the output."""

    def __call__(self, x):
        return 1 / (1 + np.exp(-x))

    @staticmethod
    def derivative(a):
        return a * (1 - a)


class OfTheOutputWrong(OfTheOutput):
    @staticmethod
    def derivative(a):
        return a * (1 - a) + 1e-6


class Remembering:
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))

    def derivative(self):
        return np.where(self.x > 0, 1.0, np.exp(np.minimum(self.x, 0)))


class RememberingWrong(Remembering):
    def derivative(self):
        return np.where(self.x > 0, 1.0, np.exp(np.minimum(self.x, 0)) - 1)


class WithBackward(Documented):
    """A layer whose derivative is a helper of its backward."""

    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, g):
        return g * self.derivative(self.x)


class WithBackwardWrong(WithBackward):
    def backward(self, g):
        return g + self.derivative(self.x)


def _library(name, right, wrong, convention="elementwise"):
    return Library(name, convention, right, wrong, "dL_dX", ())


LIBRARIES = (
    _library("elementwise", Called, CalledWrong),
    _library("elementwise-forward", Documented, DocumentedWrong),
    _library("elementwise-of-the-output", OfTheOutput, OfTheOutputWrong),
    _library("elementwise-remembering", Remembering, RememberingWrong),
    _library("elementwise-beside-backward", WithBackward, WithBackwardWrong, "plain"),
)
