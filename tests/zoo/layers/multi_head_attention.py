"""Self-attention with several heads; adding the key bias shifts all scores of a query alike."""

import math

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class MultiHeadAttention:
    def __init__(self, width, heads):
        rng = np.random.default_rng(0)
        self.width, self.heads = width, heads
        self.params = {name: rng.normal(size=(width, width)) for name in ("Wq", "Wk", "Wv", "Wo")}
        self.params |= {name: rng.normal(size=width) for name in ("bq", "bk", "bv", "bo")}
        self.grads = {}

    def split(self, z):
        return z.reshape(*z.shape[:2], self.heads, -1).swapaxes(1, 2)

    def merge(self, z):
        return z.swapaxes(1, 2).reshape(z.shape[0], z.shape[2], self.width)

    def forward(self, x):
        p = self.params
        self.x = x
        self.q, self.k, self.v = (self.split(x @ p["W" + n] + p["b" + n]) for n in "qkv")
        self.scale = 1 / math.sqrt(self.width // self.heads)
        scores = self.q @ self.k.swapaxes(2, 3) * self.scale
        e = np.exp(scores - scores.max(axis=3, keepdims=True))
        self.a = e / e.sum(axis=3, keepdims=True)
        self.mixed = self.merge(self.a @ self.v)
        return self.mixed @ p["Wo"] + p["bo"]

    def backward(self, dout):
        p, a = self.params, self.a
        self.grads = {"Wo": np.einsum("ntd,nte->de", self.mixed, dout), "bo": dout.sum(axis=(0, 1))}
        dmixed = self.split(dout @ p["Wo"].T)
        dv = a.swapaxes(2, 3) @ dmixed
        da = dmixed @ self.v.swapaxes(2, 3)
        ds = a * (da - (da * a).sum(axis=3, keepdims=True)) * self.scale
        dq, dk = ds @ self.k, ds.swapaxes(2, 3) @ self.q
        dx = np.zeros_like(self.x)
        for n, d in zip("qkv", map(self.merge, (dq, dk, dv)), strict=True):
            self.grads["W" + n] = np.einsum("ntd,nte->de", self.x, d)
            self.grads["b" + n] = d.sum(axis=(0, 1))
            dx += d @ p["W" + n].T
        return dx


DS = "ds = a * (da - (da * a).sum(axis=3, keepdims=True)) * self.scale"
DX = 'dx += d @ p["W" + n].T'
DW = 'self.grads["W" + n] = np.einsum("ntd,nte->de", self.x, d)'
DB = 'self.grads["b" + n] = d.sum(axis=(0, 1))'

SPECIMEN = Specimen(
    name="multi_head_attention",
    cls=MultiHeadAttention,
    contract=Contract(
        shapes="N T width -> N T width",
        inputs=("x",),
        parameters={f"W{n}": "width width" for n in "qkvo"} | {f"b{n}": "width" for n in "qkvo"},
        rows_independent=True,
    ),
    cases=({"width": 4, "heads": 2}, {"width": 3, "heads": 1}, {"width": 2, "heads": 2}),
    bugs=(
        Bug("scale", DS, "ds = a * (da - (da * a).sum(axis=3, keepdims=True)) / self.scale"),
        Bug("scale", DB, 'self.grads["b" + n] = d.sum(axis=(0, 1)) / self.heads'),
        Bug("missing-term", DS, "ds = a * da * self.scale", "the key bias gets a gradient"),
        Bug("axis", DX, 'dx += d @ p["W" + n]', "square, so that it fits"),
        Bug("axis", DW, 'self.grads["W" + n] = np.einsum("ntd,nte->ed", self.x, d)'),
        Bug(
            "shape-conditional",
            DS,
            "ds = a * (da - (da * a).sum(axis=3, keepdims=True)) * self.scale**self.heads",
        ),
        Bug(
            "localised",
            DX,
            'dx += d @ p["W" + n].T * (1 - 0.1 * (np.arange(len(d)) == 1)[:, None, None])',
            "the second sample",
        ),
        Bug("small", DX, 'dx += d @ p["W" + n].T * (1.0001 if n == "k" else 1)'),
        Bug(
            "ones-cotangent",
            'dmixed = self.split(dout @ p["Wo"].T)',
            'dmixed = self.split(dout[:, ::-1] @ p["Wo"].T)',
        ),
        Bug(
            "state",
            DW,
            'self.grads["W" + n] = p["W" + n] * 0; p["W" + n] -= 1e-3 * np.einsum("ntd,nte->de", self.x, d)',
            "updates at once",
        ),
        Bug(
            "dtype",
            "self.scale = 1 / math.sqrt(self.width // self.heads)",
            "self.scale = 1 / np.sqrt(self.width // self.heads)",
        ),
        Bug("accumulation", DX, 'dx = d @ p["W" + n].T', "only the path through the values"),
        Bug("accumulation", DB, 'self.grads["b" + n] = d[:, -1].sum(axis=0)', "the last step only"),
    ),
    tags=("plain",),
)
