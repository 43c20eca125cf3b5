"""The mean of each window, which may overlap."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class AvgPool1d:
    def __init__(self, kernel_size, stride):
        self.kernel_size, self.stride = kernel_size, stride

    def forward(self, x):
        windows = np.lib.stride_tricks.sliding_window_view(x, self.kernel_size, axis=2)
        return windows[:, :, :: self.stride].mean(axis=-1), x.shape

    def backward(self, dout, cache):
        dx = np.zeros(cache, dout.dtype)
        share = dout / self.kernel_size
        for k in range(self.kernel_size):
            end = k + (dout.shape[2] - 1) * self.stride + 1
            dx[:, :, k : end : self.stride] += share
        return (dx,)


ADD = "dx[:, :, k : end : self.stride] += share"
SHARE = "share = dout / self.kernel_size"

SPECIMEN = Specimen(
    name="avg_pool1d",
    cls=AvgPool1d,
    contract=Contract(shapes="N C L -> N C (L-kernel_size)//stride+1", inputs=("x",), rows_independent=True),
    cases=({"kernel_size": 2, "stride": 2}, {"kernel_size": 3, "stride": 1}, {"kernel_size": 3, "stride": 2}),
    bugs=(
        Bug("scale", SHARE, "share = dout / self.stride", "the stride for the window"),
        Bug("missing-term", "for k in range(self.kernel_size):", "for k in range(self.kernel_size - 1):"),
        Bug(
            "shape-conditional",
            SHARE,
            "share = dout / (self.kernel_size if cache[2] % self.stride == 0 else self.kernel_size - 1)",
        ),
        Bug("localised", ADD, "dx[:, :, k : end : self.stride] += share; dx[:, :, -1] *= 0.5"),
        Bug("small", SHARE, "share = dout / (self.kernel_size + 1e-4)"),
        Bug("ones-cotangent", SHARE, "share = np.sort(dout, axis=2) / self.kernel_size"),
        Bug(
            "ones-cotangent",
            SHARE,
            "share = dout.mean(axis=1, keepdims=True) / self.kernel_size",
            "mixes the channels",
        ),
        Bug("dtype", SHARE, "share = (dout / self.kernel_size).astype(np.float32)"),
        Bug("accumulation", ADD, "dx[:, :, k : end : self.stride] = share"),
    ),
    tags=("cached",),
)
