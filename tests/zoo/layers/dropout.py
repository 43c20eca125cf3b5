"""Inverted dropout, drawn from the layer's own generator."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Dropout:
    def __init__(self, p=0.5, seed=0):
        self.p = p
        self.generator = np.random.default_rng(seed)
        self.params = {}
        self.grads = {}

    def forward(self, x):
        kept = self.generator.random(x.shape) >= self.p
        self.mask = kept.astype(x.dtype) / (1 - self.p)
        return x * self.mask

    def backward(self, dout):
        dx = dout * self.mask
        self.grads = {}
        return dx


DX = "dx = dout * self.mask"

SPECIMEN = Specimen(
    name="dropout",
    cls=Dropout,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), random=True),
    cases=({}, {"p": 0.2, "seed": 1}),
    bugs=(
        Bug("missing-term", DX, "dx = dout * 1", "the mask is not applied"),
        Bug("scale", DX, "dx = dout * (self.mask > 0)", "the mask is not scaled"),
        Bug("scale", DX, "dx = dout * self.mask * self.p", "scaled by p instead of by 1 - p"),
        Bug(
            "missing-term",
            DX,
            "dx = dout * (self.generator.random(dout.shape) >= self.p) / (1 - self.p)",
            "a new mask",
        ),
        Bug("axis", DX, "dx = dout * self.mask.T.reshape(dout.shape)"),
        Bug("localised", DX, "dx = dout * self.mask; dx[:1] = dout[:1]"),
        Bug("small", DX, "dx = dout * self.mask + 1e-5 * dout"),
        Bug("ones-cotangent", DX, "dx = dout.mean() * self.mask"),
        Bug(
            "dtype",
            "self.mask = kept.astype(x.dtype) / (1 - self.p)",
            "self.mask = kept / (1 - self.p)",
            "float64 for float32",
        ),
        Bug("state", DX, "dx = dout * self.mask; self.mask = self.mask**2", "uses its mask up"),
    ),
    tags=("plain", "random"),
)
