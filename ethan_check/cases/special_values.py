"""Values at which mistakes show, put into arrays that a rule drew: a rule rarely draws them by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check.cases.resampling import row_of
from ethan_check.cases.structures import structure_of
from ethan_check.numerics.tolerances.values import ZERO_SHARE
from ethan_core.layer import Array

__all__ = ["special_in_words", "with_special_values"]

_SPECIAL = ("some entries 0", "a row of zeros", "an equal row")
"""What becomes of numbers of both signs that show no structure, in turn."""


def special_in_words(turn: int) -> str:
    """What is special in a turn.

    >>> special_in_words(4)
    'a row of zeros'
    """
    return _SPECIAL[turn % len(_SPECIAL)]


def with_special_values(inputs: tuple[Any, ...], turn: int, rng: np.random.Generator) -> tuple[Array, ...]:
    """The same arrays with some entries exactly 0, a row of zeros or a row of one number; ids repeat one that
    is there already, and of positive definite matrices one gets eigenvalues that are all the same.

    What is of one sign, or shows a structure that such values would break, stays as it is.

    >>> x, ids = np.random.default_rng(0).normal(size=(3, 4)), np.array([3, 5, 8])
    >>> row, repeated = with_special_values((x, ids), 1, np.random.default_rng(0))
    >>> bool((row == 0).all(axis=1).any()), len(set(repeated.tolist()))
    (True, 2)
    """
    return tuple(_special(np.asarray(array), turn, rng) for array in inputs)


def _special(array: Array, turn: int, rng: np.random.Generator) -> Array:
    if array.dtype.kind in "iu":
        return _repeated(array, rng)
    lap, number = divmod(turn, len(_SPECIAL))
    way, structure = _SPECIAL[number], structure_of(array)
    if structure == "positive definite" and way == "an equal row":
        return _with_equal_eigenvalues(array)
    if structure or array.dtype.kind != "f" or not ((array < 0).any() and (array > 0).any()):
        return array
    special = array.copy()
    match way:
        case "some entries 0":
            special[rng.random(array.shape) < ZERO_SHARE] = 0.0
        case "a row of zeros":
            row_of(special, lap, rng)[...] = 0.0
        case "an equal row":
            row = row_of(special, lap, rng)
            row[...] = row.flat[0]
    return special


def _repeated(ids: Array, rng: np.random.Generator) -> Array:
    """With one id in the place of another; what numbers all places, each once, is an order and stays so."""
    if ids.size < 2 or np.array_equal(np.sort(ids, axis=None), np.arange(ids.size)):
        return ids
    repeated = ids.copy()
    here, there = rng.permutation(ids.size)[:2]
    repeated.flat[here] = repeated.flat[there]
    return repeated


def _with_equal_eigenvalues(matrices: Array) -> Array:
    first = matrices.copy()
    one = first.reshape(-1, *matrices.shape[-2:])[0]
    one[...] = np.eye(len(one)) * np.mean(np.diag(one))
    return first
