"""Outputs as one flat vector, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.returned import SURELY_SMALL, as_array, require_bounded
from ethan_check.subject.execution.what_it_is import what_it_is
from ethan_core.layer import Array

__all__ = ["flatten", "is_output", "plain_output", "unflatten"]


def is_output(value: Any) -> bool:
    """Whether forward's result is an array of numbers, a number, or several of them.

    >>> is_output(np.ones(2)), is_output((1.0, np.ones(2))), is_output(None)
    (True, True, False)
    """
    if isinstance(value, tuple | list):
        return bool(value) and all(as_array(piece) is not None for piece in value)
    return as_array(value) is not None


def plain_output(value: Any) -> Any:
    """What forward returned, in arrays, tuples and lists of the usual classes: what a class of somebody
    else's does instead of them is not met later on.

    Raises:
        LayerFault: it is no output: what it is instead.

    >>> plain_output(np.ma.masked_array([1.0, 2.0]))
    array([1., 2.])
    """
    if type(value) is np.ndarray and value.dtype.kind in "fciub" and value.nbytes <= SURELY_SMALL:
        return value  # As a rule: it is asked hundreds of times.
    require_bounded(value, "forward")
    if isinstance(value, tuple | list):
        held = list(tuple.__iter__(value) if isinstance(value, tuple) else list.__iter__(value))
        if is_output(held):
            pieces = [_plain(piece) for piece in held]
            return pieces if isinstance(value, list) else tuple(pieces)
    elif is_output(value):
        return _plain(value)
    raise LayerFault(
        f"forward returned {what_it_is(value)}, expected an array or a tuple of arrays", "forward"
    )


def _plain(value: Any) -> Any:
    """An array of the usual class; a number as it is."""
    is_plain = type(value) in (np.ndarray, float, int) or isinstance(value, np.generic)
    return value if is_plain else as_array(value)


def flatten(output: Any) -> Array:
    """One vector of all outputs; a list or tuple of arrays is laid end to end."""
    if isinstance(output, tuple | list):
        return np.concatenate([np.asarray(piece).ravel() for piece in output])
    return np.asarray(output).ravel()


def unflatten(vector: Vector, output: Any) -> Any:
    """A flat vector in the shape (and dtype) of an output: the inverse of `flatten`."""
    if isinstance(output, tuple | list):
        pieces, start = [], 0
        for piece in output:
            size = np.asarray(piece).size
            pieces.append(_shaped(vector[start : start + size], piece))
            start += size
        return type(output)(pieces) if isinstance(output, list) else tuple(pieces)
    return _shaped(vector, output)


def _shaped(vector: Vector, output: Any) -> Array:
    array = np.asarray(output)
    dtype = array.dtype if array.dtype.kind == "f" else np.float64
    return vector.reshape(array.shape).astype(dtype)
