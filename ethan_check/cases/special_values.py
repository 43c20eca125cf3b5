"""Values at which mistakes show, put into arrays that a rule drew: a rule rarely draws them by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check.cases.few_digits import few_digits
from ethan_check.cases.structures import structure_of
from ethan_check.cases.zero_entries import zero_entries
from ethan_core.layer import Array

__all__ = ["special_in_words", "with_special_values", "would_show_little"]

_SPECIAL = ("some entries 0", "rows of zeros", "rows of equal numbers")
"""What becomes of numbers of both signs that show no structure, in turn."""


def special_in_words(turn: int) -> str:
    """What is special in a turn.

    >>> special_in_words(4)
    'rows of zeros'
    """
    return _SPECIAL[turn % len(_SPECIAL)]


def with_special_values(inputs: tuple[Any, ...], turn: int, rng: np.random.Generator) -> tuple[Array, ...]:
    """The same arrays with some entries exactly 0 (in every second lap one alone), rows of zeros or rows of
    one number (in every third lap one array throughout); ids repeat one that is there already, and of
    positive definite matrices one gets eigenvalues that are all the same.

    What is of one sign, or shows a structure that such values would break, stays as it is.

    >>> x, ids = np.random.default_rng(0).normal(size=(3, 4)), np.array([3, 5, 8])
    >>> row, repeated = with_special_values((x, ids), 1, np.random.default_rng(0))
    >>> bool((row == 0).all(axis=1).any()), len(set(repeated.tolist()))
    (True, 2)
    """
    lap, number = divmod(turn, len(_SPECIAL))
    arrays = [np.asarray(array) for array in inputs]
    open_ones = [place for place, array in enumerate(arrays) if _takes_any_numbers(array)]
    made = [_repeated(array, rng) if array.dtype.kind in "iu" else array for array in arrays]
    if _SPECIAL[number] == "some entries 0":
        for place in open_ones:
            zero = zero_entries(made[place].shape, rng, alone=lap % 2 == 1)
            made[place] = np.where(zero, 0.0, made[place])
    elif _SPECIAL[number] == "rows of equal numbers" and lap % 3 == 2:  # Of each axis once, and then all.
        for place in open_ones[lap % max(len(open_ones), 1) :][:1]:
            made[place] = np.full_like(made[place], few_digits(made[place].flat[0]))
    else:
        made = _with_special_rows(made, open_ones, _SPECIAL[number], lap, rng)
    if _SPECIAL[number] == "rows of equal numbers":
        made = [_with_equal_eigenvalues(a) if structure_of(a) == "positive definite" else a for a in made]
    return tuple(made)


def _takes_any_numbers(array: Array) -> bool:
    """Whether nothing that it shows, a sign or a structure, would be broken by zeros and equal numbers."""
    return (
        array.dtype.kind == "f" and bool((array < 0).any() and (array > 0).any()) and not structure_of(array)
    )


def _with_special_rows(
    arrays: list[Array], chosen: list[int], way: str, lap: int, rng: np.random.Generator
) -> list[Array]:
    """Rows of zeros or of one number in some of the arrays: no row in two of them, as beside a row of zeros
    another one may show nothing; and not all, so that what else a mistake needs is met beside one. Where rows
    have labels, those of the least come first in one lap and those of the largest in another.
    """
    made = list(arrays)
    orders: dict[int, Array] = {}
    for turn, place in enumerate(chosen):
        special = arrays[place].copy()
        rows = np.moveaxis(special, _axis(special, lap), -1)
        number = rows[..., 0].size
        order = orders.get(number)
        if order is None:
            labels = _labels_of(rows, [a for at, a in enumerate(arrays) if at not in chosen])
            descends = lap // special.ndim % 2
            keys = np.zeros(number) if labels is None else labels * (-1.0 if descends else 1.0)
            order = orders[number] = np.lexsort((rng.permutation(number), keys))
        some = np.zeros(number, dtype=bool)
        some[order[(turn - lap) % len(chosen) :: len(chosen) + 1]] = True
        mask = some.reshape(rows.shape[:-1])
        rows[mask] = 0.0 if way == "rows of zeros" else few_digits(rows[mask][..., :1])
        made[place] = special
    return made


def _labels_of(rows: Array, others: list[Array]) -> Array | None:
    """What another array says of each row, flat; None if there is no such array."""
    return next(
        (a.ravel() for a in others if a.ndim and a.shape == rows.shape[:-1] and a.dtype.kind in "biuf"), None
    )


def would_show_little(inputs: tuple[Any, ...], turn: int) -> bool:
    """Whether what is special would show little in these arrays: all labels are the same, or no row has a
    second entry, so that one of zeros is a single 0, and one of equal numbers any row.

    >>> x = np.ones((2, 3))
    >>> would_show_little((x, np.array([1, 1])), 0), would_show_little((x, np.array([-1, 1])), 0)
    (True, False)
    >>> would_show_little((np.ones((2, 1)),), 0), would_show_little((np.ones((1, 3)),), 3)
    (True, True)
    """
    arrays = [np.asarray(array) for array in inputs]
    labels = [array for array in arrays if array.dtype.kind in "biu" and array.ndim]
    if labels and all(array.size and (array == array.flat[0]).all() for array in labels):
        return True
    numbers = [array for array in arrays if array.dtype.kind == "f" and array.ndim]
    lap = turn // len(_SPECIAL)
    return bool(numbers) and all(min(a.shape[_axis(a, lap)], a.shape[-1]) < 2 for a in numbers)


def _axis(array: Array, lap: int) -> int:
    """Along which axis the rows of a lap lie: the last one first."""
    return array.ndim - 1 - lap % array.ndim


def _repeated(ids: Array, rng: np.random.Generator) -> Array:
    """With one id in the place of another, if none repeats; what numbers all places once is an order."""
    if len(np.unique(ids)) < max(ids.size, 2) or np.array_equal(np.sort(ids, axis=None), np.arange(ids.size)):
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
