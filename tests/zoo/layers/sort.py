"""The entries of each row in ascending order."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Sort:
    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, x):
        self.order = np.argsort(x, axis=-1, kind="stable")
        return np.take_along_axis(x, self.order, axis=-1)

    def backward(self, dout):
        dx = np.zeros_like(dout)
        np.put_along_axis(dx, self.order, dout, axis=-1)
        return dx


PUT = "np.put_along_axis(dx, self.order, dout, axis=-1)"

SPECIMEN = Specimen(
    name="sort",
    cls=Sort,
    contract=Contract(shapes="N T -> N T", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug(
            "axis",
            PUT,
            "dx += np.take_along_axis(dout, self.order, axis=-1)",
            "the permutation for its inverse",
        ),
        Bug("axis", PUT, "np.put_along_axis(dx, self.order[:, ::-1], dout, axis=-1)", "descending"),
        Bug("missing-term", PUT, "dx += dout", "the identity"),
        Bug("shape-conditional", PUT, "np.put_along_axis(dx, self.order[:, :4], dout[:, :4], axis=-1)"),
        Bug(
            "localised",
            PUT,
            "np.put_along_axis(dx, self.order[:, :-1], dout[:, :-1], axis=-1)",
            "the largest",
        ),
        Bug(
            "ones-cotangent",
            PUT,
            "dx += dout.mean(axis=-1, keepdims=True)",
        ),
        Bug("ones-cotangent", PUT, "np.put_along_axis(dx, np.sort(self.order), dout, axis=-1)"),
        Bug(
            "state",
            "return np.take_along_axis(x, self.order, axis=-1)",
            "self.order = self.__dict__.setdefault(str(x.shape), self.order); return np.sort(x)",
            "the order of the first call",
        ),
        Bug("dtype", "dx = np.zeros_like(dout)", "dx = np.zeros_like(dout, dtype=float)"),
        Bug(
            "dtype",
            PUT,
            "dx.ravel('K')[(self.order + np.arange(len(dx))[:, None] * dx.shape[1]).ravel()] = dout.ravel()",
        ),
    ),
    tags=("plain",),
)
