"""Diagnoses: each names its own mistake, on layers whose smallest case alone would not tell."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import check_layer
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


MEAN = "dL_db was divided by the batch size"
ONCE = (
    "dL_dtable counts an id that is repeated in ids once: all its occurrences must be added up (numpy.add.at)"
)

CASES = {
    "wrong sign": (Elementwise(lambda dx, d, _: -dx), "dL_dx has the wrong sign"),
    "batch size": (Affine(put("db", lambda s, d: s.db / len(d))), MEAN),
    "batch size missing": (
        Elementwise(lambda dx, d, _: dx * len(dx)),
        "a division of dL_dx by the batch size is missing, or its sum was taken for the mean",
    ),
    "mean over time": (
        Affine(put("db", lambda s, d: d.mean(axis=1).sum(axis=0))),
        "dL_db was divided by the length of axis 1 of the output",
    ),
    "mean over everything": (
        Elementwise(lambda dx, d, _: dx / dx.size),
        "dL_dx was divided by the number of entries of x",
    ),
    "root missing": (
        Softmax(0),
        "a division of dL_dx by the square root of the length of axis 1 of x is missing",
    ),
    "root twice": (
        Softmax(1),
        "dL_dx was divided by the square root of the length of axis 1 of x once too often",
    ),
    "dropout's factor": (Mask(), "the factor 1/(1-p) of what is kept is missing in dL_dx"),
    "a constant": (
        Elementwise(lambda dx, d, _: dx + 0.125),
        "the same 0.125 is added to every entry of dL_dx",
    ),
    "at the output": (
        Elementwise(lambda dx, d, s: d * (1 - np.tanh(s.y) ** 2)),
        "the derivative is taken at the output of forward, not at its input x",
    ),
    "absolute cotangent": (
        Elementwise(lambda dx, d, s: np.abs(d) * (1 - s.y**2)),
        "dL_dx is computed as if the cotangent were replaced by its absolute value",
    ),
    "no cotangent": (
        Elementwise(lambda dx, d, s: 1 - s.y**2),
        "dL_dx is computed as if the cotangent were all ones",
    ),
    "mean cotangent": (
        Elementwise(lambda dx, d, s: d.mean(axis=1, keepdims=True) * (1 - s.y**2)),
        "dL_dx is computed as if the cotangent were replaced by its mean along axis 1",
    ),
    "flipped cotangent": (
        Affine(put("dW", lambda s, d: np.einsum("ntf,ntw->fw", s.x, d[:, ::-1]))),
        "dL_dW is computed as if the cotangent were flipped along axis 1",
    ),
    "last step": (
        Affine(put("db", lambda s, d: d[:, -1].sum(axis=0))),
        "dL_db is computed as if the cotangent were nothing but its last entry along axis 1",
    ),
    "first row": (
        Affine(put("dW", lambda s, d: s.x[0].T @ d[0])),
        "dL_dW is computed as if the cotangent were nothing but its first entry along axis 0",
    ),
    "all but the last row": (
        Affine(put("dW", lambda s, d: np.einsum("ntf,ntw->fw", s.x[:-1], d[:-1]))),
        "dL_dW is computed as if the cotangent were without its last entry along axis 0",
    ),
    "transposed": (Affine(put("dW", lambda s, d: s.dW.T), 2, 2), "dL_dW is transposed"),
    "flipped": (Elementwise(lambda dx, d, _: dx[:, ::-1]), "dL_dx is flipped along axis 1"),
    "one mean for all": (
        Elementwise(lambda dx, d, _: np.broadcast_to(dx.mean(axis=1, keepdims=True), dx.shape).copy()),
        "dL_dx holds the mean along axis 1 in every entry",
    ),
    "last of repeated ids": (Lookup(last_of_each), ONCE),
    "first of repeated ids": (Lookup(first_of_each), ONCE),
    "an id for padding": (Lookup(padding), "only table[-1, :] is wrong"),
    "float32": (
        Elementwise(lambda dx, d, _: dx.astype(np.float32).astype(float)),
        "dL_dx went through float32 on its way",
    ),
    "float16": (
        Elementwise(lambda dx, d, _: dx.astype(np.float16).astype(float)),
        "dL_dx went through float16 on its way",
    ),
    "zeros": (
        Elementwise(lambda dx, d, s: np.where(np.arange(dx.shape[1]) == 1, 0, dx)),
        "dL_dx is zero in entries of x on which the output depends",
    ),
    "last column": (
        Elementwise(lambda dx, d, _: dx * np.where(np.arange(dx.shape[1]) == dx.shape[1] - 1, 0.5, 1)),
        "only x[:, -1] is wrong",
    ),
    "a corner": (
        Elementwise(lambda dx, d, _: dx * (np.arange(dx.size).reshape(dx.shape) != dx.size - 1)),
        "dL_dx is zero in entries of x on which the output depends",
    ),
    "swapped arguments": (SwappedMSE(), "prediction and target are swapped in the gradient"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    layer, text = CASES[name]
    report = check_layer(layer, checks=["gradient"])
    assert report.verdict == "fail"
    assert any(text in finding.evidence["looks_like"] for finding in report.failures), str(report)
    assert f"\n  looks like: {text}" in str(report)


NAMELESS = {
    "a lost factor": Elementwise(lambda dx, d, _: 2 * dx),
    "a small factor": Elementwise(lambda dx, d, _: dx * 0.9999),
    "a smaller factor": Elementwise(lambda dx, d, _: dx * (1 - 1e-7)),
    "another function": Elementwise(lambda dx, d, s: d * (1 - s.y**4)),
    "half of W": Affine(put("dW", lambda s, d: s.dW / 2)),
    "noise": Elementwise(
        lambda dx, d, _: dx * (1 + 1e-4 * np.sin(np.arange(dx.size) ** 2).reshape(dx.shape))
    ),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", NAMELESS)
def test_what_has_no_name_gets_none(name, seed):
    report = check_layer(NAMELESS[name], checks=["gradient"], seed=seed)
    assert report.verdict == "fail"
    assert [finding.evidence["looks_like"] for finding in report.failures] == [[]], str(report)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", CASES)
def test_a_name_is_of_the_gradient_that_is_wrong(name, seed):
    """Whatever is said of a mistake, only wrong targets are named."""
    layer, _ = CASES[name]
    for finding in check_layer(layer, checks=["gradient"], seed=seed).failures:
        array = finding.target.removeprefix("dL_d")
        for said in finding.evidence["looks_like"]:
            assert finding.target in said or array in said or "swapped" in said
