"""What passes through one number that many entries share, as a mean, a norm, or the sum in a softmax."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.axis_words import axis_in_words
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import SHARED
from ethan_check.diagnosis.stated_jacobian import Jacobians, can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH206"

PRECEDENCE = SHARED


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """What is wrong is, in every slice along some axes, a product: a number an entry, by one an output."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any() or not found.shape:
        return
    for axes in _axes(found.shape):
        spare = _spare(found, axes)
        if spare is None:
            continue
        several = (f"axes {', '.join(map(str, axes))}",)
        for along in several if len(axes) > 1 else axis_in_words(axes[0], len(found.shape)):
            yield weighed(
                f"{difference.target} is wrong by what passes through one number that all entries along "
                f"{along} share: a mean, a norm, or a sum",
                3.0 * spare,
            )


def _axes(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for count in range(1, len(shape) + 1):
        yield from combinations(range(len(shape)), count)


def _spare(found: Jacobians, axes: tuple[int, ...]) -> int | None:
    """How many numbers agree beyond those that a product may choose; None if one does not."""
    order = (*(axis for axis in range(len(found.shape)) if axis not in axes), *axes)
    rows = math.prod(found.shape[axis] for axis in axes)
    grid = np.transpose(np.arange(math.prod(found.shape)).reshape(found.shape), order).reshape(-1, rows)
    spare, meet = 0, False
    for slice_ in grid:
        residual, bars = found.residual[slice_], found.bars[slice_]
        if not np.all(np.isfinite(bars)):
            continue
        wrong = found.wrong[slice_]
        meet = meet or bool(np.any(np.count_nonzero(found.feeds[slice_], axis=0) > 1))
        if not wrong.any():
            continue
        rest = _without_product(residual)
        if np.any(np.abs(rest) > 4 * np.max(bars)):
            return None
        lines, columns = (int(np.count_nonzero(np.any(wrong, axis=axis))) for axis in (1, 0))
        # The derivative itself may be such a product: then it proves nothing.
        if np.any(np.abs(_without_product(found.true[slice_])) > 4 * np.max(bars)):
            spare += (lines - 1) * (columns - 1)
    return spare if meet else 0  # What entries share feeds outputs that they have in common.


def _without_product(matrix: Array) -> Array:
    left, sizes, right = np.linalg.svd(matrix, full_matrices=False)
    rest: Array = matrix - sizes[0] * np.outer(left[:, 0], right[0])
    return rest
