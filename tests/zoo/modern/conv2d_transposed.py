"""Transposed convolution of images."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class ConvTranspose2d:
    """x (N, Cin, H, W), weight (Cin, Cout, kh, kw), as torch.nn.ConvTranspose2d lays them out."""

    def __init__(self, cin, cout, kernel_size, stride=1, padding=0, output_padding=0, seed=0):
        rng = np.random.default_rng(seed)
        self.weight = rng.uniform(-1, 1, (cin, cout, *kernel_size))
        self.bias = rng.uniform(-1, 1, cout)
        self.stride, self.padding, self.output_padding = stride, padding, output_padding

    def full_size(self, n, k):
        return (n - 1) * self.stride + k + self.output_padding

    def crop(self, size):
        return slice(self.padding, size - self.padding)

    def forward(self, x):
        self.x = x
        N, _, H, W = x.shape
        _, cout, kh, kw = self.weight.shape
        fh, fw = self.full_size(H, kh), self.full_size(W, kw)
        full = np.zeros((N, cout, fh, fw))
        for h in range(H):
            for w in range(W):
                top, left = h * self.stride, w * self.stride
                patch = np.tensordot(x[:, :, h, w], self.weight, axes=1)
                full[:, :, top : top + kh, left : left + kw] += patch
        return full[:, :, self.crop(fh), self.crop(fw)] + self.bias[:, None, None]

    def backward(self, grad_output):
        x = self.x
        N, _, H, W = x.shape
        _, cout, kh, kw = self.weight.shape
        fh, fw = self.full_size(H, kh), self.full_size(W, kw)
        grad_full = np.zeros((N, cout, fh, fw))
        grad_full[:, :, self.crop(fh), self.crop(fw)] = grad_output
        grad_input = np.zeros_like(x)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = grad_output.sum(axis=(0, 2, 3))
        for h in range(H):
            for w in range(W):
                top, left = h * self.stride, w * self.stride
                patch = grad_full[:, :, top : top + kh, left : left + kw]
                grad_input[:, :, h, w] = np.einsum("nokl,iokl->ni", patch, self.weight)
                self.grad_weight += np.einsum("ni,nokl->iokl", x[:, :, h, w], patch)
        return grad_input


def draw(cls, rng):
    n, cin, cout, kh, kw, stride, h, w = (int(v) for v in rng.integers(1, (3, 4, 3, 4, 4, 3, 4, 4)))
    padding = int(rng.integers(0, 2)) if min(kh, kw) > 2 or min(kh, kw, h, w) > 1 else 0
    extra = int(rng.integers(0, stride))
    layer = cls(cin, cout, (kh, kw), stride, padding, extra, seed=int(rng.integers(10**6)))
    return Case(layer=layer, inputs=(rng.normal(size=(n, cin, h, w)),))


def natural(cls):
    return Case(
        layer=cls(2, 1, (3, 3), stride=2, padding=1, output_padding=1),
        inputs=(np.random.default_rng(0).normal(size=(1, 2, 3, 3)),),
    )


FULL = "grad_full[:, :, self.crop(fh), self.crop(fw)] = grad_output"
WEIGHT = 'self.grad_weight += np.einsum("ni,nokl->iokl", x[:, :, h, w], patch)'
INPUT = 'grad_input[:, :, h, w] = np.einsum("nokl,iokl->ni", patch, self.weight)'
CORNER = "top, left = h * self.stride, w * self.stride"

SPECIMENS = (
    ModernSpecimen(
        name="conv2d_transposed",
        cls=ConvTranspose2d,
        draw=draw,
        natural=natural,
        style="attributes grad_weight and grad_bias; loops over the pixels",
        gradients=lambda m, dx: {"x": dx, "weight": m.grad_weight, "bias": m.grad_bias},
        parameters=lambda m: {"weight": m.weight, "bias": m.bias},
        bugs=(
            Bug("accumulation", WEIGHT, WEIGHT.replace("+=", "="), "the last pixel's only"),
            Bug("shape-conditional", CORNER, "top, left = h, w", "the stride", occurrence=1),
            Bug(
                "shape-conditional",
                FULL,
                "grad_full[:, :, : fh - 2 * self.padding, : fw - 2 * self.padding] = grad_output",
                "padding on the wrong side",
            ),
            Bug("axis", INPUT, INPUT.replace("self.weight", "self.weight[:, :, ::-1, ::-1]"), "flipped"),
            Bug(
                "shape-conditional",
                "self.grad_bias = grad_output.sum(axis=(0, 2, 3))",
                "self.grad_bias = grad_output[:1].sum(axis=(0, 2, 3))",
                "batch 1 only",
            ),
            Bug("state", "self.x = x", "ConvTranspose2d.x = x", "kept on the class"),
            Bug("localised", FULL, FULL + "; grad_full[:, :, -1] = 0", "the last row"),
        ),
    ),
)
