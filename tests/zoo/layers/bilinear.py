"""A bilinear form for each output: z_k = x' W_k y + b_k."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Bilinear:
    def forward(self, x, y, W, b):
        out = np.einsum("ni,ijk,nj->nk", x, W, y) + b
        cache = (x, y, W)
        return out, cache

    def backward(self, dout, cache):
        x, y, W = cache
        dx = np.einsum("nk,ijk,nj->ni", dout, W, y)
        dy = np.einsum("nk,ijk,ni->nj", dout, W, x)
        dW = np.einsum("nk,ni,nj->ijk", dout, x, y)
        db = dout.sum(axis=0)
        return dx, dy, dW, db


SPECIMEN = Specimen(
    name="bilinear",
    cls=Bilinear,
    contract=Contract(shapes="N I, N J, I J K, K -> N K", inputs=("x", "y", "W", "b"), rows_independent=True),
    cases=({},),
    bugs=(
        Bug(
            "scale",
            'dy = np.einsum("nk,ijk,ni->nj", dout, W, x)',
            'dy = -np.einsum("nk,ijk,ni->nj", dout, W, x)',
        ),
        Bug(
            "missing-term",
            'dx = np.einsum("nk,ijk,nj->ni", dout, W, y)',
            'dx = np.einsum("nk,ijk->ni", dout, W)',
            "forgets the factor y",
        ),
        Bug(
            "axis",
            'dW = np.einsum("nk,ni,nj->ijk", dout, x, y)',
            'dW = np.einsum("nk,ni,nj->jik", dout, x, y).reshape(W.shape)',
        ),
        Bug(
            "shape-conditional",
            'dx = np.einsum("nk,ijk,nj->ni", dout, W, y)',
            'dx = np.einsum("nk,jik,nj->ni" if x.shape[1] == y.shape[1] else "nk,ijk,nj->ni", dout, W, y)',
            "transposed where the sizes agree",
        ),
        Bug("localised", "db = dout.sum(axis=0)", "db = dout.sum(axis=0); db[-1] = dout[0, -1]"),
        Bug("small", "db = dout.sum(axis=0)", "db = dout.sum(axis=0) * (1 - 1e-6)"),
        Bug(
            "ones-cotangent",
            'dy = np.einsum("nk,ijk,ni->nj", dout, W, x)',
            'dy = np.einsum("nk,ijk,ni->nj", dout[:, ::-1], W, x)',
        ),
        Bug(
            "dtype",
            'dW = np.einsum("nk,ni,nj->ijk", dout, x, y)',
            'dW = np.einsum("nk,ni,nj->ijk", dout, x, y, dtype="f8")',
            "float64 for float32",
        ),
    ),
    tags=("cached",),
)
