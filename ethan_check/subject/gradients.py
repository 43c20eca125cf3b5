"""From what backward reports to derivatives: every target's gradient is there, fits its array, and has the
reduction over the batch undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ethan_check.subject.execution.returned import as_array
from ethan_check.subject.execution.what_it_is import what_it_is
from ethan_core.layer import Array

__all__ = ["BadGradient", "validated_gradients"]


class BadGradient(Exception):
    """Backward returned something that cannot be a gradient of its array.

    Attributes:
        target: which gradient, such as `dL_dX`.

    >>> BadGradient("dL_dX", "dL_dX is None").target
    'dL_dX'
    """

    def __init__(self, target: str, message: str) -> None:
        super().__init__(message)
        self.target = target


def validated_gradients(
    reported: Mapping[str, Any],
    shapes: Mapping[str, tuple[int, ...]],
    factor: Callable[[str], float],
    why_missing: Callable[[str], str] = lambda name: "",
) -> dict[str, Array]:
    """Reported gradients by array name, with the reduction over the batch undone.

    Args:
        reported: what backward reported, by the name of the array.
        shapes: of every array that a gradient is owed for.
        factor: what a reported gradient is multiplied by to be the derivative, by name.
        why_missing: what to say of a gradient that is missing, by name, in place of `dL_dX is None`.

    Raises:
        BadGradient: a gradient is missing, or has the wrong shape or type.

    >>> validated_gradients({"b": np.ones(1)}, {"b": (1,)}, lambda name: 2.0)["b"]
    array([2.])
    """
    result: dict[str, Array] = {}
    for name, shape in shapes.items():
        target, gradient = f"dL_d{name}", reported.get(name)
        if gradient is None:
            told = why_missing(name) or f"{target} is None, but {name} {shape} is owed a gradient"
            raise BadGradient(target, told)
        array = as_array(gradient)
        if array is None or array.dtype.kind == "b":
            raise BadGradient(
                target, f"{target} is {what_it_is(gradient)}, expected an array of shape {shape}"
            )
        if array.shape != shape:
            raise BadGradient(
                target, f"{target} has shape {array.shape}, expected {shape}, the shape of {name}"
            )
        multiple = factor(name)
        dtype = array.dtype if array.dtype.kind in "fc" else np.float64  # 1/4 is no integer
        result[name] = array * np.asarray(multiple, dtype=dtype) if multiple != 1.0 else array
    return result
