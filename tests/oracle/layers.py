"""Small documented layers, right and wrong, and their evaluation at one point."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check import Subject
from ethan_check.oracle.point_evaluation import PointEvaluation
from ethan_core import Contract

X = np.array([-1.5, 0.25, 2.0])
SQUARE = "Y[*i] = X[*i]**2\ndY[*i]/dX[*i] = 2*X[*i]"


class Square:
    """x squared, whose forward and backward a test may scale."""

    def __init__(self, forward: float = 1.0, backward: float = 1.0) -> None:
        self.by_forward, self.by_backward = forward, backward

    def forward(self, x: Any) -> Any:
        self.x = x
        return self.by_forward * (x * x)

    def backward(self, g: Any) -> Any:
        return self.by_backward * 2 * self.x * g


class Absolute:
    def forward(self, x: Any) -> Any:
        self.x = x
        return np.abs(x)

    def backward(self, g: Any) -> Any:
        return g * np.sign(self.x)


def subject_of(layer: Any, formula: str = SQUARE, x: Any = X, **details: Any) -> Subject:
    """A subject whose contract states a formula."""
    return Subject(layer, (x,), contract=Contract(shapes="*axes -> *axes", formula=formula, **details))


def at_point(layer: Any, formula: str = SQUARE, x: Any = X, **details: Any) -> PointEvaluation:
    """What the layer computes at a point, beside its formula."""
    subject = subject_of(layer, formula, x, **details)
    return PointEvaluation(subject, subject.values, 0)
