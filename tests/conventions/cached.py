"""The cache handed on, by functions in a module and by objects."""

import sys

import numpy as np

from ethan_check.loading.function_pairs import function_pairs

from .library import Library, weights


def affine_forward(x, w, b):
    return x @ w + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def averaged_forward(x, w, b):
    return affine_forward(x, w, b)


def averaged_backward(dout, cache):
    dx, dw, db = affine_backward(dout, cache)
    return dx, dw, db / len(dout)


class Linear:
    """Holds its parameters, hands on its cache, and returns the gradients of both."""

    def __init__(self):
        self.W, self.b = weights()

    def forward(self, x):
        return np.tanh(x @ self.W + self.b), x

    def backward(self, dout, cache):
        local = dout * (1 - np.tanh(cache @ self.W + self.b) ** 2)
        return local @ self.W.T, {"W": cache.T @ local, "b": local.sum(axis=0)}


class LinearWrong(Linear):
    def backward(self, dout, cache):
        dx, grads = super().backward(dout, cache)
        return dx, {**grads, "W": grads["W"].clip(-1, 1)}


class LeavesBehind(Linear):
    """Hands on its cache, but leaves parameter gradients on itself."""

    def backward(self, dout, cache):
        dx, grads = super().backward(dout, cache)
        self.dW, self.db = grads["W"], grads["b"]
        return dx


class LeavesBehindWrong(LeavesBehind):
    def backward(self, dout, cache):
        dx = super().backward(dout, cache)
        self.db = self.db * 0
        return dx


class Exp:
    """A function with a context, and static methods."""

    @staticmethod
    def forward(ctx, x):
        y = np.exp(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        (y,) = ctx.saved_tensors
        return grad_output * y


class ExpWrong(Exp):
    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * np.exp(ctx.saved_tensors[0])


PAIRS = function_pairs(sys.modules[__name__])
AFFINE = (np.random.default_rng(0).normal(size=(4, 3)), *weights())

LIBRARIES = (
    Library(
        "cached-functions", "cached", lambda: PAIRS["affine"], lambda: PAIRS["averaged"], "dL_dX2", (), AFFINE
    ),
    Library("cached-object", "cached", Linear, LinearWrong, "dL_dW"),
    Library("cached-leaves-behind", "cached", LeavesBehind, LeavesBehindWrong, "dL_db"),
    Library("context", "context", Exp, ExpWrong, "dL_dX", ()),
)
