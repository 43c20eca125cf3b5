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
        moved = np.count_nonzero(wrong.any(axis=1) & (places >= 0))
        bits = 2.0 * math.log2(max(len(true), 2)) * moved / 2
        shape = found.output_shape if of_output else found.shape
        what = (
            f"{difference.target} takes the cotangents of other outputs"
            if of_output
            else f"entries of {difference.target} hold the derivatives by other entries"
        )
        for words in _moves(places, shape):
            yield weighed(f"{what}: {words}", bits)
        is_exchange = len(np.unique(places)) == len(places) and np.all(places >= 0)
        # What is an order in one case may leave some out in another: then the second is what both say.
        for words in (*(["in another order"] if is_exchange else []), "taken from wrong places"):
            yield weighed(f"{what}: they are {words}", bits)


def _places(true: Array, stated: Array, bars: Array) -> Array | None:
    """For every row that is stated, its place among those that are right; None if one has none.

    A row that is right where it stands stays; a row of zeros is nobody's, and its place is -1.
    """
    if len(true) < 2 or len(true) * true.size > 2_000_000 or not np.all(np.isfinite(bars)):
        return None
    margin = float(np.max(bars)) * 2
    places = np.empty(len(true), dtype=np.int64)
    for row, ours in enumerate(stated):
        fits = np.all(np.abs(true - ours) <= margin, axis=1)
        if not np.any(np.abs(ours) > margin):
            places[row] = row if fits[row] else -1
            continue
        if not fits.any():
            return None
        places[row] = row if fits[row] else int(np.flatnonzero(fits)[0])
    moved = (places != np.arange(len(places))) & (places >= 0)
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
    steps = _steps(places, shape)
    if steps is not None:
        axes = [str(axis) for axis, step in enumerate(steps) if step]
        yield f"shifted along ax{'i' if len(axes) == 1 else 'e'}s {' and '.join(axes)}, and some are left out"
    for one in range(len(shape)):
        for two in range(one + 1, len(shape)):
            if np.array_equal(np.swapaxes(grid, one, two).ravel(), places):
                yield f"axes {one} and {two} are exchanged"


def _steps(places: Array, shape: tuple[int, ...]) -> tuple[int, ...] | None:
    """By how much every row is shifted along each axis, if all that are somebody's are by the same."""
    there = places >= 0
    if there.all() or not there.any():
        return None
    mine = np.stack(np.unravel_index(np.flatnonzero(there), shape))
    theirs = np.stack(np.unravel_index(places[there], shape))
    steps = np.unique(theirs - mine, axis=1)
    return tuple(int(step) for step in steps[:, 0]) if steps.shape[1] == 1 and np.any(steps) else None
