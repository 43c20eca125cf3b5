"""Ten layers as people write them, in six conventions; three are wrong."""

import numpy as np


class Linear:
    """Gradients in attributes beside the parameters."""

    def __init__(self, n_in=4, n_out=3, seed=0):
        self.W = np.random.default_rng(seed).normal(size=(n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.mean(axis=0)  # Wrong: the sum.
        return grad @ self.W.T


class Affine:
    """Parameters and gradients in dictionaries."""

    def __init__(self, n_in=4, n_out=2, seed=1):
        self.params = {"W": np.random.default_rng(seed).normal(size=(n_in, n_out)), "b": np.zeros(n_out)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, grad):
        self.grads = {"W": self.x.T @ grad, "b": grad.sum(axis=0)}
        return grad @ self.params["W"].T


class Bias:
    """Gradients in a list, in the order of the parameters."""

    def __init__(self, n=4):
        self.b = np.zeros(n)
        self.params, self.grads = [self.b], [np.zeros(n)]

    def forward(self, x):
        return x + self.b

    def backward(self, grad):
        self.grads[0][...] = grad.sum(axis=0)
        return grad


class Scale:
    """Gradients returned."""

    def __init__(self, n=4):
        self.w = np.linspace(0.5, 2.0, n)

    def forward(self, x):
        self.x = x
        return x * self.w

    def backward(self, grad):
        return grad * self.w, [(grad * self.x).sum(axis=0)]


class Softmax:
    def forward(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, grad):
        return grad * self.y * (1 - self.y)  # Wrong: the diagonal of the Jacobian alone.


class Relu:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask


class Tanh:
    """A function of each entry and its derivative."""

    def __call__(self, x):
        return np.tanh(x)

    def derivative(self, x):
        return 1 - np.tanh(x) ** 2


class SquaredError:
    """A loss: value and gradient."""

    def loss(self, y, t):
        return 0.5 * np.sum((y - t) ** 2)

    def gradient(self, y, t):
        return t - y  # Wrong: the sign.


def softplus_forward(x):
    """What backward needs is handed on."""
    return np.log1p(np.exp(x)), x


def softplus_backward(grad, x):
    return grad / (1 + np.exp(-x))


def softmax_loss(x, labels):
    """The loss and its gradient at once, for labels."""
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    d = p.copy()
    d[rows, labels] -= 1
    return -np.log(p[rows, labels]).mean(), d / len(labels)
