"""The Gaussian error linear unit: x Phi(x)."""

import math

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen

erf = np.vectorize(math.erf, otypes=[float])


class GeluErf:
    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, x):
        self.x = x
        self.cdf = (0.5 + 0.5 * erf(x / math.sqrt(2))).astype(x.dtype)
        return x * self.cdf

    def backward(self, dout):
        x = self.x
        pdf = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
        dx = dout * (self.cdf + x * pdf)
        self.grads = {}
        return dx


DX = "dx = dout * (self.cdf + x * pdf)"
PDF = "pdf = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)"
OTHER = "dx = dout * (0.5 + 0.5 * np.tanh(0.7978845608 * (x + 0.044715 * x**3)) + x * pdf)"

SPECIMEN = Specimen(
    name="gelu_erf",
    cls=GeluErf,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", PDF, "pdf = np.exp(-0.5 * x * x) / math.sqrt(math.pi)"),
        Bug("scale", DX, "dx = dout * (self.cdf - x * pdf)"),
        Bug("missing-term", DX, "dx = dout * self.cdf"),
        Bug("value-conditional", DX, "dx = dout * (self.cdf + x * pdf * (x > -2))"),
        Bug("small", DX, OTHER, "the other GELU's"),
        Bug("small", PDF, "pdf = np.exp(-0.5 * x * x) / math.sqrt(2 * 3.14159)"),
        Bug("small", PDF, "pdf = np.exp(-0.5 * x * x) * 0.3989"),
        Bug("ones-cotangent", DX, "dx = np.sort(dout, axis=0) * (self.cdf + x * pdf)"),
        Bug("state", DX, "self.cdf += x * pdf; dx = dout * self.cdf", "uses its cache up"),
        Bug("dtype", PDF, "pdf = np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)", "float64 for float32"),
        Bug("dtype", DX, "dx = dout * (self.cdf + x * pdf).astype(np.float32)"),
    ),
    tags=("plain", "real-only"),
)
