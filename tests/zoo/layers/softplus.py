"""log(1 + exp(x))."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Softplus:
    def forward(self, x):
        return np.logaddexp(x, 0), x

    def backward(self, dout, cache):
        x = cache
        dx = dout * 0.5 * (1 + np.tanh(0.5 * x))
        return (dx,)


DX = "dx = dout * 0.5 * (1 + np.tanh(0.5 * x))"

SPECIMEN = Specimen(
    name="softplus",
    cls=Softplus,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = dout * 0.5 * (1 - np.tanh(0.5 * x))"),
        Bug("scale", DX, "dx = dout * 0.5 * (1 + np.tanh(x))"),
        Bug("missing-term", DX, "dx = dout * (0.5 + 0.25 * x)", "the first two terms of the series"),
        Bug(
            "value-conditional",
            DX,
            "dx = np.where(x > 4, dout, dout * 0.5 * (1 + np.tanh(0.5 * x)))",
            "a threshold too low",
        ),
        Bug("value-conditional", DX, "dx = dout * 0.5 * (1 + np.tanh(0.5 * np.maximum(x, -3)))"),
        Bug("localised", DX, "dx = dout * 0.5 * (1 + np.tanh(0.5 * x)); dx[..., -1:] *= 0"),
        Bug("small", DX, "dx = dout * 0.5 * (1.00001 + np.tanh(0.5 * x))"),
        Bug("ones-cotangent", DX, "dx = dout * dout * 0.5 * (1 + np.tanh(0.5 * x))"),
        Bug("dtype", DX, "dx = (dout * 0.5 * (1 + np.tanh(0.5 * x))).astype(float)"),
    ),
    tags=("cached", "real-only"),
)
