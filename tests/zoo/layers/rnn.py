"""A recurrent cell run over time: h_t = tanh(x_t Wx + h_(t-1) Wh + b)."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Rnn:
    def forward(self, x, h0, Wx, Wh, b):
        h = [h0]
        for t in range(x.shape[1]):
            h.append(np.tanh(x[:, t] @ Wx + h[-1] @ Wh + b))
        return np.stack(h[1:], axis=1), (x, h, Wx, Wh)

    def backward(self, dout, cache):
        x, h, Wx, Wh = cache
        dx, dWx, dWh = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh)
        db, dh = np.zeros_like(Wh[0]), np.zeros_like(h[0])
        for t in reversed(range(x.shape[1])):
            total = dout[:, t] + dh
            dz = total * (1 - h[t + 1] ** 2)
            dx[:, t] = dz @ Wx.T
            dWx += x[:, t].T @ dz
            dWh += h[t].T @ dz
            db += dz.sum(axis=0)
            dh = dz @ Wh.T
        return dx, dh, dWx, dWh, db


SPECIMEN = Specimen(
    name="rnn",
    cls=Rnn,
    contract=Contract(
        shapes="N T D, N H, D H, H H, H -> N T H",
        inputs=("x", "h0", "Wx", "Wh", "b"),
        rows_independent=True,
    ),
    cases=({},),
    bugs=(
        Bug(
            "missing-term", "total = dout[:, t] + dh", "total = dout[:, t] + 0", "no path through later steps"
        ),
        Bug("missing-term", "dz = total * (1 - h[t + 1] ** 2)", "dz = total * 1"),
        Bug("scale", "dz = total * (1 - h[t + 1] ** 2)", "dz = total * (1 - h[t] ** 2)", "the step before"),
        Bug("scale", "dh = dz @ Wh.T", "dh = np.clip(dz @ Wh.T, -1, 1)", "clips within time"),
        Bug("axis", "dh = dz @ Wh.T", "dh = dz @ Wh", "square, so that it fits"),
        Bug("axis", "dWh += h[t].T @ dz", "dWh += dz.T @ h[t]"),
        Bug(
            "shape-conditional",
            "for t in reversed(range(x.shape[1])):",
            "for t in reversed(range(min(x.shape[1], 4))):",
        ),
        Bug(
            "value-conditional",
            "dz = total * (1 - h[t + 1] ** 2)",
            "dz = total * np.maximum(1 - h[t + 1] ** 2, 0.05)",
        ),
        Bug(
            "localised",
            "dx[:, t] = dz @ Wx.T",
            "dx[:, t] = dz @ Wx.T * (t > 0 or x.shape[1] == 1)",
            "the first step",
        ),
        Bug("small", "dh = dz @ Wh.T", "dh = dz @ Wh.T * (1 - 1e-3)"),
        Bug("ones-cotangent", "total = dout[:, t] + dh", "total = dout[:, -1 - t] + dh", "time reversed"),
        Bug(
            "state",
            "dz = total * (1 - h[t + 1] ** 2)",
            "h[t + 1][...] = 1 - h[t + 1] ** 2; dz = total * h[t + 1]",
            "uses its cache up",
        ),
        Bug(
            "dtype",
            "db, dh = np.zeros_like(Wh[0]), np.zeros_like(h[0])",
            "db, dh = np.zeros(Wh.shape[1]), np.zeros_like(h[0])",
        ),
        Bug("accumulation", "dWh += h[t].T @ dz", "dWh = h[t].T @ dz", "the first step only"),
        Bug("accumulation", "db += dz.sum(axis=0)", "db[:] = dz.sum(axis=0)"),
        Bug(
            "accumulation",
            "dWx += x[:, t].T @ dz",
            "dWx += x[:, t].T @ dz if t == x.shape[1] - 1 else 0 * Wx",
            "the last step only",
        ),
    ),
    tags=("cached",),
)
