"""An optimizer is called inside backward."""

import copy

import numpy as np

from .library import Library, weights


class Adam:
    """Not proportional to the gradient: its steps cannot be divided by a rate."""

    def __init__(self, rate=0.01):
        self.rate, self.m, self.v, self.t = rate, 0.0, 0.0, 0

    def update(self, w, grad):
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * grad
        self.v = 0.999 * self.v + 0.001 * grad**2
        return w - self.rate * (self.m / (1 - 0.9**self.t)) / (np.sqrt(self.v / (1 - 0.999**self.t)) + 1e-8)


class Held:
    """An optimizer for each parameter, held by the layer."""

    def __init__(self):
        self.W, self.b = weights()
        self.W_opt, self.b_opt = Adam(), copy.copy(Adam())

    def forward_pass(self, X, training=True):
        self.layer_input = X
        return X @ self.W + self.b

    def backward_pass(self, accum_grad):
        W = self.W
        self.W = self.W_opt.update(self.W, self.grad_of_W(accum_grad))
        self.b = self.b_opt.update(self.b, accum_grad.sum(axis=0))
        return accum_grad @ W.T

    def grad_of_W(self, grad):
        return self.layer_input.T @ grad


class HeldWrong(Held):
    def grad_of_W(self, grad):
        return np.abs(self.layer_input).T @ grad


class Given:
    """backward(g, optimizer), which takes lists."""

    def __init__(self):
        self.W, self.b = weights()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def bias(self, grad):
        return grad.sum(axis=0)

    def backward(self, grad, optimizer):
        dx = grad @ self.W.T
        optimizer.step([self.W, self.b], [self.x.T @ grad, self.bias(grad)])
        return dx


class GivenWrong(Given):
    def bias(self, grad):
        return grad[-1]


class HandsOverItself(Given):
    """The optimizer is given the layer, which holds the gradients by then."""

    def backward(self, grad, optimizer):
        dx = grad @ self.W.T
        self.dW, self.db = self.x.T @ grad, self.bias(grad)
        optimizer.update(self)
        return dx


class HandsOverItselfWrong(HandsOverItself):
    def bias(self, grad):
        return grad.sum(axis=0) ** 2


class Sgd:
    def __init__(self):
        self.lr = 0.1


class ReadsItsRate(Given):
    """Uses nothing of its optimizer but the rate."""

    def __init__(self):
        super().__init__()
        self.optimizer = Sgd()

    def backward(self, grad):
        dx = grad @ self.W.T
        self.W -= self.optimizer.lr * (self.x.T @ grad)
        self.b -= self.optimizer.lr * self.bias(grad)
        return dx


class ReadsItsRateWrong(ReadsItsRate):
    def bias(self, grad):
        return grad.max(axis=0)


LIBRARIES = (
    Library("optimizer-held", "optimizer", Held, HeldWrong, "dL_dW", words="takes notes"),
    Library("optimizer-given", "optimizer", Given, GivenWrong, "dL_db", words="takes notes"),
    Library("optimizer-whole-layer", "optimizer", HandsOverItself, HandsOverItselfWrong, "dL_db"),
    Library("optimizer-rate", "fused-update", ReadsItsRate, ReadsItsRateWrong, "dL_db", words="optimizer.lr"),
)
