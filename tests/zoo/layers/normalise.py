"""Each row divided by its length."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Normalise:
    def forward(self, x):
        length = np.sqrt((x * x).sum(axis=-1, keepdims=True) + 1e-3)
        y = x / length
        return y.copy(), (y, length)

    def backward(self, dout, cache):
        y, length = cache
        along = (dout * y).sum(axis=-1, keepdims=True)
        dx = (dout - along * y) / length
        return (dx,)


ALONG = "along = (dout * y).sum(axis=-1, keepdims=True)"
DX = "dx = (dout - along * y) / length"

SPECIMEN = Specimen(
    name="normalise",
    cls=Normalise,
    contract=Contract(shapes="*batch D -> *batch D", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("missing-term", DX, "dx = dout / length"),
        Bug("missing-term", DX, "dx = dout - along * y"),
        Bug("scale", DX, "dx = (dout - along * y) / length**2"),
        Bug("axis", ALONG, "along = (dout * y).sum(axis=0, keepdims=True)"),
        Bug(
            "shape-conditional",
            ALONG,
            "along = (dout * y).sum(axis=-1, keepdims=True) * (dout.shape[-1] > 2)",
        ),
        Bug("value-conditional", DX, "dx = (dout - along * y) / np.maximum(length, 0.5)"),
        Bug("localised", DX, "dx = (dout - along * y) / length; dx[..., 0] -= 0.1 * dout[..., 0]"),
        Bug("small", DX, "dx = (dout - along * y) / (length + 1e-5)"),
        Bug("ones-cotangent", ALONG, "along = y.sum(axis=-1, keepdims=True)"),
        Bug("state", DX, "y *= along; dx = (dout - y) / length", "uses its cache up"),
        Bug("dtype", ALONG, "along = (dout * y).sum(axis=-1, keepdims=True, dtype=np.float64)"),
    ),
    tags=("cached",),
)
