"""An LSTM over a sequence, with its initial state."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class LSTM:
    """x (N, T, D), h0 and c0 (N, H); returns every hidden state, (N, T, H)."""

    def __init__(self, D, H, seed=231):
        rng = np.random.default_rng(seed)
        self.Wx = rng.standard_normal((D, 4 * H)) / np.sqrt(D)
        self.Wh = rng.standard_normal((H, 4 * H)) / np.sqrt(H)
        self.b = np.zeros(4 * H)
        self.b[H : 2 * H] = 1.0  # forget gate open

    def step_forward(self, x, prev_h, prev_c):
        H = prev_h.shape[1]
        a = x @ self.Wx + prev_h @ self.Wh + self.b
        i, f, o = sigmoid(a[:, :H]), sigmoid(a[:, H : 2 * H]), sigmoid(a[:, 2 * H : 3 * H])
        g = np.tanh(a[:, 3 * H :])
        next_c = f * prev_c + i * g
        tanh_c = np.tanh(next_c)
        return o * tanh_c, next_c, (x, prev_h, prev_c, i, f, o, g, tanh_c)

    def step_backward(self, dnext_h, dnext_c, cache):
        x, prev_h, prev_c, i, f, o, g, tanh_c = cache
        dc = dnext_c + dnext_h * o * (1 - tanh_c**2)
        do = dnext_h * tanh_c * o * (1 - o)
        df = dc * prev_c * f * (1 - f)
        di = dc * g * i * (1 - i)
        dg = dc * i * (1 - g**2)
        da = np.concatenate([di, df, do, dg], axis=1)
        self.dWx += x.T @ da
        self.dWh += prev_h.T @ da
        self.db += da.sum(axis=0)
        return da @ self.Wx.T, da @ self.Wh.T, dc * f

    def forward(self, x, h0, c0):
        N, T, _ = x.shape
        hs = np.empty((N, T, h0.shape[1]))
        self.caches = []
        h, c = h0, c0
        for t in range(T):
            h, c, cache = self.step_forward(x[:, t], h, c)
            hs[:, t] = h
            self.caches.append(cache)
        return hs

    def backward(self, dhs):
        N, T, H = dhs.shape
        self.dWx, self.dWh, self.db = (np.zeros_like(w) for w in (self.Wx, self.Wh, self.b))
        dx = np.empty((N, T, self.Wx.shape[0]))
        dh = np.zeros((N, H))
        dc = np.zeros((N, H))
        for t in reversed(range(T)):
            dh = dh + dhs[:, t]
            dx[:, t], dh, dc = self.step_backward(dh, dc, self.caches[t])
        return dx, dh, dc


def draw(cls, rng):
    N, T, D, H = (int(n) for n in rng.integers(1, (4, 6, 4, 4)))
    layer = cls(D, H, seed=int(rng.integers(10**6)))
    layer.b += rng.normal(size=4 * H) * 0.5
    return Case(layer=layer, inputs=(rng.normal(size=(N, T, D)), *rng.normal(size=(2, N, H))))


def natural(cls):
    rng = np.random.default_rng(0)
    return Case(layer=cls(2, 3), inputs=(rng.normal(size=(2, 3, 2)), np.zeros((2, 3)), np.zeros((2, 3))))


LINE_DC = "dc = dnext_c + dnext_h * o * (1 - tanh_c**2)"
LINE_RETURN = "return da @ self.Wx.T, da @ self.Wh.T, dc * f"
LINE_ZERO = "self.dWx, self.dWh, self.db = (np.zeros_like(w) for w in (self.Wx, self.Wh, self.b))"
LINE_STALE = LINE_ZERO + ' if not hasattr(self, "db") else (self.dWx, self.dWh, self.db)'

SPECIMENS = (
    ModernSpecimen(
        name="lstm",
        cls=LSTM,
        draw=draw,
        natural=natural,
        style="attributes dWx beside Wx, cleared by backward; step methods; backward returns dx, dh0, dc0",
        gradients=lambda m, got: (
            dict(zip(("x", "x1", "x2"), got, strict=True)) | {"Wx": m.dWx, "Wh": m.dWh, "b": m.db}
        ),
        parameters=lambda m: {"Wx": m.Wx, "Wh": m.Wh, "b": m.b},
        bugs=(
            Bug("missing-term", LINE_DC, "dc = dnext_h * o * (1 - tanh_c**2)", "the cell's own path back"),
            Bug("missing-term", LINE_RETURN, "return da @ self.Wx.T, da @ self.Wh.T, dc", "the forget gate"),
            Bug(
                "accumulation",
                "self.dWh += prev_h.T @ da",
                "self.dWh = prev_h.T @ da",
                "the first step's only",
            ),
            Bug(
                "axis",
                "da = np.concatenate([di, df, do, dg], axis=1)",
                "da = np.concatenate([di, df, dg, do], axis=1)",
                "the order of the gates",
            ),
            Bug(
                "state",
                LINE_ZERO,
                LINE_STALE,
                "never cleared",
            ),
            Bug("shape-conditional", "dh = dh + dhs[:, t]", "dh = dh + dhs[:, -1]", "right for one step"),
            Bug("scale", "dg = dc * i * (1 - g**2)", "dg = dc * i * g * (1 - g)", "sigmoid's derivative"),
        ),
    ),
)
