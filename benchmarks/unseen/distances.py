"""Radial basis functions, factorisation machines, quadratic forms, capsules, random features."""

import numpy as np

from ethan_core import Case
from unseen.unseen_layer import Bug, Unseen


class RadialBasis:
    """y[n, k] = exp(-gamma[k] |x[n] - c[k]|^2)."""

    def __init__(self, centres, gamma):
        self.centres, self.gamma = centres, gamma

    def forward(self, x):
        self.apart = x[:, None, :] - self.centres[None]
        self.squared = (self.apart**2).sum(axis=-1)
        self.y = np.exp(-self.gamma * self.squared)
        return self.y

    def backward(self, dy):
        g = dy * self.y
        pull = -2 * (g * self.gamma)[:, :, None] * self.apart
        self.dcentres = -pull.sum(axis=0)
        self.dgamma = -(g * self.squared).sum(axis=0)
        return pull.sum(axis=1)


class FactorisationMachine:
    """y[n] = (|x V|^2 - x^2 V^2 summed) / 2."""

    def __init__(self, v):
        self.v = v

    def forward(self, x):
        self.x = x
        self.q = x @ self.v
        return 0.5 * ((self.q**2).sum(axis=1) - ((x**2) @ (self.v**2)).sum(axis=1))

    def backward(self, dy):
        g = dy[:, None]
        own = self.x * (self.v**2).sum(axis=1)
        self.dv = (self.x * g).T @ self.q - self.v * ((self.x**2) * g).sum(axis=0)[:, None]
        return g * (self.q @ self.v.T - own)


class QuadraticForm:
    """y[n] = x[n] A x[n] + b x[n], A of any kind."""

    def __init__(self, a, b):
        self.a, self.b = a, b

    def forward(self, x):
        self.x = x
        return np.einsum("ni,ij,nj->n", x, self.a, x) + x @ self.b

    def backward(self, dy):
        self.da = np.einsum("n,ni,nj->ij", dy, self.x, self.x)
        self.db = dy @ self.x
        return dy[:, None] * (self.x @ (self.a + self.a.T) + self.b)


class Squash:
    """Of capsules: v = s |s| / (1 + |s|^2), along the last axis."""

    def forward(self, s):
        self.s = s
        self.norm = np.sqrt((s**2).sum(axis=-1, keepdims=True))
        self.floor = np.maximum(self.norm, np.finfo(self.s.dtype).tiny)
        self.gain = self.norm / (1 + self.norm**2)
        return s * self.gain

    def backward(self, dv):
        slope = (1 - self.norm**2) / (1 + self.norm**2) ** 2
        along = (dv * self.s).sum(axis=-1, keepdims=True) / self.floor
        return dv * self.gain + self.s * along * slope


class FourierFeatures:
    """y = [cos(x B), sin(x B)]."""

    def __init__(self, b):
        self.b = b

    def forward(self, x):
        self.x, self.angle = x, x @ self.b
        return np.concatenate([np.cos(self.angle), np.sin(self.angle)], axis=1)

    def backward(self, dy):
        k = self.b.shape[1]
        g = dy[:, k:] * np.cos(self.angle) - dy[:, :k] * np.sin(self.angle)
        self.db = self.x.T @ g
        return g @ self.b.T


def draw_radial(cls, rng):
    n, k, d = (int(size) for size in rng.integers(1, [5, 5, 4]))
    layer = cls(rng.normal(size=(k, d)), rng.uniform(0.2, 0.8, size=k))
    return Case(layer, (rng.normal(size=(n, d)),))


def draw_machine(cls, rng):
    n, d, k = (int(size) for size in rng.integers([1, 2, 1], [5, 5, 4]))
    return Case(cls(rng.normal(size=(d, k))), (rng.normal(size=(n, d)),))


def draw_form(cls, rng):
    n, d = (int(size) for size in rng.integers([1, 2], [5, 5]))
    return Case(cls(rng.normal(size=(d, d)), rng.normal(size=d)), (rng.normal(size=(n, d)),))


def draw_squash(cls, rng):
    return Case(cls(), (rng.normal(size=rng.integers(1, [4, 4, 6])),))


def draw_fourier(cls, rng):
    n, d, k = (int(size) for size in rng.integers(1, [5, 4, 4]))
    return Case(cls(rng.normal(size=(d, k))), (rng.normal(size=(n, d)),))


DX = "return dy[:, None] * (self.x @ (self.a + self.a.T) + self.b)"
LAYERS = (
    Unseen(
        name="radial_basis",
        cls=RadialBasis,
        draw=draw_radial,
        bugs=(
            Bug("scale", "self.dcentres = -pull.sum(axis=0)", "self.dcentres = pull.sum(axis=0)", "sign"),
            Bug(
                "missing-term",
                "pull = -2 * (g * self.gamma)[:, :, None] * self.apart",
                "pull = -2 * g[:, :, None] * self.apart",
                "gamma",
            ),
            Bug("missing-term", "g = dy * self.y", "g = dy", "the exponential"),
        ),
    ),
    Unseen(
        name="factorisation_machine",
        cls=FactorisationMachine,
        draw=draw_machine,
        bugs=(
            Bug("missing-term", "return g * (self.q @ self.v.T - own)", "return g * (self.q @ self.v.T)"),
            Bug(
                "scale",
                "own = self.x * (self.v**2).sum(axis=1)",
                "own = 2 * self.x * (self.v**2).sum(axis=1)",
            ),
        ),
    ),
    Unseen(
        name="quadratic_form",
        cls=QuadraticForm,
        draw=draw_form,
        bugs=(
            Bug("missing-term", DX, DX.replace("(self.a + self.a.T)", "self.a.T"), "one of the two x"),
            Bug("missing-term", DX, DX.replace(" + self.b", ""), "b"),
            Bug("axis", DX, DX.replace("(self.a + self.a.T)", "(2 * self.a)"), "as if A were symmetric"),
        ),
    ),
    Unseen(
        name="squash",
        cls=Squash,
        draw=draw_squash,
        bugs=(
            Bug("missing-term", "return dv * self.gain + self.s * along * slope", "return dv * self.gain"),
            Bug(
                "axis",
                "along = (dv * self.s).sum(axis=-1, keepdims=True) / self.floor",
                "along = dv * self.s / self.floor",
                "the sum",
            ),
            Bug(
                "missing-term",
                "along = (dv * self.s).sum(axis=-1, keepdims=True) / self.floor",
                "along = (dv * self.s).sum(axis=-1, keepdims=True)",
                "the norm",
            ),
        ),
    ),
    Unseen(
        name="fourier_features",
        cls=FourierFeatures,
        draw=draw_fourier,
        bugs=(
            Bug(
                "scale",
                "g = dy[:, k:] * np.cos(self.angle) - dy[:, :k] * np.sin(self.angle)",
                "g = dy[:, k:] * np.cos(self.angle) + dy[:, :k] * np.sin(self.angle)",
                "the sign of one half",
            ),
            Bug(
                "axis",
                "g = dy[:, k:] * np.cos(self.angle) - dy[:, :k] * np.sin(self.angle)",
                "g = dy[:, :k] * np.cos(self.angle) - dy[:, k:] * np.sin(self.angle)",
                "the halves exchanged",
            ),
            Bug(
                "missing-term",
                "g = dy[:, k:] * np.cos(self.angle) - dy[:, :k] * np.sin(self.angle)",
                "g = dy[:, k:] * np.cos(self.angle)",
                "the first half",
            ),
        ),
    ),
)
