"""x clipped to [0, 6]; the derivative at both ends is 0."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Kink

from ..specimen import Bug, Specimen


class Relu6:
    def forward(self, x):
        return np.minimum(np.maximum(x, 0), 6), x

    def backward(self, dout, cache):
        x = cache
        dx = dout * ((x > 0) & (x < 6))
        return (dx,)


DX = "dx = dout * ((x > 0) & (x < 6))"

SPECIMEN = Specimen(
    name="relu6",
    cls=Relu6,
    contract=Contract(
        shapes="*axes -> *axes",
        inputs=("x",),
        kinks=(Kink(0.0, 0.0), Kink(6.0, 0.0)),
        rows_independent=True,
    ),
    cases=({},),
    bugs=(
        Bug("value-conditional", DX, "dx = dout * (x > 0)", "forgets the upper end"),
        Bug("value-conditional", DX, "dx = dout * ((x > 0) & (x < 5.8))"),
        Bug("value-conditional", DX, "dx = dout * ((x > 0) & (x < 1))", "the wrong limit"),
        Bug("missing-term", DX, "dx = dout * (x < 6)"),
        Bug("scale", DX, "dx = dout * ((x > 0) & (x < 6)) / 6"),
        Bug("shape-conditional", DX, "dx = dout * ((x > 0) & (x < 6)) * (np.arange(x.shape[-1]) < 4)"),
        Bug("ones-cotangent", DX, "dx = dout.mean() * ((x > 0) & (x < 6))"),
        Bug(
            "state",
            "return np.minimum(np.maximum(x, 0), 6), x",
            "return np.clip(x, 0, 6), np.minimum(x, 6, out=x)",
            "writes into its input",
        ),
        Bug("dtype", DX, "dx = dout.astype(np.float32) * ((x > 0) & (x < 6))"),
    ),
    tags=("cached",),
)
