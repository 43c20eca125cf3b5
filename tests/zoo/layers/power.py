"""x to the power y, for positive x."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Interval

from ..specimen import Bug, Specimen


class Power:
    def forward(self, x, y):
        out = x**y
        return out.copy(), (x, y, out)

    def backward(self, dout, cache):
        x, y, out = cache
        dx = dout * y * x ** (y - 1)
        each = dout * out * np.log(x)
        dy = each.sum(axis=0)
        return dx, dy


DX = "dx = dout * y * x ** (y - 1)"
DY = "dy = each.sum(axis=0)"

SPECIMEN = Specimen(
    name="power",
    cls=Power,
    contract=Contract(
        shapes="N D, D -> N D",
        inputs=("x", "y"),
        domain={"x": Interval(0.0, 4.0, open=True), "y": Interval(-3.0, 3.0)},
        rows_independent=True,
    ),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = dout * y * x**y"),
        Bug("scale", DY, "dy = (dout * out * np.log2(x)).sum(axis=0)"),
        Bug("missing-term", DY, "dy = (dout * out).sum(axis=0)"),
        Bug(
            "axis",
            DY,
            "dy = each.sum(axis=0) if len(x) != len(y) else each.sum(axis=1)",
        ),
        Bug("value-conditional", DX, "dx = dout * abs(y) * x ** (y - 1)"),
        Bug("value-conditional", DY, "dy = (dout * out * np.maximum(np.log(x), -1)).sum(axis=0)"),
        Bug("localised", DY, "dy = each.sum(axis=0); dy[-1] *= 0.999"),
        Bug("small", DY, "dy = (dout * out * np.log(x + 1e-6)).sum(axis=0)"),
        Bug("small", DX, "dx = dout * y * x ** (y - 1.0001)"),
        Bug("state", DX, "y -= 1; dx = dout * (y + 1) * x**y", "writes into its input"),
        Bug("accumulation", DY, "dy = each[-1]", "the last row only"),
        Bug("dtype", DX, "dx = dout * y * x ** (y - np.float64(1))"),
    ),
    tags=("cached",),
)
