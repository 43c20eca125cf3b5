"""Depthwise convolution, channels last."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class DepthwiseConv2d:
    """Channels last, (N, H, W, C) with a kernel (kh, kw, C), as in Keras."""

    def __init__(self, kernel, stride=1, padding="valid"):
        self.kernel = kernel
        self.s = stride
        self.padding = padding

    def pads(self):
        kh, kw, _ = self.kernel.shape
        if self.padding == "valid":
            return (0, 0), (0, 0)
        return ((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)

    def call(self, x):
        (top, bottom), (left, right) = self.pads()
        return np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)))

    def forward(self, x):
        self.xp = self.call(x)
        self.in_shape = x.shape
        kh, kw, C = self.kernel.shape
        oh = (self.xp.shape[1] - kh) // self.s + 1
        ow = (self.xp.shape[2] - kw) // self.s + 1
        y = np.zeros((len(x), oh, ow, C))
        for i in range(kh):
            for j in range(kw):
                y += (
                    self.xp[:, i : i + self.s * oh : self.s, j : j + self.s * ow : self.s] * self.kernel[i, j]
                )
        return y

    def backward(self, dy):
        kh, kw, _ = self.kernel.shape
        s, (_, oh, ow, _) = self.s, dy.shape
        self.dK = np.zeros_like(self.kernel)
        dxp = np.zeros_like(self.xp)
        for i in range(kh):
            for j in range(kw):
                rows, cols = slice(i, i + s * oh, s), slice(j, j + s * ow, s)
                self.dK[i, j] = (self.xp[:, rows, cols] * dy).sum(axis=(0, 1, 2))
                dxp[:, rows, cols] += dy * self.kernel[i, j]
        (top, _), (left, _) = self.pads()
        _, H, W, _ = self.in_shape
        return dxp[:, top : top + H, left : left + W]


def draw_depthwise(cls, rng):
    n, c, kh, kw, stride = (int(k) for k in rng.integers(1, (3, 4, 4, 4, 3)))
    h, w = kh + int(rng.integers(4)), kw + int(rng.integers(4))
    layer = cls(rng.normal(size=(kh, kw, c)), stride, padding=str(rng.choice(["valid", "same"])))
    return Case(layer=layer, inputs=(rng.normal(size=(n, h, w, c)),))


def natural_depthwise(cls):
    rng = np.random.default_rng(0)
    return Case(
        layer=cls(rng.normal(size=(3, 3, 2)), padding="same"), inputs=(rng.normal(size=(1, 4, 4, 2)),)
    )


DXP = "dxp[:, rows, cols] += dy * self.kernel[i, j]"

SPECIMENS = (
    ModernSpecimen(
        name="conv_depthwise",
        cls=DepthwiseConv2d,
        draw=draw_depthwise,
        natural=natural_depthwise,
        style="attributes kernel and dK; loops over the taps",
        gradients=lambda m, dx: {"x": dx, "kernel": m.dK},
        parameters=lambda m: {"kernel": m.kernel},
        bugs=(
            Bug(
                "ones-cotangent",
                "self.dK[i, j] = (self.xp[:, rows, cols] * dy).sum(axis=(0, 1, 2))",
                "self.dK[i, j] = self.xp[:, rows, cols].sum(axis=(0, 1, 2))",
                "dy forgotten",
            ),
            Bug("accumulation", DXP, "dxp[:, rows, cols] = dy * self.kernel[i, j]", "overlapping taps"),
            Bug("axis", DXP, "dxp[:, rows, cols] += dy * self.kernel[kh - 1 - i, kw - 1 - j]", "flipped"),
            Bug(
                "shape-conditional",
                "return dxp[:, top : top + H, left : left + W]",
                "return dxp[:, :H, :W]",
                "padding",
            ),
            Bug(
                "shape-conditional",
                "rows, cols = slice(i, i + s * oh, s), slice(j, j + s * ow, s)",
                "rows, cols = slice(i, i + oh), slice(j, j + ow)",
                "the stride",
            ),
            Bug(
                "scale",
                "self.dK[i, j] = (self.xp[:, rows, cols] * dy).sum(axis=(0, 1, 2))",
                "self.dK[i, j] = (self.xp[:, rows, cols] * dy).sum(axis=(1, 2)).mean(axis=0)",
            ),
            Bug("dtype", "dxp = np.zeros_like(self.xp)", "dxp = np.zeros_like(self.xp, dtype=np.float16)"),
        ),
    ),
)
