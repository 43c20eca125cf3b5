"""A rapidly oscillating function: sin(1000 x)."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Sine:
    def forward(self, x):
        return np.sin(1000 * x), x

    def backward(self, dout, cache):
        x = cache
        dx = dout * 1000 * np.cos(1000 * x)
        return (dx,)


DX = "dx = dout * 1000 * np.cos(1000 * x)"

SPECIMEN = Specimen(
    name="sine",
    cls=Sine,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = dout * np.cos(1000 * x)", "the inner derivative is lost"),
        Bug("scale", DX, "dx = -dout * 1000 * np.cos(1000 * x)"),
        Bug("missing-term", DX, "dx = dout * 1000"),
        Bug("small", DX, "dx = dout * 1000 * np.cos(1000 * x) + 0.01 * dout"),
        Bug("small", DX, "dx = dout * 1000.01 * np.cos(1000 * x)"),
        Bug("ones-cotangent", DX, "dx = dout.mean() * 1000 * np.cos(1000 * x)"),
        Bug("dtype", DX, "dx = dout * np.float64(1000) * np.cos(1000 * x)"),
    ),
    tags=("cached", "oscillating"),
)
