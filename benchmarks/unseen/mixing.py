"""Layers that mix two branches: low-rank adapters, feature modulation, highways, squeeze and excitation."""

import numpy as np

from ethan_core import Case
from unseen.unseen_layer import Bug, Unseen


class LowRankAdapter:
    """y = x W + s (x A) B, with W frozen."""

    def __init__(self, w, a, b, alpha):
        self.w, self.a, self.b = w, a, b
        self.scale = alpha / a.shape[1]

    def forward(self, x):
        self.x = x
        self.h = x @ self.a
        return x @ self.w + self.scale * (self.h @ self.b)

    def backward(self, dy):
        dh = self.scale * (dy @ self.b.T)
        self.da = self.x.T @ dh
        self.db = self.scale * (self.h.T @ dy)
        self.dw = self.x.T @ dy
        return dy @ self.w.T + dh @ self.a.T


class Modulation:
    """Feature-wise: y[n, c, t] = gamma[n, c] x[n, c, t] + beta[n, c]."""

    def forward(self, x, gamma, beta):
        self.x, self.gamma = x, gamma
        return x * gamma[:, :, None] + beta[:, :, None]

    def backward(self, dy):
        dx = dy * self.gamma[:, :, None]
        dgamma = (dy * self.x).sum(axis=2)
        dbeta = dy.sum(axis=2)
        return dx, dgamma, dbeta


class Highway:
    """y = t h + (1 - t) x, with h = tanh(x W) and t = sigmoid(x V)."""

    def __init__(self, w, v):
        self.w, self.v = w, v

    def forward(self, x):
        self.x = x
        self.h = np.tanh(x @ self.w)
        self.t = 1 / (1 + np.exp(-(x @ self.v)))
        return self.t * self.h + (1 - self.t) * x

    def backward(self, dy):
        dh = dy * self.t * (1 - self.h**2)
        dt = dy * (self.h - self.x) * self.t * (1 - self.t)
        self.dw = self.x.T @ dh
        self.dv = self.x.T @ dt
        return dh @ self.w.T + dt @ self.v.T + dy * (1 - self.t)


class SqueezeExcite:
    """y[n, c, t] = x[n, c, t] s[n, c], with s = sigmoid(mean of x over t @ W)."""

    def __init__(self, w):
        self.w = w

    def forward(self, x):
        self.x = x
        self.z = x.mean(axis=2)
        self.s = 1 / (1 + np.exp(-(self.z @ self.w)))
        return x * self.s[:, :, None]

    def backward(self, dy):
        ds = (dy * self.x).sum(axis=2) * self.s * (1 - self.s)
        self.dw = self.z.T @ ds
        dz = ds @ self.w.T
        return dy * self.s[:, :, None] + dz[:, :, None] / self.x.shape[2]


def draw_adapter(cls, rng):
    n, d, k, r = (int(size) for size in rng.integers(1, [5, 5, 5, 4]))
    arrays = rng.normal(size=(d, k)), rng.normal(size=(d, r)), rng.normal(size=(r, k))
    return Case(cls(*arrays, float(rng.choice([0.5, 3.0]))), (rng.normal(size=(n, d)),))


def draw_modulation(cls, rng):
    n, c, t = (int(size) for size in rng.integers(1, [4, 4, 6]))
    return Case(cls(), (rng.normal(size=(n, c, t)), rng.normal(size=(n, c)), rng.normal(size=(n, c))))


def draw_highway(cls, rng):
    n, d = (int(size) for size in rng.integers(1, [5, 5]))
    return Case(cls(rng.normal(size=(d, d)), rng.normal(size=(d, d))), (rng.normal(size=(n, d)),))


def draw_excite(cls, rng):
    n, c, t = (int(size) for size in rng.integers(1, [4, 4, 6]))
    return Case(cls(rng.normal(size=(c, c))), (rng.normal(size=(n, c, t)),))


DH = "dh = self.scale * (dy @ self.b.T)"
LAYERS = (
    Unseen(
        name="low_rank_adapter",
        cls=LowRankAdapter,
        draw=draw_adapter,
        bugs=(
            Bug(
                "missing-term", "return dy @ self.w.T + dh @ self.a.T", "return dy @ self.w.T", "the adapter"
            ),
            Bug("scale", "self.db = self.scale * (self.h.T @ dy)", "self.db = self.h.T @ dy", "the scale"),
            Bug("scale", DH, "dh = self.scale**2 * (dy @ self.b.T)", "the scale twice"),
        ),
    ),
    Unseen(
        name="modulation",
        cls=Modulation,
        draw=draw_modulation,
        bugs=(
            Bug("scale", "dbeta = dy.sum(axis=2)", "dbeta = dy.mean(axis=2)"),
            Bug("missing-term", "dgamma = (dy * self.x).sum(axis=2)", "dgamma = dy.sum(axis=2)", "x"),
            Bug("localised", "dbeta = dy.sum(axis=2)", "dbeta = dy[:, :, -1]", "the last step alone"),
        ),
    ),
    Unseen(
        name="highway",
        cls=Highway,
        draw=draw_highway,
        bugs=(
            Bug(
                "missing-term",
                "return dh @ self.w.T + dt @ self.v.T + dy * (1 - self.t)",
                "return dh @ self.w.T + dt @ self.v.T",
                "the carry",
            ),
            Bug(
                "scale",
                "return dh @ self.w.T + dt @ self.v.T + dy * (1 - self.t)",
                "return dh @ self.w.T + dt @ self.v.T + dy * self.t",
            ),
            Bug("missing-term", "dh = dy * self.t * (1 - self.h**2)", "dh = dy * self.t * (1 - self.h)"),
            Bug(
                "axis",
                "return dh @ self.w.T + dt @ self.v.T + dy * (1 - self.t)",
                "return dh @ self.w + dt @ self.v.T + dy * (1 - self.t)",
                "W not transposed",
            ),
        ),
    ),
    Unseen(
        name="squeeze_excite",
        cls=SqueezeExcite,
        draw=draw_excite,
        bugs=(
            Bug("missing-term", "dz = ds @ self.w.T", "dz = np.zeros_like(ds)", "the gate taken as constant"),
            Bug(
                "scale",
                "return dy * self.s[:, :, None] + dz[:, :, None] / self.x.shape[2]",
                "return dy * self.s[:, :, None] + dz[:, :, None]",
                "the mean's length",
            ),
            Bug(
                "missing-term",
                "ds = (dy * self.x).sum(axis=2) * self.s * (1 - self.s)",
                "ds = (dy * self.x).sum(axis=2) * self.s",
            ),
        ),
    ),
)
