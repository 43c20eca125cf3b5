"""Pooling over windows: the largest value, and the mean with or without the border counted."""

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


class AvgPool2d:
    def __init__(self, kernel, stride=(1, 1), pad=(0, 0), count_include_pad=True):
        self.kernel, self.stride, self.pad = kernel, stride, pad
        self.count_include_pad = count_include_pad

    def _windows(self, h, w):
        (kh, kw), (sh, sw), (ph, pw) = self.kernel, self.stride, self.pad
        for i, top in enumerate(range(0, h + 2 * ph - kh + 1, sh)):
            for j, left in enumerate(range(0, w + 2 * pw - kw + 1, sw)):
                yield i, j, slice(top, top + kh), slice(left, left + kw)

    def __call__(self, x):
        h, w = x.shape[-2:]
        (kh, kw), (sh, sw), (ph, pw) = self.kernel, self.stride, self.pad
        border = ((0, 0), (0, 0), (ph, ph), (pw, pw))
        xp = np.pad(x, border)
        inside = np.pad(np.ones((1, 1, h, w)), border)[0, 0]
        y = np.zeros((*x.shape[:2], (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1))
        count = np.full(y.shape[2:], kh * kw)
        for i, j, r, c in self._windows(h, w):
            if not self.count_include_pad:
                count[i, j] = inside[r, c].sum()
            y[:, :, i, j] = xp[:, :, r, c].sum(axis=(2, 3)) / count[i, j]

        def backprop(dy):
            share = dy / count
            dxp = np.zeros_like(xp)
            for i, j, r, c in self._windows(h, w):
                dxp[:, :, r, c] += share[:, :, i, j, None, None]
            return dxp[:, :, ph : ph + h, pw : pw + w]

        return y, backprop


def draw_avg(cls, rng):
    kernel = tuple(int(k) for k in rng.integers(1, 4, 2))
    pad = tuple(int(rng.integers(0, k // 2 + 1)) for k in kernel)
    stride = tuple(int(s) for s in rng.integers(1, 4, 2))
    shape = rng.integers([1, 1, *kernel], [3, 4, 7, 6])
    return Case(cls(kernel, stride, pad, bool(rng.integers(2))), (rng.standard_normal(shape),))


def natural_avg(cls):
    x = np.random.default_rng(1).standard_normal((2, 2, 4, 5))
    return Case(cls((3, 2), (2, 2), (1, 0), count_include_pad=False), (x,))


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
    ModernSpecimen(
        name="avg_pool2d",
        cls=AvgPool2d,
        draw=draw_avg,
        natural=natural_avg,
        style="y, backprop = layer(x)",
        bugs=(
            Bug(
                "value-conditional", "share = dy / count", "share = dy / (kh * kw)", "windows over the border"
            ),
            Bug("scale", "share = dy / count", "share = dy / (count * sh * sw)", "strides in the mean"),
            Bug(
                "accumulation",
                "dxp[:, :, r, c] += share[:, :, i, j, None, None]",
                "dxp[:, :, r, c] = share[:, :, i, j, None, None]",
            ),
            Bug(
                "axis",
                "return dxp[:, :, ph : ph + h, pw : pw + w]",
                "return dxp[:, :, pw : pw + h, ph : ph + w]",
                "the two paddings swapped",
            ),
            Bug("dtype", "dxp = np.zeros_like(xp)", "dxp = np.zeros(xp.shape, np.float32)"),
            Bug(
                "localised",
                "for i, j, r, c in self._windows(h, w):",
                "for i, j, r, c in list(self._windows(h, w))[:-1] or self._windows(h, w):",
                "the last window is left out",
                occurrence=1,
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
