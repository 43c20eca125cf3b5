"""Attention with a learned bias for each distance."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class RelativeBiasAttention:
    """One head; the score gets bias[clip(j - i)], so that far positions share an entry."""

    def __init__(self, reach):
        self.reach = reach
        self.bias = np.zeros(2 * reach + 1)

    def forward(self, q, k, v):
        at = np.arange(len(k))[None, :] - np.arange(len(q))[:, None]
        ids = np.clip(at, -self.reach, self.reach) + self.reach
        s = q @ k.T / np.sqrt(q.shape[1]) + self.bias[ids]
        a = np.exp(s - s.max(1, keepdims=True))
        a /= a.sum(1, keepdims=True)
        self.cache = q, k, v, a, ids
        return a @ v

    def backward(self, grad):
        q, k, v, a, ids = self.cache
        grad_v = a.T @ grad
        grad_a = grad @ v.T
        grad_s = a * (grad_a - (a * grad_a).sum(1, keepdims=True))
        grad_bias = np.zeros_like(self.bias)
        np.add.at(grad_bias, ids, grad_s)
        grad_s = grad_s / np.sqrt(q.shape[1])
        return (grad_s @ k, grad_s.T @ q, grad_v), grad_bias


def draw_relative(cls, rng):
    t, s, d, dv, reach = (int(n) for n in rng.integers((1, 1, 1, 1, 0), (6, 6, 4, 4, 4)))
    layer = cls(reach)
    layer.bias += rng.normal(size=layer.bias.shape)
    return Case(
        layer=layer, inputs=(rng.normal(size=(t, d)), rng.normal(size=(s, d)), rng.normal(size=(s, dv)))
    )


def natural_relative(cls):
    return Case(layer=cls(2), inputs=tuple(np.random.default_rng(0).normal(size=(3, 4, 2))))


SPECIMENS = (
    ModernSpecimen(
        name="attention_relative_bias",
        cls=RelativeBiasAttention,
        draw=draw_relative,
        natural=natural_relative,
        style="backward returns (dq, dk, dv), dbias",
        gradients=lambda layer, got: dict(zip(("x", "x1", "x2"), got[0], strict=True)) | {"bias": got[1]},
        parameters=lambda layer: {"bias": layer.bias},
        bugs=(
            Bug(
                "accumulation",
                "np.add.at(grad_bias, ids, grad_s)",
                "grad_bias[ids] += grad_s",
                "repeated ids",
            ),
            Bug(
                "localised",
                "np.add.at(grad_bias, ids, grad_s)",
                "np.add.at(grad_bias, ids, grad_s); grad_bias[[0, -1]] = 0",
                "the clipped ends",
            ),
            Bug(
                "axis",
                "np.add.at(grad_bias, ids, grad_s)",
                "np.add.at(grad_bias, 2 * self.reach - ids, grad_s)",
                "i - j",
            ),
            Bug(
                "scale",
                "grad_bias = np.zeros_like(self.bias)",
                "grad_bias = np.zeros_like(self.bias); grad_s = grad_s / np.sqrt(q.shape[1])",
            ),
            Bug("ones-cotangent", "grad_v = a.T @ grad", "grad_v = np.outer(a.sum(0), grad[0])"),
            Bug(
                "state",
                "self.cache = q, k, v, a, ids",
                "self.cache = q, k, v, a, ids; self.bias -= self.bias.mean()",
                "forward moves a parameter",
            ),
        ),
    ),
)
