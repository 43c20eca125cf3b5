"""The absolute value, with derivative 0 at 0."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Kink

from ..specimen import Bug, Specimen


class Absolute:
    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return np.abs(x)

    def backward(self, dout):
        return dout * np.sign(self.x)


DX = "return dout * np.sign(self.x)"

SPECIMEN = Specimen(
    name="absolute",
    cls=Absolute,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), kinks=(Kink(0.0, 0.0),), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "return -dout * np.sign(self.x)"),
        Bug("missing-term", DX, "return dout * (self.x > 0)"),
        Bug("value-conditional", DX, "return dout * np.tanh(50 * self.x)", "a smooth sign"),
        Bug("value-conditional", DX, "return dout * np.clip(self.x / 0.1, -1, 1)"),
        Bug("value-conditional", DX, "return dout * np.sign(np.trunc(self.x * 64))", "0 near 0"),
        Bug(
            "localised",
            DX,
            "return dout * np.sign(self.x) * (np.arange(self.x.size).reshape(self.x.shape) != 0)",
        ),
        Bug("small", DX, "return dout * np.sign(self.x) * (1 - 1e-6)"),
        Bug("ones-cotangent", DX, "return np.abs(dout) * np.sign(self.x)"),
        Bug(
            "state",
            "self.x = x",
            "self.x = self.__dict__.get('x', x) if x.shape == getattr(self, 'x', x).shape else x",
        ),
        Bug("dtype", DX, "return dout * np.sign(self.x).astype(int)", "float64 for float32"),
    ),
    tags=("plain", "real-only"),
)
