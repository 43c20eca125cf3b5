"""1 / (1 + exp(-x)), written so that it cannot overflow."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Sigmoid:
    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, x):
        self.y = 0.5 * (1 + np.tanh(0.5 * x))
        return self.y.copy()

    def backward(self, dout):
        y = self.y
        dx = dout * y * (1 - y)
        self.grads = {}
        return dx


DX = "dx = dout * y * (1 - y)"
OUT = "return self.y.copy()"

SPECIMEN = Specimen(
    name="sigmoid",
    cls=Sigmoid,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = dout * y * (y - 1)"),
        Bug("missing-term", DX, "dx = dout * (1 - y)"),
        Bug("scale", DX, "dx = dout * (1 - y * y)", "that of tanh"),
        Bug("axis", DX, "dx = dout * (y * (1 - y)).T.reshape(y.shape)"),
        Bug("value-conditional", DX, "dx = dout * np.maximum(y * (1 - y), 0.01)", "a floor"),
        Bug("localised", DX, "dx = dout * y * (1 - y); dx.flat[0] = dout.flat[0] * y.flat[0]"),
        Bug("small", DX, "dx = dout * y * (1 - y + 1e-6)"),
        Bug("ones-cotangent", DX, "dx = dout.max() * y * (1 - y)"),
        Bug("state", DX, "y *= 1 - y; dx = dout * y", "uses its cache up"),
        Bug(
            "state",
            "self.y = 0.5 * (1 + np.tanh(0.5 * x))",
            "self.y = 0.5 * (1 + np.tanh(np.multiply(x, 0.5, out=x)))",
            "halves its input",
        ),
        Bug("dtype", OUT, "return self.y.astype(np.float64)"),
    ),
    tags=("plain",),
)
