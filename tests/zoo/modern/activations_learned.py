"""Activations with parameters: PReLU on parameter objects, and maxout."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class Parameter:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)


class PReLU:
    """One slope for each channel (axis 1), or one for all."""

    def __init__(self, num_parameters=1, init=0.25):
        self.alpha = Parameter(np.full(num_parameters, init))

    def parameters(self):
        return [self.alpha]

    def forward(self, x):
        self.x = x
        self.shape = [1] * x.ndim
        self.shape[1] = self.alpha.data.size
        return np.where(x > 0, x, self.alpha.data.reshape(self.shape) * x)

    def backward(self, dout):
        negative = self.x <= 0
        dx = np.where(negative, self.alpha.data.reshape(self.shape) * dout, dout)
        dalpha = np.where(negative, dout * self.x, 0)
        axes = tuple(axis for axis in range(self.x.ndim) if axis != 1)
        dalpha = dalpha.sum(axis=axes)
        self.alpha.grad = dalpha if self.alpha.data.size > 1 else dalpha.sum(keepdims=True)
        return dx


class Maxout:
    """The largest of `pieces` linear maps for each output."""

    def __init__(self, d_in, d_out, pieces, rng):
        self.W = rng.normal(0, 1 / np.sqrt(d_in), (pieces, d_in, d_out))
        self.b = rng.normal(0, 0.5, (pieces, d_out))

    def forward(self, x):
        z = np.einsum("ni,pio->pno", x, self.W) + self.b[:, None, :]
        self.x = x
        self.winner = z.argmax(axis=0)
        return z.max(axis=0)

    def backward(self, dout):
        pieces = len(self.W)
        mask = self.winner[None] == np.arange(pieces)[:, None, None]
        dz = mask * dout
        dx = np.einsum("pno,pio->ni", dz, self.W)
        dW = np.einsum("ni,pno->pio", self.x, dz)
        db = dz.sum(axis=1)
        return dx, (dW, db)


def draw_prelu(cls, rng):
    shape = rng.integers(1, [4, 5, 4, 3])[: rng.integers(2, 5)]
    layer = cls(int(shape[1]) if rng.random() < 0.7 else 1)
    layer.alpha.data[:] = rng.uniform(0.05, 0.6, layer.alpha.data.size)
    return Case(layer, (rng.standard_normal(shape),))


def natural_prelu(cls):
    layer = cls(3)
    layer.alpha.data[:] = 0.1, 0.25, 0.4
    return Case(layer, (np.random.default_rng(0).standard_normal((2, 3, 4)),))


def draw_maxout(cls, rng):
    n, d_in, d_out, pieces = (int(k) for k in rng.integers(1, [5, 4, 5, 5]))
    return Case(cls(d_in, d_out, pieces, rng), (rng.standard_normal((n, d_in)),))


def natural_maxout(cls):
    rng = np.random.default_rng(0)
    return Case(cls(3, 2, 2, rng), (rng.standard_normal((4, 3)),))


DALPHA = "dalpha = np.where(negative, dout * self.x, 0)"
AXES = "axes = tuple(axis for axis in range(self.x.ndim) if axis != 1)"
STORE = "self.alpha.grad = dalpha if self.alpha.data.size > 1 else dalpha.sum(keepdims=True)"
MASK = "mask = self.winner[None] == np.arange(pieces)[:, None, None]"
SPECIMENS = (
    ModernSpecimen(
        name="prelu",
        cls=PReLU,
        draw=draw_prelu,
        natural=natural_prelu,
        style="a parameter object with data and grad, listed by parameters()",
        bugs=(
            Bug("value-conditional", DALPHA, "dalpha = dout * self.x", "positive entries"),
            Bug(
                "axis",
                STORE,
                "self.alpha.grad = dalpha if self.alpha.data.size > 1 else dalpha[:1]",
                "one slope",
            ),
            Bug("scale", DALPHA, "dalpha = np.where(negative, dout * np.abs(self.x), 0)"),
            Bug(
                "state",
                STORE,
                STORE.replace(" = dalpha if", " = self.alpha.grad + dalpha if"),
                "adds up over calls",
            ),
            Bug(
                "value-conditional",
                "dx = np.where(negative, self.alpha.data.reshape(self.shape) * dout, dout)",
                "dx = np.where(negative, 0, dout)",
                "ReLU's",
            ),
            Bug(
                "shape-conditional",
                "dalpha = dalpha.sum(axis=axes)",
                "dalpha = dalpha.mean(axis=0).sum(axis=axes[:-1])",
                "right for batch 1",
            ),
            Bug("dtype", "self.x = x", "self.x = x.astype(np.float32)"),
        ),
        gradients=lambda layer, dx: {"x": dx, "alpha": layer.alpha.grad},
        parameters=lambda layer: {"alpha": layer.alpha.data},
    ),
    ModernSpecimen(
        name="maxout",
        cls=Maxout,
        draw=draw_maxout,
        natural=natural_maxout,
        style="backward returns dx, (dW, db)",
        bugs=(
            Bug("missing-term", MASK, "mask = np.ones((pieces, 1, 1))", "all pieces"),
            Bug(
                "shape-conditional",
                MASK,
                MASK.replace("self.winner[None]", "self.winner[:1][None]"),
                "batch 1",
            ),
            Bug("accumulation", "db = dz.sum(axis=1)", "db = dz[:, -1]", "the last row"),
            Bug(
                "shape-conditional",
                'dx = np.einsum("pno,pio->ni", dz, self.W)',
                'dx = np.einsum("pno,pio->ni", dz[:2], self.W[:2])',
                "the first two pieces",
            ),
            Bug("scale", "dz = mask * dout", "dz = mask * dout / pieces", "the mean of the pieces"),
            Bug("dtype", "dz = mask * dout", 'dz = (mask * dout).astype("f4")'),
            Bug(
                "value-conditional", "self.winner = z.argmax(axis=0)", "self.winner = (z * z).argmax(axis=0)"
            ),
        ),
        gradients=lambda layer, returned: {"x": returned[0], "W": returned[1][0], "b": returned[1][1]},
        parameters=lambda layer: {"W": layer.W, "b": layer.b},
    ),
)
