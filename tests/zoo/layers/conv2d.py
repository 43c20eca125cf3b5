"""A two-dimensional convolution (cross-correlation) with stride and zero padding."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Conv2d:
    def __init__(self, stride=1, padding=0):
        self.stride, self.padding = stride, padding

    def forward(self, x, W, b):
        s, p = self.stride, self.padding
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        height, width = (xp.shape[2] - W.shape[2]) // s + 1, (xp.shape[3] - W.shape[3]) // s + 1
        out = np.zeros((len(x), len(W), height, width), np.result_type(x, W, b)) + b[:, None, None]
        for i, j in np.ndindex(*W.shape[2:]):
            patch = xp[:, :, i : i + s * height : s, j : j + s * width : s]
            out += np.einsum("nchw,oc->nohw", patch[:, :, :height, :width], W[:, :, i, j])
        cache = (x, xp, W)
        return out, cache

    def backward(self, dout, cache):
        x, xp, W = cache
        s, p = self.stride, self.padding
        height, width = dout.shape[2:]
        dxp, dW = np.zeros_like(xp), np.zeros_like(W)
        for i, j in np.ndindex(*W.shape[2:]):
            rows, columns = slice(i, i + s * (height - 1) + 1, s), slice(j, j + s * (width - 1) + 1, s)
            dxp[:, :, rows, columns] += np.einsum("nohw,oc->nchw", dout, W[:, :, i, j])
            dW[:, :, i, j] = np.einsum("nohw,nchw->oc", dout, xp[:, :, rows, columns])
        dx = dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]]
        db = dout.sum(axis=(0, 2, 3))
        return dx, dW, db


DX = 'dxp[:, :, rows, columns] += np.einsum("nohw,oc->nchw", dout, W[:, :, i, j])'
DW = 'dW[:, :, i, j] = np.einsum("nohw,nchw->oc", dout, xp[:, :, rows, columns])'
CROP = "dx = dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]]"
DB = "db = dout.sum(axis=(0, 2, 3))"

SPECIMEN = Specimen(
    name="conv2d",
    cls=Conv2d,
    contract=Contract(
        shapes="N C H W, O C kh kw, O -> N O (H+2*padding-kh)//stride+1 (W+2*padding-kw)//stride+1",
        inputs=("x", "W", "b"),
        rows_independent=True,
    ),
    cases=({}, {"stride": 2}, {"padding": 1}, {"stride": 2, "padding": 1}),
    bugs=(
        Bug("scale", CROP, "dx = dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]] / len(x)"),
        Bug("scale", DB, "db = dout.sum(axis=(0, 2, 3)) / dout[:, 0].size"),
        Bug("missing-term", DB, "db = dout.sum(axis=(0, 2))[:, 0]", "only the first column"),
        Bug(
            "axis",
            DX,
            'dxp[:, :, rows, columns] += np.einsum("nohw,oc->nchw", dout, W[:, :, -1 - i, -1 - j])',
        ),
        Bug(
            "axis",
            "x, xp, W = cache",
            "x, xp, W = cache; W = W.swapaxes(2, 3) if W.shape[2] == W.shape[3] else W",
            "transposed where the kernel is square",
        ),
        Bug(
            "shape-conditional",
            CROP,
            "dx = dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]] / (s if p else 1)",
        ),
        Bug(
            "shape-conditional",
            "height, width = dout.shape[2:]",
            "height, width = dout.shape[2:]; dout = dout * ((xp.shape[3] - W.shape[3]) % s == 0)",
            "wrong where the stride does not divide",
        ),
        Bug(
            "localised",
            CROP,
            "dx = dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]]; dx[-1, -1, -1, -1] = 0",
            "one corner",
        ),
        Bug(
            "localised",
            DW,
            'dW[:, :, i, j] = np.einsum("nohw,nchw->oc", dout, xp[:, :, rows, columns]) * (i < 1 or j < 2)',
        ),
        Bug(
            "small",
            DX,
            'dxp[:, :, rows, columns] += np.einsum("nohw,oc->nchw", dout, W[:, :, i, j]) * (1 + 1e-3 * i)',
        ),
        Bug(
            "ones-cotangent",
            DW,
            'dW[:, :, i, j] = np.einsum("nohw,nchw->oc", dout[..., ::-1], xp[:, :, rows, columns])',
        ),
        Bug(
            "state",
            "cache = (x, xp, W)",
            "cache = self.__dict__.setdefault('cache', []); cache[:] = x, xp, W",
        ),
        Bug(
            "dtype",
            "dxp, dW = np.zeros_like(xp), np.zeros_like(W)",
            "dxp, dW = np.zeros(xp.shape), np.zeros_like(W)",
        ),
        Bug("accumulation", DX, 'dxp[:, :, rows, columns] = np.einsum("nohw,oc->nchw", dout, W[:, :, i, j])'),
    ),
    tags=("cached",),
)
