"""No state at all: backward is told everything again."""

import numpy as np

from ethan_check.loading.function_pairs import FunctionPair

from .library import Library, weights


class Linear:
    def forward(self, x, W):
        return x @ W

    def backward(self, g, W, x):
        return g @ W.T, x.T @ g


class LinearWrong(Linear):
    def backward(self, g, W, x):
        dx, dW = super().backward(g, W, x)
        return dx, dW + dW.mean()


class InItsOwnOrder(Linear):
    """Gradients in the order of backward's own arguments."""

    def backward(self, g, W, x):
        return x.T @ g, g @ W.T


class InItsOwnOrderWrong(InItsOwnOrder):
    def backward(self, g, W, x):
        dW, dx = super().backward(g, W, x)
        return dW, 0.9 * dx


class InputFirst:
    def forward(self, x):
        return x**3

    def backward(self, x, grad):
        return 3 * x**2 * grad


class InputFirstWrong(InputFirst):
    def backward(self, x, grad):
        return 3 * x * grad


class Unnamed:
    """Names that tell nothing."""

    def forward(self, u):
        return u**3

    def backward(self, p, q):
        return 3 * p * q**2


class WithOutput:
    def forward(self, x):
        return np.tanh(x)

    def backward(self, y, grad):
        return grad * (1 - y * y)


class WithOutputWrong(WithOutput):
    def backward(self, y, grad):
        return grad * (1 - y)


def softplus(x):
    return np.logaddexp(0, x)


SQUARE = (np.random.default_rng(0).normal(size=(4, 3)), weights()[0])

LIBRARIES = (
    Library("stateless", "stateless", Linear, LinearWrong, "dL_dX1", (), SQUARE),
    Library("stateless-own-order", "stateless", InItsOwnOrder, InItsOwnOrderWrong, "dL_dX0", (), SQUARE),
    Library("stateless-input-first", "stateless", InputFirst, InputFirstWrong, "dL_dX", ()),
    Library("stateless-output", "stateless", WithOutput, WithOutputWrong, "dL_dX", ()),
    Library(
        "stateless-functions",
        "stateless",
        lambda: FunctionPair(softplus, lambda g, x: g / (1 + np.exp(-x))),
        lambda: FunctionPair(softplus, lambda g, x: g / (1 + np.exp(x))),
        "dL_dX",
        (),
    ),
)
