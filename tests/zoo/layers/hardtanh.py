"""x clipped to [low, high]; the derivative at both ends is 0."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Kink

from ..specimen import Bug, Specimen


class Hardtanh:
    def __init__(self, low=-1.0, high=1.0):
        self.low, self.high = low, high
        self.params = {}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return np.clip(x, self.low, self.high)

    def backward(self, dout):
        x = self.x
        inside = (x > self.low) & (x < self.high)
        return np.where(inside, dout, 0)


INSIDE = "inside = (x > self.low) & (x < self.high)"
DX = "return np.where(inside, dout, 0)"

SPECIMEN = Specimen(
    name="hardtanh",
    cls=Hardtanh,
    contract=Contract(
        shapes="*axes -> *axes",
        inputs=("x",),
        kinks=(Kink(-1.0, 0.0), Kink(1.0, 0.0)),
        rows_independent=True,
    ),
    cases=({},),
    bugs=(
        Bug("missing-term", INSIDE, "inside = x < self.high", "forgets the lower end"),
        Bug("scale", DX, "return np.where(inside, dout * (self.high - self.low), 0)"),
        Bug("value-conditional", INSIDE, "inside = (x > self.low) & (x < 0.97 * self.high)"),
        Bug("value-conditional", INSIDE, "inside = (x > self.low) & (x < self.high) | (x < -3)"),
        Bug("value-conditional", INSIDE, "inside = (x > self.low) & (x < self.high + 0.02)"),
        Bug(
            "value-conditional",
            INSIDE,
            "inside = (x >= self.low) & (x < self.high)",
            "1 at the end, against its contract",
        ),
        Bug("localised", DX, "return np.where(inside, dout, 0) * (np.arange(x.shape[-1]) != 2)"),
        Bug("small", DX, "return np.where(inside, dout * 0.9999, 0)"),
        Bug("ones-cotangent", DX, "return np.where(inside, np.clip(dout, -1, 1), 0)", "clips the cotangent"),
        Bug("state", DX, "dout[~inside] = 0; return dout.copy()", "writes into the cotangent"),
        Bug("dtype", DX, "return dout * inside.astype(float)", "float64 for float32"),
    ),
    tags=("plain",),
)
