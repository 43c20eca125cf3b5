"""Small layers that several tests look at."""

import numpy as np


class Elementwise:
    """Plain, without parameters; made of two functions."""

    def __init__(self, function=np.tanh, derivative=lambda x: 1 / np.cosh(x) ** 2):
        self._function, self._derivative = function, derivative

    def forward(self, x):
        self.x = x
        return self._function(x)

    def backward(self, g):
        return g * self._derivative(self.x)


class Affine:
    """Plain, with parameters in attributes: x @ W + b."""

    def __init__(self):
        self.W = np.array([[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5]])
        self.b = np.array([0.1, -0.2])

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        self.dW, self.db = self.x.T @ g, g.sum(axis=0)
        return g @ self.W.T


class Raising(Elementwise):
    """Raises what it was given, in the stage it was given."""

    def __init__(self, stage, error):
        super().__init__()
        self._stage, self._error = stage, error

    def forward(self, x):
        if self._stage == "forward":
            raise self._error
        return super().forward(x)

    def backward(self, g):
        if self._stage == "backward":
            raise self._error
        return super().backward(g)


class Two:
    """Two outputs, in a tuple: the squares and their sum."""

    def forward(self, x):
        self.x = x
        return x * x, np.sum(x * x)

    def backward(self, g):
        return 2 * self.x * (g[0] + g[1])


X = np.array([[0.5, -1.5, 0.25], [1.0, 2.0, -0.75]])
