"""The product of each row; entries may be zero."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Product:
    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x.prod(axis=1)

    def backward(self, dout):
        x = self.x
        dx = np.ones_like(x)
        for i in range(x.shape[1]):
            others = np.delete(x, i, axis=1)
            dx[:, i] = dout * others.prod(axis=1)
        return dx


PUT = "dx[:, i] = dout * others.prod(axis=1)"
OTHERS = "others = np.delete(x, i, axis=1)"

SPECIMEN = Specimen(
    name="product",
    cls=Product,
    contract=Contract(shapes="N K -> N", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug(
            "value-conditional",
            PUT,
            "dx[:, i] = dout * x.prod(axis=1) / np.where(x[:, i] == 0, 1, x[:, i])",
            "zeros in a product",
        ),
        Bug(
            "value-conditional",
            OTHERS,
            "others = np.where(np.delete(x, i, axis=1) == 0, 1, np.delete(x, i, axis=1))",
        ),
        Bug("value-conditional", PUT, "dx[:, i] = dout * abs(others.prod(axis=1))"),
        Bug("scale", PUT, "dx[:, i] = dout * x.prod(axis=1)", "nothing is left out"),
        Bug("missing-term", OTHERS, "others = x[:, i + 1 :]", "the entries before are lost"),
        Bug("axis", PUT, "dx[:, -1 - i] = dout * others.prod(axis=1)"),
        Bug("shape-conditional", OTHERS, "others = np.delete(x, i, axis=1)[:, :3]", "wrong past the fourth"),
        Bug("localised", PUT, "dx[:, i] = dout * others.prod(axis=1); dx[0, -1] = 0"),
        Bug(
            "small",
            PUT,
            "dx[:, i] = dout * x.prod(axis=1) / (x[:, i] + np.where(x[:, i] < 0, -1e-6, 1e-6))",
            "an epsilon in the divisor",
        ),
        Bug("ones-cotangent", PUT, "dx[:, i] = dout[::-1] * others.prod(axis=1)"),
        Bug("ones-cotangent", PUT, "dx[:, i] = dout.max() * others.prod(axis=1)"),
        Bug("dtype", "dx = np.ones_like(x)", "dx = np.ones(x.shape)"),
        Bug("state", "self.x = x", "Product.x = x", "all instances share one cache"),
    ),
    tags=("plain",),
)
