"""Gated feed-forward blocks: SwiGLU as in LLaMA, GeGLU with the tanh formula."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class SwiGLU:
    """w2(silu(w1 x) * w3 x), without biases; gradients in dw1, dw2, dw3."""

    def __init__(self, dim, hidden, init=0.02, seed=1337):
        rng = np.random.default_rng(seed)
        self.w1 = rng.normal(0, init, (dim, hidden))
        self.w2 = rng.normal(0, init, (hidden, dim))
        self.w3 = rng.normal(0, init, (dim, hidden))

    def forward(self, x):
        self.x = x
        self.a = x @ self.w1
        self.b = x @ self.w3
        self.sig = 1 / (1 + np.exp(-self.a))
        self.silu = self.a * self.sig
        self.h = self.silu * self.b
        return self.h @ self.w2

    def backward(self, dout):
        C, H = self.w1.shape
        x2 = self.x.reshape(-1, C)
        dh = dout @ self.w2.T
        self.dw2 = self.h.reshape(-1, H).T @ dout.reshape(-1, C)
        db = dh * self.silu
        dsilu = dh * self.b
        da = dsilu * self.sig * (1 + self.a * (1 - self.sig))
        self.dw1 = x2.T @ da.reshape(-1, H)
        self.dw3 = x2.T @ db.reshape(-1, H)
        return da @ self.w1.T + db @ self.w3.T


def draw_swiglu(cls, rng):
    dim, hidden = (int(n) for n in rng.integers(1, (5, 7)))
    layer = cls(dim, hidden, init=0.8, seed=int(rng.integers(10**6)))
    lead = [int(n) for n in rng.integers(1, 4, size=rng.integers(1, 3))]
    return Case(layer=layer, inputs=(rng.normal(size=(*lead, dim)) * rng.choice([0.5, 2.0]),))


def natural_swiglu(cls):
    return Case(layer=cls(3, 5), inputs=(np.random.default_rng(0).normal(size=(2, 3)),))


class GeGLU:
    C = np.sqrt(2 / np.pi)

    def __init__(self, W, b, V, c):
        self.W, self.b, self.V, self.c = W, b, V, c

    def forward(self, x):
        self.x = x
        self.z = x @ self.W + self.b
        self.gate = x @ self.V + self.c
        self.t = np.tanh(self.C * (self.z + 0.044715 * self.z**3))
        self.gelu = 0.5 * self.z * (1 + self.t)
        return self.gelu * self.gate

    def backward(self, dy):
        dgate = dy * self.gelu
        dz = dy * self.gate
        inner = self.C * (1 + 3 * 0.044715 * self.z**2)
        dz = dz * (0.5 * (1 + self.t) + 0.5 * self.z * (1 - self.t**2) * inner)
        dW = self.x.T @ dz
        db = dz.sum(axis=0)
        dV = self.x.T @ dgate
        dc = dgate.sum(axis=0)
        dx = dz @ self.W.T + dgate @ self.V.T
        return dx, (dW, db, dV, dc)


def draw_geglu(cls, rng):
    n, d, h = (int(k) for k in rng.integers(1, (5, 5, 6)))
    W, V = rng.normal(size=(2, d, h)) / np.sqrt(d)
    b, c = rng.normal(size=(2, h))
    return Case(layer=cls(W, b, V, c), inputs=(rng.normal(size=(n, d)) * rng.choice([0.5, 3.0]),))


def natural_geglu(cls):
    rng = np.random.default_rng(0)
    layer = cls(rng.normal(size=(3, 4)), np.zeros(4), rng.normal(size=(3, 4)), np.zeros(4))
    return Case(layer=layer, inputs=(rng.normal(size=(2, 3)),))


DA = "da = dsilu * self.sig * (1 + self.a * (1 - self.sig))"
RETURN = "return da @ self.w1.T + db @ self.w3.T"
INNER = "inner = self.C * (1 + 3 * 0.044715 * self.z**2)"
DZ = "dz = dz * (0.5 * (1 + self.t) + 0.5 * self.z * (1 - self.t**2) * inner)"
SIGMOID = "s = 1 / (1 + np.exp(-1.702 * self.z)); dz = dz * s * (1 + 1.702 * self.z * (1 - s))"

SPECIMENS = (
    ModernSpecimen(
        name="swiglu",
        cls=SwiGLU,
        draw=draw_swiglu,
        natural=natural_swiglu,
        style="attributes dw1 beside w1; any number of leading axes",
        gradients=lambda m, dx: {"x": dx, "w1": m.dw1, "w2": m.dw2, "w3": m.dw3},
        parameters=lambda m: {"w1": m.w1, "w2": m.w2, "w3": m.w3},
        bugs=(
            Bug(
                "dtype", "x2 = self.x.reshape(-1, C)", 'x2 = self.x.ravel("K").reshape(-1, C)', "memory order"
            ),
            Bug("missing-term", DA, "da = dsilu * self.sig", "silu's second term"),
            Bug("scale", DA, "da = dsilu * self.sig * (1 - self.sig)", "the sigmoid's own derivative"),
            Bug("missing-term", RETURN, "return da @ self.w1.T", "the gate's path"),
            Bug(
                "axis",
                "self.dw3 = x2.T @ db.reshape(-1, H)",
                "self.dw3 = x2.T @ db.reshape(H, -1).T",
                "right for one row or one unit",
            ),
            Bug(
                "value-conditional", DA, DA.replace("(1 - self.sig)", "np.where(self.a > 0, 1 - self.sig, 1)")
            ),
            Bug("state", "self.x = x", "SwiGLU.x = x", "kept on the class"),
        ),
    ),
    ModernSpecimen(
        name="geglu",
        cls=GeGLU,
        draw=draw_geglu,
        natural=natural_geglu,
        style="backward returns dx, (dW, db, dV, dc); weights given to the constructor",
        gradients=lambda m, got: {"x": got[0], **dict(zip(("W", "b", "V", "c"), got[1], strict=True))},
        parameters=lambda m: {"W": m.W, "b": m.b, "V": m.V, "c": m.c},
        bugs=(
            Bug("ones-cotangent", "dgate = dy * self.gelu", "dgate = self.gelu", "dy forgotten"),
            Bug("scale", INNER, "inner = self.C * (1 + 0.044715 * self.z**2)", "the cube's factor 3"),
            Bug("missing-term", DZ, "dz = dz * 0.5 * (1 + self.t)"),
            Bug("small", INNER, "inner = 0.8 * (1 + 3 * 0.044715 * self.z**2)", "the root of 2/pi, rounded"),
            Bug(
                "scale",
                DZ,
                SIGMOID,
                "the derivative of the sigmoid formula",
            ),
            Bug(
                "axis",
                "db = dz.sum(axis=0)",
                "db = dz.sum(axis=0, keepdims=True)",
                "a row instead of a vector",
            ),
            Bug("accumulation", "dx = dz @ self.W.T + dgate @ self.V.T", "dx = dgate @ self.V.T"),
        ),
    ),
)
