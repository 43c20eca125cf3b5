"""A one-dimensional convolution (cross-correlation) with stride and zero padding."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Conv1d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        rng = np.random.default_rng(0)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        W = rng.normal(size=(out_channels, in_channels, kernel_size))
        self.params = {"W": W, "b": rng.normal(size=out_channels)}
        self.grads = {}

    def windows(self, length):
        steps = (length - self.kernel_size) // self.stride + 1
        return [slice(j, j + self.stride * (steps - 1) + 1, self.stride) for j in range(self.kernel_size)]

    def forward(self, x):
        W, b = self.params["W"], self.params["b"]
        self.xp = np.pad(x, ((0, 0), (0, 0), (self.padding, self.padding)))
        out = b[:, None]
        for j, window in enumerate(self.windows(self.xp.shape[2])):
            out = out + np.einsum("oc,ncl->nol", W[:, :, j], self.xp[:, :, window])
        return out

    def backward(self, dout):
        W, length = self.params["W"], self.xp.shape[2]
        dW = np.zeros_like(W)
        dxp = np.zeros_like(self.xp)
        for j, window in enumerate(self.windows(length)):
            dW[:, :, j] = np.einsum("nol,ncl->oc", dout, self.xp[:, :, window])
            dxp[:, :, window] += np.einsum("nol,oc->ncl", dout, W[:, :, j])
        db = dout.sum(axis=(0, 2))
        self.grads = {"W": dW, "b": db}
        return dxp[:, :, self.padding : length - self.padding]


DW = 'dW[:, :, j] = np.einsum("nol,ncl->oc", dout, self.xp[:, :, window])'
DX = 'dxp[:, :, window] += np.einsum("nol,oc->ncl", dout, W[:, :, j])'
DB = "db = dout.sum(axis=(0, 2))"

SPECIMEN = Specimen(
    name="conv1d",
    cls=Conv1d,
    contract=Contract(
        shapes="N in_channels L -> N out_channels (L+2*padding-kernel_size)//stride+1",
        inputs=("x",),
        parameters={"W": "out_channels in_channels kernel_size", "b": "out_channels"},
        rows_independent=True,
    ),
    cases=(
        {"in_channels": 2, "out_channels": 3, "kernel_size": 3},
        {"in_channels": 1, "out_channels": 2, "kernel_size": 2, "stride": 2, "padding": 1},
        {"in_channels": 3, "out_channels": 1, "kernel_size": 3, "stride": 2, "padding": 1},
        {"in_channels": 2, "out_channels": 2, "kernel_size": 1, "stride": 1, "padding": 0},
    ),
    bugs=(
        Bug("scale", DB, "db = dout.sum(axis=(0, 2)) / len(dout)"),
        Bug("scale", DB, "db = dout.mean(axis=(0, 2))", "N*L where nothing is to be divided by"),
        Bug("missing-term", DB, "db = dout[:, :, 0].sum(axis=0)", "only the first step"),
        Bug(
            "axis",
            DX,
            'dxp[:, :, window] += np.einsum("nol,oc->ncl", dout, W[:, :, -1 - j])',
            "kernel flipped",
        ),
        Bug(
            "shape-conditional",
            DX,
            'dxp[:, :, window] += np.einsum("nol,oc->ncl", dout, W[:, :, j]) * (self.stride == 1 or j < 2)',
        ),
        Bug(
            "shape-conditional",
            DW,
            'dW[:, :, j] = np.einsum("nol,ncl->oc", dout[:, :, :4], self.xp[:, :, window][:, :, :4])',
            "forgets all steps past the fourth",
        ),
        Bug(
            "localised",
            'self.grads = {"W": dW, "b": db}',
            'dxp[0, 0, -1 - self.padding] *= 1.1; self.grads = {"W": dW, "b": db}',
        ),
        Bug("small", DW, 'dW[:, :, j] = np.einsum("nol,ncl->oc", dout, self.xp[:, :, window]) * 0.9999'),
        Bug(
            "ones-cotangent",
            DX,
            'dxp[:, :, window] += np.einsum("nol,oc->ncl", np.roll(dout, 1, axis=2), W[:, :, j])',
        ),
        Bug(
            "state",
            "dxp = np.zeros_like(self.xp)",
            "dxp = self.__dict__.setdefault(f'd{self.xp.shape}', np.zeros_like(self.xp))",
        ),
        Bug("dtype", "dW = np.zeros_like(W)", "dW = np.zeros(W.shape)"),
        Bug("dtype", "dW = np.zeros_like(W)", "dW = np.zeros_like(W, dtype=np.float32)"),
        Bug("accumulation", DX, 'dxp[:, :, window] = np.einsum("nol,oc->ncl", dout, W[:, :, j])'),
        Bug(
            "accumulation",
            DW,
            'dW[:, :, j] = np.einsum("ol,cl->oc", dout[-1], self.xp[-1, :, window])',
            "the last sample only",
        ),
    ),
    tags=("plain",),
)
