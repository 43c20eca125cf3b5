"""Correct layers that differ from the usual ones by a convention, and must not be reported.

At a kink or a tie there is no derivative, and each of these returns a legal choice that its contract does
not fix. Each is a specimen without bugs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Integers

from .specimen import Specimen

ELEMENTWISE = Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True)
ROWWISE = Contract(shapes="N T -> N T", inputs=("x",), rows_independent=True)
SELECTION = Contract(shapes="N T -> N", inputs=("x",), rows_independent=True)


class ReluOneAtZero:
    """max(0, x), with derivative 1 at 0."""

    def forward(self, x):
        return np.maximum(x, 0), x

    def backward(self, dout, cache):
        return (np.where(cache >= 0, dout, 0),)


class ReluHalfAtZero:
    """max(0, x), with derivative 1/2 at 0."""

    def forward(self, x):
        return np.maximum(x, 0), x

    def backward(self, dout, cache):
        return (dout * (0.5 * (1 + np.sign(cache))),)


class AbsoluteOneAtZero:
    """The absolute value, with derivative 1 at 0."""

    def forward(self, x):
        return np.abs(x), x

    def backward(self, dout, cache):
        return (np.where(cache >= 0, dout, -dout),)


class MaxSplit:
    """The maximum of each row; equal entries share the gradient equally."""

    def forward(self, x):
        return x.max(axis=1), x

    def backward(self, dout, cache):
        best = (cache == cache.max(axis=1, keepdims=True)).astype(cache.dtype)
        return (dout[:, None] * best / best.sum(axis=1, keepdims=True),)


class MaxLast:
    """The maximum of each row; the last of several equal entries gets the gradient."""

    def forward(self, x):
        return x.max(axis=1), x

    def backward(self, dout, cache):
        dx = np.zeros_like(cache)
        last = cache.shape[1] - 1 - cache[:, ::-1].argmax(axis=1)
        dx[np.arange(len(dx)), last] = dout
        return (dx,)


class SortTiesReversed:
    """The entries of each row in ascending order; equal entries change places."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}
        self.grads: dict[str, Any] = {}

    def forward(self, x):
        self.order = x.shape[1] - 1 - np.argsort(x[:, ::-1], axis=1, kind="stable")
        return np.take_along_axis(x, self.order, axis=1)

    def backward(self, dout):
        dx = np.zeros_like(dout)
        np.put_along_axis(dx, self.order, dout, axis=1)
        return dx


class ReusedGradientBuffer:
    """x times w; the gradient of w is written into one array for all calls."""

    def __init__(self, features: int) -> None:
        self.features = features
        self.params = {"w": np.random.default_rng(0).normal(size=features)}
        self.grads: dict[str, Any] = {}

    def forward(self, x):
        self.x = x
        return x * self.params["w"]

    def backward(self, dout):
        dw = (dout * self.x).sum(axis=0)
        self.grads.setdefault("w", np.empty_like(dw))[:] = dw
        return dout * self.params["w"]


class Relu6Inclusive:
    """x clipped to [0, 6], with derivative 1 at both ends."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}
        self.grads: dict[str, Any] = {}

    def forward(self, x):
        self.x = x
        return np.minimum(np.maximum(x, 0), 6)

    def backward(self, dout):
        return dout * ((self.x >= 0) & (self.x <= 6))


class EmbeddingWithoutInputGradient:
    """Rows of a table; ids have no gradient, and backward returns None."""

    def __init__(self, vocabulary: int, width: int) -> None:
        self.vocabulary, self.width = vocabulary, width
        self.params = {"table": np.random.default_rng(0).normal(size=(vocabulary, width))}
        self.grads: dict[str, Any] = {}

    def forward(self, ids):
        self.ids = ids
        return self.params["table"][ids]

    def backward(self, dout):
        table = self.params["table"]
        hits = (self.ids.reshape(-1, 1) == np.arange(self.vocabulary)).astype(table.dtype)
        self.grads = {"table": hits.T @ dout.reshape(-1, self.width)}


def _specimen(cls: type, contract: Contract, tag: str, **kwargs: Any) -> Specimen:
    return Specimen(name=cls.__name__, cls=cls, contract=contract, cases=(kwargs,), bugs=(), tags=(tag,))


CONVENTIONS: tuple[Specimen, ...] = (
    _specimen(ReluOneAtZero, ELEMENTWISE, "cached"),
    _specimen(ReluHalfAtZero, ELEMENTWISE, "cached"),
    _specimen(AbsoluteOneAtZero, ELEMENTWISE, "cached"),
    _specimen(MaxSplit, SELECTION, "cached"),
    _specimen(MaxLast, SELECTION, "cached"),
    _specimen(SortTiesReversed, ROWWISE, "plain"),
    _specimen(Relu6Inclusive, ELEMENTWISE, "plain"),
    _specimen(
        ReusedGradientBuffer,
        Contract(
            shapes="N features -> N features",
            inputs=("x",),
            parameters={"w": "features"},
            rows_independent=True,
        ),
        "plain",
        features=3,
    ),
    _specimen(
        EmbeddingWithoutInputGradient,
        Contract(
            shapes="N T -> N T width",
            inputs=("ids",),
            parameters={"table": "vocabulary width"},
            integers={"ids": Integers("vocabulary")},
            rows_independent=True,
        ),
        "plain",
        vocabulary=4,
        width=2,
    ),
)
"""All of them; every one is right."""
