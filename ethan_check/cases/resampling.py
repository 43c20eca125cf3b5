"""New arrays from given ones, for layers without a contract: nothing is assumed that they do not show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ethan_check.numerics.tolerances.values import RESAMPLED_SPREAD, SMALL_SHARE, ZERO_SHARE
from ethan_core.layer import Array

__all__ = ["has_batch", "resample"]

_WAYS = ("drawn again", "rounded", "small", "other batch", "flipped", "zeros")


def resample(
    inputs: tuple[Any, ...],
    position: int,
    rng: np.random.Generator,
    batched: Sequence[bool] | None = None,
) -> tuple[Array, ...]:
    """Draw each array's entries anew from the entries that it has, and change them in one way.

    Positive data stays positive and integers stay among the integers that occur, so that the result
    lies inside a domain that is not declared. The way changes with the position: whole numbers with
    ties, small values, another number of rows, other signs, exact zeros.

    Args:
        batched: of which arrays the leading axis is the batch, where that is known.

    >>> (row,) = resample((np.array([1.0, 2.0, 4.0]),), 0, np.random.default_rng(0))
    >>> bool((row > 0).all())
    True
    """
    arrays = [np.asarray(array) for array in inputs]
    way = _WAYS[position % len(_WAYS)]
    rows = _other_batch(arrays, rng) if way == "other batch" else None
    of_batch = batched or [has_batch(array, arrays[0]) for array in arrays]
    return tuple(
        _resampled_array(array, way, rows, of, rng) for array, of in zip(arrays, of_batch, strict=True)
    )


def has_batch(array: Array, first: Array) -> bool:
    """Whether an array's leading axis looks like the batch: that of the first is, so are those of its like
    and of labels; a vector beside a matrix is a parameter whose length happens to be the same.

    >>> has_batch(np.ones(4), np.ones((4, 3))), has_batch(np.arange(4), np.ones((4, 3)))
    (False, True)
    """
    return array.ndim == first.ndim or array.dtype.kind in "iub"


def _other_batch(arrays: list[Array], rng: np.random.Generator) -> tuple[int, int] | None:
    first = arrays[0] if arrays else np.empty(())
    if first.ndim < 2 or not first.shape[0]:
        return None
    return first.shape[0], int(rng.choice([1, 2, first.shape[0] + 1]))


def _resampled_array(
    array: Array, way: str, rows: tuple[int, int] | None, batched: bool, rng: np.random.Generator
) -> Array:
    shape = array.shape
    if rows is not None and batched and array.ndim > 0 and shape[0] == rows[0]:
        shape = (rows[1], *shape[1:])
    if array.size == 0:
        return array
    drawn = rng.choice(array.ravel(), size=shape)
    if array.dtype.kind != "f":
        return np.asarray(drawn, dtype=array.dtype)
    signed = bool((array < 0).any())
    low, high = float(np.min(array)), float(np.max(array))
    drawn = np.clip(drawn * np.exp(RESAMPLED_SPREAD * rng.standard_normal(shape)), low, high)
    match way:
        case "rounded" if signed:
            drawn = np.clip(np.round(drawn), low, high)
        case "small":
            drawn = drawn * SMALL_SHARE
        case "flipped" if signed:
            drawn = np.clip(-drawn, low, high)
        case "zeros" if signed:
            drawn = np.where(rng.random(shape) < ZERO_SHARE, 0.0, drawn)
    return np.asarray(drawn, dtype=array.dtype)
