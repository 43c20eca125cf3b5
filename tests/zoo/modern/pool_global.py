"""Pooling over everything: adaptive mean, and power mean with a learned exponent."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class AdaptiveAvgPool2d:
    """Bins [floor(i h / oh), ceil((i + 1) h / oh)), as torch has them."""

    def __init__(self, output_size):
        self.output_size = output_size

    @staticmethod
    def edges(size, bins):
        return [(i * size // bins, -(-(i + 1) * size // bins)) for i in range(bins)]

    def forward(self, x):
        oh, ow = self.output_size
        rows, cols = self.edges(x.shape[2], oh), self.edges(x.shape[3], ow)
        out = np.zeros((*x.shape[:2], oh, ow))
        for i, (a, b) in enumerate(rows):
            for j, (c, d) in enumerate(cols):
                out[:, :, i, j] = x[:, :, a:b, c:d].mean(axis=(2, 3))
        return out, (x.shape, rows, cols)

    def backward(self, dout, cache):
        shape, rows, cols = cache
        dx = np.zeros(shape)
        for i, (a, b) in enumerate(rows):
            for j, (c, d) in enumerate(cols):
                area = (b - a) * (d - c)
                dx[:, :, a:b, c:d] += dout[:, :, i, j][:, :, None, None] / area
        return dx


class GeM:
    """Generalised mean over the positions, (mean x^p)^(1/p), with one learned exponent a channel."""

    def __init__(self, channels, p=3.0, eps=1e-6):
        self.p = np.full(channels, p)
        self.grad_p = np.zeros(channels)
        self.eps = eps

    def forward(self, x):
        self.x = np.maximum(x, self.eps)
        self.clamped = x < self.eps
        p = self.p[None, :, None]
        self.m = (self.x**p).mean(axis=2, keepdims=True)
        self.y = self.m ** (1 / p)
        return self.y[:, :, 0]

    def backward(self, grad):
        p = self.p[None, :, None]
        g = grad[:, :, None]
        positions = self.x.shape[2]
        powers = self.x**p
        grad_x = g * self.y / self.m * self.x ** (p - 1) / positions
        grad_x[self.clamped] = 0
        dlog = (powers * np.log(self.x)).mean(axis=2, keepdims=True) / self.m / p - np.log(self.m) / p**2
        self.grad_p = (g * self.y * dlog).sum(axis=(0, 2))
        return grad_x


def draw_adaptive(cls, rng):
    bins = tuple(int(b) for b in rng.integers(1, 4, 2))
    return Case(cls(bins), (rng.standard_normal(rng.integers([1, 1, 2, 2], [3, 3, 8, 7])),))


def draw_gem(cls, rng):
    n, c, m = (int(k) for k in rng.integers(1, [4, 4, 7]))
    layer = cls(c, eps=10 ** rng.uniform(-4, -1))
    layer.p[:] = rng.uniform(1.2, 4, c)
    return Case(layer, (rng.uniform(-0.5, 2, (n, c, m)),))


def natural_gem(cls):
    layer = cls(3)
    layer.p[:] = 2.5, 3.0, 3.5
    return Case(layer, (np.random.default_rng(1).uniform(0.1, 2, (2, 3, 5)),))


GRAD_X = "grad_x = g * self.y / self.m * self.x ** (p - 1) / positions"
DLOG = "dlog = (powers * np.log(self.x)).mean(axis=2, keepdims=True) / self.m / p - np.log(self.m) / p**2"
SPREAD = "dx[:, :, a:b, c:d] += dout[:, :, i, j][:, :, None, None] / area"
SPECIMENS = (
    ModernSpecimen(
        name="adaptive_avg_pool2d",
        cls=AdaptiveAvgPool2d,
        draw=draw_adaptive,
        natural=lambda cls: Case(cls((2, 3)), (np.random.default_rng(0).standard_normal((2, 2, 5, 7)),)),
        style="out, cache = forward(x), backward(dout, cache)",
        bugs=(
            Bug("accumulation", SPREAD, SPREAD.replace("+=", "="), "bins that overlap"),
            Bug(
                "shape-conditional",
                "area = (b - a) * (d - c)",
                "area = (shape[2] // len(rows) or 1) * (shape[3] // len(cols) or 1)",
                "right where the bins divide the size",
            ),
            Bug("axis", "area = (b - a) * (d - c)", "area = (b - a) ** 2", "right for square bins"),
            Bug(
                "localised",
                "for j, (c, d) in enumerate(cols):",
                "for j, (c, d) in enumerate(cols[:2]):",
                "",
                1,
            ),
            Bug("dtype", "dx = np.zeros(shape)", 'dx = np.zeros(shape, "f4")'),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="gem_pool",
        cls=GeM,
        draw=draw_gem,
        natural=natural_gem,
        style="gradient of the parameter p in grad_p",
        bugs=(
            Bug("missing-term", DLOG, DLOG.partition(" - ")[0]),
            Bug("scale", GRAD_X, GRAD_X.removesuffix(" / positions")),
            Bug(
                "value-conditional",
                "grad_x[self.clamped] = 0",
                "grad_x[self.x <= 0] = 0",
                "never where clamped",
            ),
            Bug("dtype", "powers = self.x**p", "powers = (self.x**p).astype(np.float32)"),
            Bug(
                "axis",
                "self.grad_p = (g * self.y * dlog).sum(axis=(0, 2))",
                "self.grad_p = (g * self.y * dlog)[0].sum(axis=1)",
                "right for batch 1",
            ),
            Bug(
                "state",
                "self.grad_p = (g * self.y * dlog).sum(axis=(0, 2))",
                "self.grad_p += (g * self.y * dlog).sum(axis=(0, 2))",
                "adds up over calls, and nothing clears it",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx, "p": layer.grad_p},
        parameters=lambda layer: {"p": layer.p},
    ),
)
