"""A linear layer with weight normalisation."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class WeightNormLinear:
    """y = x W^T + b, where each row of W is g * v / ||v|| (Salimans & Kingma, 2016)."""

    def __init__(self, in_features, out_features, seed=0):
        rng = np.random.default_rng(seed)
        self.v = rng.normal(0, 0.05, size=(out_features, in_features))
        self.g = np.linalg.norm(self.v, axis=1)
        self.bias = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        self.norm = np.linalg.norm(self.v, axis=1)
        self.w = (self.g / self.norm)[:, None] * self.v
        return x @ self.w.T + self.bias

    def backward(self, grad_out):
        grad_w = grad_out.T @ self.x
        self.grad_bias = grad_out.sum(0)
        self.grad_g = (grad_w * self.v).sum(1) / self.norm
        self.grad_v = (self.g / self.norm)[:, None] * grad_w
        self.grad_v -= (self.g * self.grad_g / self.norm**2)[:, None] * self.v
        return grad_out @ self.w


def draw_weight_norm(cls, rng):
    n, fan_in, fan_out = (int(k) for k in rng.integers((1, 1, 1), (5, 6, 6)))
    layer = cls(fan_in, fan_out)
    layer.v = rng.normal(size=(fan_out, fan_in)) + 0.3
    layer.g = rng.normal(size=fan_out)
    layer.bias = rng.normal(size=fan_out)
    return Case(layer=layer, inputs=(rng.normal(size=(n, fan_in)),))


def natural_weight_norm(cls):
    return Case(layer=cls(3, 4), inputs=(np.random.default_rng(0).normal(size=(2, 3)),))


GRAD_V = "self.grad_v -= (self.g * self.grad_g / self.norm**2)[:, None] * self.v"
NORM = "self.norm = np.linalg.norm(self.v, axis=1)"

SPECIMENS = (
    ModernSpecimen(
        name="weight_norm_linear",
        cls=WeightNormLinear,
        draw=draw_weight_norm,
        natural=natural_weight_norm,
        style="attributes grad_v beside v, made by backward",
        gradients=lambda layer, dx: {"x": dx, "v": layer.grad_v, "g": layer.grad_g, "bias": layer.grad_bias},
        parameters=lambda layer: {"v": layer.v, "g": layer.g, "bias": layer.bias},
        bugs=(
            Bug("missing-term", GRAD_V, "pass", "the norm held constant"),
            Bug("scale", GRAD_V, GRAD_V.replace("self.norm**2", "self.norm"), "right for unit rows"),
            Bug("value-conditional", GRAD_V, GRAD_V.replace("self.g *", "np.abs(self.g) *"), "negative g"),
            Bug(
                "scale",
                "self.grad_g = (grad_w * self.v).sum(1) / self.norm",
                "self.grad_g = (grad_w * self.v).sum(1) / self.norm * self.g",
            ),
            Bug(
                "state",
                NORM,
                "self.norm = vars(self).setdefault('norm', np.linalg.norm(self.v, axis=1))",
                "v moves, its norm does not",
            ),
            Bug("missing-term", "return grad_out @ self.w", "return grad_out @ self.v"),
        ),
    ),
)
