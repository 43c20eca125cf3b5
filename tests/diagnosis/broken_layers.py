"""Layers whose backward a test breaks, wrong gradients made by hand, and what is said about either."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check import check_layer
from ethan_check.verdict.wrong_entries import WrongEntry, WrongGradient
from ethan_core import Contract
from ethan_core.contract import Integers
from ethan_core.fn import MSE


class Elementwise:
    """tanh(x), whose backward a test breaks."""

    contract = Contract(shapes="N D -> N D", inputs=("x",))

    def __init__(self, change=lambda dx, dout, layer: dx):
        self.change = change

    def forward(self, x):
        self.x, self.y = x, np.tanh(x)
        return self.y

    def backward(self, dout):
        return self.change(dout * (1 - self.y**2), dout, self)


class Affine:
    """x @ W + b, over a batch and time."""

    contract = Contract(
        shapes="N T features -> N T width", inputs=("x",), parameters={"W": "features width", "b": "width"}
    )

    def __init__(self, change, features=3, width=2):
        self.change, self.features, self.width = change, features, width
        self.W = np.random.default_rng(0).normal(size=(features, width))
        self.b = np.zeros(width)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = np.einsum("ntf,ntw->fw", self.x, dout)
        self.db = dout.sum(axis=(0, 1))
        dx = dout @ self.W.T
        self.change(self, dout)
        return dx


class Lookup:
    contract = Contract(
        shapes="N T -> N T width",
        inputs=("ids",),
        integers={"ids": Integers("vocabulary")},
        parameters={"table": "vocabulary width"},
    )

    def __init__(self, change, vocabulary=5, width=2):
        self.change, self.vocabulary, self.width = change, vocabulary, width
        self.table = np.random.default_rng(0).normal(size=(vocabulary, width))

    def forward(self, ids):
        self.ids = ids
        return self.table[ids]

    def backward(self, dout):
        self.dtable = np.zeros_like(self.table)
        self.change(self, dout)


class Softmax:
    """Scores over the root of their number, whose division a test forgets."""

    contract = Contract(shapes="N D -> N D", inputs=("x",))

    def __init__(self, power):
        self.power = power

    def forward(self, x):
        s = x / np.sqrt(x.shape[1])
        e = np.exp(s - s.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, dout):
        ds = self.y * (dout - (dout * self.y).sum(axis=1, keepdims=True))
        return ds / dout.shape[1] ** self.power


class Mask:
    contract = Contract(shapes="N D -> N D", inputs=("x",), random=True)

    def __init__(self, p=0.3):
        self.p, self.generator = p, np.random.default_rng(0)

    def forward(self, x):
        self.mask = self.generator.random(x.shape) >= self.p
        return x * self.mask / (1 - self.p)

    def backward(self, dout):
        return dout * self.mask


class SwappedMSE(MSE):
    def _gradient(self, prediction, target):
        return 2 * (target - prediction)


def put(name, change):
    """A change that replaces one of a layer's gradients."""

    def do(layer, dout):
        setattr(layer, name, change(layer, dout))

    return do


def last_of_each(layer, dout):
    layer.dtable[layer.ids] = dout


def first_of_each(layer, dout):
    layer.dtable[layer.ids[::-1, ::-1]] = dout[::-1, ::-1]


def padding(layer, dout):
    np.add.at(layer.dtable, layer.ids, dout)
    layer.dtable[-1] = 0


def explanations(layer: Any, seed: int = 0, text: str = "") -> list[str]:
    """Everything that the failures of a layer look like; of no gradient but the wrong one.

    Args:
        text: a line of the report that says so.
    """
    report = check_layer(layer, checks=["gradient"], seed=seed)
    assert report.verdict == "fail"
    assert text in str(report)
    for finding in report.failures:
        array = finding.target.removeprefix("dL_d")
        for said in finding.evidence["looks_like"]:
            assert finding.target in said or array in said or "swapped" in said
    return [said for finding in report.failures for said in finding.evidence["looks_like"]]


def assert_explained(layer: Any, text: str, seed: int = 0) -> None:
    """The mistake is named, in the evidence and in the message, and no other array is."""
    assert text in explanations(layer, seed, text=f"\n  looks like: {text}")


def wrong_gradient(backward: Any, derivative: Any, name: str = "x", **more: Any) -> WrongGradient:
    """A wrong gradient by hand, with bars of 1e-12."""
    g, d = np.asarray(backward, dtype=float), np.asarray(derivative, dtype=float)
    entries = tuple(
        WrongEntry(tuple(int(i) for i in index), float(g[index]), float(d[index]), 1e-12)
        for index in np.ndindex(g.shape)
        if not abs(g[index] - d[index]) <= 1e-12
    )
    return WrongGradient(name, f"dL_d{name}", entries, g, d, np.full(d.shape, 1e-12), **more)
