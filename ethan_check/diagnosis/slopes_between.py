"""A function in the middle of a layer, whose slope is wrong: paths through it have a factor of their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import FACTORS_APART
from ethan_check.diagnosis.stated_jacobian import Jacobians, can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH114"

PRECEDENCE = FACTORS_APART + 0.5

_BITS = 3.0
"""What one number that agrees proves, in bits: it is one of many that would not."""

_MOST_AXES = 2
"""So many axes of the array tell the paths apart at most.

Unit: axes. Fixed by: a sample and a channel, or two channels."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Divide the stated Jacobian by the true one: the quotients depend on few of the axes.

    In `f(x @ W) @ V`, what W[i, j] does to output [n, k] is `x[n, i] * f'[n, j] * V[j, k]`: a wrong slope f'
    is one factor for each pair of j and n.
    """
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any() or np.any(found.says & ~found.feeds):
        return
    name = difference.name
    for axes in _choices(found.shape):
        spares = [_spare(found, axes, places) for places in _places(len(found.output_shape))]
        known = [spare for spare in spares if spare is not None]
        if known:
            yield weighed(
                f"what {name} does to the output has a factor too much, one for each index along "
                f"{_named(axes)} of {name} and each place of the output: the slope of a function between "
                "them is wrong",
                _BITS * max(known),
            )


def _choices(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Some of the axes, the fewest first."""
    for count in range(1, _MOST_AXES + 1):
        yield from combinations(range(len(shape)), count)


def _places(rank: int) -> Iterator[tuple[int, ...]]:
    """The axes of an output without that of the channels: the last, or the second."""
    for channels in {rank - 1, 1} if rank > 2 else {rank - 1}:
        yield tuple(axis for axis in range(rank) if axis != channels)


def _named(axes: tuple[int, ...]) -> str:
    return f"ax{'i' if len(axes) == 1 else 'e'}s {' and '.join(map(str, axes))}"


def _spare(found: Jacobians, axes: tuple[int, ...], others: tuple[int, ...]) -> int | None:
    """How many quotients agree beyond the one that each group of paths may choose; None if one does not.

    All entries of a group feed all of its outputs: they meet in what is between.
    """
    mine, theirs = _groups(found.shape, axes), _groups(found.output_shape, others)
    grid = mine[:, None] * (int(theirs.max()) + 1) + theirs[None, :]
    groups, sizes = grid[found.feeds], np.bincount(grid.ravel())
    if np.any(np.bincount(groups, minlength=len(sizes)) % sizes):
        return None
    true, stated, bars = found.true[found.feeds], found.stated[found.feeds], found.bars[found.feeds]
    over = np.bincount(groups, true * true)
    with np.errstate(all="ignore"):
        factors = (np.bincount(groups, true * stated) / over)[groups]
    if not np.all(np.abs(stated - factors * true) <= (2 + np.abs(factors)) * bars):
        return None
    hit = np.bincount(groups, found.wrong[found.feeds]) > 0
    return int(np.sum(np.where(hit, np.maximum(np.bincount(groups) - 1, 0), 0)))


def _groups(shape: tuple[int, ...], axes: tuple[int, ...]) -> Array:
    """For every entry, a number for its indices along some axes."""
    places = np.unravel_index(np.arange(int(np.prod(shape))), shape)
    found: Array = np.zeros(int(np.prod(shape)), dtype=np.int64)
    for axis in axes:
        found = found * shape[axis] + places[axis]
    return found
