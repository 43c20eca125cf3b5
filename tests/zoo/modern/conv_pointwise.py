"""Pointwise convolution, with parameter objects."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class Param:
    def __init__(self, data):
        self.data = data
        self.grad = np.zeros_like(data)


class Conv1x1:
    """Pointwise convolution of (N, C, H, W); the weight is made at the first call, when C is known."""

    def __init__(self, out_channels, seed=0):
        self.out_channels = out_channels
        self.seed = seed
        self.weight = None
        self.bias = Param(np.full(out_channels, 0.1))

    def forward(self, x):
        if self.weight is None:
            rng = np.random.default_rng(self.seed)
            self.weight = Param(rng.standard_normal((self.out_channels, x.shape[1])))
        self.x = x
        return np.einsum("oc,nchw->nohw", self.weight.data, x) + self.bias.data[:, None, None]

    def backward(self, grad):
        self.weight.grad = np.einsum("nohw,nchw->oc", grad, self.x)
        self.bias.grad = grad.sum(axis=(0, 2, 3))
        return np.einsum("oc,nohw->nchw", self.weight.data, grad)


def draw_pointwise(cls, rng):
    n, c, o, h, w = (int(k) for k in rng.integers(1, (4, 5, 5, 4, 4)))
    return Case(layer=cls(o, seed=int(rng.integers(99))), inputs=(rng.normal(size=(n, c, h, w)),))


def natural_pointwise(cls):
    return Case(layer=cls(2), inputs=(np.random.default_rng(0).normal(size=(2, 3, 2, 2)),))


RETURN = 'return np.einsum("oc,nohw->nchw", self.weight.data, grad)'
SQUARE = (
    "w = self.weight.data; return np.einsum('oc,nohw->nchw', w if w.shape[0] != w.shape[1] else w.T, grad)"
)

SPECIMENS = (
    ModernSpecimen(
        name="conv_pointwise",
        cls=Conv1x1,
        draw=draw_pointwise,
        natural=natural_pointwise,
        style="parameter objects with data and grad; the weight is created at the first forward",
        gradients=lambda m, dx: {"x": dx, "weight": m.weight.grad, "bias": m.bias.grad},
        parameters=lambda m: {"weight": m.weight.data, "bias": m.bias.data},
        bugs=(
            Bug(
                "shape-conditional",
                RETURN,
                SQUARE,
                "transposed where it is square",
            ),
            Bug(
                "scale",
                'self.weight.grad = np.einsum("nohw,nchw->oc", grad, self.x)',
                'self.weight.grad = np.einsum("nohw,nchw->oc", grad, self.x) / len(grad)',
            ),
            Bug(
                "axis",
                "self.bias.grad = grad.sum(axis=(0, 2, 3))",
                "self.bias.grad = grad.sum(axis=(0, 2, 3), keepdims=True)[0]",
                "a column of shape (O, 1, 1)",
            ),
            Bug("state", "if self.weight is None:", "if True:", "made at every call", told="inconclusive"),
            Bug(
                "localised",
                "self.bias.grad = grad.sum(axis=(0, 2, 3))",
                "self.bias.grad = grad[..., :-1].sum(axis=(0, 2, 3)) + grad[..., :-1, -1].sum(axis=(0, 2))",
                "the last pixel",
            ),
        ),
    ),
)
