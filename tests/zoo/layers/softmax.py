"""The softmax along one axis."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Softmax:
    def __init__(self, axis=-1):
        self.axis = axis

    def forward(self, x):
        e = np.exp(x - x.max(axis=self.axis, keepdims=True))
        y = e / e.sum(axis=self.axis, keepdims=True)
        return y, y.copy()

    def backward(self, dout, cache):
        y, axis = cache, self.axis
        inner = (dout * y).sum(axis=axis, keepdims=True)
        dx = y * (dout - inner)
        return (dx,)


INNER = "inner = (dout * y).sum(axis=axis, keepdims=True)"
DX = "dx = y * (dout - inner)"

SPECIMEN = Specimen(
    name="softmax",
    cls=Softmax,
    contract=Contract(shapes="A B C -> A B C", inputs=("x",)),
    cases=({}, {"axis": 0}, {"axis": 1}),
    bugs=(
        Bug("missing-term", DX, "dx = y * dout"),
        Bug("missing-term", DX, "dx = y * (1 - y) * dout", "only the diagonal"),
        Bug("scale", DX, "dx = y * (dout + inner)"),
        Bug("axis", INNER, "inner = (dout * y).sum(axis=-1, keepdims=True)", "right for the last axis"),
        Bug("axis", INNER, "inner = (dout * y).sum(keepdims=True)", "over everything"),
        Bug("shape-conditional", DX, "dx = y * (dout - inner) * (1 if len(y) < 3 else 0.5)"),
        Bug("value-conditional", DX, "dx = np.where(y > 0.9, 0, y * (dout - inner))"),
        Bug("localised", DX, "dx = y * (dout - inner); dx[0, 0, 0] = y[0, 0, 0] * dout[0, 0, 0]"),
        Bug("small", DX, "dx = y * (dout - 0.999 * inner)"),
        Bug("ones-cotangent", INNER, "inner = dout.mean(axis=axis, keepdims=True)"),
        Bug("ones-cotangent", DX, "dx = y * (inner - dout)"),
        Bug(
            "state",
            "e = np.exp(x - x.max(axis=self.axis, keepdims=True))",
            "x -= x.max(axis=self.axis, keepdims=True); e = np.exp(x)",
            "writes into its input",
        ),
        Bug("state", DX, "dx = np.multiply(y, dout - inner, out=y)", "uses its cache up"),
        Bug("dtype", DX, "dx = y * (dout - inner.astype(np.float16))"),
        Bug("dtype", DX, "dx = y * (dout.ravel('A').reshape(y.shape) - inner)"),
    ),
    tags=("cached",),
)
