"""Root-mean-square normalisation of x * silu(z) in groups, as Mamba 2 ends a block."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class GatedRMSNorm:
    def __init__(self, weight, groups=1, eps=1e-5):
        self.weight = weight
        self.groups = groups
        self.eps = eps

    def forward(self, x, z):
        self.shape = x.shape
        self.x, self.z = x, z
        self.sig = 1 / (1 + np.exp(-z))
        self.u = (x * z * self.sig).reshape(*x.shape[:-1], self.groups, -1)
        self.rstd = (np.mean(self.u**2, axis=-1, keepdims=True) + self.eps) ** -0.5
        return (self.u * self.rstd).reshape(x.shape) * self.weight

    def backward(self, dy):
        normed = (self.u * self.rstd).reshape(self.shape)
        dw = (dy * normed).reshape(-1, self.shape[-1]).sum(axis=0)
        g = (dy * self.weight).reshape(self.u.shape)
        c = np.mean(g * self.u, axis=-1, keepdims=True)
        du = g * self.rstd - self.u * c * self.rstd**3
        du = du.reshape(self.shape)
        dx = du * self.z * self.sig
        dz = du * self.x * self.sig * (1 + self.z * (1 - self.sig))
        return dx, dz, dw


def draw(cls, rng):
    groups, per = (int(n) for n in rng.integers(1, (4, 4)))
    lead = [int(n) for n in rng.integers(1, 4, size=rng.integers(1, 3))]
    layer = cls(rng.normal(size=groups * per), groups, eps=float(rng.choice([1e-2, 0.1])))
    x, z = rng.normal(size=(2, *lead, groups * per)) * 2
    return Case(layer=layer, inputs=(x, z))


def natural(cls):
    x, z = np.random.default_rng(0).normal(size=(2, 3, 4))
    return Case(layer=cls(np.ones(4)), inputs=(x, z))


C = "c = np.mean(g * self.u, axis=-1, keepdims=True)"
DU = "du = g * self.rstd - self.u * c * self.rstd**3"
DW = "dw = (dy * normed).reshape(-1, self.shape[-1]).sum(axis=0)"
DZ = "dz = du * self.x * self.sig * (1 + self.z * (1 - self.sig))"

SPECIMENS = (
    ModernSpecimen(
        name="gated_rms_norm",
        cls=GatedRMSNorm,
        draw=draw,
        natural=natural,
        style="backward returns dx, dz, dw in one flat tuple",
        gradients=lambda layer, got: dict(zip(("x", "x1", "weight"), got, strict=True)),
        parameters=lambda layer: {"weight": layer.weight},
        bugs=(
            Bug(
                "shape-conditional",
                C,
                "c = np.mean(g * self.u, axis=(-2, -1), keepdims=True)",
                "one group only",
            ),
            Bug("scale", DU, "du = g * self.rstd - self.u * c * self.rstd**2"),
            Bug(
                "shape-conditional",
                DW,
                "dw = (dy * normed)[0].reshape(-1, self.shape[-1]).sum(axis=0)",
                "batch 1",
            ),
            Bug("missing-term", DZ, "dz = du * self.x * self.sig * (1 - self.sig)", "sigmoid for silu"),
            Bug(
                "missing-term", "g = (dy * self.weight).reshape(self.u.shape)", "g = dy.reshape(self.u.shape)"
            ),
            Bug(
                "dtype",
                "self.u = (x * z * self.sig).reshape(*x.shape[:-1], self.groups, -1)",
                "self.u = np.reshape(x * z * self.sig, (*x.shape[:-1], self.groups, -1), order='A')",
                "memory order",
            ),
        ),
    ),
)
