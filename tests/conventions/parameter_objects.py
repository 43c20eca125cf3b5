"""Parameters are objects with an array and a gradient."""

import numpy as np

from .library import Library, weights


class Parameter:
    def __init__(self, data):
        self.data, self.grad = data, None


class Variable:
    __slots__ = ("grad_array", "value")

    def __init__(self, value):
        self.value, self.grad_array = value, np.zeros_like(value)


class Linear:
    def __init__(self):
        self.W, self.b = (Parameter(array) for array in weights())

    def forward(self, x):
        self.x = x
        return x @ self.W.data + self.b.data

    def backward(self, dy):
        self.W.grad, self.b.grad = self.x.T @ dy, dy.sum(axis=0)
        return dy @ self.W.data.T


class Forgotten(Linear):
    def backward(self, dy):
        dx = super().backward(dy)
        self.b.grad = None
        return dx


class Listed:
    def __init__(self):
        self.parameters = [Variable(array) for array in weights()]

    def forward(self, x):
        self.x = x
        W, b = self.parameters
        return np.sin(x @ W.value + b.value)

    def backward(self, dy):
        W, b = self.parameters
        local = dy * np.cos(self.x @ W.value + b.value)
        W.grad_array[...] = self.x.T @ local
        b.grad_array[...] = local.sum(axis=0)
        return local @ W.value.T


class ListedWrong(Listed):
    def backward(self, dy):
        dx = super().backward(dy)
        self.parameters[0].grad_array += 1e-4
        return dx


class AddsUp(Linear):
    """Adds to the gradients that are there, as training loops expect that clear them."""

    def __init__(self):
        super().__init__()
        self.W.grad, self.b.grad = (np.zeros_like(array) for array in weights())

    def backward(self, dy):
        self.W.grad += self.x.T @ dy
        self.b.grad += dy.sum(axis=0)
        return dy @ self.W.data.T


class AddsTooMuch(AddsUp):
    def backward(self, dy):
        self.b.grad += 0.01
        return super().backward(dy)


LIBRARIES = (
    Library("parameter-objects-adding-up", "parameter-objects", AddsUp, AddsTooMuch, "dL_db"),
    Library("parameter-objects", "parameter-objects", Linear, Forgotten, "dL_db", words="the grad of"),
    Library(
        "parameter-objects-list",
        "parameter-objects",
        Listed,
        ListedWrong,
        "dL_dparameters[0]",
        ("parameters[0]", "parameters[1]"),
    ),
)
