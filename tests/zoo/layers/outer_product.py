"""The outer product of two vectors for each sample."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class OuterProduct:
    def forward(self, x, y):
        return np.einsum("ni,nj->nij", x, y), (x, y)

    def backward(self, dout, cache):
        x, y = cache
        dx = np.einsum("nij,nj->ni", dout, y)
        dy = np.einsum("nij,ni->nj", dout, x)
        return dx, dy


DX = 'dx = np.einsum("nij,nj->ni", dout, y)'
DY = 'dy = np.einsum("nij,ni->nj", dout, x)'

SPECIMEN = Specimen(
    name="outer_product",
    cls=OuterProduct,
    contract=Contract(shapes="N I, N J -> N I J", inputs=("x", "y"), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, 'dx = np.einsum("nij,nj->ni", dout, y) / y.shape[1]'),
        Bug("axis", DX, 'dx = np.einsum("nji,nj->ni" if x.shape == y.shape else "nij,nj->ni", dout, y)'),
        Bug(
            "axis", DY, 'dy = np.einsum("nij,ni->nj", dout.reshape(len(x), y.shape[1], -1).swapaxes(1, 2), x)'
        ),
        Bug("missing-term", DY, 'dy = np.einsum("nij->nj", dout)'),
        Bug("shape-conditional", DY, 'dy = np.einsum("nij,ni->nj", dout[:, :4], x[:, :4])'),
        Bug("localised", DX, 'dx = np.einsum("nij,nj->ni", dout, y); dx[0, 0] -= dout[0, 0, 0] * y[0, 0]'),
        Bug("ones-cotangent", DX, "dx = dout.mean(axis=2) * y.sum(axis=1, keepdims=True)"),
        Bug("ones-cotangent", DY, 'dy = np.einsum("nij,ni->nj", dout[:, ::-1], x)'),
        Bug("accumulation", DX, "dx = dout[:, :, -1] * y[:, -1:]", "the last column only"),
        Bug("dtype", DY, 'dy = np.einsum("nij,ni->nj", dout.ravel("A").reshape(dout.shape), x)'),
    ),
    tags=("cached",),
)
