"""The logarithm of the softmax along the last axis."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class LogSoftmax:
    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, x):
        shifted = x - x.max(axis=-1, keepdims=True)
        self.out = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return self.out.copy()

    def backward(self, dout):
        p = np.exp(self.out)
        total = dout.sum(axis=-1, keepdims=True)
        dx = dout - p * total
        self.grads = {}
        return dx


TOTAL = "total = dout.sum(axis=-1, keepdims=True)"
DX = "dx = dout - p * total"

SPECIMEN = Specimen(
    name="log_softmax",
    cls=LogSoftmax,
    contract=Contract(shapes="N T K -> N T K", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("missing-term", DX, "dx = dout - p * dout"),
        Bug("missing-term", DX, "dx = dout - p", "right where the cotangents add up to 1"),
        Bug("scale", DX, "dx = dout - p * total / p.shape[-1]"),
        Bug("axis", TOTAL, "total = dout.sum(axis=1, keepdims=True)"),
        Bug("axis", TOTAL, "total = dout.sum(axis=(0, 2), keepdims=True)"),
        Bug("shape-conditional", TOTAL, "total = dout[..., :4].sum(axis=-1, keepdims=True)"),
        Bug("value-conditional", "p = np.exp(self.out)", "p = np.exp(np.maximum(self.out, -4))"),
        Bug("localised", DX, "dx = dout - p * total; dx[..., -1] *= 0.99"),
        Bug("small", DX, "dx = dout - p * total * (1 - 1e-6)"),
        Bug("ones-cotangent", DX, "dx = dout - p * p.shape[-1]"),
        Bug("state", "p = np.exp(self.out)", "p = np.exp(self.out, out=self.out)", "uses its cache up"),
        Bug(
            "state",
            "return self.out.copy()",
            "kept = self.out; self.out = self.__dict__.setdefault(str(x.shape), kept); return kept.copy()",
            "remembers the first of each shape",
        ),
        Bug("dtype", TOTAL, "total = dout.sum(axis=-1, keepdims=True, dtype=np.float32).astype(dout.dtype)"),
    ),
    tags=("plain",),
)
