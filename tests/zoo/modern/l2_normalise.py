"""Rows scaled to unit length, and the contrastive loss that is built on them."""

import numpy as np

from ethan_core import Case, Contract

from ..specimen import Bug
from .specimen import ModernSpecimen


class L2Normalise:
    """y, backprop = layer(x)"""

    def __init__(self, eps=1e-8):
        self.eps = eps

    def __call__(self, x):
        inv = 1.0 / np.sqrt(np.sum(x * x, axis=-1, keepdims=True) + self.eps)
        y = np.empty_like(x)
        np.multiply(x, inv, out=y)

        def backprop(dy):
            along = np.sum(dy * y, axis=-1, keepdims=True)
            dx = dy - y * along
            dx *= inv
            return dx

        return y, backprop


def draw_rows(cls, rng):
    x = rng.normal(size=(int(rng.integers(1, 6)), int(rng.integers(1, 7)))) * rng.choice([0.3, 1.0, 8.0])
    if rng.random() < 0.3:
        x[rng.integers(len(x))] = 0.0
    return Case(layer=cls(eps=rng.uniform(0.02, 0.2)), inputs=(x,))


def natural_rows(cls):
    return Case(layer=cls(), inputs=(np.array([[3.0, 4.0], [1.0, -2.0], [0.5, 0.25]]),))


class InfoNCE:
    """Rows of a and b with the same index belong together (SimCLR, CLIP in one direction)."""

    def __init__(self, temperature=0.1):
        self.tau = temperature

    def forward(self, a, b):
        self.na = np.linalg.norm(a, axis=1, keepdims=True)
        self.nb = np.linalg.norm(b, axis=1, keepdims=True)
        self.ua = a / self.na
        self.ub = b / self.nb
        logits = self.ua @ self.ub.T / self.tau
        logits = logits - logits.max(axis=1, keepdims=True)
        expl = np.exp(logits)
        self.p = expl / expl.sum(axis=1, keepdims=True)
        n = len(a)
        return -np.mean(np.log(self.p[np.arange(n), np.arange(n)]))

    def backward(self):
        n = len(self.p)
        dlogits = self.p - np.eye(n)
        dlogits = dlogits / (n * self.tau)
        dua = dlogits @ self.ub
        dub = dlogits.T @ self.ua
        da = (dua - self.ua * np.sum(dua * self.ua, axis=1, keepdims=True)) / self.na
        db = (dub - self.ub * np.sum(dub * self.ub, axis=1, keepdims=True)) / self.nb
        return da, db


def draw_pairs(cls, rng):
    shape = int(rng.integers(2, 6)), int(rng.integers(2, 6))
    a, b = rng.normal(size=shape) + 0.2, rng.normal(size=shape)
    return Case(layer=cls(temperature=rng.uniform(0.2, 2.0)), inputs=(a, b))


def natural_pairs(cls):
    rng = np.random.default_rng(0)
    return Case(layer=cls(0.5), inputs=(rng.normal(size=(4, 3)), rng.normal(size=(4, 3))))


ALONG = "along = np.sum(dy * y, axis=-1, keepdims=True)"
DX = "dx = dy - y * along"
INV = "dx *= inv"
DA = "da = (dua - self.ua * np.sum(dua * self.ua, axis=1, keepdims=True)) / self.na"

SPECIMENS = (
    ModernSpecimen(
        name="l2_normalise",
        cls=L2Normalise,
        draw=draw_rows,
        natural=natural_rows,
        style="a callable that returns y and a closure",
        gradients=lambda layer, dx: {"x": dx},
        bugs=(
            Bug("axis", ALONG, "along = np.sum(dy * y, axis=0, keepdims=True)"),
            Bug("axis", ALONG, "along = np.sum(dy * y)", "right for one row"),
            Bug("missing-term", DX, "dx = dy.copy()"),
            Bug("scale", DX, "dx = dy - x * along", "right for rows of length one"),
            Bug(
                "value-conditional",
                "return dx",
                "return dx * x.any(axis=-1, keepdims=True)",
                "a row of zeros",
            ),
            Bug("value-conditional", INV, "dx *= np.maximum(inv, 0.5)", "long rows"),
            Bug(
                "state",
                "y = np.empty_like(x)",
                "y = vars(self).setdefault(str(x.shape), np.empty_like(x))",
                "one buffer for all calls of a shape",
            ),
        ),
    ),
    ModernSpecimen(
        name="info_nce",
        options={"contract": Contract(keeps_dtype=False)},
        cls=InfoNCE,
        draw=draw_pairs,
        natural=natural_pairs,
        style="loss: forward(a, b) is a number, backward() takes nothing and returns both gradients",
        gradients=lambda layer, got: {"x": got[0], "x1": got[1]},
        bugs=(
            Bug("scale", "dlogits = dlogits / (n * self.tau)", "dlogits = dlogits / n", "temperature"),
            Bug("scale", "dlogits = dlogits / (n * self.tau)", "dlogits = dlogits / self.tau", "mean as sum"),
            Bug("axis", "dub = dlogits.T @ self.ua", "dub = dlogits @ self.ua"),
            Bug("missing-term", DA, "da = dua / self.na"),
            Bug(
                "state",
                "self.nb = np.linalg.norm(b, axis=1, keepdims=True)",
                "type(self).nb = np.linalg.norm(b, axis=1, keepdims=True)",
                "shared by all instances",
            ),
            Bug(
                "localised",
                "dlogits = self.p - np.eye(n)",
                "dlogits = self.p - np.eye(n); dlogits[-1, -1] += 1",
            ),
        ),
    ),
)
