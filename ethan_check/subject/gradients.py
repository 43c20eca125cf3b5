"""From what backward reports to derivatives: every target's gradient is there, fits its array, and has the
reduction over the batch undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_check.subject.conventions.adapter import Gradients
from ethan_core.layer import Array

if TYPE_CHECKING:
    from ethan_check.subject.subject import Subject

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


def validated_gradients(subject: Subject, reported: Gradients) -> dict[str, Array]:
    """Reported gradients by array name, with the reduction over the batch undone.

    Raises:
        BadGradient: a gradient is missing, or has the wrong shape or type.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.net import Mlp
    >>> subject = Subject(Mlp(1, 1), (np.ones((2, 1)),))  # Whose gradients are the mean over the batch.
    >>> reported = Gradients((np.ones((2, 1)),), {"W": np.ones((1, 1)), "b": np.ones(1)})
    >>> validated_gradients(subject, reported)["b"]
    array([2.])
    """
    by_name: dict[str, Any] = dict(zip(subject.input_names, reported.inputs, strict=False))
    by_name.update(reported.parameters)
    result: dict[str, Array] = {}
    for name, target in subject.targets.items():
        gradient = by_name.get(name)
        shape = subject.values[name].shape
        if gradient is None:
            owed = f"{target} is None, but {name} {shape} is owed a gradient"
            raise BadGradient(target, owed + _how_to_declare(subject, name))
        array = _as_array(gradient)
        if array.dtype.kind not in "fiuc":
            raise BadGradient(
                target, f"{target} is a {type(gradient).__name__}, expected an array of shape {shape}"
            )
        if array.shape != shape:
            raise BadGradient(
                target, f"{target} has shape {array.shape}, expected {shape}, the shape of {name}"
            )
        factor = subject.factor(name)
        result[name] = array * np.asarray(factor, dtype=array.dtype) if factor != 1.0 else array
    return result


def _how_to_declare(subject: Subject, name: str) -> str:
    if name not in subject.input_names or subject.contract is not None:
        return ""
    names = ", ".join(f'"{one}"' for one in subject.input_names)
    return (
        "; if backward has none to give, declare so: "
        f'contract=Contract(inputs=({names},), constants=("{name}",))'
    )


def _as_array(gradient: Any) -> Array:
    """A gradient as an array; what is none has the dtype object."""
    try:
        return np.asarray(gradient)
    except ValueError:  # Pieces of different shapes.
        return np.empty((), dtype=object)
