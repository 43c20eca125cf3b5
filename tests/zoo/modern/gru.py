"""A GRU over a sequence, time first; the last state is an output too."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class GRU:
    """torch's variant: the reset gate multiplies U_n h + b_n.  x (T, N, D), h0 (N, H)."""

    def __init__(self, input_size, hidden_size, rng=None):
        rng = rng or np.random.default_rng(0)
        bound = 1 / np.sqrt(hidden_size)
        self.params = {}
        for gate in "rzn":
            self.params["W" + gate] = rng.uniform(-bound, bound, (hidden_size, input_size))
            self.params["U" + gate] = rng.uniform(-bound, bound, (hidden_size, hidden_size))
            self.params["b" + gate] = rng.uniform(-bound, bound, hidden_size)
        self.params["c"] = rng.uniform(-bound, bound, hidden_size)
        self.grads = {}

    def forward(self, x, h0):
        p = self.params
        h, self.history, outputs = h0, [], []
        for xt in x:
            r = 1 / (1 + np.exp(-(xt @ p["Wr"].T + h @ p["Ur"].T + p["br"])))
            z = 1 / (1 + np.exp(-(xt @ p["Wz"].T + h @ p["Uz"].T + p["bz"])))
            u = h @ p["Un"].T + p["bn"]
            n = np.tanh(xt @ p["Wn"].T + p["c"] + r * u)
            self.history.append((xt, h, r, z, u, n))
            h = (1 - z) * n + z * h
            outputs.append(h)
        return np.stack(outputs), h

    def backward(self, dout, dlast):
        p = self.params
        g = {name: np.zeros_like(w) for name, w in p.items()}
        dx = []
        dh = dlast
        for (xt, h, r, z, u, n), dy in zip(self.history[::-1], dout[::-1], strict=True):
            dh = dh + dy
            dn = dh * (1 - z) * (1 - n**2)
            dz = dh * (h - n) * z * (1 - z)
            dr = dn * u * r * (1 - r)
            du = dn * r
            for gate, d in (("r", dr), ("z", dz), ("n", dn)):
                g["W" + gate] += d.T @ xt
            for gate, d in (("r", dr), ("z", dz), ("n", du)):
                g["U" + gate] += d.T @ h
                g["b" + gate] += d.sum(axis=0)
            g["c"] += dn.sum(axis=0)
            dx.append(dr @ p["Wr"] + dz @ p["Wz"] + dn @ p["Wn"])
            dprev = dh * z
            dprev = dprev + dr @ p["Ur"] + dz @ p["Uz"] + du @ p["Un"]
            dh = dprev
        self.grads = g
        return np.stack(dx[::-1]), dh


def draw(cls, rng):
    T, N, D, H = (int(n) for n in rng.integers(1, (6, 4, 4, 4)))
    return Case(layer=cls(D, H, rng), inputs=(rng.normal(size=(T, N, D)), rng.normal(size=(N, H))))


def natural(cls):
    rng = np.random.default_rng(0)
    return Case(layer=cls(2, 3), inputs=(rng.normal(size=(3, 2, 2)), rng.normal(size=(2, 3))))


DPREV = 'dprev = dprev + dr @ p["Ur"] + dz @ p["Uz"] + du @ p["Un"]'

SPECIMENS = (
    ModernSpecimen(
        name="gru",
        cls=GRU,
        draw=draw,
        natural=natural,
        style="params and grads dictionaries; forward has two outputs and backward two cotangents",
        gradients=lambda layer, got: {"x": got[0], "x1": got[1], **layer.grads},
        parameters=lambda layer: layer.params,
        bugs=(
            Bug("missing-term", "du = dn * r", "du = dn", "the other GRU's formula"),
            Bug("scale", "dz = dh * (h - n) * z * (1 - z)", "dz = dh * (n - h) * z * (1 - z)"),
            Bug("missing-term", "dprev = dh * z", "dprev = 0 * dh", "the state that is kept"),
            Bug("missing-term", DPREV, 'dprev = dprev + dz @ p["Uz"] + du @ p["Un"]', "state to reset gate"),
            Bug(
                "accumulation",
                "dh = dh + dy",
                "dh = dh + dy if len(dx) else dy",
                "the last state's cotangent",
            ),
            Bug("axis", "return np.stack(dx[::-1]), dh", "return np.stack(dx), dh", "time runs backwards"),
            Bug(
                "shape-conditional",
                'g["c"] += dn.sum(axis=0)',
                'g["c"] += dn.sum(axis=0) / len(dout)',
                "right for one step",
            ),
        ),
    ),
)
