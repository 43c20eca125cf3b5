"""log sum exp along one axis."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class LogSumExp:
    def __init__(self, axis=-1):
        self.axis = axis

    def forward(self, x):
        top = x.max(axis=self.axis, keepdims=True)
        e = np.exp(x - top)
        total = e.sum(axis=self.axis, keepdims=True)
        return np.squeeze(np.log(total) + top, axis=self.axis), e / total

    def backward(self, dout, cache):
        weights = cache
        g = np.expand_dims(dout, self.axis)
        dx = g * weights
        return (dx,)


DX = "dx = g * weights"

SPECIMEN = Specimen(
    name="log_sum_exp",
    cls=LogSumExp,
    contract=Contract(shapes="A B -> A", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = g * weights / weights.shape[self.axis]"),
        Bug(
            "missing-term",
            DX,
            "dx = g * (weights - weights.max(self.axis, keepdims=True))",
            "differentiates the shift",
        ),
        Bug(
            "axis",
            DX,
            "dx = g * (weights.T if weights.shape[0] == weights.shape[1] else weights)",
        ),
        Bug(
            "value-conditional",
            DX,
            "dx = g * np.where(weights < 0.01, 0, weights)",
        ),
        Bug(
            "shape-conditional",
            DX,
            "dx = g * weights * (np.arange(weights.shape[1]) < 5)",
        ),
        Bug("localised", DX, "dx = g * weights; dx[-1, 0] *= 0.9"),
        Bug("small", DX, "dx = g * (weights + 1e-6)"),
        Bug("ones-cotangent", DX, "dx = weights * 1", "drops the cotangent"),
        Bug(
            "state",
            DX,
            "dx = np.multiply(g, weights, out=weights)",
            "uses its cache up",
        ),
        Bug("dtype", DX, "dx = g * weights.astype(np.float16)"),
    ),
    tags=("cached",),
)
