"""New arrays from given ones, for layers without a contract: nothing is assumed that they do not show."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from ethan_check.cases.few_digits import few_digits
from ethan_check.cases.structures import kept_as, shown_by
from ethan_check.cases.zero_entries import zero_entries
from ethan_check.numerics.tolerances.sizes import LONG_AXES
from ethan_check.numerics.tolerances.values import RESAMPLED_SPREAD, SMALL_SHARE
from ethan_core.layer import Array

__all__ = ["has_batch", "lengthened", "resample", "row_of", "way_of"]

_WAYS = (
    "rounded",
    "small",
    "other batch",
    "flipped",
    "zeros",
    "a row of zeros",
    "an equal row",
    "a longer axis",
    "drawn again",
)
"""How entries are changed, in turn; the first ones come round three times."""


def resample(
    inputs: tuple[Any, ...],
    position: int,
    rng: np.random.Generator,
    batched: Sequence[bool] | None = None,
    shown: Sequence[ModuleType | None] | None = None,
) -> tuple[Array, ...]:
    """Draw each array's entries anew from the entries that it has, and change them in one way.

    Positive data stays positive, integers stay among the integers that occur, and what shows a structure
    (one-hot rows, a symmetric matrix) keeps it, so that the result is of the kind that was given. The way
    changes with the position: whole numbers with ties, small values, another number of rows, other signs,
    exact zeros, a row of nothing but zeros or of one number, an axis that is long and odd; in every second
    turn what is merely drawn again is one number throughout.

    Args:
        batched: of which arrays the leading axis is the batch, where that is known.
        shown: the structures that the arrays show, where they are known.

    >>> (row,) = resample((np.array([1.0, 2.0, 4.0]),), 0, np.random.default_rng(0))
    >>> bool((row > 0).all())
    True
    """
    arrays = [np.asarray(array) for array in inputs]
    turn, number = divmod(position, len(_WAYS))
    way = _WAYS[number]
    if way == "a longer axis":
        return lengthened(inputs, turn, rng, batched, shown)
    rows = _other_batch(arrays, rng) if way == "other batch" else None
    of_batch = batched or [has_batch(array, arrays[0]) for array in arrays]
    shapes = [_shape(array, rows, of) for array, of in zip(arrays, of_batch, strict=True)]
    structures = shown or list(map(shown_by, arrays))
    return tuple(
        _resampled_array(*each, way, turn, rng) for each in zip(arrays, shapes, structures, strict=True)
    )


def lengthened(
    inputs: tuple[Any, ...],
    turn: int,
    rng: np.random.Generator,
    batched: Sequence[bool] | None = None,
    shown: Sequence[ModuleType | None] | None = None,
) -> tuple[Array, ...]:
    """Each array's entries drawn anew, with one axis long and odd: the last one first.

    >>> lengthened((np.ones((2, 3)),), 0, np.random.default_rng(0))[0].shape
    (2, 33)
    """
    arrays = [np.asarray(array) for array in inputs]
    of_batch = batched or [has_batch(array, arrays[0]) for array in arrays]
    shapes = _longer([array.shape for array in arrays], turn, of_batch)
    structures = shown or list(map(shown_by, arrays))
    return tuple(
        _resampled_array(*each, "a longer axis", turn, rng)
        for each in zip(arrays, shapes, structures, strict=True)
    )


def way_of(position: int) -> str:
    """How the entries at a position are changed, in words.

    >>> way_of(5)
    'a row of zeros'
    """
    return _WAYS[position % len(_WAYS)]


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


def _shape(array: Array, rows: tuple[int, int] | None, batched: bool) -> tuple[int, ...]:
    if rows is not None and batched and array.ndim > 0 and array.shape[0] == rows[0]:
        return (rows[1], *array.shape[1:])
    return array.shape


def _longer(shapes: list[tuple[int, ...]], turn: int, batched: Sequence[bool]) -> list[tuple[int, ...]]:
    """The shapes with one axis of the first array long, and with it those that seem to be the same: the
    leading one of other batches, or one that is as long and as far from the end.
    """
    if not shapes or not shapes[0]:
        return shapes
    first = shapes[0]
    lap, number = divmod(turn, len(first))
    back, length = 1 + number, LONG_AXES[-1 - lap % len(LONG_AXES)]  # The longest shows what the others do.
    longer = []
    for shape, of in zip(shapes, batched, strict=True):
        axis = (0 if of else len(shape)) if back == len(first) else len(shape) - back
        is_batch = of and axis == 0 and back != len(first)
        is_same = not is_batch and 0 <= axis < len(shape) and shape[axis] == first[-back]
        longer.append((*shape[:axis], length, *shape[axis + 1 :]) if is_same else shape)
    return longer


def _resampled_array(
    array: Array,
    shape: tuple[int, ...],
    shown: ModuleType | None,
    way: str,
    turn: int,
    rng: np.random.Generator,
) -> Array:
    if array.dtype.kind == "c":
        # At 0 a modulus has no derivative, and nobody gave one.
        way = "drawn again" if "zero" in way or way == "rounded" else way
        parts = [
            _resampled_array(part, shape, shown_by(part), way, turn, rng) for part in (array.real, array.imag)
        ]
        return np.asarray(parts[0] + 1j * parts[1], dtype=array.dtype)
    if array.dtype.kind != "f":
        return np.asarray(rng.choice(array.ravel(), size=shape), dtype=array.dtype) if array.size else array
    finite = array[np.isfinite(array)]
    if finite.size == 0:
        return array
    drawn = np.asarray(rng.choice(finite, size=shape))  # What has no axis comes as a number.
    changed = np.asarray(_changed(drawn, finite, way, turn, rng), dtype=array.dtype)
    return kept_as(shown, changed, array, rng)


def _changed(drawn: Array, given: Array, way: str, turn: int, rng: np.random.Generator) -> Array:
    """Drawn entries changed in one way, within the range of the given ones."""
    signed = bool((given < 0).any())
    low, high = float(np.min(given)), float(np.max(given))
    drawn = np.clip(drawn * np.exp(RESAMPLED_SPREAD * rng.standard_normal(drawn.shape)), low, high)
    drawn = np.asarray(drawn)
    match way:
        case "rounded" if signed:
            drawn = np.clip(np.round(drawn), low, high)
        case "small":
            drawn = drawn * SMALL_SHARE
        case "flipped" if signed:
            drawn = np.clip(-drawn, low, high)
        case "zeros" if signed:
            drawn = np.where(zero_entries(drawn.shape, rng, alone=turn % 2 == 1), 0.0, drawn)
        case "a row of zeros" if signed:
            row_of(drawn, turn, rng)[...] = 0.0
        case "an equal row":
            row = row_of(drawn, turn, rng)
            row[...] = _few_digits(row.flat[0], low, high)
        case "drawn again" if turn % 2:
            drawn[...] = _few_digits(drawn.flat[0], low, high)
    return drawn


def _few_digits(number: float, low: float, high: float) -> float:
    """A number that stays equal to its mean, if there is one near by within the range."""
    short = float(few_digits(np.asarray(number)))
    return short if low <= short <= high else number


def row_of(array: Array, turn: int, rng: np.random.Generator) -> Array:
    """The entries along one of the axes, the last one first, at one place of the others; a view.

    >>> row_of(np.arange(6).reshape(2, 3), 0, np.random.default_rng(0)).shape
    (3,)
    """
    if not array.ndim:
        return array
    axis = array.ndim - 1 - turn % array.ndim
    place = tuple(int(rng.integers(length)) for length in np.delete(array.shape, axis))
    row: Array = np.moveaxis(array, axis, -1)[place]
    return row
