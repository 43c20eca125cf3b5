"""One matrix used twice: y = tanh(x W) W'."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class TiedWeights:
    def __init__(self, width, hidden):
        self.width, self.hidden = width, hidden
        self.params = {"W": np.random.default_rng(0).normal(size=(width, hidden))}
        self.grads = {}

    def forward(self, x):
        W = self.params["W"]
        self.x, self.h = x, np.tanh(x @ W)
        return self.h @ W.T

    def backward(self, dout):
        W, h = self.params["W"], self.h
        dz = (dout @ W) * (1 - h * h)
        encoder = self.x.T @ dz
        decoder = dout.T @ h
        self.grads = {"W": encoder + decoder}
        return dz @ W.T


SUM = 'self.grads = {"W": encoder + decoder}'

SPECIMEN = Specimen(
    name="tied_weights",
    cls=TiedWeights,
    contract=Contract(
        shapes="N width -> N width",
        inputs=("x",),
        parameters={"W": "width hidden"},
        rows_independent=True,
    ),
    cases=({"width": 3, "hidden": 2}, {"width": 2, "hidden": 2}, {"width": 1, "hidden": 4}),
    bugs=(
        Bug("accumulation", SUM, 'self.grads = {"W": encoder}', "the second use is dropped"),
        Bug("accumulation", SUM, 'self.grads = {"W": decoder}', "the first use is dropped"),
        Bug("scale", SUM, 'self.grads = {"W": (encoder + decoder) / 2}'),
        Bug(
            "axis",
            "decoder = dout.T @ h",
            "decoder = dout.T @ h if self.width != self.hidden else h.T @ dout",
        ),
        Bug("missing-term", "dz = (dout @ W) * (1 - h * h)", "dz = dout @ W"),
        Bug("localised", SUM, 'self.grads = {"W": encoder + decoder}; self.grads["W"][-1] = encoder[-1]'),
        Bug("small", SUM, 'self.grads = {"W": encoder + decoder * (1 - 1e-4)}'),
        Bug("ones-cotangent", "decoder = dout.T @ h", "decoder = dout[::-1].T @ h"),
        Bug(
            "state",
            SUM,
            'self.grads["W"] = self.grads.get("W", 0 * W); self.grads["W"] += encoder + decoder',
            "accumulates",
        ),
        Bug(
            "state",
            SUM,
            'self.grads = {"W": encoder + decoder}; self.params["W"] = W * (1 + 1e-6)',
            "moves a parameter",
        ),
        Bug("dtype", SUM, 'self.grads = {"W": np.float64(1) * encoder + decoder}'),
    ),
    tags=("plain",),
)
