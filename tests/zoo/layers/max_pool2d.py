"""The maximum of each window, which may overlap; the first of several equal entries gets the gradient."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class MaxPool2d:
    def __init__(self, kernel_size, stride):
        self.kernel_size, self.stride = kernel_size, stride
        self.params = {}
        self.grads = {}

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
        flat = windows.reshape(*windows.shape[:4], k * k)
        self.shape = x.shape
        self.chosen = flat.argmax(axis=-1)
        return flat.max(axis=-1)

    def backward(self, dout):
        dx = np.zeros(self.shape, dout.dtype)
        n, c, i, j = np.indices(dout.shape)
        row, column = np.divmod(self.chosen, self.kernel_size)
        place = (n, c, i * self.stride + row, j * self.stride + column)
        np.add.at(dx, place, dout)
        return dx


ADD = "np.add.at(dx, place, dout)"
SPLIT = "row, column = np.divmod(self.chosen, self.kernel_size)"
ZEROS = "dx = np.zeros(self.shape, dout.dtype)"

SPECIMEN = Specimen(
    name="max_pool2d",
    cls=MaxPool2d,
    contract=Contract(
        shapes="N C H W -> N C (H-kernel_size)//stride+1 (W-kernel_size)//stride+1",
        inputs=("x",),
        ties="first",
        rows_independent=True,
    ),
    cases=({"kernel_size": 2, "stride": 2}, {"kernel_size": 2, "stride": 1}, {"kernel_size": 3, "stride": 2}),
    bugs=(
        Bug(
            "scale",
            ADD,
            "np.add.at(dx, place, dout / self.kernel_size)",
        ),
        Bug("axis", SPLIT, "column, row = np.divmod(self.chosen, self.kernel_size)"),
        Bug(
            "shape-conditional",
            ADD,
            "np.add.at(dx, place, dout * (j < 3))",
        ),
        Bug(
            "localised",
            ADD,
            "np.add.at(dx, place, dout * (i + j + n + c > 0))",
        ),
        Bug(
            "ones-cotangent",
            ADD,
            "np.add.at(dx, place, dout[::-1, :, :, ::-1])",
        ),
        Bug(
            "state",
            "self.chosen = flat.argmax(axis=-1)",
            "self.chosen = self.__dict__.setdefault(f'{x.shape}', flat.argmax(axis=-1))",
        ),
        Bug("dtype", ZEROS, "dx = np.zeros(self.shape)"),
        Bug(
            "dtype",
            ADD,
            "np.add.at(dx, place, dout.ravel('K').reshape(dout.shape))",
        ),
        Bug(
            "accumulation",
            ADD,
            "dx[place] = dout",
            "overlapping windows assign",
        ),
        Bug(
            "accumulation",
            ADD,
            "dx[place] += dout",
            "repeated targets are lost",
        ),
    ),
    tags=("plain",),
)
