"""A depthwise convolution: each channel has its own kernel."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class DepthwiseConv:
    def __init__(self, channels, kernel_size):
        rng = np.random.default_rng(0)
        self.channels, self.kernel_size = channels, kernel_size
        self.params = {"W": rng.normal(size=(channels, kernel_size)), "b": rng.normal(size=channels)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        windows = np.lib.stride_tricks.sliding_window_view(x, self.kernel_size, axis=2)
        return np.einsum("nclk,ck->ncl", windows, self.params["W"]) + self.params["b"][:, None]

    def backward(self, dout):
        W, steps = self.params["W"], dout.shape[2]
        windows = np.lib.stride_tricks.sliding_window_view(self.x, self.kernel_size, axis=2)
        dW = np.einsum("ncl,nclk->ck", dout, windows)
        db = np.einsum("ncl->c", dout)
        dx = np.zeros_like(self.x)
        for k in range(self.kernel_size):
            dx[:, :, k : k + steps] += dout * W[:, k, None]
        self.grads = {"W": dW, "b": db}
        return dx


DW = 'dW = np.einsum("ncl,nclk->ck", dout, windows)'
DX = "dx[:, :, k : k + steps] += dout * W[:, k, None]"

SPECIMEN = Specimen(
    name="depthwise_conv",
    cls=DepthwiseConv,
    contract=Contract(
        shapes="N channels L -> N channels L-kernel_size+1",
        inputs=("x",),
        parameters={"W": "channels kernel_size", "b": "channels"},
        rows_independent=True,
    ),
    cases=(
        {"channels": 2, "kernel_size": 3},
        {"channels": 3, "kernel_size": 2},
        {"channels": 3, "kernel_size": 3},
    ),
    bugs=(
        Bug("scale", DW, 'dW = np.einsum("ncl,nclk->ck", dout, windows) / self.kernel_size'),
        Bug("axis", DX, "dx[:, :, k : k + steps] += dout * W[:, -1 - k, None]", "kernel flipped"),
        Bug(
            "axis",
            DX,
            "dx[:, :, k : k + steps] += dout * (W.T if self.channels == self.kernel_size else W)[:, k, None]",
            "transposed where the sizes agree",
        ),
        Bug(
            "shape-conditional",
            DW,
            'dW = np.einsum("ncl,nclk->ck", dout[:2], windows[:2])',
            "two samples only",
        ),
        Bug("localised", DX, "dx[:, :, k : k + steps] += dout * W[:, k, None] * (k < 2)", "the last tap"),
        Bug(
            "ones-cotangent",
            DW,
            'dW = np.einsum("ncl,nclk->ck", dout.mean(axis=2, keepdims=True) + 0 * dout, windows)',
        ),
        Bug("state", "self.x = x", "self.x = x; self.params['b'] *= 1 + 1e-9", "moves a parameter"),
        Bug("dtype", "dx = np.zeros_like(self.x)", "dx = np.zeros_like(self.x, dtype=np.float16)"),
        Bug("accumulation", DX, "dx[:, :, k : k + steps] = dout * W[:, k, None]"),
        Bug(
            "accumulation",
            'db = np.einsum("ncl->c", dout)',
            'db = np.einsum("ncl->cl", dout)[:, -1]',
            "the last step only",
        ),
    ),
    tags=("plain",),
)
