"""Batch normalisation of rows, with running statistics."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class BatchNorm1d:
    """x is (N, D). Uses the running statistics when self.training is False."""

    def __init__(self, num_features, eps=1e-5, momentum=0.9):
        self.gamma = np.ones(num_features)
        self.beta = np.zeros(num_features)
        self.running_mean = np.zeros(num_features)
        self.running_var = np.ones(num_features)
        self.eps = eps
        self.momentum = momentum
        self.training = True
        self.dgamma = self.dbeta = None

    def eval(self):
        self.training = False
        return self

    def forward(self, x):
        if self.training:
            mu, var = x.mean(axis=0), x.var(axis=0)
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        else:
            mu, var = self.running_mean, self.running_var
        self.std_inv = 1.0 / np.sqrt(var + self.eps)
        self.x_hat = (x - mu) * self.std_inv
        return self.gamma * self.x_hat + self.beta

    def backward(self, dout):
        N = dout.shape[0]
        self.dgamma = np.sum(dout * self.x_hat, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        dx_hat = dout * self.gamma
        if not self.training:
            return dx_hat * self.std_inv
        dx = N * dx_hat - dx_hat.sum(axis=0) - self.x_hat * np.sum(dx_hat * self.x_hat, axis=0)
        return dx * self.std_inv / N


def draw_1d(cls, rng):
    features = int(rng.integers(1, 6))
    layer = cls(features, eps=float(rng.choice([1e-5, 1e-3])), momentum=rng.uniform(0.5, 0.99))
    layer.gamma = rng.uniform(0.5, 1.5, features) * rng.choice([-1, 1], features)
    layer.beta = rng.normal(size=features)
    layer.running_mean = rng.normal(size=features)
    layer.running_var = rng.uniform(0.3, 2, features)
    if rng.random() < 0.4:
        layer.eval()
    x = rng.normal(size=(int(rng.integers(1, 7)), features)) * rng.uniform(0.5, 2) + rng.normal()
    return Case(layer=layer, inputs=(x,))


def natural_1d(cls):
    return Case(layer=cls(3), inputs=(np.random.default_rng(0).normal(2.0, 3.0, size=(5, 3)),))


DX = "dx = N * dx_hat - dx_hat.sum(axis=0) - self.x_hat * np.sum(dx_hat * self.x_hat, axis=0)"
STD = "self.std_inv = 1.0 / np.sqrt(var + self.eps)"

SPECIMENS = (
    ModernSpecimen(
        name="batch_norm_1d",
        cls=BatchNorm1d,
        draw=draw_1d,
        natural=natural_1d,
        style="gradients in attributes dgamma beside gamma; eval() switches to running statistics",
        gradients=lambda layer, dx: {"x": dx, "gamma": layer.dgamma, "beta": layer.dbeta},
        parameters=lambda layer: {"gamma": layer.gamma, "beta": layer.beta},
        bugs=(
            Bug("missing-term", DX, "dx = N * dx_hat - dx_hat.sum(axis=0)", "variance held constant"),
            Bug("shape-conditional", "if not self.training:", "if False:", "eval differentiated as train"),
            Bug("scale", "return dx * self.std_inv / N", "return dx * self.std_inv / max(N - 1, 1)"),
            Bug("ones-cotangent", "self.dbeta = np.sum(dout, axis=0)", "self.dbeta = 0 * self.beta + N"),
            Bug(
                "state", STD, "self.std_inv = 1.0 / np.sqrt(self.running_var + self.eps)", "history in train"
            ),
            Bug("dtype", DX, DX.replace("dx_hat.sum(axis=0)", "dx_hat.sum(axis=0, dtype=np.float32)")),
            Bug("value-conditional", "dx_hat = dout * self.gamma", "dx_hat = dout * np.abs(self.gamma)"),
        ),
    ),
)
