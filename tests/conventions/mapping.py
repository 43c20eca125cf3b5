"""Gradients in a mapping."""

import numpy as np

from .library import Library, weights


class Linear:
    def __init__(self):
        W, b = weights()
        self.params, self.grads = {"W": W, "b": b}, {}

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, grad):
        self.grads["W"] = self.x.T @ grad
        self.grads["b"] = grad.sum(axis=0)
        return grad @ self.params["W"].T


class ForgottenBias(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        del self.grads["b"]
        return dx


class Spelt:
    """Attributes for parameters, a method for gradients, other spellings throughout."""

    def __init__(self):
        self.W, self.b = weights()
        self._stored = None

    def forward_pass(self, inputs):
        self.inputs = inputs
        return np.tanh(inputs @ self.W + self.b)

    def backward_pass(self, output_gradient):
        local = output_gradient * (1 - np.tanh(self.inputs @ self.W + self.b) ** 2)
        self._stored = {"dW": self.inputs.T @ local, "db": local.sum(axis=0)}
        return local @ self.W.T

    def get_gradients(self):
        return self._stored


class HalfSpelt(Spelt):
    def backward_pass(self, output_gradient):
        dx = super().backward_pass(output_gradient)
        self._stored["dW"] = self._stored["dW"] / 2
        return dx


class Nested:
    def __init__(self):
        W, b = weights()
        self.parameters = {"affine": {"W": W, "b": b}}
        self.gradients = {"affine": {"W": None, "b": None}}

    def forward(self, x):
        self.x = x
        return x @ self.parameters["affine"]["W"] + self.parameters["affine"]["b"]

    def backward(self, grad):
        self.gradients["affine"]["W"] = self.x.T @ grad
        self.gradients["affine"]["b"] = grad.sum(axis=0)
        return grad @ self.parameters["affine"]["W"].T


class NestedWrong(Nested):
    def backward(self, grad):
        dx = super().backward(grad)
        self.gradients["affine"]["b"] = grad.mean(axis=0)
        return dx


LIBRARIES = (
    Library("mapping", "mapping", Linear, ForgottenBias, "dL_db", words="the mapping grads"),
    Library("mapping-spelt", "mapping", Spelt, HalfSpelt, "dL_dW", words="get_gradients"),
    Library("mapping-nested", "mapping", Nested, NestedWrong, "dL_db"),
)
