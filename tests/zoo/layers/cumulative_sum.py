"""The cumulative sum over time."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class CumulativeSum:
    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, x):
        return np.cumsum(x, axis=1)

    def backward(self, dout):
        dx = np.cumsum(dout[:, ::-1], axis=1)[:, ::-1]
        self.grads = {}
        return dx


DX = "dx = np.cumsum(dout[:, ::-1], axis=1)[:, ::-1]"

SPECIMEN = Specimen(
    name="cumulative_sum",
    cls=CumulativeSum,
    contract=Contract(shapes="N T D -> N T D", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("axis", DX, "dx = np.cumsum(dout, axis=1)", "forwards in time"),
        Bug("axis", DX, "dx = np.cumsum(dout[:, ::-1], axis=2)[:, ::-1]"),
        Bug("missing-term", DX, "dx = np.cumsum(dout[:, ::-1], axis=1)[:, ::-1] - dout"),
        Bug("missing-term", DX, "dx = dout * 1"),
        Bug("ones-cotangent", DX, "dx = np.cumsum(dout, axis=1)[:, ::-1]"),
        Bug(
            "shape-conditional",
            DX,
            "dx = np.cumsum(dout[:, 3::-1], axis=1)[:, ::-1] + 0 * dout if dout.shape[1] < 5 else dout * 1",
        ),
        Bug("localised", DX, "dx = np.cumsum(dout[:, ::-1], axis=1)[:, ::-1]; dx[:, 0] = dout[:, 0]"),
        Bug("small", DX, "dx = np.cumsum(dout[:, ::-1], axis=1)[:, ::-1] * (1 + 1e-6)"),
        Bug(
            "state",
            DX,
            "dout[:] = np.cumsum(dout[:, ::-1], axis=1)[:, ::-1]; dx = dout.copy()",
            "writes into the cotangent",
        ),
        Bug("dtype", DX, "dx = np.cumsum(dout[:, ::-1], axis=1, dtype=np.float64)[:, ::-1]"),
        Bug(
            "dtype", DX, "dx = np.cumsum(dout[:, ::-1], axis=1, dtype=np.float32)[:, ::-1].astype(dout.dtype)"
        ),
        Bug(
            "accumulation", DX, "dx = np.broadcast_to(dout[:, -1:], dout.shape).copy()", "the last step only"
        ),
    ),
    tags=("plain",),
)
