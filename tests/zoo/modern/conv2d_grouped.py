"""Grouped convolution of images by im2col."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class GroupedConv2d:
    """x (N, C, H, W); weight (F, C / groups, kh, kw)."""

    def __init__(self, weight, bias, groups=1, stride=1, padding=0):
        self.params = {"w": weight, "b": bias}
        self.grads = {"w": None, "b": None}
        self.groups, self.stride, self.padding = groups, stride, padding

    def im2col(self, x, oh, ow):
        kh, kw = self.params["w"].shape[2:]
        s = self.stride
        col = np.empty((*x.shape[:2], kh, kw, oh, ow))
        for i in range(kh):
            for j in range(kw):
                col[:, :, i, j] = x[:, :, i : i + s * oh : s, j : j + s * ow : s]
        return col

    def col2im(self, col, shape):
        _, _, kh, kw, oh, ow = col.shape
        s, p = self.stride, self.padding
        n, c, h, w = shape
        img = np.zeros((n, c, h + 2 * p, w + 2 * p))
        for i in range(kh):
            for j in range(kw):
                img[:, :, i : i + s * oh : s, j : j + s * ow : s] += col[:, :, i, j]
        return img[:, :, p : p + h, p : p + w]

    def forward(self, x):
        weight, bias = self.params["w"], self.params["b"]
        f, cg, kh, kw = weight.shape
        n, _, h, w = x.shape
        s, p, g = self.stride, self.padding, self.groups
        oh, ow = (h + 2 * p - kh) // s + 1, (w + 2 * p - kw) // s + 1
        self.shape = x.shape
        col = self.im2col(np.pad(x, ((0, 0), (0, 0), (p, p), (p, p))), oh, ow)
        self.col = col.reshape(n, g, cg, kh, kw, oh, ow)
        y = np.einsum("ngcijhw,gfcij->ngfhw", self.col, weight.reshape(g, f // g, cg, kh, kw))
        return y.reshape(n, f, oh, ow) + bias.reshape(1, -1, 1, 1)

    def backward(self, dout):
        weight = self.params["w"]
        n, f, oh, ow = dout.shape
        _, cg, kh, kw = weight.shape
        g = self.groups
        self.grads["b"] = dout.sum((0, 2, 3))
        d = dout.reshape(n, g, f // g, oh, ow)
        dw = np.einsum("ngcijhw,ngfhw->gfcij", self.col, d)
        self.grads["w"] = dw.reshape(weight.shape)
        dcol = np.einsum("gfcij,ngfhw->ngcijhw", weight.reshape(g, f // g, cg, kh, kw), d)
        return self.col2im(dcol.reshape(n, g * cg, kh, kw, oh, ow), self.shape)


def draw(cls, rng):
    n, groups, cg, fg, kh, kw, stride = (int(v) for v in rng.integers(1, (3, 4, 3, 3, 4, 4, 3)))
    padding = int(rng.integers(0, 2))
    h, w = (max(k - 2 * padding, 1) + int(rng.integers(0, 3)) for k in (kh, kw))
    f = groups * fg
    layer = cls(rng.normal(size=(f, cg, kh, kw)), rng.normal(size=f), groups, stride, padding)
    return Case(layer=layer, inputs=(rng.normal(size=(n, groups * cg, h, w)),))


def natural(cls):
    rng = np.random.default_rng(0)
    layer = cls(rng.normal(size=(4, 1, 3, 3)), np.zeros(4), groups=2, padding=1)
    return Case(layer=layer, inputs=(rng.normal(size=(1, 2, 3, 3)),))


DW = 'dw = np.einsum("ngcijhw,ngfhw->gfcij", self.col, d)'
COL = "img[:, :, i : i + s * oh : s, j : j + s * ow : s] += col[:, :, i, j]"
DCOL = 'dcol = np.einsum("gfcij,ngfhw->ngcijhw", weight.reshape(g, f // g, cg, kh, kw), d)'

SPECIMENS = (
    ModernSpecimen(
        name="conv2d_grouped",
        cls=GroupedConv2d,
        draw=draw,
        natural=natural,
        style="params and grads dictionaries; im2col and col2im methods",
        gradients=lambda m, dx: {"x": dx, **m.grads},
        parameters=lambda m: m.params,
        bugs=(
            Bug(
                "shape-conditional",
                DCOL,
                DCOL.replace("weight", "weight[: f // g].repeat(g, 0)"),
                "first group",
            ),
            Bug(
                "axis",
                "d = dout.reshape(n, g, f // g, oh, ow)",
                "d = dout.reshape(n, f // g, g, oh, ow).swapaxes(1, 2)",
                "groups interleaved",
            ),
            Bug("accumulation", COL, COL.replace("+=", "=")),
            Bug("localised", COL, COL + " * (i + j + 2 < kh + kw)", "the kernel's last corner"),
            Bug(
                "shape-conditional",
                "return img[:, :, p : p + h, p : p + w]",
                "return img[:, :, :h, :w]",
                "padding",
            ),
            Bug("dtype", DW, DW.replace("self.col, d)", 'self.col.astype("f"), d.astype("f"))')),
            Bug(
                "scale", 'self.grads["b"] = dout.sum((0, 2, 3))', 'self.grads["b"] = dout.mean((2, 3)).sum(0)'
            ),
        ),
    ),
)
