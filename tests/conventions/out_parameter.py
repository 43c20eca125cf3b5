"""Backward writes into arrays that it is handed."""

import numpy as np

from .library import Library, weights


class Square:
    def forward(self, x):
        self.x = x
        return x**2

    def backward(self, grad, dx):
        np.multiply(2 * self.x, grad, out=dx)


class SkipsLastRow(Square):
    def backward(self, grad, dx):
        dx[:-1] = 2 * self.x[:-1] * grad[:-1]


class Linear:
    """Arrays for all gradients."""

    def __init__(self):
        self.W, self.b = weights()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad_out, grad_in, grad_W, grad_b):
        grad_in[...] = grad_out @ self.W.T
        grad_W[...] = self.x.T @ grad_out
        grad_b[...] = grad_out.sum(axis=0)


class LinearWrong(Linear):
    def backward(self, grad_out, grad_in, grad_W, grad_b):
        super().backward(grad_out, grad_in, grad_W, grad_b)
        grad_W[0] = grad_W[1]


class Adds(Linear):
    """Adds to what is there, and leaves parameter gradients on itself."""

    def backward(self, dout, dx):
        dx += dout @ self.W.T
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)


class AddsWrong(Adds):
    def backward(self, dout, dx):
        super().backward(dout, dx)
        dx -= 0.001 * dout.sum()


LIBRARIES = (
    Library("out-parameter", "out-parameter", Square, SkipsLastRow, "dL_dX", ()),
    Library("out-parameter-all", "out-parameter", Linear, LinearWrong, "dL_dW"),
    Library("out-parameter-adds", "out-parameter", Adds, AddsWrong, "dL_dX"),
)
