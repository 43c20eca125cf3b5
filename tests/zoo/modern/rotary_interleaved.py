"""Rotary position embedding of neighbouring pairs."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class RotaryInterleaved:
    """Rotates the pairs (x0, x1), (x2, x3), ... of (..., T, D), as RoFormer does."""

    def __init__(self, dim, base=10000.0, offset=0):
        self.inv_freq = base ** (-np.arange(0, dim, 2) / dim)
        self.offset = offset

    def angles(self, length):
        return np.outer(self.offset + np.arange(length), self.inv_freq)

    def forward(self, x):
        theta = self.angles(x.shape[-2])
        cos, sin = np.cos(theta), np.sin(theta)
        even, odd = x[..., 0::2], x[..., 1::2]
        out = np.empty_like(x)
        out[..., 0::2] = even * cos - odd * sin
        out[..., 1::2] = even * sin + odd * cos
        return out

    def backward(self, dout):
        theta = self.angles(dout.shape[-2])
        cos, sin = np.cos(theta), np.sin(theta)
        de, do = dout[..., 0::2], dout[..., 1::2]
        dx = np.empty_like(dout)
        dx[..., 0::2] = de * cos + do * sin
        dx[..., 1::2] = do * cos - de * sin
        return dx


def draw_interleaved(cls, rng):
    dim = 2 * int(rng.integers(1, 4))
    layer = cls(dim, base=float(rng.choice([10.0, 10000.0])), offset=int(rng.integers(0, 4)))
    lead = [int(n) for n in rng.integers(1, 4, size=rng.integers(0, 3))]
    return Case(layer=layer, inputs=(rng.normal(size=(*lead, int(rng.integers(1, 6)), dim)),))


def natural_interleaved(cls):
    return Case(layer=cls(4), inputs=(np.random.default_rng(0).normal(size=(2, 3, 4)),))


SPECIMENS = (
    ModernSpecimen(
        name="rotary_interleaved",
        options={"frozen": ("inv_freq",)},
        cls=RotaryInterleaved,
        draw=draw_interleaved,
        natural=natural_interleaved,
        style="no parameters; plain forward and backward without a cache",
        gradients=lambda layer, dx: {"x": dx},
        bugs=(
            Bug(
                "scale",
                "dx[..., 0::2] = de * cos + do * sin",
                "dx[..., 0::2] = de * cos - do * sin",
                "turned on",
            ),
            Bug("missing-term", "dx[..., 1::2] = do * cos - de * sin", "dx[..., 1::2] = do * cos"),
            Bug(
                "shape-conditional",
                "theta = self.angles(dout.shape[-2])",
                "theta = np.outer(np.arange(dout.shape[-2]), self.inv_freq)",
                "the offset is forgotten",
            ),
            Bug(
                "axis",
                "dx[..., 0::2] = de * cos + do * sin",
                "dx[..., 0::2] = de * cos + do[..., ::-1] * sin",
                "right for one pair",
            ),
            Bug(
                "state",
                "theta = self.angles(x.shape[-2])",
                "theta = self.angles(x.shape[-2]); self.offset += x.shape[-2]",
                "a KV cache's position counter runs on",
            ),
            Bug(
                "small",
                "theta = self.angles(dout.shape[-2])",
                "theta = self.angles(dout.shape[-2]) * (1 - 1e-4)",
            ),
        ),
    ),
)
