"""Activations whose shape is learnt, bags of ids, samples that are reparameterised."""

import numpy as np

from ethan_core import Case
from unseen.unseen_layer import Bug, Unseen


class Polynomial:
    """y = c0 + c1 x + c2 x^2 + c3 x^3, with coefficients for each channel."""

    def __init__(self, c):
        self.c = c

    def forward(self, x):
        self.x = x
        return self.c[0] + self.c[1] * x + self.c[2] * x**2 + self.c[3] * x**3

    def backward(self, dy):
        x, c = self.x, self.c
        self.dc = np.stack([(dy * x**k).sum(axis=0) for k in range(4)])
        return dy * (c[1] + 2 * c[2] * x + 3 * c[3] * x**2)


class Snake:
    """y = x + sin(a x)^2 / a, with one a for each channel of (n, c, t)."""

    def __init__(self, a):
        self.a = a

    def forward(self, x):
        self.x, self.ax = x, self.a[:, None] * x
        return x + np.sin(self.ax) ** 2 / self.a[:, None]

    def backward(self, dy):
        a = self.a[:, None]
        slope = self.x * np.sin(2 * self.ax) / a - np.sin(self.ax) ** 2 / a**2
        self.da = (dy * slope).sum(axis=(0, 2))
        return dy * (1 + np.sin(2 * self.ax))


class Reparameterised:
    """z = mu + exp(logvar / 2) eps, with eps given."""

    def forward(self, mu, logvar, eps):
        self.std, self.eps = np.exp(0.5 * logvar), eps
        return mu + self.std * eps

    def backward(self, dz):
        dlogvar = 0.5 * dz * self.std * self.eps
        return dz, dlogvar, dz * self.std


class WeightedBag:
    """y[n] = sum over l of w[n, l] table[ids[n, l]]."""

    def __init__(self, table):
        self.table = table

    def forward(self, ids, w):
        self.ids, self.w = ids, w
        return (w[:, :, None] * self.table[ids]).sum(axis=1)

    def backward(self, dy):
        self.dtable = np.zeros_like(self.table)
        np.add.at(self.dtable, self.ids, self.w[:, :, None] * dy[:, None, :])
        return None, (self.table[self.ids] * dy[:, None, :]).sum(axis=2)


def draw_polynomial(cls, rng):
    n, c = (int(size) for size in rng.integers(1, [5, 4]))
    return Case(cls(rng.normal(size=(4, c))), (rng.normal(size=(n, c)),))


def draw_snake(cls, rng):
    n, c, t = (int(size) for size in rng.integers(1, [4, 4, 5]))
    return Case(cls(rng.uniform(0.5, 2, size=c)), (rng.normal(size=(n, c, t)),))


def draw_sample(cls, rng):
    mu, logvar, eps = rng.normal(size=(3, *rng.integers(1, [5, 5])))
    return Case(cls(), (mu, logvar, eps))


def draw_bag(cls, rng):
    n, length, rows, d = (int(size) for size in rng.integers([1, 1, 2, 1], [4, 5, 5, 4]))
    ids = rng.integers(rows, size=(n, length))
    return Case(cls(rng.normal(size=(rows, d))), (ids, rng.normal(size=(n, length))))


DX = "return dy * (c[1] + 2 * c[2] * x + 3 * c[3] * x**2)"
ADD = "np.add.at(self.dtable, self.ids, self.w[:, :, None] * dy[:, None, :])"
LAYERS = (
    Unseen(
        name="polynomial",
        cls=Polynomial,
        draw=draw_polynomial,
        bugs=(
            Bug("missing-term", DX, DX.replace("c[1] + ", "")),
            Bug("scale", DX, DX.replace("3 * c", "2 * c")),
            Bug("missing-term", DX, DX.replace(" * x**2", " * x"), "a power"),
        ),
    ),
    Unseen(
        name="snake",
        cls=Snake,
        draw=draw_snake,
        bugs=(
            Bug("missing-term", "return dy * (1 + np.sin(2 * self.ax))", "return dy * np.sin(2 * self.ax)"),
            Bug("scale", "return dy * (1 + np.sin(2 * self.ax))", "return dy * (1 + np.cos(2 * self.ax))"),
            Bug(
                "missing-term",
                "slope = self.x * np.sin(2 * self.ax) / a - np.sin(self.ax) ** 2 / a**2",
                "slope = self.x * np.sin(2 * self.ax) / a",
                "the quotient",
            ),
        ),
    ),
    Unseen(
        name="reparameterised",
        cls=Reparameterised,
        draw=draw_sample,
        bugs=(
            Bug("missing-term", "dlogvar = 0.5 * dz * self.std * self.eps", "dlogvar = 0.5 * dz * self.eps"),
            Bug("scale", "dlogvar = 0.5 * dz * self.std * self.eps", "dlogvar = dz * self.std * self.eps"),
            Bug("missing-term", "dlogvar = 0.5 * dz * self.std * self.eps", "dlogvar = 0.5 * dz * self.std"),
        ),
    ),
    Unseen(
        name="weighted_bag",
        cls=WeightedBag,
        draw=draw_bag,
        bugs=(
            Bug("accumulation", ADD, "self.dtable[self.ids] += self.w[:, :, None] * dy[:, None, :]"),
            Bug(
                "missing-term",
                ADD,
                ADD.replace(
                    "self.w[:, :, None] * dy[:, None, :]", "np.ones_like(self.w)[:, :, None] * dy[:, None, :]"
                ),
                "the weights",
            ),
            Bug(
                "axis",
                "return None, (self.table[self.ids] * dy[:, None, :]).sum(axis=2)",
                "return None, (self.table[self.ids] * dy[:, None, :]).mean(axis=2)",
                "mean for sum",
            ),
        ),
    ),
)
