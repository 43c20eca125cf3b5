"""Steps of older methods as layers: shrinkage, a scaled residual, noisy-or, a wavelet."""

import numpy as np

from ethan_core import Case
from unseen.unseen_layer import Bug, Unseen


class ShrinkageStep:
    """y = sign(z) max(|z| - t, 0), with z = x W and one threshold t a feature."""

    def __init__(self, w, t):
        self.w, self.t = w, t

    def forward(self, x):
        self.x, self.z = x, x @ self.w
        self.kept = np.abs(self.z) > self.t
        return np.sign(self.z) * np.maximum(np.abs(self.z) - self.t, 0)

    def backward(self, dy):
        dz = dy * self.kept
        self.dt = -(dz * np.sign(self.z)).sum(axis=0)
        self.dw = self.x.T @ dz
        return dz @ self.w.T


class ScaledResidual:
    """y = x + s * (tanh(x W) V), with one scale s a feature."""

    def __init__(self, w, v, s):
        self.w, self.v, self.s = w, v, s

    def forward(self, x):
        self.x, self.h = x, np.tanh(x @ self.w)
        self.branch = self.h @ self.v
        return x + self.s * self.branch

    def backward(self, dy):
        db = dy * self.s
        self.ds = (dy * self.branch).sum(axis=0)
        self.dv = self.h.T @ db
        dz = (db @ self.v.T) * (1 - self.h**2)
        self.dw = self.x.T @ dz
        return dy + dz @ self.w.T


class NoisyOr:
    """y[n] = 1 - product over i of (1 - w[i] p[n, i])."""

    def __init__(self, w):
        self.w = w

    def forward(self, p):
        self.p, self.q = p, 1 - self.w * p
        return 1 - self.q.prod(axis=1)

    def backward(self, dy):
        others = self.q.prod(axis=1, keepdims=True) / self.q
        self.dw = (dy[:, None] * others * self.p).sum(axis=0)
        return dy[:, None] * others * self.w


class Haar:
    """Halves of a signal: y[n, 0, i] and y[n, 1, i] are sum and difference of pairs, over the root of 2."""

    def forward(self, x):
        even, odd = x[:, ::2], x[:, 1::2]
        return np.stack([even + odd, even - odd], axis=1) / np.sqrt(2)

    def backward(self, dy):
        dx = np.empty((len(dy), 2 * dy.shape[2]))
        dx[:, ::2] = (dy[:, 0] + dy[:, 1]) / np.sqrt(2)
        dx[:, 1::2] = (dy[:, 0] - dy[:, 1]) / np.sqrt(2)
        return dx


def draw_shrinkage(cls, rng):
    n, d, k = (int(size) for size in rng.integers(1, [5, 5, 5]))
    return Case(cls(rng.normal(size=(d, k)), rng.uniform(0.1, 0.6, size=k)), (rng.normal(size=(n, d)),))


def draw_residual(cls, rng):
    n, d, k = (int(size) for size in rng.integers(1, [5, 5, 5]))
    arrays = rng.normal(size=(d, k)), rng.normal(size=(k, d)), rng.normal(size=d)
    return Case(cls(*arrays), (rng.normal(size=(n, d)),))


def draw_or(cls, rng):
    n, d = (int(size) for size in rng.integers(1, [5, 5]))
    return Case(cls(rng.uniform(0.1, 0.8, size=d)), (rng.uniform(0.1, 0.9, size=(n, d)),))


def draw_haar(cls, rng):
    n, t = (int(size) for size in rng.integers(1, [4, 5]))
    return Case(cls(), (rng.normal(size=(n, 2 * t)),))


DIFFERENCE = "dx[:, 1::2] = (dy[:, 0] - dy[:, 1]) / np.sqrt(2)"
LAYERS = (
    Unseen(
        name="shrinkage_step",
        cls=ShrinkageStep,
        draw=draw_shrinkage,
        bugs=(
            Bug("missing-term", "self.dt = -(dz * np.sign(self.z)).sum(axis=0)", "self.dt = -dz.sum(axis=0)"),
            Bug("value-conditional", "dz = dy * self.kept", "dz = dy * (self.z > self.t)", "negative ones"),
            Bug("missing-term", "dz = dy * self.kept", "dz = dy", "the threshold"),
        ),
    ),
    Unseen(
        name="scaled_residual",
        cls=ScaledResidual,
        draw=draw_residual,
        bugs=(
            Bug("missing-term", "return dy + dz @ self.w.T", "return dz @ self.w.T", "the way past"),
            Bug("scale", "db = dy * self.s", "db = dy", "the scale"),
            Bug("missing-term", "self.ds = (dy * self.branch).sum(axis=0)", "self.ds = dy.sum(axis=0)"),
        ),
    ),
    Unseen(
        name="noisy_or",
        cls=NoisyOr,
        draw=draw_or,
        bugs=(
            Bug("missing-term", "return dy[:, None] * others * self.w", "return dy[:, None] * others"),
            Bug("axis", "others = self.q.prod(axis=1, keepdims=True) / self.q", "others = self.q"),
        ),
    ),
    Unseen(
        name="haar",
        cls=Haar,
        draw=draw_haar,
        bugs=(
            Bug("scale", DIFFERENCE, "dx[:, 1::2] = (dy[:, 0] - dy[:, 1]) / 2", "the root"),
            Bug("scale", DIFFERENCE, "dx[:, 1::2] = (dy[:, 1] - dy[:, 0]) / np.sqrt(2)", "the sign"),
        ),
    ),
)
