"""The largest value of each window."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class MaxPool2d:
    def __init__(self, kernel_size, stride=None, padding=0):
        self.k = kernel_size
        self.s = stride or kernel_size
        self.p = padding

    def forward(self, x):
        n, c, h, w = x.shape
        k, s, p = self.k, self.s, self.p
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), constant_values=-np.inf)
        oh, ow = (h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1
        out = np.empty((n, c, oh, ow))
        self.arg = np.empty((n, c, oh, ow), dtype=int)
        for i in range(oh):
            for j in range(ow):
                window = xp[:, :, i * s : i * s + k, j * s : j * s + k].reshape(n, c, -1)
                self.arg[:, :, i, j] = window.argmax(axis=2)
                out[:, :, i, j] = window.max(axis=2)
        self.x_shape = x.shape
        return out

    def backward(self, dout):
        n, c, h, w = self.x_shape
        s, p = self.s, self.p
        dxp = np.zeros((n, c, h + 2 * p, w + 2 * p))
        rows, cols = np.divmod(self.arg, self.k)
        oh, ow = dout.shape[2:]
        nn, cc = np.ogrid[:n, :c]
        for i in range(oh):
            for j in range(ow):
                dxp[nn, cc, i * s + rows[:, :, i, j], j * s + cols[:, :, i, j]] += dout[:, :, i, j]
        return dxp[:, :, p : p + h, p : p + w]


def draw_max(cls, rng):
    k = int(rng.integers(1, 4))
    layer = cls(k, int(rng.integers(1, 4)), int(rng.integers(0, k // 2 + 1)))
    shape = rng.integers([1, 1, k, k], [3, 4, 7, 8])
    return Case(layer, (rng.standard_normal(shape),))


def natural_max(cls):
    return Case(cls(3, stride=2, padding=1), (np.random.default_rng(0).standard_normal((2, 3, 5, 6)),))


SCATTER = "dxp[nn, cc, i * s + rows[:, :, i, j], j * s + cols[:, :, i, j]] += dout[:, :, i, j]"
SPECIMENS = (
    ModernSpecimen(
        name="max_pool2d",
        cls=MaxPool2d,
        draw=draw_max,
        natural=natural_max,
        style="forward(x), backward(dout), positions of the largest kept in an attribute",
        bugs=(
            Bug("accumulation", SCATTER, SCATTER.replace("+=", "="), "windows that overlap"),
            Bug(
                "axis", "rows, cols = np.divmod(self.arg, self.k)", "cols, rows = np.divmod(self.arg, self.k)"
            ),
            Bug(
                "shape-conditional",
                "return dxp[:, :, p : p + h, p : p + w]",
                "return dxp[:, :, :h, :w]",
                "the padding is not cut off on the right side",
            ),
            Bug(
                "dtype",
                "self.arg = np.empty((n, c, oh, ow), dtype=int)",
                "self.arg = np.empty((n, c, oh, ow), dtype=np.uint8)",
                "special case: a window of more than 256 entries, which the rule never draws",
                told="pass",
            ),
            Bug(
                "shape-conditional",
                "oh, ow = dout.shape[2:]",
                "oh = ow = min(dout.shape[2:])",
                "as if square",
            ),
            Bug("shape-conditional", "s, p = self.s, self.p", "s, p = min(self.s, self.k), self.p", "gaps"),
            Bug(
                "state",
                "dxp = np.zeros((n, c, h + 2 * p, w + 2 * p))",
                'dxp = self.__dict__.setdefault("_dxp", np.zeros((n, c, h + 2 * p, w + 2 * p)))',
                "the buffer is never cleared",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
