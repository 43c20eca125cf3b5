"""A mean, a variance or a norm that forward takes along an axis, and backward treats as a constant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.axis_words import axis_in_words
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.stated_jacobian import Jacobians, can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH204"

PRECEDENCE = MECHANISM

_BITS = 3.0
"""What one number that agrees proves, in bits: it is one of many that would not."""

_SUM = "the sum in a softmax"
"""Whose axis is often an option of the layer, and so another one in another case."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """What is wrong is what one of them contributes: along its axes constant, or like the input."""
    found = jacobians(difference, subject)
    x = (difference.values or subject.values).get(difference.name)
    if found is None or not found.is_linear or x is None or difference.name not in subject.input_names:
        return
    if x.dtype.kind != "f" or not x.ndim or not found.wrong.any():
        return
    x, sure = np.asarray(x, np.float64), False
    for axes in _axes(x.shape):
        for words, basis in _contributions(x, subject, axes):
            spare = _spare(found, basis, axes)
            if spare is None or (sure and spare):
                continue
            verb = "contribute" if " and " in words else "contributes"
            told = _BITS * spare if _is_everywhere(found, axes) and _shares(found) else 0.0
            for named in _named(axes, x.ndim):
                place = "" if words == _SUM else f" along {named}"
                text = weighed(
                    f"what {words}{place} {verb} to {difference.target} is wrong: it is left out, "
                    "as if it were a constant, or has another factor",
                    told,
                )
                yield text
            sure = sure or type(text) is str


def _contributions(
    x: Array, subject: Subject, axes: tuple[int, ...]
) -> Iterator[tuple[str, tuple[Array, ...]]]:
    """What a gradient lacks that leaves a statistic out, each as the arrays that it is a combination of."""
    centred = x - x.mean(axis=axes, keepdims=True)
    yield "the mean", (np.ones_like(x),)
    yield "the norm", (x,)
    yield "the variance", (centred,)
    if subject.output_shape == x.shape:
        yield _SUM, (np.asarray(subject.output, np.float64),)
    yield "the mean and the variance", (np.ones_like(x), centred)


def _spare(found: Jacobians, basis: tuple[Array, ...], axes: tuple[int, ...]) -> int | None:
    """How many numbers a combination of the basis explains beyond those that it chooses, for every slice
    along the axes and every output; None if it does not explain one.
    """
    others = [axis for axis in range(len(found.shape)) if axis not in axes]
    rows = math.prod(found.shape[axis] for axis in axes)
    grid = np.transpose(np.arange(math.prod(found.shape)).reshape(found.shape), (*others, *axes)).reshape(
        -1, rows
    )
    spare = 0
    for slice_ in grid:
        columns = np.stack([one.ravel()[slice_] for one in basis], axis=1)
        residual, bars, wrong = found.residual[slice_], found.bars[slice_], found.wrong[slice_]
        if not wrong.any() or not np.all(np.isfinite(bars)):
            continue
        rest = residual - columns @ np.linalg.lstsq(columns, residual, rcond=None)[0]
        if np.any(np.abs(rest) > 4 * bars):
            return None
        lines, hit = (int(np.count_nonzero(np.any(wrong, axis=axis))) for axis in (1, 0))
        spare += max(0, min(lines, rows) - len(basis)) * hit
    return spare


def _is_everywhere(found: Jacobians, axes: tuple[int, ...]) -> bool:
    """Whether something is missing in every slice: what is left out is left out of all of them."""
    missing = found.wrong.any(axis=1).reshape(found.shape)
    known = found.feeds.any(axis=1).reshape(found.shape)
    return bool(np.all(np.any(missing, axis=axes) | ~np.any(known, axis=axes)))


def _shares(found: Jacobians) -> bool:
    """Whether entries feed several outputs and outputs are fed by several entries, as by a statistic."""
    return bool(found.feeds.sum(axis=0).max() > 1 and found.feeds.sum(axis=1).max() > 1)


def _axes(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Sets of axes, the smallest first."""
    for count in range(1, len(shape) + 1):
        yield from combinations(range(len(shape)), count)


def _named(axes: tuple[int, ...], rank: int) -> Iterator[str]:
    if len(axes) == 1:
        yield from axis_in_words(axes[0], rank)
    else:
        yield f"axes {', '.join(map(str, axes[:-1]))} and {axes[-1]}"
