"""Outputs as one flat vector, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_core.layer import Array

__all__ = ["flatten", "is_output", "unflatten"]


def is_output(value: Any) -> bool:
    """Whether forward's result is an array of numbers, a number, or several of them.

    >>> is_output(np.ones(2)), is_output((1.0, np.ones(2))), is_output(None)
    (True, True, False)
    """
    if isinstance(value, tuple | list):
        return bool(value) and all(is_output(piece) for piece in value) and _is_flat(value)
    return np.asarray(value).dtype.kind in "fciub"


def _is_flat(pieces: tuple[Any, ...] | list[Any]) -> bool:
    """Whether each piece is one array: not so in `y, (h, c)`."""
    try:
        return all(np.asarray(piece).dtype.kind in "fciub" for piece in pieces)
    except ValueError:  # Pieces of different shapes.
        return False


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
