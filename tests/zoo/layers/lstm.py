"""A long short-term memory over time, starting from zero; gates in the order i, f, g, o."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Lstm:
    def __init__(self, inputs, hidden):
        rng = np.random.default_rng(0)
        self.inputs, self.hidden = inputs, hidden
        self.params = {"W": rng.normal(size=(inputs + hidden, 4 * hidden)), "b": np.zeros(4 * hidden)}
        self.grads = {}

    def forward(self, x):
        W, b = self.params["W"], self.params["b"]
        h = c = 0 * (x[:, 0, :1] + W[0, : self.hidden])
        self.steps, out = [], []
        for t in range(x.shape[1]):
            xh = np.concatenate([x[:, t], h], axis=1)
            z = xh @ W + b
            i, f, o = (
                0.5 * (1 + np.tanh(0.5 * z[:, k * self.hidden : (k + 1) * self.hidden])) for k in (0, 1, 3)
            )
            g = np.tanh(z[:, 2 * self.hidden : 3 * self.hidden])
            before, c = c, f * c + i * g
            h = o * np.tanh(c)
            self.steps.append((xh, i, f, g, o, before, np.tanh(c)))
            out.append(h)
        return np.stack(out, axis=1)

    def backward(self, dout):
        W, D = self.params["W"], self.inputs
        dW, dxs = np.zeros_like(W), []
        db = np.zeros_like(self.params["b"])
        dh, dc = np.zeros_like(dout[:, 0]), np.zeros_like(dout[:, 0])
        for t in reversed(range(dout.shape[1])):
            xh, i, f, g, o, before, tc = self.steps[t]
            dh = dh + dout[:, t]
            dc = dc + dh * o * (1 - tc * tc)
            di, df = dc * g * i * (1 - i), dc * before * f * (1 - f)
            dg, do = dc * i * (1 - g * g), dh * tc * o * (1 - o)
            dz = np.concatenate([di, df, dg, do], axis=1)
            dW += xh.T @ dz
            db += dz.sum(axis=0)
            dxh = dz @ W.T
            dxs.append(dxh[:, :D])
            dh = dxh[:, D:]
            dc = dc * f
        self.grads = {"W": dW, "b": db}
        return np.stack(dxs[::-1], axis=1)


DC = "dc = dc + dh * o * (1 - tc * tc)"
GATES = "dz = np.concatenate([di, df, dg, do], axis=1)"
ZEROS = "dh, dc = np.zeros_like(dout[:, 0]), np.zeros_like(dout[:, 0])"

SPECIMEN = Specimen(
    name="lstm",
    cls=Lstm,
    contract=Contract(
        shapes="N T inputs -> N T hidden",
        inputs=("x",),
        parameters={"W": "inputs+hidden 4*hidden", "b": "4*hidden"},
        rows_independent=True,
    ),
    cases=({"inputs": 2, "hidden": 2}, {"inputs": 3, "hidden": 1}, {"inputs": 1, "hidden": 3}),
    bugs=(
        Bug("missing-term", "dc = dc * f", "dc = dc * 0", "no path through the cell"),
        Bug("missing-term", "dh = dxh[:, D:]", "dh = 0 * dxh[:, D:]", "no path through the hidden state"),
        Bug("missing-term", DC, "dc = dc + dh * o"),
        Bug("scale", DC, "dc = dc + dh * o * (1 - tc)"),
        Bug(
            "axis",
            GATES,
            "dz = np.concatenate([df, di, dg, do], axis=1)",
            "two gates exchanged",
        ),
        Bug("axis", "return np.stack(dxs[::-1], axis=1)", "return np.stack(dxs, axis=1)", "time reversed"),
        Bug("shape-conditional", "dc = dc * f", "dc = dc * f if t > 1 else dc * 0", "the first steps"),
        Bug("value-conditional", DC, "dc = dc + dh * o * np.where(abs(tc) > 0.7, 0, 1 - tc * tc)"),
        Bug("localised", "db += dz.sum(axis=0)", "db += dz.sum(axis=0) * (np.arange(len(db)) != 1)"),
        Bug("small", "dc = dc * f", "dc = dc * f * 0.999"),
        Bug(
            "state",
            ZEROS,
            "dh = dc = np.zeros_like(dout[:, 0]); dout *= 1 + 1e-5",
            "writes into the cotangent",
        ),
        Bug(
            "state",
            "self.steps, out = [], []",
            "self.steps, out = self.__dict__.get('steps', []), []",
            "collects the steps of all calls",
        ),
        Bug("dtype", 'db = np.zeros_like(self.params["b"])', "db = np.zeros(4 * self.hidden)"),
        Bug("accumulation", "dW += xh.T @ dz", "dW = xh.T @ dz", "the first step only"),
        Bug("accumulation", DC, "dc = dh * o * (1 - tc * tc)"),
        Bug("accumulation", "dh = dh + dout[:, t]", "dh = dout[:, t] if t == 0 else dh + dout[:, t]"),
    ),
    tags=("plain",),
)
