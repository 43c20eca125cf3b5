"""Correct layers that trip gradient checkers, beside those that the zoo has already.

The zoo has abs, sort and cumulative max, sin(1000 x), the key bias of attention, Dropout. Here are a norm
at 0, a logarithm near 0, and a forward that works in float32 whatever it is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from points import make_layer  # noqa: F401 - sets up the path of the zoo
from zoo.specimen import Specimen

from ethan_core import Contract, Interval

__all__ = ["AWKWARD"]


class NormOfRows:
    """The Euclidean norm of each row, with gradient 0 for a row of zeros."""

    def forward(self, x: Any) -> Any:
        size = np.sqrt((x * x).sum(axis=1))
        return size, (x, size)

    def backward(self, dout: Any, cache: Any) -> Any:
        x, size = cache
        return (np.where(size > 0, dout / np.where(size > 0, size, 1), 0)[:, None] * x,)


class Logarithm:
    """The natural logarithm of positive numbers."""

    def forward(self, x: Any) -> Any:
        return np.log(x), x

    def backward(self, dout: Any, cache: Any) -> Any:
        return (dout / cache,)


class SinglePrecisionTanh:
    """tanh of an affine map, computed in float32 for any dtype."""

    def forward(self, x: Any, w: Any) -> Any:
        y = np.tanh(x.astype(np.float32) @ w.astype(np.float32)).astype(x.dtype)
        return y, (x, w, y)

    def backward(self, dout: Any, cache: Any) -> Any:
        x, w, y = cache
        inner = dout * (1 - y * y)
        return inner @ w.T, x.T @ inner


class MedianOfRows:
    """The middle entry of each row; between two middle ones, their mean."""

    def forward(self, x: Any) -> Any:
        order = np.argsort(x, axis=1, kind="stable")
        middle = order[:, [(x.shape[1] - 1) // 2, x.shape[1] // 2]]
        return np.take_along_axis(x, middle, axis=1).mean(axis=1), (x, middle)

    def backward(self, dout: Any, cache: Any) -> Any:
        x, middle = cache
        dx = np.zeros_like(x)
        np.add.at(dx, (np.arange(len(x))[:, None], middle), dout[:, None] / 2)
        return (dx,)


ROWS = Contract(shapes="N T -> N", inputs=("x",), rows_independent=True)
POSITIVE = Contract(
    shapes="*axes -> *axes", inputs=("x",), domain={"x": Interval(0.0, open=True)}, rows_independent=True
)
AFFINE = Contract(shapes="N D, D K -> N K", inputs=("x", "w"))

AWKWARD: tuple[Specimen, ...] = tuple(
    Specimen(name=cls.__name__, cls=cls, contract=contract, cases=({},), bugs=(), tags=("cached", *tags))
    for cls, contract, tags in (
        (NormOfRows, ROWS, ("kinked",)),
        (MedianOfRows, ROWS, ("kinked",)),
        (Logarithm, POSITIVE, ()),
        (SinglePrecisionTanh, AFFINE, ()),
    )
)
"""All of them; every one is right."""
