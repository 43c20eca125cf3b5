"""x tanh(softplus(x))."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Mish:
    def forward(self, x):
        soft = np.where(x > 35, x, np.log1p(np.exp(np.minimum(x, 35))))
        t = np.tanh(soft)
        return x * t, (x, t)

    def backward(self, dout, cache):
        x, t = cache
        s = 0.5 * (1 + np.tanh(0.5 * x))
        dx = dout * (t + x * s * (1 - t * t))
        return (dx,)


DX = "dx = dout * (t + x * s * (1 - t * t))"

SPECIMEN = Specimen(
    name="mish",
    cls=Mish,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("missing-term", DX, "dx = dout * (t + x * (1 - t * t))"),
        Bug("scale", DX, "dx = dout * (t - x * s * (1 - t * t))"),
        Bug("value-conditional", DX, "dx = dout * np.where(x > 1, 1, t + x * s * (1 - t * t))"),
        Bug("value-conditional", DX, "dx = dout * (t + np.maximum(x, -4) * s * (1 - t * t))"),
        Bug("small", DX, "dx = dout * (t + x * s * (1 - t * t) * (1 - 1e-4))"),
        Bug("ones-cotangent", DX, "dx = np.roll(dout, 1, axis=-1) * (t + x * s * (1 - t * t))"),
        Bug("dtype", DX, "dx = (dout * (t + x * s * (1 - t * t))).astype('f4').astype(dout.dtype)"),
    ),
    tags=("cached",),
)
