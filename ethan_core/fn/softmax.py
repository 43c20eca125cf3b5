"""Scores to probabilities."""

from __future__ import annotations

import numpy as np

from ethan_core.contract import Contract
from ethan_core.errors import ArgumentError, ShapeError
from ethan_core.layer import Array, LayerBase
from ethan_core.registry import register
from ethan_core.shapes import Shape, parse_shape
from ethan_core.validation import require_array

__all__ = ["Softmax", "exp_shifted"]


@register("softmax.v1", cases=[{}, {"axis": 0}, {"axis": 1}])
class Softmax(LayerBase):
    """The exponentials along one axis over their sum: a probability distribution.

    It gives the gradient of every score on every probability in closed form, which makes it the usual
    last layer of a classifier. With many classes the gradients become small. The exponential overflows
    unless the largest score is subtracted first, as is done here.

    Args:
        axis: the axis of the classes; negative numbers count from the end.

    A single vector of scores, without a batch axis, is taken too.

    Formula:
        Y[*n,i] = exp(X[*n,i])/sum(exp(X[*n,t]) for t)
        dY[*n,i]/dX[*n,j] = Y[*n,i]*(1 - Y[*n,j]) if i == j else -Y[*n,i]*Y[*n,j]

    This is the default, the last axis; for another axis the contract states the same with i and j there.

    >>> Softmax().forward(np.array([[1e4, 1e4], [0.0, -1e4]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """

    def __init__(self, axis: int = -1) -> None:
        if isinstance(axis, bool) or not isinstance(axis, int | np.integer):
            raise ArgumentError(f"Softmax: axis is {axis!r}, expected an integer")
        self.axis = int(axis)

    @property
    def contract(self) -> Contract:
        """Rows are independent unless the classes lie along the leading axis."""
        if self.axis >= 0:
            before, after = [f"n{k}" for k in range(self.axis)], ["*axes"]
        else:
            before, after = ["*axes"], [f"n{k}" for k in range(-1 - self.axis)]
        batch = [] if self.axis >= 0 else ["N"]
        shape = " ".join([*batch, *before, "classes", *after])
        return Contract(
            shapes=f"{shape} -> {shape}",
            rows_independent=self.axis != 0,
            formula=_formula(before, after),
        )

    def _require(
        self,
        method: str,
        argument: str,
        value: Array,
        shape: Shape,
        sizes: dict[str, int],
        stars: dict[str, tuple[int, ...]],
    ) -> None:
        # The contract speaks of batches; a lone vector of scores is fine as well.
        where = f"Softmax.{method}"
        require_array(where, argument, value, parse_shape("*axes"), sizes, stars)
        if not -value.ndim <= self.axis < value.ndim or value.shape[self.axis] == 0:
            raise ShapeError(
                f"{where}: {argument} has shape {value.shape}, expected ({shape}) with at least one class "
                f"along axis {self.axis}"
            )

    def _forward(self, X: Array) -> Array:
        E = exp_shifted(X, self.axis)
        Y: Array = E / E.sum(axis=self.axis, keepdims=True)
        return Y

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        Y = self._forward(X)
        # A constant added to the cotangent changes nothing, since Y sums to 1. Measured from its value at
        # the largest entry, the difference below does not cancel where Y is close to a unit vector.
        largest = np.argmax(Y, axis=self.axis, keepdims=True)
        G = dL_dY - np.take_along_axis(dL_dY, largest, axis=self.axis)
        return Y * (G - (G * Y).sum(axis=self.axis, keepdims=True)), {}


def _formula(before: list[str], after: list[str]) -> str:
    i, j, t = (",".join([*before, index, *after]) for index in "ijt")
    return (
        f"Y[{i}] = exp(X[{i}])/sum(exp(X[{t}]) for t)\n"
        f"dY[{i}]/dX[{j}] = Y[{i}]*(1 - Y[{j}]) if i == j else -Y[{i}]*Y[{j}]"
    )


def exp_shifted(X: Array, axis: int) -> Array:
    """The exponentials, along one axis, of what is left after subtracting the largest real part.

    >>> float(exp_shifted(np.array([[1e4, 1e4 + 1]]), -1).max())
    1.0
    """
    E: Array = np.exp(X - X.real.max(axis=axis, keepdims=True))
    return E
