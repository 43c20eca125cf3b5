"""Dropout of whole channels and of whole residual branches, drawn from a generator that the layer holds."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class SpatialDropout:
    """Drops channels: x is (N, C, ...)."""

    def __init__(self, p=0.5, seed=0):
        self.p = p
        self.rng = np.random.default_rng(seed)
        self.training = True

    def forward(self, x):
        if not self.training:
            self.mask = None
            return x
        keep = self.rng.random(x.shape[:2]) >= self.p
        self.mask = keep.reshape(*keep.shape, *[1] * (x.ndim - 2)) / (1 - self.p)
        return x * self.mask

    def backward(self, grad):
        if self.mask is None:
            return grad
        return grad * self.mask


class DropPath:
    """x + gamma * h; the branch h of an example is left out with probability `drop` (LayerScale)."""

    def __init__(self, dim, drop=0.1, rng=None):
        self.gamma = np.full(dim, 1e-1)
        self.d_gamma = None
        self.drop = drop
        self.rng = rng or np.random.default_rng(0)
        self.train = True

    def forward(self, x, h):
        n = len(x)
        if self.train:
            kept = self.rng.random(n) < 1 - self.drop
            self.factor = kept.reshape(n, *[1] * (x.ndim - 1)) / (1 - self.drop)
        else:
            self.factor = np.ones((n, *[1] * (x.ndim - 1)))
        self.h = h
        return x + self.factor * self.gamma * h

    def backward(self, dout):
        dbranch = dout * self.factor
        axes = tuple(range(dout.ndim - 1))
        self.d_gamma = (dbranch * self.h).sum(axis=axes)
        dh = dbranch * self.gamma
        return dout, dh


def draw_spatial(cls, rng):
    layer = cls(float(rng.choice([0.0, 0.2, 0.5])), seed=int(rng.integers(99)))
    layer.training = bool(rng.random() < 0.8)
    return Case(layer, (rng.standard_normal(rng.integers(1, [4, 6, 4, 3])[: rng.integers(2, 5)]),))


def draw_path(cls, rng):
    shape = rng.integers(1, [6, 4, 4])
    layer = cls(
        int(shape[-1]), float(rng.choice([0.0, 0.2, 0.4])), np.random.default_rng(int(rng.integers(99)))
    )
    layer.gamma[:] = rng.standard_normal(shape[-1])
    layer.train = bool(rng.random() < 0.8)
    return Case(layer, tuple(rng.standard_normal((2, *shape))))


def natural_path(cls):
    rng = np.random.default_rng(0)
    layer = cls(3, drop=0.3, rng=np.random.default_rng(1))
    layer.gamma[:] = 0.5, 1.0, -0.7
    return Case(layer, tuple(rng.standard_normal((2, 4, 2, 3))))


MASKED = "return grad * self.mask"
BRANCH = "dbranch = dout * self.factor"
D_GAMMA = "self.d_gamma = (dbranch * self.h).sum(axis=axes)"
SPECIMENS = (
    ModernSpecimen(
        name="spatial_dropout",
        cls=SpatialDropout,
        draw=draw_spatial,
        natural=lambda cls: Case(cls(0.4, seed=3), (np.random.default_rng(0).standard_normal((2, 5, 3)),)),
        style="forward(x), backward(grad), a generator in the layer",
        bugs=(
            Bug("scale", MASKED, "return grad * (self.mask > 0)", "1/(1 - p)"),
            Bug("missing-term", MASKED, "return grad / (1 - self.p)", "the mask"),
            Bug("shape-conditional", MASKED, "return grad * self.mask[:1]", "the first example's mask"),
            Bug("axis", MASKED, "return grad * self.mask[:, ::-1]", "channels in reverse"),
            Bug("shape-conditional", "return grad", "return grad * (1 - self.p)", "outside of training"),
            Bug(
                "state",
                MASKED,
                "return grad * ((self.rng.random(self.mask.shape) >= self.p) / (1 - self.p))",
                "drawn anew",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="drop_path",
        cls=DropPath,
        draw=draw_path,
        natural=natural_path,
        style="gamma and d_gamma; backward returns both inputs'",
        bugs=(
            Bug("missing-term", BRANCH, "dbranch = dout", "the mask"),
            Bug("missing-term", "return dout, dh", "return dh, dh", "the identity path"),
            Bug("scale", BRANCH, "dbranch = dout * (self.factor > 0)", "1/(1 - drop)"),
            Bug(
                "axis",
                "axes = tuple(range(dout.ndim - 1))",
                "axes = tuple(range(dout.ndim))[::2][:1]",
                "right for two axes of one row",
            ),
            Bug("missing-term", "dh = dbranch * self.gamma", "dh = dbranch"),
            Bug("state", "self.h = h", 'self.h = vars(self).setdefault("h", h)', "keeps the first branch"),
        ),
        gradients=lambda layer, returned: {"x": returned[0], "x1": returned[1], "gamma": layer.d_gamma},
        parameters=lambda layer: {"gamma": layer.gamma},
    ),
)
