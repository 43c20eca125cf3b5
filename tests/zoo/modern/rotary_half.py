"""Rotary position embedding of halves."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class RotaryHalf:
    """NeoX's variant on (B, T, H, D): the first `rotary_dim` features turn, the rest pass."""

    def __init__(self, rotary_dim, base=10000.0):
        self.rd = rotary_dim
        self.base = base

    def __call__(self, x, position_ids):
        r = self.rd
        freqs = self.base ** (-np.arange(0, r, 2) / r)
        t = position_ids[:, :, None, None] * freqs
        emb = np.concatenate([t, t], axis=-1)
        cos, sin = np.cos(emb), np.sin(emb)

        def rotate(z):
            a, b = np.split(z, 2, axis=-1)
            return np.concatenate([-b, a], axis=-1)

        def rotate_back(z):
            a, b = np.split(z, 2, axis=-1)
            return np.concatenate([b, -a], axis=-1)

        turned = x[..., :r] * cos + rotate(x[..., :r]) * sin
        y = np.concatenate([turned, x[..., r:]], axis=-1)

        def backprop(dy):
            g = dy[..., :r]
            dturned = g * cos
            dturned = dturned + rotate_back(g * sin)
            return np.concatenate([dturned, dy[..., r:]], axis=-1)

        return y, backprop


def draw_half(cls, rng):
    half, rest, b, t, h = (int(n) for n in rng.integers((1, 0, 1, 1, 1), (3, 3, 4, 5, 3)))
    ids = np.sort(rng.integers(0, 9, size=(b, t)), axis=1)
    return Case(layer=cls(2 * half, base=100.0), inputs=(rng.normal(size=(b, t, h, 2 * half + rest)), ids))


def natural_half(cls):
    return Case(layer=cls(4), inputs=(np.random.default_rng(0).normal(size=(1, 3, 2, 6)), np.arange(3)[None]))


SPECIMENS = (
    ModernSpecimen(
        name="rotary_half",
        cls=RotaryHalf,
        draw=draw_half,
        natural=natural_half,
        style="a callable with integer positions that returns y and a closure; part of the features pass",
        gradients=lambda layer, dx: {"x": dx},
        bugs=(
            Bug("scale", "dturned = dturned + rotate_back(g * sin)", "dturned = dturned + rotate(g * sin)"),
            Bug(
                "shape-conditional",
                "return np.concatenate([dturned, dy[..., r:]], axis=-1)",
                "return np.concatenate([dturned, 0 * dy[..., r:]], axis=-1)",
                "what passes gets none",
            ),
            Bug("accumulation", "dturned = dturned + rotate_back(g * sin)", "dturned = rotate_back(g * sin)"),
            Bug(
                "axis",
                "return np.concatenate([b, -a], axis=-1)",
                "return np.stack([z[..., 1::2], -z[..., ::2]], -1).reshape(z.shape)",
                "neighbours, right for one pair",
            ),
            Bug(
                "localised", "g = dy[..., :r]", "g = np.array(dy[..., :r]); g[:, -1] = 0", "the newest token"
            ),
        ),
    ),
)
