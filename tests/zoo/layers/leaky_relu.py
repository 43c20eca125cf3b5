"""max(x, slope x) for a slope below 1; the derivative at 0 is the slope."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Kink

from ..specimen import Bug, Specimen


class LeakyRelu:
    def __init__(self, slope=0.1):
        self.slope = slope
        self.params = {}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, dout):
        dx = np.where(self.x > 0, dout, self.slope * dout)
        self.grads = {}
        return dx


DX = "dx = np.where(self.x > 0, dout, self.slope * dout)"

SPECIMEN = Specimen(
    name="leaky_relu",
    cls=LeakyRelu,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), kinks=(Kink(0.0, 0.1),), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = np.where(self.x > 0, dout, -self.slope * dout)"),
        Bug("scale", DX, "dx = np.where(self.x > 0, dout, dout / self.slope)"),
        Bug("missing-term", DX, "dx = np.where(self.x > 0, dout, 0)"),
        Bug("value-conditional", DX, "dx = np.where(self.x > -1, dout, self.slope * dout)"),
        Bug("value-conditional", DX, "dx = np.where((self.x > 0) & (self.x < 3), dout, self.slope * dout)"),
        Bug("localised", DX, "dx = np.where(self.x > 0, dout, self.slope * dout); dx.flat[-1] = 0"),
        Bug("small", DX, "dx = np.where(self.x > 0, dout, (self.slope + 1e-4) * dout)"),
        Bug("ones-cotangent", DX, "dx = np.where(self.x > 0, dout, self.slope * dout.mean())"),
        Bug("state", "self.x = x", "LeakyRelu.x = x", "all instances share one cache"),
        Bug("dtype", DX, "dx = dout * np.where(self.x > 0, 1.0, self.slope)", "float64 for float32"),
    ),
    tags=("plain",),
)
