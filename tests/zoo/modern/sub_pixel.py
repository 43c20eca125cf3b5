"""Sub-pixel convolution: a 1x1 convolution made on first use, then channels shuffled into pixels."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class SubPixelConv:
    def __init__(self, out_channels, scale, seed=0):
        self.out_channels, self.r = out_channels, scale
        self.seed = seed
        self.W = None

    def _build(self, in_channels):
        rng = np.random.default_rng(self.seed)
        maps = self.out_channels * self.r**2
        self.W = rng.standard_normal((maps, in_channels)) / np.sqrt(in_channels)
        self.b = 0.1 * rng.standard_normal(maps)

    def forward(self, x):
        if self.W is None:
            self._build(x.shape[1])
        self.x = x
        z = np.einsum("oc,nchw->nohw", self.W, x) + self.b[:, None, None]
        n, _, h, w = z.shape
        r = self.r
        z = z.reshape(n, self.out_channels, r, r, h, w).transpose(0, 1, 4, 2, 5, 3)
        return z.reshape(n, self.out_channels, h * r, w * r)

    def backward(self, dout):
        n, _, h, w = self.x.shape
        r = self.r
        dz = dout.reshape(n, self.out_channels, h, r, w, r)
        dz = dz.transpose(0, 1, 3, 5, 2, 4).reshape(n, -1, h, w)
        self.dW = np.einsum("nohw,nchw->oc", dz, self.x)
        self.db = dz.sum(axis=(0, 2, 3))
        return np.einsum("oc,nohw->nchw", self.W, dz)


class PixelShuffle:
    def __init__(self, upscale_factor):
        self.upscale_factor = upscale_factor

    def __call__(self, x):
        r = self.upscale_factor
        n, c, h, w = x.shape
        k = c // (r * r)
        y = np.empty((n, k, h * r, w * r))
        for i in range(r):
            for j in range(r):
                y[:, :, i::r, j::r] = x[:, i * r + j :: r * r]

        def backward(dy):
            dx = np.empty_like(x)
            for i in range(r):
                for j in range(r):
                    dx[:, i * r + j :: r * r] = dy[:, :, i::r, j::r]
            return dx

        return y, backward


def draw_conv(cls, rng):
    layer = cls(int(rng.integers(1, 4)), int(rng.integers(1, 4)), seed=int(rng.integers(100)))
    return Case(layer, (rng.standard_normal(rng.integers(1, [4, 4, 4, 3])),))


def draw_shuffle(cls, rng):
    r, n, k, h, w = (int(v) for v in rng.integers(1, [4, 3, 4, 4, 3]))
    return Case(cls(r), (rng.standard_normal((n, k * r * r, h, w)),))


TRANSPOSE = "dz = dz.transpose(0, 1, 3, 5, 2, 4).reshape(n, -1, h, w)"
SCATTER = "dx[:, i * r + j :: r * r] = dy[:, :, i::r, j::r]"
SPECIMENS = (
    ModernSpecimen(
        name="sub_pixel_conv",
        cls=SubPixelConv,
        draw=draw_conv,
        natural=lambda cls: Case(cls(2, 2), (np.random.default_rng(0).standard_normal((2, 3, 3, 2)),)),
        style="weights made on first use, gradients in attributes dW, db beside W, b",
        bugs=(
            Bug("axis", TRANSPOSE, TRANSPOSE.replace("3, 5, 2, 4", "5, 3, 2, 4"), "rows and columns swapped"),
            Bug(
                "axis",
                "dz = dout.reshape(n, self.out_channels, h, r, w, r)",
                "dz = dout.reshape(n, self.out_channels, r, h, r, w).swapaxes(2, 3).swapaxes(4, 5)",
            ),
            Bug("scale", "self.db = dz.sum(axis=(0, 2, 3))", "self.db = dz.mean(axis=(0, 2, 3)) * h * w"),
            Bug(
                "shape-conditional",
                'self.dW = np.einsum("nohw,nchw->oc", dz, self.x)',
                'self.dW = np.einsum("ohw,chw->oc", dz[0], self.x[0])',
                "right for batch 1",
            ),
            Bug(
                "state",
                "if self.W is None:",
                'if self.W is None or "dW" in vars(self):',
                "built anew each time",
            ),
            Bug("state", "self.x = x", 'self.x = vars(self).setdefault("x", x)', "keeps the first input"),
        ),
        gradients=lambda layer, dx: {"x": dx, "W": layer.dW, "b": layer.db},
        parameters=lambda layer: {"W": layer.W, "b": layer.b},
    ),
    ModernSpecimen(
        name="pixel_shuffle",
        cls=PixelShuffle,
        draw=draw_shuffle,
        natural=lambda cls: Case(cls(2), (np.random.default_rng(0).standard_normal((1, 8, 3, 2)),)),
        style="y, backward = layer(x)",
        bugs=(
            Bug("axis", SCATTER, "dx[:, j * r + i :: r * r] = dy[:, :, i::r, j::r]"),
            Bug(
                "axis",
                SCATTER,
                "dx[:, (i * r + j) * k : (i * r + j + 1) * k] = dy[:, :, i::r, j::r]",
                "blocks",
            ),
            Bug("dtype", "dx = np.empty_like(x)", 'dx = np.empty(x.shape, "f4")'),
            Bug("scale", "return dx", "return dx / r**2", "as if it were a mean"),
            Bug("ones-cotangent", SCATTER, "dx[:, i * r + j :: r * r] = dy[:, :, i::r, j::r][..., ::-1]"),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
