"""A plain recurrent layer in both directions."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class BidirectionalRNN:
    """x (T, D); h0 (2, H), one row for each direction; returns (T, 2H)."""

    def __init__(self, dim, hidden, rng):
        self._w = [rng.normal(size=(dim, hidden)) for _ in range(2)]
        self._u = [rng.normal(size=(hidden, hidden)) * 0.6 for _ in range(2)]
        self._b = [rng.normal(size=hidden) * 0.1 for _ in range(2)]
        self._dw, self._du, self._db = [None, None], [None, None], [None, None]

    def _order(self, length, direction):
        return range(length) if direction == 0 else range(length - 1, -1, -1)

    def forward(self, x, h0):
        T, H = len(x), h0.shape[1]
        self._x, self._h0 = x, h0
        self._hs = np.zeros((2, T, H))
        for d in range(2):
            h = h0[d]
            for t in self._order(T, d):
                h = np.tanh(x[t] @ self._w[d] + h @ self._u[d] + self._b[d])
                self._hs[d, t] = h
        return np.concatenate([self._hs[0], self._hs[1]], axis=1)

    def backward(self, grad):
        x, hs, h0 = self._x, self._hs, self._h0
        T, H = hs.shape[1:]
        dx, dh0 = np.zeros_like(x), np.zeros_like(h0)
        for d in range(2):
            part = grad[:, d * H : (d + 1) * H]
            order = list(self._order(T, d))
            dw, du, db = np.zeros_like(self._w[d]), np.zeros_like(self._u[d]), np.zeros_like(self._b[d])
            carry = np.zeros(H)
            for step in range(T - 1, -1, -1):
                t = order[step]
                before = h0[d] if step == 0 else hs[d, order[step - 1]]
                dz = (part[t] + carry) * (1 - hs[d, t] ** 2)
                dw += np.outer(x[t], dz)
                du += np.outer(before, dz)
                db += dz
                dx[t] += self._w[d] @ dz
                carry = self._u[d] @ dz
            dh0[d] = carry
            self._dw[d], self._du[d], self._db[d] = dw, du, db
        return dx, dh0


def draw_both(cls, rng):
    T, D, H = (int(n) for n in rng.integers(1, (7, 5, 4)))
    return Case(layer=cls(D, H, rng), inputs=(rng.normal(size=(T, D)), rng.normal(size=(2, H)) * 0.5))


def natural_both(cls):
    rng = np.random.default_rng(0)
    return Case(layer=cls(2, 3, rng), inputs=(rng.normal(size=(4, 2)), np.zeros((2, 3))))


def both_gradients(layer, got):
    named = {"x": got[0], "x1": got[1]}
    for d in range(2):
        named |= {f"_w{d}": layer._dw[d], f"_u{d}": layer._du[d], f"_b{d}": layer._db[d]}
    return named


BEFORE = "before = h0[d] if step == 0 else hs[d, order[step - 1]]"

SPECIMENS = (
    ModernSpecimen(
        name="rnn_bidirectional",
        cls=BidirectionalRNN,
        draw=draw_both,
        natural=natural_both,
        style="private lists _w and _dw, one entry for each direction",
        gradients=both_gradients,
        parameters=lambda m: {f"_{n}{d}": vars(m)[f"_{n}"][d] for n in "wub" for d in range(2)},
        bugs=(
            Bug("accumulation", "dx[t] += self._w[d] @ dz", "dx[t] = self._w[d] @ dz", "the way back only"),
            Bug("axis", BEFORE, "before = h0[d] if t == 0 else hs[d, t - 1]", "the forward order for both"),
            Bug("localised", BEFORE, "before = 0 * h0[d] if step == 0 else hs[d, order[step - 1]]", "h0"),
            Bug(
                "missing-term",
                "dz = (part[t] + carry) * (1 - hs[d, t] ** 2)",
                "dz = part[t] * (1 - hs[d, t] ** 2)",
            ),
            Bug("axis", "carry = self._u[d] @ dz", "carry = self._u[d].T @ dz", "right for one unit"),
            Bug("state", "self._hs = np.zeros((2, T, H))", "BidirectionalRNN._hs = np.zeros((2, T, H))"),
        ),
    ),
)
