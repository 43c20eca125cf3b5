"""Gradients in a list beside the list of parameters."""

import numpy as np

from .library import Library, weights


class Linear:
    def __init__(self):
        self.params = list(weights())
        self.grads = [np.zeros_like(p) for p in self.params]

    def forward(self, x):
        self.x = x
        W, b = self.params
        return x @ W + b

    def backward(self, dout):
        W, _ = self.params
        self.grads[0][...] = self.x.T @ dout
        self.grads[1][...] = dout.sum(axis=0)
        return dout @ W.T


class Exchanged(Linear):
    def backward(self, dout):
        dx = super().backward(dout)
        self.grads[0][...] = self.grads[0][::-1]
        return dx


class Network:
    """Two affine layers; the network gathers their lists."""

    def __init__(self):
        rng = np.random.default_rng(2)
        self.layers = [
            Affine(rng.normal(size=(3, 4)), rng.normal(size=4)),
            Affine(rng.normal(size=(4, 2)), rng.normal(size=2)),
        ]
        self.params = [p for layer in self.layers for p in layer.params]

    @property
    def grads(self):
        return [g for layer in self.layers for g in layer.grads]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dout):
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return dout


class Affine(Linear):
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.params, self.grads = [W, b], [None, None]

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.grads = [self.x.T @ dout, dout.sum(axis=0)]
        return dout @ self.W.T


class NetworkWithoutFirst(Network):
    """Rounds the first layer's gradient to whole numbers."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.layers[0].grads[0] = np.round(self.layers[0].grads[0])
        return dx


LIBRARIES = (
    Library(
        "parallel-lists", "parallel-lists", Linear, Exchanged, "dL_dparams[0]", ("params[0]", "params[1]")
    ),
    Library(
        "parallel-lists-network",
        "parallel-lists",
        Network,
        NetworkWithoutFirst,
        "dL_dparams[0]",
        tuple(f"params[{i}]" for i in range(4)),
    ),
)
