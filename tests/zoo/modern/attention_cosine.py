"""Windowed attention between unit vectors, with a learned temperature for each head (Swin v2)."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class Parameter:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)


class CosineWindowAttention:
    """q, k, v (H, T, d): position t sees t - window ... t + window. Gradients add up until zero_grad()."""

    def __init__(self, heads, window):
        self.logit_scale = Parameter(np.full(heads, np.log(10.0)))
        self.window = window

    def zero_grad(self):
        self.logit_scale.grad[...] = 0

    def forward(self, q, k, v):
        T = q.shape[1]
        self.nq = np.sqrt((q * q).sum(-1, keepdims=True))
        self.nk = np.sqrt((k * k).sum(-1, keepdims=True))
        self.qn, self.kn, self.v = q / self.nq, k / self.nk, v
        self.cos = self.qn @ self.kn.transpose(0, 2, 1)
        self.temp = np.exp(self.logit_scale.data)[:, None, None]
        far = np.abs(np.arange(T)[:, None] - np.arange(T)) > self.window
        s = np.where(far, -np.inf, self.temp * self.cos)
        e = np.exp(s - s.max(-1, keepdims=True))
        self.p = e / e.sum(-1, keepdims=True)
        return self.p @ v

    def backward(self, do):
        dv = self.p.transpose(0, 2, 1) @ do
        dp = do @ self.v.transpose(0, 2, 1)
        ds = self.p * (dp - (self.p * dp).sum(-1, keepdims=True))
        self.logit_scale.grad += (ds * self.temp * self.cos).sum(axis=(1, 2))
        dcos = ds * self.temp
        dqn = dcos @ self.kn
        dkn = dcos.transpose(0, 2, 1) @ self.qn
        dq = (dqn - self.qn * (dqn * self.qn).sum(-1, keepdims=True)) / self.nq
        dk = (dkn - self.kn * (dkn * self.kn).sum(-1, keepdims=True)) / self.nk
        return dq, dk, dv


def draw(cls, rng):
    heads, T, d, window = (int(n) for n in rng.integers((1, 1, 2, 0), (4, 6, 5, 4)))
    layer = cls(heads, window)
    layer.logit_scale.data[:] = rng.uniform(-0.5, 1.5, heads)
    return Case(layer=layer, inputs=tuple(rng.normal(size=(3, heads, T, d))))


def natural(cls):
    return Case(layer=cls(2, window=1), inputs=tuple(np.random.default_rng(0).normal(size=(3, 2, 4, 3))))


SCALE = "self.logit_scale.grad += (ds * self.temp * self.cos).sum(axis=(1, 2))"
DK = "dk = (dkn - self.kn * (dkn * self.kn).sum(-1, keepdims=True)) / self.nk"

SPECIMENS = (
    ModernSpecimen(
        name="attention_cosine",
        cls=CosineWindowAttention,
        draw=draw,
        natural=natural,
        style="a parameter object whose grad adds up until zero_grad(); backward returns three gradients",
        gradients=lambda layer, got: (
            dict(zip(("x", "x1", "x2"), got, strict=True)) | {"logit_scale": layer.logit_scale.grad}
        ),
        parameters=lambda layer: {"logit_scale": layer.logit_scale.data},
        bugs=(
            Bug("missing-term", SCALE, "self.logit_scale.grad += (ds * self.cos).sum(axis=(1, 2))", "exp"),
            Bug("axis", SCALE, "self.logit_scale.grad += (ds * self.temp * self.cos).sum()", "one for all"),
            Bug("missing-term", DK, "dk = dkn / self.nk", "the norm held constant"),
            Bug("scale", DK, "dk = (dkn - self.kn * (dkn * self.kn).sum(-1, keepdims=True)) / self.nq"),
            Bug("value-conditional", "dcos = ds * self.temp", "dcos = ds * np.minimum(self.temp, 2)", "hot"),
            Bug(
                "state",
                "far = np.abs(np.arange(T)[:, None] - np.arange(T)) > self.window",
                "far = np.abs(np.arange(T)[:, None] - np.arange(T)) > self.window; q /= self.nq",
                "the input is normalised in place",
            ),
        ),
    ),
)
