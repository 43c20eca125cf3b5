"""max(0, x), with derivative 0 at 0."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Kink

from ..specimen import Bug, Specimen


class Relu:
    def forward(self, x):
        return np.maximum(x, 0), x

    def backward(self, dout, cache):
        x = cache
        dx = np.where(x > 0, dout, 0)
        return (dx,)


DX = "dx = np.where(x > 0, dout, 0)"

SPECIMEN = Specimen(
    name="relu",
    cls=Relu,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), kinks=(Kink(0.0, 0.0),), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = np.where(x > 0, 2 * dout, 0)"),
        Bug("scale", DX, "dx = np.where(x > 0, dout, -dout)"),
        Bug("missing-term", DX, "dx = dout * 1", "the identity"),
        Bug("value-conditional", DX, "dx = np.where(x >= 0, dout, 0)", "1 at 0, against its contract"),
        Bug("value-conditional", DX, "dx = np.where(x > 0, dout, np.where(x < -3, dout, 0))"),
        Bug("value-conditional", DX, "dx = np.where(x > 0.01, dout, 0)", "a window near the kink"),
        Bug(
            "value-conditional",
            DX,
            "dx = np.where(dout > 0, dout, 0) * (x > 0)",
            "a test of the cotangent's sign",
        ),
        Bug("localised", DX, "dx = np.where(x > 0, dout, 0); dx[..., :1] *= 0.5"),
        Bug("small", DX, "dx = np.where(x > 0, dout, 1e-4 * dout)"),
        Bug("ones-cotangent", DX, "dx = np.where(x > 0, dout[::-1] if dout.ndim else dout, 0)"),
        Bug("state", DX, "dx = dout; dx[...] = np.where(x > 0, dout, 0)", "writes into the cotangent"),
        Bug(
            "state",
            "return np.maximum(x, 0), x",
            "return np.maximum(x, 0), self.__dict__.setdefault(f'{x.shape}', x)",
        ),
        Bug("dtype", DX, "dx = np.where(x > 0, dout, 0.0 * np.ones(()))", "float64 for float32"),
        Bug("dtype", DX, "dx = np.where(x > 0, dout, 0).ravel('K').reshape(x.shape)"),
    ),
    tags=("cached",),
)
