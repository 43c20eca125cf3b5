"""A function in the middle of a layer, whose slope is wrong: paths through it have a factor of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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

PRECEDENCE = FACTORS_APART

_BITS = 3.0
"""What one number that agrees proves: it is one of many that would not.

Unit: bits. Fixed by: benchmarks/naming.py."""

_LEAST = 1e-4
"""A factor nearer to 1 is a constant that is slightly off, or a rounding.

Unit: distance from 1. Fixed by: float16 rounds by 5e-4, float32 by 6e-8."""

_MOST_AXES = 2
"""So many axes of the array tell the paths apart at most.

Unit: axes. Fixed by: a sample and a channel, or two channels."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Divide the stated Jacobian by the true one: the quotients depend on few of the axes.

    In `f(x @ W) @ V`, what W[i, j] does to output [n, k] is `x[n, i] * f'[n, j] * V[j, k]`: a wrong slope f'
    is one factor for each pair of j and n.
    """
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any():
        return
    name = difference.name
    for words, part in _parts(found):
        for axes in _choices(found.shape):
            spares = [_spare(part, axes, places) for places in _places(len(part.output_shape))]
            known = [spare for spare in spares if spare is not None]
            if known:
                yield weighed(
                    f"what {name} does to {words} has a factor too much, one for each index along "
                    f"{_named(axes)} of {name} and each place of the output: the slope of a function "
                    "between them is wrong",
                    _BITS * max(known),
                )


def _parts(found: Jacobians) -> Iterator[tuple[str, Jacobians]]:
    """The whole output, and the steps that a recurrence begins with: later ones are on several paths."""
    yield "the output", found
    shape = found.output_shape
    for axis in range(min(len(shape), 2)) if len(shape) > 2 else ():
        for word, index in (("first", 0), ("last", shape[axis] - 1)):
            columns = np.take(np.arange(int(np.prod(shape))).reshape(shape), [index], axis=axis)
            place = columns.ravel()
            yield (
                f"the {word} step of the output along axis {axis}",
                replace(
                    found,
                    true=found.true[:, place],
                    stated=found.stated[:, place],
                    bars=found.bars[:, place],
                    output_shape=columns.shape,
                    cotangent=found.cotangent[place],
                ),
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

    Entries of a group that feed any of its outputs feed the same ones: they meet in what is between. Where a
    function is saturated its slope is lost in the error bars, and nothing is known of it.
    """
    support = found.feeds | found.says
    if not found.feeds.any():
        return None
    mine, theirs = _groups(found.shape, axes), _groups(found.output_shape, others)
    groups = (mine[:, None] * (int(theirs.max()) + 1) + theirs[None, :])[support]
    count = np.bincount(groups)
    rows, columns = (_met(groups, place, len(count)) for place in np.nonzero(support))
    if np.any(count != rows * columns):
        return None
    true, stated, bars, wrong = (one[support] for one in (found.true, found.stated, found.bars, found.wrong))
    seen = np.bincount(groups, found.feeds[support])
    known = (seen > 0)[groups]
    if not known.any() or 2 * np.count_nonzero(wrong & known) < np.count_nonzero(wrong):
        return None
    over = np.bincount(groups, true * true)
    with np.errstate(all="ignore"):
        factors = np.where(known, (np.bincount(groups, true * stated) / over)[groups], 1.0)
    if np.min(np.abs(factors)) < _LEAST or np.max(np.abs(factors - 1)) < _LEAST:
        return None  # What is zero is left out, and has no slope.
    if np.any(known & (np.abs(stated - factors * true) > (2 + np.abs(factors)) * bars)):
        return None
    hit = np.bincount(groups, wrong & known) > 0
    return int(np.sum(np.where(hit, np.maximum(seen - 1, 0), 0)))


def _met(groups: Array, places: Array, most: int) -> Array:
    """How many different places each group has."""
    both = np.unique(np.stack([groups, places]), axis=1)
    found: Array = np.bincount(both[0], minlength=most)
    return found


def _groups(shape: tuple[int, ...], axes: tuple[int, ...]) -> Array:
    """For every entry, a number for its indices along some axes."""
    places = np.unravel_index(np.arange(int(np.prod(shape))), shape)
    found: Array = np.zeros(int(np.prod(shape)), dtype=np.int64)
    for axis in axes:
        found = found * shape[axis] + places[axis]
    return found
