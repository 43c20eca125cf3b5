"""Dilated convolution along one axis."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class DilatedConv1d:
    """x (N, C, L), W (F, C, K)."""

    def __init__(self, W, b, dilation=1, pad=0, stride=1):
        self.W, self.b = W, b
        self.dilation, self.pad, self.stride = dilation, pad, stride

    def forward(self, x):
        L, K = x.shape[2], self.W.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (self.pad, self.pad)))
        self.L = L
        self.Lout = (L + 2 * self.pad - self.dilation * (K - 1) - 1) // self.stride + 1
        idx = self.stride * np.arange(self.Lout)[:, None] + self.dilation * np.arange(K)[None, :]
        self.xp, self.idx = xp, idx
        cols = xp[:, :, idx]
        return np.einsum("nctk,fck->nft", cols, self.W) + self.b[None, :, None]

    def backward(self, dout):
        cols = self.xp[:, :, self.idx]
        dW = np.einsum("nft,nctk->fck", dout, cols)
        db = dout.sum(axis=(0, 2))
        dcols = np.einsum("nft,fck->nctk", dout, self.W)
        dxp = np.zeros_like(self.xp)
        np.add.at(dxp, (slice(None), slice(None), self.idx), dcols)
        dx = dxp[:, :, self.pad : self.pad + self.L]
        return dx, dW, db


def draw_dilated(cls, rng):
    n, c, f, k, dilation, stride = (int(v) for v in rng.integers(1, (4, 4, 4, 4, 4, 3)))
    pad = int(rng.integers(0, 3))
    length = max(dilation * (k - 1) + 1 - 2 * pad, 1) + int(rng.integers(0, 5))
    layer = cls(rng.normal(size=(f, c, k)), rng.normal(size=f), dilation, pad, stride)
    return Case(layer=layer, inputs=(rng.normal(size=(n, c, length)),))


def natural_dilated(cls):
    rng = np.random.default_rng(0)
    layer = cls(rng.normal(size=(2, 3, 3)), np.zeros(2), dilation=2, pad=2)
    return Case(layer=layer, inputs=(rng.normal(size=(1, 3, 6)),))


ADD = "np.add.at(dxp, (slice(None), slice(None), self.idx), dcols)"
IDX = "self.xp, self.idx = xp, idx"
DX = "dx = dxp[:, :, self.pad : self.pad + self.L]"

SPECIMENS = (
    ModernSpecimen(
        name="conv1d_dilated",
        cls=DilatedConv1d,
        draw=draw_dilated,
        natural=natural_dilated,
        style="backward returns dx, dW, db; an index matrix gathers and scatters",
        gradients=lambda m, got: dict(zip(("x", "W", "b"), got, strict=True)),
        parameters=lambda m: {"W": m.W, "b": m.b},
        bugs=(
            Bug("dtype", "dxp = np.zeros_like(self.xp)", 'dxp = np.zeros_like(self.xp, dtype="float32")'),
            Bug("accumulation", ADD, "dxp[:, :, self.idx] += dcols", "overlapping windows overwrite"),
            Bug(
                "shape-conditional",
                "cols = self.xp[:, :, self.idx]",
                "cols = self.xp[:, :, self.idx[:, :1] + np.arange(self.idx.shape[1])]",
                "dilation",
                occurrence=0,
            ),
            Bug("shape-conditional", DX, "dx = dxp[:, :, : self.L]", "padding"),
            Bug(
                "axis",
                'dcols = np.einsum("nft,fck->nctk", dout, self.W)',
                'dcols = np.einsum("nft,fck->nctk", dout, self.W[:, :, ::-1])',
                "flipped",
            ),
            Bug("scale", "db = dout.sum(axis=(0, 2))", "db = dout.sum(axis=2).mean(axis=0)"),
            Bug(
                "state",
                IDX,
                "self.xp, self.idx = vars(self).setdefault('xp', xp), idx",
                "the first call's input is kept",
            ),
        ),
    ),
)
