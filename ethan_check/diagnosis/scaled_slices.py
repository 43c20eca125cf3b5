"""A term that is an array of the case times one number for each slice: a projection, a loss's softmax."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.axis_words import axis_in_words
from ethan_check.diagnosis.features import arrays_beside
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import TERMS
from ethan_check.diagnosis.stated_jacobian import Jacobians, can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH211"

PRECEDENCE = TERMS  # As a term of each entry, which a slice is made of.

_BITS = 3.0
"""What one number that agrees proves: it is one of many that would not.

Unit: bits. Fixed by: benchmarks/naming.py."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Divide what is wrong by an array; one quotient for all along an axis is an explanation."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.shape or not found.wrong.any():
        return
    arrays = _arrays(difference, subject)
    for axes in _axes(found.shape):
        if _spare(found, found.stated, found.true, axes):
            continue  # A factor for each slice: nothing is missing.
        for words, array in arrays.items():
            spare = _spare(found, found.residual, array.reshape(-1, 1), axes)
            if spare is not None:
                for along in _named(axes, len(found.shape)):
                    yield weighed(
                        f"a term is wrong in {difference.target}: what it lacks, or has too much, is {words} "
                        f"times one number for all along {along}",
                        _BITS * spare,
                    )


def _arrays(difference: WrongGradient, subject: Subject) -> dict[str, Array]:
    """What a term may be a multiple of, along an axis."""
    found: dict[str, Array] = {}
    beside = arrays_beside(difference.backward.shape, difference, subject)
    for name, array in beside.items():
        if not np.all(np.isfinite(array)):
            continue
        found[name] = array
        if name in subject.input_names:
            found[f"the softmax of {name}"] = np.exp(array - np.max(array))
    names = [name for name in beside if name in subject.input_names]
    for one, other in combinations(names, 2):
        if np.shape(subject.values[one]) == np.shape(subject.values[other]):
            found[f"{one} - {other}"] = beside[one] - beside[other]
    return {words: array for words, array in found.items() if np.any(array)}


def _axes(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Sets of axes along which a number may be the same, the smallest first; never all of them."""
    for count in range(1, max(len(shape), 2)):
        yield from combinations(range(len(shape)), count)


def _named(axes: tuple[int, ...], rank: int) -> Iterator[str]:
    if len(axes) == 1:
        yield from axis_in_words(axes[0], rank)
    else:
        yield f"axes {', '.join(map(str, axes))}"


def _spare(found: Jacobians, wanted: Array, array: Array, axes: tuple[int, ...]) -> int | None:
    """How many numbers agree beyond the one that each slice and output may choose; None if one does not.

    What an entry does to an output that it does not feed is no part of a slice.
    """
    slices = _slices(found.shape, axes)
    support = found.feeds | found.says
    t = np.where(support, np.broadcast_to(array, support.shape), 0.0)
    with np.errstate(all="ignore"):
        over = _summed(t * t, slices)
        c = np.where(over > 0, _summed(wanted * t, slices) / over, 0.0)[slices]
    if not np.all(np.abs(wanted - c * t) <= (2 + np.abs(c)) * found.bars):
        return None
    hit = _summed((found.wrong).astype(float), slices) > 0
    told = _summed((t != 0).astype(float), slices)
    return int(np.sum(np.where(hit, np.maximum(told - 1, 0), 0)))


def _slices(shape: tuple[int, ...], axes: tuple[int, ...]) -> Array:
    """For every entry, the number of the slice that it is in."""
    others = [axis for axis in range(len(shape)) if axis not in axes]
    places = np.unravel_index(np.arange(int(np.prod(shape))), shape)
    found: Array = np.zeros(int(np.prod(shape)), dtype=np.int64)
    for axis in others:
        found = found * shape[axis] + places[axis]
    return found


def _summed(numbers: Array, slices: Array) -> Array:
    """By slice, the sum over its entries, for every output."""
    total = np.zeros((int(slices.max()) + 1, numbers.shape[1]))
    np.add.at(total, slices, numbers)
    return total
