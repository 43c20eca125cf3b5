"""Sampling an image at the points of a grid in [-1, 1], bilinear, zeros outside."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class GridSample:
    def __init__(self, align_corners=False):
        self.align_corners = align_corners

    def _pixels(self, g, size):
        return (g + 1) / 2 * (size - 1) if self.align_corners else ((g + 1) * size - 1) / 2

    def forward(self, image, grid):
        """`image` is (N, C, H, W), `grid` (N, h, w, 2) with x before y."""
        n, _, h, w = image.shape
        px, py = self._pixels(grid[..., 0], w), self._pixels(grid[..., 1], h)
        x0, y0 = np.floor(px).astype(int), np.floor(py).astype(int)
        fx, fy = px - x0, py - y0
        b = np.arange(n)[:, None, None]
        out = 0
        corners = []
        for dy in (0, 1):
            for dx in (0, 1):
                xi, yi = x0 + dx, y0 + dy
                inside = (xi >= 0) & (xi < w) & (yi >= 0) & (yi < h)
                xi, yi = np.clip(xi, 0, w - 1), np.clip(yi, 0, h - 1)
                wx = fx if dx else 1 - fx
                wy = fy if dy else 1 - fy
                value = image[b, :, yi, xi] * inside[..., None]
                out = out + value * (wx * wy)[..., None]
                corners.append((dx, dy, xi, yi, inside, wx, wy, value))
        return np.moveaxis(out, -1, 1), (image.shape, corners)

    def backward(self, dout, cache):
        shape, corners = cache
        n, _, h, w = shape
        g = np.moveaxis(dout, 1, -1)
        b = np.arange(n)[:, None, None]
        dimage = np.zeros(shape)
        dpx = np.zeros(g.shape[:-1])
        dpy = np.zeros(g.shape[:-1])
        for dx, dy, xi, yi, inside, wx, wy, value in corners:
            weight = wx * wy * inside
            np.add.at(dimage, (b, slice(None), yi, xi), g * weight[..., None])
            gv = (g * value).sum(axis=-1)
            dpx += gv * wy * (1 if dx else -1)
            dpy += gv * wx * (1 if dy else -1)
        sx, sy = ((w - 1) / 2, (h - 1) / 2) if self.align_corners else (w / 2, h / 2)
        return dimage, np.stack([dpx * sx, dpy * sy], axis=-1)


def draw(cls, rng):
    n, c, h, w, oh, ow = (int(k) for k in rng.integers(1, [3, 4, 6, 5, 4, 4]))
    image = rng.standard_normal((n, c, h, w))
    return Case(cls(bool(rng.integers(2))), (image, rng.uniform(-1.3, 1.3, (n, oh, ow, 2))))


def natural(cls):
    rng = np.random.default_rng(0)
    return Case(cls(), (rng.standard_normal((2, 2, 4, 5)), rng.uniform(-0.9, 0.9, (2, 3, 2, 2))))


WEIGHT = "weight = wx * wy * inside"
SCALE = "sx, sy = ((w - 1) / 2, (h - 1) / 2) if self.align_corners else (w / 2, h / 2)"
DPX = "dpx += gv * wy * (1 if dx else -1)"
SPECIMENS = (
    ModernSpecimen(
        name="grid_sample",
        cls=GridSample,
        draw=draw,
        natural=natural,
        style="out, cache = forward(image, grid), backward(dout, cache) gives both gradients",
        bugs=(
            Bug("value-conditional", WEIGHT, "weight = wx * wy", "corners outside of the image"),
            Bug("shape-conditional", SCALE, "sx, sy = w / 2, h / 2", "the corners aligned"),
            Bug("axis", SCALE, SCALE.replace("(w / 2, h / 2)", "(h / 2, w / 2)"), "right for square images"),
            Bug("scale", DPX, "dpx += gv * wy * (-1 if dx else 1)"),
            Bug(
                "accumulation",
                "np.add.at(dimage, (b, slice(None), yi, xi), g * weight[..., None])",
                "dimage[b, :, yi, xi] += g * weight[..., None]",
                "points that share a corner",
            ),
            Bug("axis", "gv = (g * value).sum(axis=-1)", "gv = (g * value)[..., 0]", "right for one channel"),
            Bug(
                "missing-term",
                "return dimage, np.stack([dpx * sx, dpy * sy], axis=-1)",
                "return dimage, np.stack([dpx, dpy], axis=-1)",
                "pixels instead of [-1, 1]",
            ),
        ),
        gradients=lambda layer, returned: {"x": returned[0], "x1": returned[1]},
    ),
)
