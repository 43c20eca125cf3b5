"""The mean of each window, with or without the border counted."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


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


SPECIMENS = (
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
