"""Batch normalisation over the pixels of images."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class SpatialBatchNorm:
    """(N, C, H, W), training mode only; gamma and beta come with every call."""

    eps = 1e-5

    def forward(self, x, gamma, beta):
        N, C, H, W = x.shape
        flat = x.transpose(0, 2, 3, 1).reshape(-1, C)
        mu = flat.mean(axis=0)
        xc = flat - mu
        std = np.sqrt(np.mean(xc**2, axis=0) + self.eps)
        xn = xc / std
        out = gamma * xn + beta
        cache = (gamma, xc, xn, std, x.shape)
        return out.reshape(N, H, W, C).transpose(0, 3, 1, 2), cache

    def backward(self, dout, cache):
        gamma, xc, xn, std, (N, C, H, W) = cache
        m = N * H * W
        d = dout.transpose(0, 2, 3, 1).reshape(m, C)
        dbeta = d.sum(axis=0)
        dgamma = np.sum(xn * d, axis=0)
        dxn = gamma * d
        dxc = dxn / std
        dstd = -np.sum((dxn * xc) / (std * std), axis=0)
        dvar = 0.5 * dstd / std
        dxc += (2.0 / m) * xc * dvar
        dmu = np.sum(dxc, axis=0)
        dx = dxc - dmu / m
        return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def draw_spatial(cls, rng):
    n, c, h, w = (int(k) for k in rng.integers((1, 1, 1, 2), (4, 4, 4, 5)))
    x = rng.normal(size=(n, c, h, w)) * rng.uniform(0.5, 2)
    return Case(layer=cls(), inputs=(x, rng.uniform(0.5, 2, c), rng.normal(size=c)))


def natural_spatial(cls):
    x = np.random.default_rng(1).normal(size=(2, 3, 2, 2))
    return Case(layer=cls(), inputs=(x, np.array([1.0, 0.5, 2.0]), np.zeros(3)))


FLAT = "d = dout.transpose(0, 2, 3, 1).reshape(m, C)"

SPECIMENS = (
    ModernSpecimen(
        name="batch_norm_spatial",
        cls=SpatialBatchNorm,
        draw=draw_spatial,
        natural=natural_spatial,
        style="out, cache = forward(x, gamma, beta); backward(dout, cache) returns all three",
        gradients=lambda layer, got: dict(zip(("x", "x1", "x2"), got, strict=True)),
        bugs=(
            Bug("small", "dxc = dxn / std", "dxc = dxn / (std + self.eps)", "eps twice"),
            Bug("axis", FLAT, "d = dout.reshape(m, C)", "channels mixed up"),
            Bug("scale", "m = N * H * W", "m = N * H * W; dout = dout / N"),
            Bug("missing-term", "dmu = np.sum(dxc, axis=0)", "dmu = np.zeros_like(dbeta)"),
            Bug("scale", "dxc += (2.0 / m) * xc * dvar", "dxc += (1.0 / m) * xc * dvar"),
            Bug(
                "shape-conditional", "dxc += (2.0 / m) * xc * dvar", "dxc += (2.0 / (N * H * H)) * xc * dvar"
            ),
            Bug("axis", "dgamma = np.sum(xn * d, axis=0)", "dgamma = np.sum(xn[::-1] * d, axis=0)"),
        ),
    ),
)
