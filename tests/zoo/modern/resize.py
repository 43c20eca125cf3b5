"""Upsampling: nearest to any size, and bilinear with the corners aligned or not."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class NearestResize:
    def __init__(self, out_h, out_w):
        self.out_h, self.out_w = out_h, out_w

    def forward(self, x):
        _, _, h, w = x.shape
        rows = np.arange(self.out_h) * h // self.out_h
        cols = np.arange(self.out_w) * w // self.out_w
        return x[:, :, rows[:, None], cols], (x.shape, rows, cols)

    def backward(self, dout, cache):
        shape, rows, cols = cache
        dx = np.zeros(shape, dout.dtype)
        np.add.at(dx, (slice(None), slice(None), rows[:, None], cols), dout)
        return dx


class BilinearUpsample:
    def __init__(self, size, align_corners=False):
        self.size = size
        self.align_corners = align_corners

    def _axis(self, n_in, n_out):
        """Lower neighbour, upper neighbour and the weight of the upper one."""
        if self.align_corners:
            pos = np.arange(n_out) * ((n_in - 1) / (n_out - 1) if n_out > 1 else 0.0)
        else:
            pos = np.maximum((np.arange(n_out) + 0.5) * n_in / n_out - 0.5, 0)
        low = np.minimum(pos.astype(int), n_in - 1)
        return low, np.minimum(low + 1, n_in - 1), pos - low

    def forward(self, x):
        self.in_shape = x.shape
        self.y0, self.y1, self.wy = self._axis(x.shape[2], self.size[0])
        self.x0, self.x1, self.wx = self._axis(x.shape[3], self.size[1])
        wy, wx = self.wy[:, None], self.wx
        rows = x[:, :, self.y0] * (1 - wy) + x[:, :, self.y1] * wy
        return rows[..., self.x0] * (1 - wx) + rows[..., self.x1] * wx

    def backward(self, dy):
        n, c, _, w = self.in_shape
        wy, wx = self.wy[:, None], self.wx
        drows = np.zeros((n, c, len(wy), w))
        for j, (left, right) in enumerate(zip(self.x0, self.x1, strict=True)):
            drows[..., left] += dy[..., j] * (1 - wx[j])
            drows[..., right] += dy[..., j] * wx[j]
        dx = np.zeros(self.in_shape)
        for i, (top, bottom) in enumerate(zip(self.y0, self.y1, strict=True)):
            dx[:, :, top] += drows[:, :, i] * (1 - wy[i])
            dx[:, :, bottom] += drows[:, :, i] * wy[i]
        return dx


def draw_nearest(cls, rng):
    x = rng.standard_normal(rng.integers(1, [3, 3, 5, 4]))
    return Case(cls(int(rng.integers(1, 8)), int(rng.integers(1, 7))), (x,))


def draw_bilinear(cls, rng):
    size = tuple(int(k) for k in rng.integers(1, [7, 8]))
    return Case(cls(size, bool(rng.integers(2))), (rng.standard_normal(rng.integers(1, [3, 3, 5, 5])),))


ADD = "np.add.at(dx, (slice(None), slice(None), rows[:, None], cols), dout)"
BOTTOM = "dx[:, :, bottom] += drows[:, :, i] * wy[i]"
SPECIMENS = (
    ModernSpecimen(
        name="nearest_resize",
        cls=NearestResize,
        draw=draw_nearest,
        natural=lambda cls: Case(cls(4, 6), (np.random.default_rng(0).standard_normal((1, 2, 2, 3)),)),
        style="out, cache = forward(x), backward(dout, cache)",
        bugs=(
            Bug("accumulation", ADD, "dx[:, :, rows[:, None], cols] += dout", "ids that repeat"),
            Bug("accumulation", ADD, "dx[:, :, rows[:, None], cols] = dout"),
            Bug(
                "shape-conditional",
                "shape, rows, cols = cache",
                "shape, rows, cols = cache; rows = np.linspace(0, shape[2] - 1, len(rows)).round()"
                ".astype(int)",
                "right where the size doubles",
            ),
            Bug(
                "scale",
                "return dx",
                "return dx * (shape[2] * shape[3]) / (len(rows) * len(cols))",
                "the mean's",
            ),
            Bug(
                "localised", ADD, ADD.replace("cols), dout)", "cols[1:]), dout[..., 1:])"), "the first column"
            ),
            Bug("dtype", "dx = np.zeros(shape, dout.dtype)", "dx = np.zeros(shape, dtype=np.float32)"),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="bilinear_upsample",
        cls=BilinearUpsample,
        draw=draw_bilinear,
        natural=lambda cls: Case(cls((5, 4)), (np.random.default_rng(0).standard_normal((2, 1, 3, 2)),)),
        style="forward(x), backward(dy), positions and weights kept in attributes",
        bugs=(
            Bug("accumulation", BOTTOM, BOTTOM.replace("+=", "=")),
            Bug("missing-term", BOTTOM, "pass", "only the upper neighbour"),
            Bug(
                "axis",
                "dx[:, :, top] += drows[:, :, i] * (1 - wy[i])",
                "dx[:, :, top] += drows[:, :, i] * wy[i]",
            ),
            Bug(
                "shape-conditional",
                "drows[..., right] += dy[..., j] * wx[j]",
                "drows[..., right] += dy[..., j] * (wx[j] if self.align_corners or j else 0.5)",
                "half a pixel in the first column, which is cut off in forward",
            ),
            Bug(
                "value-conditional",
                "drows[..., left] += dy[..., j] * (1 - wx[j])",
                "drows[..., left] += dy[..., j] * (1 - wx[j]) * (left < right)",
                "nothing where both neighbours are the last column",
            ),
            Bug(
                "ones-cotangent",
                BOTTOM,
                "dx[:, :, bottom] += drows[:, ::-1, i] * wy[i]",
                "channels in reverse",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
