"""Layers of complex numbers, right by the convention dL/dRe z + i dL/dIm z."""

import numpy as np

from ethan_check import check_function, check_layer

rng = np.random.default_rng(0)
Z = rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4))


class Linear:
    """Complex inputs, parameters and outputs."""

    def __init__(self, dtype=complex):
        self.W = (Z[:2].T + 0.5).astype(dtype)
        self.b = np.array([0.5 - 1j, 2.0], dtype)

    def forward(self, z):
        self.z = z
        return z @ self.W + self.b

    def backward(self, g):
        self.dW = self.z.conj().T @ g
        self.db = g.sum(axis=0)
        return g @ self.W.conj().T


class LinearTransposed(Linear):
    """Forgets to conjugate the weight."""

    def backward(self, g):
        super().backward(g)
        return g @ self.W.T


class LinearHalf(Linear):
    """Keeps the real part of the weight's gradient alone."""

    def backward(self, g):
        dz = super().backward(g)
        self.dW = self.dW.real.astype(complex)
        return dz


class Phase:
    """Real in, complex out."""

    factor = 1.0

    def forward(self, x):
        self.y = np.exp(1j * x)
        return self.y

    def backward(self, g):
        return self.factor * (g * np.conj(1j * self.y)).real


class PhaseTwice(Phase):
    factor = 2.0


class Power:
    """Complex in, real out; a real parameter beside it."""

    def __init__(self):
        self.w = np.array([0.5, -1.5, 2.0, 1.0])

    def forward(self, z):
        self.z = z
        return self.w * (z.real**2 + z.imag**2)

    def backward(self, g):
        self.dw = (g * np.abs(self.z) ** 2).sum(axis=0)
        return 2 * g * self.w * self.z


def verdict(layer, x, **options):
    return check_layer(layer, inputs=(x,), **options).verdict


def verdict_of_functions(forward, backward, *arrays, **options):
    return check_function(forward, backward, *arrays, **options).verdict
