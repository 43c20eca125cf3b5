"""Group normalisation of images."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class GroupNorm:
    def __init__(self, num_groups, eps=1e-5):
        self.G = num_groups
        self.eps = eps

    def forward(self, x, gamma, beta):
        """x: (N, C, H, W); gamma, beta: (1, C, 1, 1)."""
        N, C, H, W = x.shape
        xg = x.reshape(N, self.G, C // self.G, H, W)
        mean = xg.mean(axis=(2, 3, 4), keepdims=True)
        var = xg.var(axis=(2, 3, 4), keepdims=True)
        std = np.sqrt(var + self.eps)
        x_norm = ((xg - mean) / std).reshape(N, C, H, W)
        out = x_norm * gamma + beta
        return out, (x_norm, std, gamma)

    def backward(self, dout, cache):
        x_norm, std, gamma = cache
        N, C, H, W = dout.shape
        group = (N, self.G, C // self.G, H, W)
        m = C // self.G * H * W
        dbeta = np.sum(dout, axis=(0, 2, 3), keepdims=True)
        dgamma = np.sum(dout * x_norm, axis=(0, 2, 3), keepdims=True)
        dx_norm = (dout * gamma).reshape(group)
        xn = x_norm.reshape(group)
        s1 = dx_norm.sum(axis=(2, 3, 4), keepdims=True)
        s2 = (dx_norm * xn).sum(axis=(2, 3, 4), keepdims=True)
        dx = (m * dx_norm - s1 - xn * s2) / (m * std)
        return dx.reshape(dout.shape), dgamma, dbeta


def draw_group(cls, rng):
    groups, per, n, h, w = (int(k) for k in rng.integers((1, 1, 1, 1, 2), (4, 4, 3, 4, 4)))
    c = groups * per
    x = rng.normal(size=(n, c, h, w)) + rng.normal(size=(n, c, 1, 1))
    gamma, beta = rng.uniform(0.5, 2, (1, c, 1, 1)), rng.normal(size=(1, c, 1, 1))
    return Case(layer=cls(groups), inputs=(x, gamma, beta))


def natural_group(cls):
    x = np.random.default_rng(0).normal(size=(2, 4, 2, 2))
    return Case(layer=cls(2), inputs=(x, np.ones((1, 4, 1, 1)), np.zeros((1, 4, 1, 1))))


DX = "dx = (m * dx_norm - s1 - xn * s2) / (m * std)"
DGAMMA = "dgamma = np.sum(dout * x_norm, axis=(0, 2, 3), keepdims=True)"

SPECIMENS = (
    ModernSpecimen(
        name="group_norm",
        cls=GroupNorm,
        draw=draw_group,
        natural=natural_group,
        style="out, cache = forward(x, gamma, beta) on an object that knows only its hyperparameters",
        gradients=lambda layer, got: dict(zip(("x", "x1", "x2"), got, strict=True)),
        bugs=(
            Bug("ones-cotangent", DGAMMA, "dgamma = np.sum(x_norm, axis=(0, 2, 3), keepdims=True)"),
            Bug("small", DX, "dx = (m * dx_norm - s1 - xn * s2) / (m * (std + self.eps))", "eps twice"),
            Bug("shape-conditional", "m = C // self.G * H * W", "m = C * H * W", "right for one group"),
            Bug(
                "axis",
                "s2 = (dx_norm * xn).sum(axis=(2, 3, 4), keepdims=True)",
                "s2 = (dx_norm * xn).sum(axis=(3, 4), keepdims=True)",
            ),
            Bug(
                "axis",
                "dgamma = np.sum(dout * x_norm, axis=(0, 2, 3), keepdims=True)",
                "dgamma = np.sum(dout * x_norm, axis=(0, 2, 3))",
                "gamma's shape is lost",
            ),
            Bug("missing-term", "dx_norm = (dout * gamma).reshape(group)", "dx_norm = dout.reshape(group)"),
            Bug(
                "shape-conditional",
                "dbeta = np.sum(dout, axis=(0, 2, 3), keepdims=True)",
                "dbeta = np.sum(dout[:1], axis=(0, 2, 3), keepdims=True)",
            ),
        ),
    ),
)
