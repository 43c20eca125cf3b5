"""Parameters that are objects: `p.data` or `p.value`, with `p.grad` or `p.grad_array` beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ethan_check.subject.conventions.pairs import Pair
from ethan_check.subject.execution.object_paths import Path

__all__ = ["DATA", "GRADIENT", "NAME", "pairs"]

NAME = "parameter-objects"

DATA = ("data", "value", "array", "val", "values", "w", "tensor", "_data", "_value", "_array", "param")
GRADIENT = (
    "grad", "grad_array", "gradient", "grads", "g", "diff", "d", "_grad", "_gradient", "grad_value", "dvalue",
)  # fmt: skip


def pairs(holder: Any, path: Path) -> Iterator[Pair]:
    """The array of one object and its gradient, if the object is a parameter.

    >>> class Parameter:
    ...     def __init__(self): self.value, self.grad = np.ones(2), None
    >>> [(pair.parameter, pair.gradient) for pair in pairs(Parameter(), ("W",))]
    [(('W', 'value'), ('W', 'grad'))]
    """
    if not path or isinstance(holder, Mapping | list | tuple):
        return
    data = next((name for name in DATA if _is_real(getattr(holder, name, None))), None)
    gradient = next((name for name in GRADIENT if _may_be_gradient(holder, name)), None)
    if data is not None and gradient is not None:
        yield Pair((*path, data), (*path, gradient), f"the {gradient} of parameter objects", owed=True)


def _is_real(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def _may_be_gradient(holder: Any, name: str) -> bool:
    value = getattr(holder, name, holder)
    return value is None or isinstance(value, np.ndarray | float | int)
