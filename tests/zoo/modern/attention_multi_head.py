"""Multi-head attention with its four projections."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class MultiHeadAttention:
    def __init__(self, d_model, num_heads, d_head=None, seed=None):
        rng = np.random.RandomState(seed)
        self.h = num_heads
        self.d_k = d_head or d_model // num_heads
        inner = self.h * self.d_k
        self.Wq, self.Wk, self.Wv = (rng.randn(d_model, inner) * 0.5 for _ in range(3))
        self.Wo = rng.randn(inner, d_model) * 0.5
        self.bo = np.zeros(d_model)

    def split(self, z):
        B, T, _ = z.shape
        return z.reshape(B, T, self.h, self.d_k).transpose(0, 2, 1, 3)

    def merge(self, z):
        B, _, T, _ = z.shape
        return z.transpose(0, 2, 1, 3).reshape(B, T, -1)

    def forward(self, X):
        self.X = X
        self.Q = self.split(X @ self.Wq)
        self.K = self.split(X @ self.Wk)
        self.V = self.split(X @ self.Wv)
        scores = self.Q @ self.K.transpose(0, 1, 3, 2) / np.sqrt(self.d_k)
        self.A = softmax(scores)
        self.concat = self.merge(self.A @ self.V)
        return self.concat @ self.Wo + self.bo

    def backward(self, dY):
        X, A = self.X, self.A
        self.dbo = dY.sum(axis=(0, 1))
        self.dWo = np.einsum("bti,btj->ij", self.concat, dY)
        dheads = self.split(dY @ self.Wo.T)
        dA = dheads @ self.V.transpose(0, 1, 3, 2)
        dV = A.transpose(0, 1, 3, 2) @ dheads
        dS = A * (dA - (dA * A).sum(axis=-1, keepdims=True))
        dS = dS / np.sqrt(self.d_k)
        dQ = self.merge(dS @ self.K)
        dK = self.merge(dS.transpose(0, 1, 3, 2) @ self.Q)
        dV = self.merge(dV)
        self.dWq = np.einsum("bti,btj->ij", X, dQ)
        self.dWk = np.einsum("bti,btj->ij", X, dK)
        self.dWv = np.einsum("bti,btj->ij", X, dV)
        dX = dQ @ self.Wq.T
        dX += dK @ self.Wk.T
        dX += dV @ self.Wv.T
        return dX


def draw(cls, rng):
    d_model, heads, d_head, batch, length = (int(n) for n in rng.integers(1, (6, 4, 4, 4, 6)))
    layer = cls(d_model, heads, d_head, seed=int(rng.integers(1000)))
    layer.bo += rng.normal(size=d_model)
    return Case(layer=layer, inputs=(rng.normal(size=(batch, length, d_model)),))


def natural(cls):
    X = np.random.default_rng(0).normal(size=(1, 3, 4))
    return Case(layer=cls(d_model=4, num_heads=2, seed=0), inputs=(X,))


WEIGHTS = ("Wq", "Wk", "Wv", "Wo", "bo")
DS = "dS = A * (dA - (dA * A).sum(axis=-1, keepdims=True))"
DK = "dK = self.merge(dS.transpose(0, 1, 3, 2) @ self.Q)"

SPECIMENS = (
    ModernSpecimen(
        name="attention_multi_head",
        cls=MultiHeadAttention,
        draw=draw,
        natural=natural,
        style="attributes Wq and dWq and so on; backward returns the input's gradient",
        gradients=lambda layer, dX: {"x": dX} | {name: getattr(layer, f"d{name}") for name in WEIGHTS},
        parameters=lambda layer: {name: getattr(layer, name) for name in WEIGHTS},
        bugs=(
            Bug("accumulation", "dX += dK @ self.Wk.T", "dX = dK @ self.Wk.T", "the query's path is lost"),
            Bug("axis", DS, "dS = A * (dA - (dA * A).sum(axis=-2, keepdims=True))"),
            Bug("axis", DK, "dK = self.merge(dS @ self.Q)", "scores not transposed; right for length 1"),
            Bug(
                "shape-conditional",
                "dS = dS / np.sqrt(self.d_k)",
                "dS = dS / np.sqrt(X.shape[-1] / self.h)",
                "right where d_model is heads times d_head",
            ),
            Bug("axis", "dV = self.merge(dV)", "dV = dV.reshape(dQ.shape)", "heads and times mixed up"),
            Bug(
                "shape-conditional",
                'self.dWo = np.einsum("bti,btj->ij", self.concat, dY)',
                "self.dWo = self.concat[0].T @ dY[0]",
                "batch 1 only",
            ),
            Bug("dtype", "self.A = softmax(scores)", 'self.A = softmax(scores.astype("float32"))'),
        ),
    ),
)
