"""Layers of somebody else, for tables to describe."""

import abc

import numpy as np

from ethan_core import Contract


class Affine:
    """Takes its sizes; dW is a mean over the batch, as db is."""

    def __init__(self, n_in, n_out, bias=True, shape=(1, 2)):
        self.n_in, self.n_out, self.bias, self.shape = n_in, n_out, bias, shape
        rng = np.random.default_rng(0)
        self.W, self.b = rng.normal(size=(n_in, n_out)), np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        self.dW = self.x.T @ g / len(g)
        self.db = g.sum(axis=0) / len(g)
        return g @ self.W.T


class Given(Affine):
    """Takes its arrays."""

    def __init__(self, W, b):
        assert isinstance(W, np.ndarray)
        assert isinstance(b, np.ndarray)
        self.W, self.b = W, b


class Scaled:
    """Its shape has to be a tuple, its activation a function."""

    def __init__(self, shape, activation=None, factors=()):
        self.scale, self.activation = np.ones((1,) + shape), activation  # noqa: RUF005
        self.factors = (2.0,) + factors  # noqa: RUF005

    def forward(self, x):
        return x * self.factors[0] if self.activation is None else self.activation(x)

    def backward(self, g):
        return g * self.factors[0]


class Dropping:
    """Correct in training mode; in evaluation mode backward forgets that nothing is dropped."""

    def __init__(self, training=True):
        self.training = training

    def train(self, mode=True):
        self.training = mode

    def eval(self):
        self.training = False

    def forward(self, x, training=None):
        self.mode = self.training if training is None else training
        return 2 * x if self.mode else x

    def backward(self, g):
        return 2 * g


class Embedding:
    def __init__(self, size=4):
        self.W = np.linspace(-1, 1, 3 * size).reshape(size, 3)

    def forward(self, ids):
        self.ids = ids
        return self.W[ids]

    def backward(self, g):
        self.dW = np.zeros_like(self.W)
        np.add.at(self.dW, self.ids, g)


class Logarithm:
    def forward(self, x):
        if np.any(x <= 0):
            raise ValueError("not positive")
        self.x = x
        return np.log(x)

    def backward(self, g):
        return g / self.x


class SquaredError:
    def value(self, guess, truth):
        return 0.5 * np.sum((guess - truth) ** 2)

    def gradient(self, guess, truth):
        return guess - truth


def square_forward(x):
    return x * x, x


def square_backward(dout, cache):
    return 2 * cache * dout


def cube(x):
    return x**3, x


def cube_slope(dout, cache):
    return 3 * cache**2 * dout


three = 3


class Contracted(Logarithm):
    contract = Contract(shapes="N -> N")


class Abstract(abc.ABC):
    @abc.abstractmethod
    def forward(self, x): ...


def make_affine(size):
    return Affine(size, size)
