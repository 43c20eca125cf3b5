"""A transposed one-dimensional convolution with stride."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class TransposedConv:
    def __init__(self, stride=1):
        self.stride = stride

    def forward(self, x, W):
        length, taps = x.shape[2], W.shape[2]
        size = (length - 1) * self.stride + taps
        out = np.zeros((len(x), W.shape[1], size), np.result_type(x, W))
        for k in range(taps):
            out[:, :, k : k + size - taps + 1 : self.stride] += np.einsum("ncl,co->nol", x, W[:, :, k])
        return out, (x, W)

    def backward(self, dout, cache):
        x, W = cache
        taps, span = W.shape[2], dout.shape[2] - W.shape[2] + 1
        dx, dW = np.zeros_like(x), np.zeros_like(W)
        for k in range(taps):
            piece = dout[:, :, k : k + span : self.stride]
            dx += np.einsum("nol,co->ncl", piece, W[:, :, k])
            dW[:, :, k] = np.einsum("ncl,nol->co", x, piece)
        return dx, dW


DX = 'dx += np.einsum("nol,co->ncl", piece, W[:, :, k])'
DW = 'dW[:, :, k] = np.einsum("ncl,nol->co", x, piece)'
PIECE = "piece = dout[:, :, k : k + span : self.stride]"

SPECIMEN = Specimen(
    name="transposed_conv",
    cls=TransposedConv,
    contract=Contract(shapes="N C L, C O k -> N O (L-1)*stride+k", inputs=("x", "W"), rows_independent=True),
    cases=({}, {"stride": 2}, {"stride": 3}),
    bugs=(
        Bug("scale", DX, 'dx += np.einsum("nol,co->ncl", piece, W[:, :, k]) / self.stride'),
        Bug("axis", DX, 'dx += np.einsum("nol,co->ncl", piece, W[:, :, taps - 1 - k])'),
        Bug(
            "shape-conditional",
            PIECE,
            "piece = dout[:, :, k : k + span : self.stride] * (k < 4 or self.stride == 1)",
        ),
        Bug(
            "shape-conditional",
            DW,
            'dW[:, :, k] = np.einsum("ncl,nol->co", x, piece) / (2 if self.stride == 3 else 1)',
        ),
        Bug("localised", DW, 'dW[:, :, k] = np.einsum("ncl,nol->co", x, piece); dW[0, 0, k] *= k != 0'),
        Bug("small", DX, 'dx += np.einsum("nol,co->ncl", piece, W[:, :, k]) * (0.99 if k else 1)'),
        Bug("ones-cotangent", PIECE, "piece = dout[:, :, : span : self.stride]", "reads from 0, not from k"),
        Bug("accumulation", DX, 'dx = np.einsum("nol,co->ncl", piece, W[:, :, k])', "the last tap only"),
        Bug(
            "accumulation",
            DW,
            'dW[:, :, k] = np.einsum("cl,ol->co", x[0], piece[0])',
            "the first sample only",
        ),
    ),
    tags=("cached",),
)
