"""x for x > 0, alpha (exp(x) - 1) below."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Elu:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        low = self.alpha * np.expm1(np.minimum(x, 0))
        return np.where(x > 0, x, low), (x, low)

    def backward(self, dout, cache):
        x, low = cache
        dx = np.where(x > 0, dout, dout * (low + self.alpha))
        return (dx,)


DX = "dx = np.where(x > 0, dout, dout * (low + self.alpha))"

SPECIMEN = Specimen(
    name="elu",
    cls=Elu,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True),
    cases=({}, {"alpha": 0.5}),
    bugs=(
        Bug("scale", DX, "dx = np.where(x > 0, dout, dout * (self.alpha - low))"),
        Bug("missing-term", DX, "dx = np.where(x > 0, dout, dout * low)"),
        Bug("shape-conditional", DX, "dx = np.where(x > 0, dout, dout * (low + 1))", "right for alpha = 1"),
        Bug(
            "value-conditional",
            DX,
            "dx = np.where(x > 0, dout, dout * np.where(x < -3, 0, low + self.alpha))",
        ),
        Bug("value-conditional", DX, "dx = np.where(x > -0.05, dout, dout * (low + self.alpha))"),
        Bug("small", DX, "dx = np.where(x > 0, dout, dout * (low + self.alpha + 1e-5))"),
        Bug("ones-cotangent", DX, "dx = np.where(x > 0, dout, dout.mean() * (low + self.alpha))"),
        Bug("state", DX, "low += self.alpha; dx = np.where(x > 0, dout, dout * low)", "uses its cache up"),
        Bug("dtype", DX, "dx = np.where(x > 0, dout, dout * (low + np.float64(self.alpha)))"),
    ),
    tags=("cached",),
)
