"""Right numbers in wrong places: entries hold each other's derivatives, or take each other's cotangents."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import EXCHANGED
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH305"

PRECEDENCE = EXCHANGED


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Look for every row, or column, that is stated among those that are right."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any():
        return
    for of_output in (False, True):
        true, stated, bars, wrong = (
            array.T if of_output else array for array in (found.true, found.stated, found.bars, found.wrong)
        )
        places = _places(true, stated, bars)
        if places is None:
            continue
        moved = np.count_nonzero(wrong.any(axis=1))
        bits = 2.0 * math.log2(max(len(true), 2)) * moved / 2
        shape = found.output_shape if of_output else found.shape
        what = (
            f"{difference.target} takes the cotangents of other outputs"
            if of_output
            else f"entries of {difference.target} hold the derivatives by other entries"
        )
        for words in _moves(places, shape):
            yield weighed(f"{what}: {words}", bits)
        is_exchange = len(np.unique(places)) == len(places)
        yield weighed(
            f"{what}: they are {'in another order' if is_exchange else 'taken from wrong places'}", bits
        )


def _places(true: Array, stated: Array, bars: Array) -> Array | None:
    """For every row that is stated, its place among those that are right; None if one has none.

    A row that is right where it stands stays; a row of zeros is nobody's.
    """
    if len(true) < 2 or len(true) * true.size > 2_000_000 or not np.all(np.isfinite(bars)):
        return None
    margin = float(np.max(bars)) * 2
    places = np.empty(len(true), dtype=np.int64)
    for row, ours in enumerate(stated):
        fits = np.all(np.abs(true - ours) <= margin, axis=1)
        if not fits.any() or not np.any(np.abs(ours) > margin):
            if np.all(np.abs(true[row] - ours) <= margin):
                places[row] = row
                continue
            return None
        places[row] = row if fits[row] else int(np.flatnonzero(fits)[0])
    moved = places != np.arange(len(places))
    return places if np.count_nonzero(moved) > 1 else None


def _moves(places: Array, shape: tuple[int, ...]) -> Iterator[str]:
    grid = np.arange(math.prod(shape)).reshape(shape)
    for axis, length in enumerate(shape):
        if length < 2:
            continue
        if np.array_equal(np.flip(grid, axis).ravel(), places):
            yield f"flipped along axis {axis}"
        for step, word in ((1, "by one"), (-1, "by one, backwards")) if length > 2 else ():
            if np.array_equal(np.roll(grid, step, axis).ravel(), places):
                yield f"shifted along axis {axis} {word}"
    for one in range(len(shape)):
        for two in range(one + 1, len(shape)):
            if np.array_equal(np.swapaxes(grid, one, two).ravel(), places):
                yield f"axes {one} and {two} are exchanged"
