"""The hyperbolic tangent."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Tanh:
    def forward(self, x):
        y = np.tanh(x)
        return y, y.copy()

    def backward(self, dout, cache):
        y = cache
        dx = dout * (1 - y * y)
        return (dx,)


DX = "dx = dout * (1 - y * y)"

SPECIMEN = Specimen(
    name="tanh",
    cls=Tanh,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = dout * (1 + y * y)"),
        Bug("missing-term", DX, "dx = dout * (1 - y)"),
        Bug("missing-term", DX, "dx = dout * (1 - np.tanh(y) ** 2)", "at the output, not at the input"),
        Bug("value-conditional", DX, "dx = dout * np.where(abs(y) > 0.99, 0, 1 - y * y)"),
        Bug("shape-conditional", DX, "dx = dout * (1 - y * y * (y.shape[0] < 4))"),
        Bug("small", DX, "dx = dout * (1 - 0.999 * y * y)"),
        Bug("ones-cotangent", DX, "dx = abs(dout) * (1 - y * y)"),
        Bug("state", "y = np.tanh(x)", "y = np.tanh(x, out=x)", "in place"),
        Bug("state", DX, "dout *= 1 - y * y; dx = dout.copy()", "writes into the cotangent"),
        Bug("dtype", DX, "dx = dout * (1 - np.square(y, dtype='f2', casting='same_kind'))"),
        Bug("dtype", DX, "dx = np.frombuffer(dout.tobytes('A'), dout.dtype).reshape(y.shape) * (1 - y * y)"),
    ),
    tags=("cached",),
)
