"""Layers over sets and graphs: a set's mean beside each element, neighbours by weight, a soft histogram."""

import numpy as np

from ethan_core import Case
from unseen.unseen_layer import Bug, Unseen


class SetMean:
    """y[n, s] = tanh(x[n, s] W + mean over s of x[n] U + b)."""

    def __init__(self, w, u, b):
        self.w, self.u, self.b = w, u, b

    def forward(self, x):
        self.x, self.m = x, x.mean(axis=1)
        self.y = np.tanh(x @ self.w + (self.m @ self.u)[:, None] + self.b)
        return self.y

    def backward(self, dy):
        dz = dy * (1 - self.y**2)
        ds = dz.sum(axis=1)
        self.dw = np.einsum("nsd,nsk->dk", self.x, dz)
        self.du = self.m.T @ ds
        self.db = ds.sum(axis=0)
        return dz @ self.w.T + (ds @ self.u.T)[:, None] / self.x.shape[1]


class GraphConvolution:
    """y = relu(D^-1 A x W), with the adjacency A kept by the layer."""

    def __init__(self, adjacency, w):
        self.share = adjacency / adjacency.sum(axis=1, keepdims=True)
        self.w = w

    def forward(self, x):
        self.near = self.share @ x
        self.z = self.near @ self.w
        return np.maximum(self.z, 0)

    def backward(self, dy):
        dz = dy * (self.z > 0)
        self.dw = self.near.T @ dz
        return self.share.T @ (dz @ self.w.T)


class SoftHistogram:
    """y[n, k] = sum over t of exp(-(x[n, t] - c[k])**2 / (2 s**2)) / T."""

    def __init__(self, c, s):
        self.c, self.s = c, s

    def forward(self, x):
        self.off = x[:, :, None] - self.c
        self.e = np.exp(-(self.off**2) / (2 * self.s**2))
        return self.e.mean(axis=1)

    def backward(self, dy):
        de = dy[:, None, :] * self.e / self.off.shape[1]
        slope = -de * self.off / self.s**2
        self.dc = -slope.sum(axis=(0, 1))
        self.ds = (de * self.off**2).sum() / self.s**3
        return slope.sum(axis=2)


def draw_set(cls, rng):
    n, s, d, k = (int(size) for size in rng.integers(1, [4, 5, 4, 4]))
    arrays = rng.normal(size=(d, k)), rng.normal(size=(d, k)), rng.normal(size=k)
    return Case(cls(*arrays), (rng.normal(size=(n, s, d)),))


def draw_graph(cls, rng):
    n, d, k = (int(size) for size in rng.integers(1, [6, 5, 5]))
    return Case(cls(rng.uniform(0.1, 1, size=(n, n)), rng.normal(size=(d, k))), (rng.normal(size=(n, d)),))


def draw_histogram(cls, rng):
    n, t, k = (int(size) for size in rng.integers(1, [4, 6, 5]))
    return Case(cls(rng.normal(size=k), np.array(rng.uniform(0.5, 2.0))), (rng.normal(size=(n, t)),))


RETURN = "return dz @ self.w.T + (ds @ self.u.T)[:, None] / self.x.shape[1]"
LAYERS = (
    Unseen(
        name="set_mean",
        cls=SetMean,
        draw=draw_set,
        bugs=(
            Bug("missing-term", RETURN, "return dz @ self.w.T", "the mean"),
            Bug("scale", RETURN, "return dz @ self.w.T + (ds @ self.u.T)[:, None]", "its division"),
            Bug("axis", "self.db = ds.sum(axis=0)", "self.db = dz.mean(axis=1).sum(axis=0)", "a mean"),
            Bug("missing-term", "dz = dy * (1 - self.y**2)", "dz = dy * (1 - self.y)", "the square"),
        ),
    ),
    Unseen(
        name="graph_convolution",
        cls=GraphConvolution,
        draw=draw_graph,
        options={"frozen": ("share",)},
        bugs=(
            Bug("axis", "return self.share.T @ (dz @ self.w.T)", "return self.share @ (dz @ self.w.T)"),
            Bug(
                "missing-term", "return self.share.T @ (dz @ self.w.T)", "return dz @ self.w.T", "neighbours"
            ),
            Bug("value-conditional", "dz = dy * (self.z > 0)", "dz = dy * (dy > 0)", "gated by dy"),
        ),
    ),
    Unseen(
        name="soft_histogram",
        cls=SoftHistogram,
        draw=draw_histogram,
        bugs=(
            Bug(
                "scale",
                "self.ds = (de * self.off**2).sum() / self.s**3",
                "self.ds = (de * self.off**2).sum()",
            ),
            Bug("scale", "self.dc = -slope.sum(axis=(0, 1))", "self.dc = slope.sum(axis=(0, 1))", "the sign"),
            Bug(
                "localised", "return slope.sum(axis=2)", "return slope[:, :, :-1].sum(axis=2)", "the last bin"
            ),
        ),
    ),
)
