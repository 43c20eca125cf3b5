"""Causal depthwise convolution along time."""

import numpy as np

from ethan_core import Case, Contract

from ..specimen import Bug
from .specimen import ModernSpecimen


class CausalConv1d:
    """x (T, C): depthwise, sees itself and the K - 1 steps before (Mamba's short convolution)."""

    def __init__(self, channels, width, rng):
        self._w = rng.normal(size=(width, channels))
        self._b = rng.normal(size=channels)
        self._dw = self._db = None

    def __call__(self, x):
        T, K = len(x), len(self._w)
        padded = np.vstack([np.zeros((K - 1, x.shape[1])), x])
        y = np.tile(self._b, (T, 1))
        for k in range(K):
            y += padded[k : k + T] * self._w[k]

        def backward(dy):
            self._db = dy.sum(axis=0)
            self._dw = np.stack([(padded[k : k + T] * dy).sum(axis=0) for k in range(K)])
            dpadded = np.zeros_like(padded)
            for k in range(K):
                dpadded[k : k + T] += dy * self._w[k]
            return dpadded[K - 1 :]

        return y, backward


def draw_causal(cls, rng):
    T, C, K = (int(n) for n in rng.integers(1, (8, 5, 5)))
    return Case(layer=cls(C, K, rng), inputs=(rng.normal(size=(T, C)),))


def natural_causal(cls):
    rng = np.random.default_rng(0)
    return Case(layer=cls(2, 3, rng), inputs=(rng.normal(size=(5, 2)),))


SPECIMENS = (
    ModernSpecimen(
        name="conv1d_causal",
        options={"contract": Contract(keeps_dtype=False)},
        cls=CausalConv1d,
        draw=draw_causal,
        natural=natural_causal,
        style="y, backward = layer(x); private attributes _w and _dw are set by the closure",
        gradients=lambda m, dx: {"x": dx, "_w": m._dw, "_b": m._db},
        parameters=lambda m: {"_w": m._w, "_b": m._b},
        bugs=(
            Bug("axis", "return dpadded[K - 1 :]", "return dpadded[:T]", "future for past"),
            Bug(
                "localised",
                "return dpadded[K - 1 :]",
                "dpadded[K - 1] = 0; return dpadded[K - 1 :]",
                "the first step",
            ),
            Bug(
                "shape-conditional",
                "for k in range(K):",
                "for k in range(max(K - 3, 0), K):",
                "widths over three",
                occurrence=1,
            ),
            Bug(
                "accumulation",
                "dpadded[k : k + T] += dy * self._w[k]",
                "dpadded[k : k + T] = dy * self._w[k]",
            ),
            Bug("ones-cotangent", "self._db = dy.sum(axis=0)", "self._db = dy.sum(axis=0) ** 2 / T"),
        ),
    ),
)
