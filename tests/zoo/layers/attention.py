"""Scaled dot-product attention, causal or not."""

import math

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Attention:
    def __init__(self, causal=False):
        self.causal = causal

    def forward(self, q, k, v):
        scale = 1 / math.sqrt(q.shape[2])
        scores = q @ k.swapaxes(1, 2) * scale
        if self.causal:
            scores = np.where(np.tri(q.shape[1], k.shape[1], dtype=bool), scores, -1e9)
        e = np.exp(scores - scores.max(axis=2, keepdims=True))
        a = e / e.sum(axis=2, keepdims=True)
        return a @ v, (q, k, v, a, scale)

    def backward(self, dout, cache):
        q, k, v, a, scale = cache
        dv = a.swapaxes(1, 2) @ dout
        da = dout @ v.swapaxes(1, 2)
        ds = a * (da - (da * a).sum(axis=2, keepdims=True))
        dq = ds @ k * scale
        dk = ds.swapaxes(1, 2) @ q * scale
        return dq, dk, dv


DS = "ds = a * (da - (da * a).sum(axis=2, keepdims=True))"
DQ = "dq = ds @ k * scale"
DK = "dk = ds.swapaxes(1, 2) @ q * scale"
DV = "dv = a.swapaxes(1, 2) @ dout"

SPECIMEN = Specimen(
    name="attention",
    cls=Attention,
    contract=Contract(shapes="N T D, N S D, N S E -> N T E", inputs=("q", "k", "v"), rows_independent=True),
    cases=({}, {"causal": True}),
    bugs=(
        Bug("scale", DQ, "dq = ds @ k", "1/sqrt(D) is lost"),
        Bug("scale", DK, "dk = ds.swapaxes(1, 2) @ q * scale**2"),
        Bug("missing-term", DS, "ds = a * da"),
        Bug("missing-term", DS, "ds = a * (1 - a) * da", "only the diagonal"),
        Bug("axis", DS, "ds = a * (da - (da * a).sum(axis=1, keepdims=True))"),
        Bug("axis", DV, "dv = (a if a.shape[1] == a.shape[2] else a.swapaxes(1, 2)) @ dout"),
        Bug("shape-conditional", DQ, "dq = ds @ k * (scale if q.shape[2] != v.shape[2] else 1)"),
        Bug("shape-conditional", DK, "dk = ds.swapaxes(1, 2) @ q * scale * (0.5 if self.causal else 1)"),
        Bug(
            "value-conditional",
            DS,
            "ds = np.where(a > 0.95, 0, a * (da - (da * a).sum(axis=2, keepdims=True)))",
        ),
        Bug("localised", DK, "dk = ds.swapaxes(1, 2) @ q * scale; dk[-1, -1] *= 0.5"),
        Bug("small", DS, "ds = a * (da - (da * a).sum(axis=2, keepdims=True)) * 0.9999"),
        Bug("ones-cotangent", DV, "dv = a.swapaxes(1, 2) @ dout[..., ::-1]"),
        Bug("state", "da = dout @ v.swapaxes(1, 2)", "a *= 1 + 1e-6; da = dout @ v.swapaxes(1, 2)", "drifts"),
        Bug(
            "dtype",
            "scale = 1 / math.sqrt(q.shape[2])",
            "scale = 1 / np.sqrt(q.shape[2])",
            "float64 for float32",
        ),
        Bug("accumulation", DV, "dv = a[:, -1:].swapaxes(1, 2) @ dout[:, -1:]", "the last query only"),
    ),
    tags=("cached",),
)
